"""Conforming: a timeline from outside, matched with the footage of a project.

A clip is matched by the surest thing that its file says: the id or the hash of a version (files written here say them), the
path of its medium, the medium's name, its own name. Among versions of that name its source timecode decides, then the
newest wins. Nothing is guessed between two assets: such a clip is reported with both.
"""

from __future__ import annotations

import asyncio
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from graph.errors import InvalidError, TooLargeError
from graph.nodes.access import Viewer
from graph.nodes.asset import Version
from graph.nodes.conform import Conformed, ConformedClip, MatchedBy, Mismatch
from graph.nodes.spelling import folded
from graph.nodes.time import DROP_FRAME_RATES, FrameRange, Rational, StartTimecode, format_timecode
from graph.nodes.timeline import Clip, Timeline, TimelineFormat, TimelineTrack, TrackKind
from graph.services import access
from graph.stores.footage_names import FootageName
from graph.stores.registry import Stores
from graph.timelines.bounds import LARGEST_FILE
from graph.timelines.files import read_timeline

MOST_CLIPS = 5_000
COUNTED_OTHERWISE = (
    "Some footage counts drop frame where the timeline does not, or the reverse: timecodes were taken for the labels that"
    " stand on the footage."
)
_MOST_CANDIDATES = 20
_FRAME_NUMBER = re.compile(r"[._-](\d+|%0?\d*d|#+|\[\d+-\d+\])$")
_PICTURES = frozenset((".exr", ".dpx", ".cin", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".tga", ".jp2", ".hdr", ".webp"))
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ConformService:
    """Reads timelines, and finds their footage."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def read(
        self, viewer: Viewer, project_id: str, data: bytes, form: TimelineFormat | None = None, rate: Rational | None = None
    ) -> Timeline:
        """Return the timeline of a file as it is, for whoever may see a project; raises what ``read_timeline`` raises."""
        access.require(viewer, project_id, access.READ)
        return await asyncio.to_thread(read_timeline, data, form, rate)

    async def conform(
        self, viewer: Viewer, project_id: str, data: bytes, form: TimelineFormat | None = None, rate: Rational | None = None
    ) -> Conformed:
        """Return the timeline of a file, and which version of a project each of its clips was cut from.

        Raises NotFoundError for a stranger to the project, TooLargeError for more than ``MOST_CLIPS`` clips, and what
        ``read_timeline`` raises for the file.
        """
        timeline = await self.read(viewer, project_id, data, form, rate)
        clips = _shown(timeline)
        if len(clips) > MOST_CLIPS:
            raise TooLargeError(f"The timeline shows {len(clips)} clips; at most {MOST_CLIPS} are matched. Split it.")
        footage = await self._footage(project_id, [clip for _, _, clip in clips])
        # In a thread: thousands of clips take most of a second, and everyone else would wait.
        matched = await asyncio.to_thread(lambda: tuple(footage.match(track, place, clip) for track, place, clip in clips))
        if any(_counts_otherwise(footage.versions.get(each.version_id or ""), each.clip) for each in matched):
            timeline = replace(timeline, notes=(*timeline.notes, COUNTED_OTHERWISE))
        return Conformed(timeline, matched)

    async def _footage(self, project_id: str, clips: Sequence[Clip]) -> _Footage:
        """Load the names of a project, and those versions that some clip could have been cut from."""
        ids = {clip.media.version_id for clip in clips if clip.media.version_id and _is_id(clip.media.version_id)}
        hashes = {clip.media.sha256 for clip in clips if clip.media.sha256 and _SHA256.fullmatch(clip.media.sha256)}
        names = self._stores.footage_names
        contents = await names.by_content(project_id, sorted(hashes))
        wanted = await asyncio.to_thread(lambda: {key for clip in clips for _, key in media_keys(clip)})
        paths: dict[str, list[FootageName]] = defaultdict(list)
        known: dict[str, list[FootageName]] = defaultdict(list)
        async for footage in names.of_project(project_id):
            if footage.location in wanted:
                paths[footage.location].append(footage)
            for key in _names_of(footage) & wanted:
                known[key].append(footage)
        found = [each.version_id for several in (*paths.values(), *known.values()) for each in several]
        needed = list(dict.fromkeys([*sorted(ids), *contents.values(), *found]))
        versions = await self._stores.versions.by_ids(needed, [project_id])
        there = {version.id: version for version in versions if version is not None}
        return _Footage(there, contents, paths, known)


@dataclass(frozen=True, slots=True)
class _Footage:
    """What a project has that a timeline asks for. Lists hold the versions of an asset oldest first."""

    versions: dict[str, Version]
    contents: dict[str, str]
    paths: dict[str, list[FootageName]]
    names: dict[str, list[FootageName]]

    def match(self, track: TimelineTrack, place: int, clip: Clip) -> ConformedClip:
        """Return what a clip was cut from."""
        out_of_range: tuple[str, ...] = ()
        for matched_by, several in self._candidates(clip):
            fitting = [(version, frames) for version in several if (frames := frames_in(version, clip)) is not None]
            assets = {version.asset_id for version, _ in fitting}
            if len(assets) > 1:
                ids = tuple(version.id for version, _ in fitting[:_MOST_CANDIDATES])
                reason = f"{len(assets)} assets are called so; only the name tells them apart."
                return ConformedClip(track, place, clip, mismatch=Mismatch.AMBIGUOUS, reason=reason, candidates=ids)
            if fitting:
                version, frames = fitting[-1]
                return ConformedClip(track, place, clip, version.id, matched_by, frames if frames.frames else None)
            out_of_range = out_of_range or tuple(version.id for version in several[-_MOST_CANDIDATES:])
        if out_of_range:
            reason = "There is footage of that name, and its timecode does not reach there."
            return ConformedClip(track, place, clip, mismatch=Mismatch.OUT_OF_RANGE, reason=reason, candidates=out_of_range)
        if not any(True for _ in media_keys(clip)) and clip.media.version_id is None and clip.media.sha256 is None:
            reason = "The file does not name what it was cut from."
            return ConformedClip(track, place, clip, mismatch=Mismatch.NO_NAME, reason=reason)
        reason = f"No footage of this project is called {clip.media.name or clip.name!r}."
        return ConformedClip(track, place, clip, mismatch=Mismatch.NOT_FOUND, reason=reason)

    def _candidates(self, clip: Clip) -> Iterator[tuple[MatchedBy, list[Version]]]:
        """Yield the versions that each thing said of a clip names, the surest thing first."""
        media = clip.media
        if media.version_id in self.versions:
            yield MatchedBy.VERSION, [self.versions[media.version_id]]
        if media.sha256 in self.contents:
            yield MatchedBy.CONTENT, [self.versions[self.contents[media.sha256]]]
        for matched_by, key in media_keys(clip):
            several = (self.paths if matched_by is MatchedBy.PATH else self.names).get(key, ())
            found = [self.versions[each.version_id] for each in several if each.version_id in self.versions]
            if found:
                yield matched_by, found


def reviewable(conformed: Conformed) -> tuple[str, ...]:
    """Return the versions to review. Raises InvalidError where no clip was matched."""
    if not conformed.playlist:
        raise InvalidError(
            "No clip of the timeline was matched with footage of this project, so there is nothing to review.",
            path=("timeline",),
        )
    return conformed.playlist


def frames_in(version: Version, clip: Clip) -> FrameRange | None:
    """Return the frames of a version that a clip shows; None where the version does not reach there.

    A version without frames, such as sound, and a still have no timecode to disagree with: the range of the former is empty,
    and the latter's is its one frame. Where clip and version count different frames a second, timecode is what they share.
    """
    media = version.media
    if media.frames is None:
        return FrameRange(0, 0)
    if media.frame_rate is None:
        return FrameRange(0, media.frames)
    nominal, own = round(clip.rate.fraction), max(1, round(media.frame_rate.fraction))
    scale = Fraction(own, max(1, nominal))
    frames = max(1, round(clip.source.frames * scale))
    begins = 0 if media.start_timecode is None else media.start_timecode.frame
    first = clip.source.start * scale
    places = [] if clip.media.start is None else [(clip.source.start - clip.media.start) * scale]
    if _counts_otherwise(version, clip):
        places = [_labelled(media.frame_rate, _drops(version), clip) - begins]
    for place in (*places, first - begins, first):
        start = round(place)
        if start >= 0 and start + frames <= media.frames:
            return FrameRange(start, start + frames)
    return None


def _labelled(rate: Rational, dropping: bool, clip: Clip) -> Fraction:
    """Return which frame of a medium carries the timecode that a clip begins with: edit lists say labels, and no counts.

    Hours, minutes and seconds are counted as the medium counts; the frames within the second are scaled.
    """
    label = format_timecode(clip.source.start, clip.rate, StartTimecode(0, clip.drop_frame))
    hours, minutes, seconds, frames = map(int, label.replace(";", ":").split(":"))
    whole_minutes, nominal, own = 60 * hours + minutes, max(1, round(clip.rate.fraction)), max(1, round(rate.fraction))
    number = (60 * whole_minutes + seconds) * own + Fraction(frames * own, nominal)
    if not dropping:
        return number
    return number - DROP_FRAME_RATES[rate.fraction] * (whole_minutes - whole_minutes // 10)


def _drops(version: Version) -> bool:
    """Return whether a medium's timecode drops frames."""
    start, rate = version.media.start_timecode, version.media.frame_rate
    return start is not None and start.drop_frame and rate is not None and rate.fraction in DROP_FRAME_RATES


