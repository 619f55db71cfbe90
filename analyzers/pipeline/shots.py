"""From the boundaries that the shot detector sees to Shots and their keyframes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from analyzers.base import ShotBoundary
from analyzers.pipeline.keyframes import SampledVectors, keyframes_of
from graph.nodes.ids import derived_id
from graph.nodes.shot import Keyframe, Shot, Transition
from graph.nodes.time import FrameRange


def whole(frames: int) -> tuple[ShotBoundary, ...]:
    """Return one shot of all frames: what a still picture is."""
    return (ShotBoundary(FrameRange(0, frames), Transition.START, FrameRange(0, 0)),)


def shots_of(run_id: str, version_id: str, boundaries: Sequence[ShotBoundary]) -> list[Shot]:
    """Return the Shots of a run, without labels yet."""
    return [
        Shot(
            id=derived_id(run_id, "shot", index),
            version_id=version_id,
            run_id=run_id,
            index=index,
            range=boundary.range,
            transition_in=boundary.transition_in,
            transition=boundary.transition,
        )
        for index, boundary in enumerate(boundaries)
    ]


def clear_range(shots: Sequence[Shot], index: int) -> FrameRange:
    """Return the frames of a shot that mix with neither neighbour; all of them where that would leave none."""
    shot = shots[index]
    start = max(shot.range.start, shot.transition.end) if shot.transition.frames else shot.range.start
    following = shots[index + 1].transition if index + 1 < len(shots) else FrameRange(0, 0)
    end = min(shot.range.end, following.start) if following.frames else shot.range.end
    return FrameRange(start, end) if start < end else shot.range


def choose_keyframes(shots: Sequence[Shot], sampled: SampledVectors | None, rate: Fraction) -> list[Keyframe]:
    """Return the keyframes of all shots in order of frames, ordinals counting through the run."""
    keyframes: list[Keyframe] = []
    for index, shot in enumerate(shots):
        frames = [shot.range.middle]
        if sampled is not None:
            frames = keyframes_of(shot.range, clear_range(shots, index), sampled, rate)
        for frame in frames:
            ordinal = len(keyframes)
            keyframes.append(Keyframe(derived_id(shot.run_id, "keyframe", ordinal), shot.id, shot.run_id, ordinal, frame))
    return keyframes
