"""From chosen footage and what was said about it to a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import PurePosixPath
from urllib.parse import quote

from graph.errors import InvalidError
from graph.nodes.asset import Version
from graph.nodes.comment import Comment, CommentStatus
from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode, parse_timecode
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.services.footage_choice import Chosen
from graph.stores.rows import text_of
from graph.timelines.bounds import FASTEST

MOST_HANDLES = 10_000
_STILL_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Cutting:
    """How footage is laid on a timeline.

    ``rate`` is the timeline's, the first medium's unless told; ``drop_frame`` how it counts, as the first medium does unless
    told. ``handles`` are frames of the medium that each clip shows more at both ends, where the medium has them.
    """

    name: str
    rate: Rational | None = None
    drop_frame: bool | None = None
    handles: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, and the name of who said it."""

    comment: Comment
    author: str


def make_timeline(
    cutting: Cutting, chosen: Sequence[Chosen], titles: Mapping[str, str], said: Mapping[str, Sequence[Said]]
) -> Timeline:
    """Return one track of what was chosen, from 01:00:00:00 on, with what was said as markers.

    ``titles`` are the names of assets by the id of a version, ``said`` the comments by it. What has no picture is left out,
    and noted. Raises InvalidError for a rate or handles that cannot be.
    """
    if not 0 <= cutting.handles <= MOST_HANDLES:
        raise InvalidError(f"Handles are 0 to {MOST_HANDLES} frames.", path=("handles",))
    if cutting.rate is not None and not 0 < cutting.rate.fraction <= FASTEST:
        raise InvalidError(f"A rate is above 0 and at most {FASTEST} frames a second.", path=("rate",))
    pictures = [each for each in chosen if each.version.media.frames is not None]
    timed = next((each.version.media for each in pictures if each.version.media.frame_rate is not None), None)
    rate = cutting.rate or (timed.frame_rate if timed else None) or Rational(24, 1)
    dropping = cutting.drop_frame
    if dropping is None:
        dropping = timed is not None and timed.start_timecode is not None and timed.start_timecode.drop_frame
    elif dropping and rate.fraction not in DROP_FRAME_RATES:
        raise InvalidError("Drop frame exists at 30000/1001 and 60000/1001 frames a second only.", path=("dropFrame",))
    dropping = dropping and rate.fraction in DROP_FRAME_RATES
    items = tuple(_clip(each, rate, cutting.handles, titles, said.get(each.version.id, ())) for each in pictures)
    left_out = len(chosen) - len(pictures)
    notes = (f"{left_out} of the chosen have no picture and were left out.",) if left_out else ()
    track = TimelineTrack("V1", TrackKind.VIDEO, items)
    return Timeline(cutting.name, rate, _an_hour(rate, dropping), (track,) if items else (), notes=notes)


def _an_hour(rate: Rational, dropping: bool) -> StartTimecode:
    return parse_timecode(f"01:00:00{';' if dropping else ':'}00", rate)


def _clip(each: Chosen, rate: Rational, handles: int, titles: Mapping[str, str], said: Sequence[Said]) -> Clip:
    version, media = each.version, each.version.media
    whole = FrameRange(0, media.frames or 1)
    frames = each.frames or whole
    frames = FrameRange(max(0, frames.start - handles), min(whole.end, frames.end + handles))
    begins = 0 if media.start_timecode is None else media.start_timecode.frame
    title = titles.get(version.id, "")
    name = file_name(title, version)
    clip = Clip(
        name=title,
        source=FrameRange(begins + frames.start, begins + frames.end),
        rate=media.frame_rate or rate,
        frames=1,
        media=Media(name, quote(name), begins, whole.end, version.id, version.sha256),
        drop_frame=media.start_timecode is not None and media.start_timecode.drop_frame,
        markers=tuple(_marker(one, frames, begins) for one in said if _meet(one.comment.at, frames)),
    )
    lasting = clip.lasting(rate) if media.frame_rate is not None else round(Fraction(_STILL_SECONDS) * rate.fraction)
    return replace(clip, frames=max(1, lasting))


def file_name(title: str, version: Version) -> str:
    """Return the name of a version's file, for programs that look for it: its asset's, with the original's extension."""
    extension = PurePosixPath(version.location).suffix if not version.files else ""
    return title if not extension or title.lower().endswith(extension.lower()) else title + extension


def _marker(said: Said, frames: FrameRange, begins: int) -> Marker:
    comment = said.comment
    first, last = max(comment.at.start, frames.start), min(comment.at.end, frames.end)
    return Marker(
        FrameRange(begins + first, begins + last),
        comment.text,
        said.author,
        "GREEN" if comment.status is CommentStatus.RESOLVED else "RED",
        text_of(comment.created_at),
        comment.status.value.lower(),
    )


def _meet(one: FrameRange, other: FrameRange) -> bool:
    return one.start < other.end and other.start < one.end
