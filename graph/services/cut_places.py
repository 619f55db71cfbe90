"""Finding the frames of a note again in another cut, by what the edit lists of both say: the same frame of the same medium.

It follows shots that were moved, which pictures alone do not tell from shots that went and others that came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.errors import TooLargeError
from graph.nodes.asset import MediaInfo
from graph.nodes.time import FrameRange
from graph.nodes.timeline import Clip, Timeline, TrackKind
from graph.services.conform import media_keys
from graph.services.matching import Place, Places, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_FRAMES = 24 * 3600 * 120
"""A day of the quickest film."""
_BY_CUT = 0.9
"""The most that is said of a place that no picture confirms."""
_STEP = 4
"""Neighbouring frames of a note stand at most so far apart where its shot runs quicker; what is farther is another place."""


class CutPlaces:
    """By the edit lists of both versions."""

    def __init__(self, old: Timeline, old_media: MediaInfo, new: Timeline, new_media: MediaInfo) -> None:
        """Find every frame that both lists show. Raises TooLargeError for a list of more than a day."""
        if max(old.frames, new.frames) > MOST_FRAMES:
            raise TooLargeError("The edit list is longer than a day; that is no cut of a film.", path=("cuts",))
        self._frames = new_media.frames or new.frames
        self._places = np.full(old_media.frames or old.frames, -1, np.int64)
        offset = _offset(new, new_media)
        shown = _Shown(new)
        for piece in _pieces(old):
            frames, places = shown.places_of(piece)
            frames, places = frames - _offset(old, old_media), places - offset
            there = (frames >= 0) & (frames < len(self._places)) & (places >= 0) & (places < self._frames)
            self._places[frames[there]] = places[there]

    def find(self, at: FrameRange) -> Place:
        """Return where the note's first frames that are still shown are, as far as they stand together."""
        own = self._places[at.start : at.end]
        stayed = own[own >= 0]
        if len(stayed) == 0:
            before = self._places[: at.start]
            known = before[before >= 0]
            return Place(within(int(known[-1]) + 1 if len(known) else 0, 1, self._frames), 0.0)
        steps = np.diff(stayed)
        apart = np.flatnonzero((steps < 0) | (steps > _STEP))
        together = stayed[: apart[0] + 1] if len(apart) else stayed
        place = FrameRange(int(together[0]), int(together[-1]) + 1)
        return Place(place, round(_BY_CUT * len(together) / at.frames, 3))


class SurestPlaces:
    """By whichever of several ways is surest of each note; the first of those that are as sure."""

    def __init__(self, *ways: Places) -> None:
        self._ways = ways

    def find(self, at: FrameRange) -> Place:
        """Return the surest place."""
        return max((way.find(at) for way in self._ways), key=lambda place: place.confidence)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clip as far as it is seen: frames ``start`` to ``end`` of the timeline. Times of the medium are in seconds."""

    clip: Clip
    place: int
    start: int
    end: int

    @property
    def pace(self) -> float:
        """Seconds of the medium that a frame of the timeline lasts."""
        return float(self.clip.source.frames / self.clip.rate.fraction / self.clip.frames)

    @property
    def origin(self) -> float:
        """The time of the medium that frame 0 of the timeline would show, did the clip reach there."""
        return float(self.clip.source.start / self.clip.rate.fraction) - self.place * self.pace

    def moment(self, frame: int) -> float:
        """Return the time of the medium at a frame of the timeline."""
        return self.origin + frame * self.pace


class _Shown:
    """What a timeline shows, by medium."""

    def __init__(self, timeline: Timeline) -> None:
        found: defaultdict[tuple[str, str], list[_Piece]] = defaultdict(list)
        for piece in _pieces(timeline):
            for key in _names(piece.clip):
                found[key].append(piece)
        self._found = {
            key: (pieces, np.array([(each.moment(each.start), each.moment(each.end)) for each in pieces]))
            for key, pieces in found.items()
        }

    def places_of(self, old: _Piece) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the frames of an older timeline that a piece of it covers, and where each is here; -1 for nowhere.

        Of several places it is the one nearest to where it was.
        """
        frames = np.arange(old.start, old.end)
        places = np.full(len(frames), -1, np.int64)
        # In the middle of each frame, so that what two rates make of its edge does not matter.
        times = old.origin + (frames + 0.5) * old.pace
        for name in _names(old.clip):
            pieces, spans = self._found.get(name, ((), np.empty((0, 2))))
            common = np.flatnonzero((spans[:, 0] < times[-1] + old.pace) & (spans[:, 1] > times[0] - old.pace))
            for each in sorted((pieces[i] for i in common), key=lambda new: -abs(new.start - old.start)):
                here = np.floor((times - each.origin) / each.pace + 1e-6).astype(np.int64)
                there = (here >= each.start) & (here < each.end)
                places[there] = here[there]
            if (places >= 0).any():
                break
        return frames, places


def _names(clip: Clip) -> Iterator[tuple[str, str]]:
    """Yield what tells a clip's medium, the surest first."""
    if clip.media.version_id is not None:
        yield "version", clip.media.version_id
    if clip.media.sha256 is not None:
        yield "sha256", clip.media.sha256
    for kind, name in media_keys(clip):
        yield kind.value, name


def _pieces(timeline: Timeline) -> Iterator[_Piece]:
    """Yield what is seen of each clip of the picture: a higher track covers those below."""
    clips = [(place, clip) for track, place, clip in timeline.clips() if track.kind is TrackKind.VIDEO and clip.enabled]
    seen = np.full(timeline.frames, -1, np.int64)
    for number, (place, clip) in enumerate(clips):
        seen[place : place + clip.frames] = number
    edges = np.flatnonzero(np.diff(seen)) + 1
    for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(seen)], strict=True):
        if start < end and seen[start] >= 0 and clips[seen[start]][1].source.frames > 0:
            place, clip = clips[seen[start]]
            yield _Piece(clip, place, start, end)


def _offset(timeline: Timeline, media: MediaInfo) -> int:
    """Return the frame of the timeline that a version's first frame is: above 0 or below it where they begin apart."""
    begins = media.start_timecode
    if begins is None or media.frame_rate is None or media.frame_rate != timeline.rate:
        return 0
    offset = begins.frame - timeline.start.frame
    return offset if -(media.frames or 0) < offset < timeline.frames else 0
