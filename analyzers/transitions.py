"""From probabilities to shots: which frames a transition takes, and of what kind it is.

TransNetV2 answers two questions about each frame: whether a transition is *at* it (one frame a transition) and whether it is
*part* of one (all its frames). A transition is where the first exceeds the published threshold; its frames are those around
it where the second does. The kind is read from the picture: a fade leads from or to a frame of one colour, a wipe changes
each place at another moment, everything else gradual dissolves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import ShotBoundary
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.5  # published, for both answers
SHORTEST_GRADUAL = 4  # frames; at a hard cut the second answer is often given for a neighbour or two
LONGEST_HOLD_SECONDS = 0.5  # of one colour between fading out and in, taken as one transition
LONGEST_LEAD_SECONDS = 1.0  # of one colour before the first fade in, no shot of its own
FLAT = 6.0  # standard deviation of luminance (0..255) below which a frame is of one colour
CHANGED = 24.0  # difference of luminance between the two shots from which a place can tell a wipe
SETTLED = 0.2  # a place this near one shot or the other shows only that one
WIPED = 0.75  # part of the places that must be settled while a wipe passes


@dataclass(frozen=True, slots=True)
class _Change:
    """A transition between two shots: its frames, the frame the first answer points at, its kind."""

    range: FrameRange
    peak: int
    kind: Transition

    @property
    def boundary(self) -> int:
        """First frame of the shot after it."""
        return self.peak + 1 if self.kind is Transition.CUT else self.range.middle


def find_shots(
    probabilities: NDArray[np.float32], luminance: NDArray[np.uint8], frame_rate: float, threshold: float = THRESHOLD
) -> tuple[ShotBoundary, ...]:
    """Return the shots of a clip.

    ``probabilities`` has shape (frames, 2), ``luminance`` (frames, rows, columns) small pictures. A fade in at the very
    start is the first shot's transition; a fade out to one colour starts a shot of that colour.
    """
    frames = len(probabilities)
    if frames == 0:
        return ()
    flat = luminance.reshape(frames, -1).std(axis=1) < FLAT
    changes = [_classified(change, luminance, flat) for change in _changes(probabilities, threshold)]
    changes = _joined_fades(changes, probabilities[:, 1], flat, round(LONGEST_HOLD_SECONDS * frame_rate))
    opening = ShotBoundary(FrameRange(0, frames), Transition.START, FrameRange(0, 0))
    if changes and changes[0].kind is Transition.FADE and changes[0].range.start <= LONGEST_LEAD_SECONDS * frame_rate:
        first = changes[0]
        if flat[: max(first.range.start, 1)].all():
            opening = replace(opening, transition_in=Transition.FADE, transition=first.range)
            changes = changes[1:]
    starts = [(0, opening.transition_in, opening.transition)]
    for change in changes:
        boundary = change.boundary
        if starts[-1][0] < boundary < frames:
            range_ = FrameRange(boundary, boundary) if change.kind is Transition.CUT else change.range
            starts.append((boundary, change.kind, range_))
    ends = [start for start, _, _ in starts[1:]] + [frames]
    return tuple(
        ShotBoundary(FrameRange(start, end), kind, range_) for (start, kind, range_), end in zip(starts, ends, strict=True)
    )


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the half-open ranges in which ``mask`` holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _changes(probabilities: NDArray[np.float32], threshold: float) -> list[_Change]:
    at, part = probabilities[:, 0], probabilities[:, 1]
    peaks = [start + int(np.argmax(at[start:end])) for start, end in _runs(at > threshold)]
    peaks = peaks if not peaks or peaks[-1] < len(at) - 1 else peaks[:-1]  # nothing follows the last frame
    found: list[_Change] = []
    for peak in peaks:
        start = end = peak
        while start > 0 and part[start - 1] > threshold:
            start -= 1
        while end + 1 < len(part) and part[end + 1] > threshold:
            end += 1
        if found and start < found[-1].range.end:  # two transitions share one run: each takes its side of the weakest frame
            before = found[-1]
            split = before.peak + 1 + int(np.argmin(part[before.peak + 1 : peak + 1]))
            found[-1] = replace(before, range=FrameRange(before.range.start, split))
            start = split
        found.append(_Change(FrameRange(start, end + 1), peak, Transition.CUT))
    return found


def _classified(change: _Change, luminance: NDArray[np.uint8], flat: NDArray[np.bool_]) -> _Change:
    if change.range.frames < SHORTEST_GRADUAL:
        return change
    before = max(change.range.start - 1, 0)
    after = min(change.range.end, len(luminance) - 1)
    around = slice(max(before - 1, 0), after + 2)
    if flat[around].any():
        kind = Transition.FADE
    elif _is_wipe(luminance[before : after + 1].astype(np.float32)):
        kind = Transition.WIPE
    else:
        kind = Transition.DISSOLVE
    return replace(change, kind=kind)


def _is_wipe(pictures: NDArray[np.float32]) -> bool:
    """Whether places change one after another: on the way, most show the old shot or the new one, few a mixture."""
    old, new = pictures[0], pictures[-1]
    difference = new - old
    telling = np.abs(difference) > CHANGED
    if telling.sum() < telling.size / 8 or len(pictures) < 2 + SHORTEST_GRADUAL:
        return False
    progress = (pictures[1:-1, telling] - old[telling]) / difference[telling]
    share = progress.clip(0, 1).mean(axis=1)
    passing = (share > 0.2) & (share < 0.8)
    if not passing.any():
        return False
    settled = (np.abs(progress[passing]) < SETTLED) | (np.abs(progress[passing] - 1) < SETTLED)
    return bool(settled.mean() > WIPED)


def _joined_fades(
    changes: list[_Change], part: NDArray[np.float32], flat: NDArray[np.bool_], longest_hold: int
) -> list[_Change]:
    """Join fading out and fading in again to one transition where one colour holds but shortly between them.

    The network often points at one of the two sides only; the other is then known by the second answer alone.
    """
    sides = [FrameRange(*run) for run in _runs(part > THRESHOLD) if run[1] - run[0] >= SHORTEST_GRADUAL]
    joined: list[_Change] = []
    for change in changes:
        wide = change
        if change.kind is Transition.FADE:
            others = [side for side in sides if _is_out_and_in(side, change.range, flat, longest_hold)]
            others += [side for side in sides if _is_out_and_in(change.range, side, flat, longest_hold)]
            if others:
                around = [change.range, *others]
                wide = replace(change, range=FrameRange(min(r.start for r in around), max(r.end for r in around)))
        if joined and wide.kind is joined[-1].kind is Transition.FADE and wide.range.start < joined[-1].range.end:
            last = joined.pop()
            wide = replace(wide, range=FrameRange(min(last.range.start, wide.range.start), wide.range.end))
        joined.append(wide)
    return joined


def _is_out_and_in(out: FrameRange, into: FrameRange, flat: NDArray[np.bool_], longest_hold: int) -> bool:
    """Whether ``out`` leads from a picture to one colour, and soon after ``into`` from that colour to a picture."""
    if not 0 <= into.start - out.end <= longest_hold + 2:
        return False
    meeting = flat[max(out.end - 2, 0) : into.start + 2]
    return bool(meeting.any() and not flat[max(out.start - 1, 0)] and not flat[min(into.end, len(flat) - 1)])
