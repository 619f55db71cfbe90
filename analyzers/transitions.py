"""From probabilities to shots: which frames a transition takes, and of what kind it is.

TransNetV2 answers two questions about each frame: whether a transition is *at* it (one frame a transition) and whether it is
*part* of one (all its frames). A transition is where the first exceeds the published threshold; its frames are those around
it where the second does. The kind is read from the picture: a fade leads from or to a frame of one colour, and where all
frames are of one colour it is seated in the black; a wipe changes each place at another moment, and is looked for where the
network saw nothing; everything else gradual dissolves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import ShotBoundary
from analyzers.wipes import find_wipes
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.5  # published, for both answers
LEAP = 3.0  # times the change between the frames pointed at, from which the cut is between their neighbours
SHORTEST_GRADUAL = 4  # frames; at a hard cut the second answer is often given for a neighbour or two
STILL = 0.5  # mean change of luminance from frame to frame up to which nothing happens
LONGEST_HOLD_SECONDS = 0.5  # of one colour between fading out and in, taken as one transition
LONGEST_LEAD_SECONDS = 1.0  # of one colour before the first fade in, no shot of its own
FLAT = 6.0  # standard deviation of luminance (0..255) below which a frame is of one colour
CHANGED = 24.0  # difference of luminance between the two shots from which a place can tell a wipe
LONGEST_RAMP = 250  # frames that fading in or out may take
BLACK = 12.0  # mean luminance up to which a frame is black, as in PySceneDetect's ThresholdDetector
RISEN = 48.0  # mean luminance above BLACK to which a fade from black leads at least
DRIFT = 0.5  # change of mean luminance from frame to frame from which one colour is on its way to another
STEEPEST = 48.0  # the most that a fade changes from frame to frame; what changes more is cut
SETTLED = 0.2  # a place this near one shot or the other shows only that one
WIPED = 0.75  # part of the places that must be settled while a wipe passes


@dataclass(frozen=True, slots=True)
class _Change:
    """A transition between two shots: its frames, the frame the first answer points at, its kind.

    ``seat`` is the first frame of the shot after it, where that is not the middle of a gradual one.
    """

    range: FrameRange
    peak: int
    kind: Transition
    seat: int | None = None

    @property
    def boundary(self) -> int:
        """First frame of the shot after it."""
        if self.seat is not None:
            return self.seat
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
    contrast: NDArray[np.float32] = luminance.reshape(frames, -1).std(axis=1, dtype=np.float32)
    flat = contrast < FLAT
    changes = [_classified(change, luminance, flat) for change in _changes(probabilities, threshold)]
    changes = _joined_fades(changes, contrast, round(LONGEST_HOLD_SECONDS * frame_rate))
    changes = _seated_in_black(changes, luminance, flat, round(LONGEST_HOLD_SECONDS * frame_rate))
    changes = _with_wipes(changes, luminance)
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
        return replace(change, peak=_leap(luminance, change.peak))
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


def _leap(luminance: NDArray[np.uint8], peak: int) -> int:
    """Return the last frame before a cut: the one that was pointed at, or a neighbour after which the picture leaps.

    On pictures with little in them the network may point one frame beside.
    """
    first = max(peak - 1, 0)
    pictures = luminance[first : peak + 3].astype(np.float32)
    leaps = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2))
    highest = int(np.argmax(leaps)) if len(leaps) else 0
    return first + highest if len(leaps) and leaps[highest] > LEAP * max(leaps[peak - first], STILL) else peak


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


def _joined_fades(changes: list[_Change], contrast: NDArray[np.float32], longest_hold: int) -> list[_Change]:
    """Join fading out and fading in to one transition where one colour holds but shortly between them.

    The network often points at one of the two only, and is unsure of the frames of a dark scene; so its frames are those
    over which the picture's contrast falls to the one colour, and rises from it.
    """
    fitted: list[_Change] = []
    flats = [FrameRange(*run) for run in _runs(contrast < FLAT)]
    for change in changes:
        wide = change
        touching = [flat for flat in flats if flat.start <= change.range.end + 2 and flat.end >= change.range.start - 2]
        if change.kind is Transition.FADE and touching:
            hold = min(touching, key=lambda flat: abs(flat.middle - change.peak))
            out, into = _ramp(contrast, hold.start, -1), _ramp(contrast, hold.end - 1, 1)
            if out is not None and into is not None and hold.frames <= longest_hold:
                wide = replace(change, range=FrameRange(out, into + 1))
        if fitted and wide.range.start < fitted[-1].range.end:
            if wide.kind is fitted[-1].kind is Transition.FADE and wide.range != change.range:
                last = fitted.pop()  # both were pointed at, and both are the one out-and-in
                wide = replace(wide, range=FrameRange(min(last.range.start, wide.range.start), wide.range.end))
            else:
                wide = replace(wide, range=FrameRange(min(fitted[-1].range.end, wide.peak), wide.range.end))
        fitted.append(wide)
    return fitted


def _seated_in_black(
    changes: list[_Change], luminance: NDArray[np.uint8], flat: NDArray[np.bool_], longest_hold: int
) -> list[_Change]:
    """Seat fades where frames of one colour go through black, and take none on the way there.

    In such frames there is nothing to see but their brightness, and the network points at where that changes most: the
    middle of a ramp. A change between two colours that hold is left alone: there is no ramp around it.
    """
    levels: NDArray[np.float32] = luminance.reshape(len(luminance), -1).mean(axis=1, dtype=np.float32)
    found = [change for change in changes if not _on_a_ramp(change, levels, flat)]
    for start, end in _runs(flat):
        for black in (FrameRange(start + first, start + last) for first, last in _runs(levels[start:end] <= BLACK)):
            hold = levels[black.start : black.end]
            out, into = _top(levels, black.start, start, -1), _top(levels, black.end - 1, end - 1, 1)
            if out is None or into is None or (hold <= hold.min() + 1).sum() > longest_hold:
                continue
            if not any(change.range.start <= black.end and change.range.end >= black.start for change in found):
                out = max([out, *(change.range.end for change in found if change.range.end < black.start)])
                found.append(_Change(FrameRange(out, into + 1), black.middle, Transition.FADE, seat=black.middle))
    return sorted(found, key=lambda change: change.boundary)


def _on_a_ramp(change: _Change, levels: NDArray[np.float32], flat: NDArray[np.bool_]) -> bool:
    """Whether frames of one colour were on their way before a gradual change already, and go on after it."""
    before, after = (
        levels[max(change.range.start - 4, 0) : change.range.start],
        levels[change.range.end : change.range.end + 4],
    )
    around = flat[max(change.range.start - 4, 0) : change.range.end + 4]
    if change.kind is Transition.CUT or min(len(before), len(after)) < 2 or not around.all():
        return False
    coming, going = float(np.diff(before).mean()), float(np.diff(after).mean())
    return min(abs(coming), abs(going)) >= DRIFT and (coming > 0) == (going > 0)


def _top(levels: NDArray[np.float32], edge: int, last: int, step: int) -> int | None:
    """Return the frame at which brightness that rises from ``edge`` towards ``last`` stops rising; None where it leaps."""
    reach = edge
    while reach != last and abs(reach - edge) < LONGEST_RAMP and -DRIFT < levels[reach + step] - levels[reach] <= STEEPEST:
        reach += step
    return reach if levels[reach] >= BLACK + RISEN else None


def _with_wipes(changes: list[_Change], luminance: NDArray[np.uint8]) -> list[_Change]:
    wipes = find_wipes(luminance, [change.range for change in changes])
    found = [_Change(range_, range_.middle, Transition.WIPE) for range_ in wipes]
    return sorted(changes + found, key=lambda change: change.boundary)


def _ramp(contrast: NDArray[np.float32], edge: int, step: int) -> int | None:
    """Return where the contrast that rises from frame ``edge`` in the direction ``step`` stops rising.

    None where it does not rise, or falls again at once: then no picture follows, but another colour.
    """
    frames = contrast[edge::step]
    ahead = 3  # frames: a slow fade gains little from one to the next
    reach = 0
    while reach + ahead < min(len(frames), LONGEST_RAMP) and frames[reach + ahead] > frames[reach] * 1.04:
        reach += 1
    top = min(reach + ahead, len(frames) - 1)
    reach += int(np.argmax(frames[reach : top + 1] >= 0.95 * frames[top]))
    later = frames[min(reach + max(reach // 2, ahead), len(frames) - 1)]
    if reach < SHORTEST_GRADUAL or frames[reach] < 1.5 * FLAT or later < 0.6 * frames[reach]:
        return None
    return edge + step * reach