def _counts_otherwise(version: Version | None, clip: Clip) -> bool:
    """Return whether a medium drops frames where a clip that names its timecode does not, or the reverse."""
    if version is None or version.media.start_timecode is None or clip.media.start is not None:
        return False
    return _drops(version) is not clip.drop_frame


async def bytes_of(path: Path) -> bytes:
    """Return the bytes of a timeline's file. Raises TooLargeError above the limit, InvalidError for a folder."""
    return await asyncio.to_thread(_bytes_of, path)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise InvalidError("A timeline is one file, and this is none.", path=("timeline",))
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise TooLargeError(f"The file has more than {LARGEST_FILE} bytes: no timeline has.", path=("timeline",))
    return data


def _shown(timeline: Timeline) -> list[tuple[TimelineTrack, int, Clip]]:
    """Return the clips of the picture, in order of time; those of sound where there is no picture."""
    clips = list(timeline.clips())
    pictures = [each for each in clips if each[0].kind is TrackKind.VIDEO]
    return sorted(pictures or clips, key=lambda each: each[1])


def media_keys(clip: Clip) -> Iterator[tuple[MatchedBy, str]]:
    """Yield paths and names that a clip gives for its medium, the surest first."""
    path = _path(clip.media.url)
    if path:
        yield MatchedBy.PATH, path
    for name in (posixpath.basename(path.replace("\\", "/").rstrip("/")), clip.media.name):
        for key in _spellings(name):
            yield MatchedBy.MEDIA_NAME, key
    for key in _spellings(clip.name):
        yield MatchedBy.CLIP_NAME, key


def _names_of(footage: FootageName) -> set[str]:
    """Return the spellings by which a version may be known: its asset's name, and its file's where that was kept."""
    kept = posixpath.basename(footage.location) if footage.location.startswith("/") else ""
    return {key for name in (footage.name, kept) for key in _spellings(name)}


def _spellings(name: str) -> Iterator[str]:
    """Yield a name in lower case, without its extension, and a picture's without the number of its frame."""
    name = folded(name.strip())
    stem = _EXTENSION.sub("", name)
    bare = _FRAME_NUMBER.sub("", stem) if name.removeprefix(stem) in _PICTURES else ""
    yield from dict.fromkeys(filter(None, (name, stem, bare)))


def _path(url: str) -> str:
    """Return the path of a ``file:`` address, or of what is a path already; nothing for other addresses."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme == "file":
        return unquote(parts.path)
    return unquote(url) if len(parts.scheme) < 2 else ""


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
