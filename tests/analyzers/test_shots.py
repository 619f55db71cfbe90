from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from analyzers import transnet
from analyzers.base import ShotBoundary
from analyzers.device import is_bfloat16_quick
from analyzers.shots import TransNetShots
from graph.errors import InvalidError, UnavailableError
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange
from tests.analyzers.networks import small_frames
from tests.reel import make_reel


def starts(shots: tuple[ShotBoundary, ...]) -> list[int]:
    return [shot.range.start for shot in shots[1:]]


def test_every_transition_of_the_own_reel_is_found_with_its_kind(
    shot_detector: TransNetShots, footage: Path, tmp_path: Path
) -> None:
    known = make_reel(footage, tmp_path / "reel.mp4")

    shots = shot_detector.predict(small_frames(tmp_path / "reel.mp4"), 25.0)

    assert [shot.transition_in for shot in shots[1:]] == [one.kind for one in known]
    for shot, one in zip(shots[1:], known, strict=True):
        exact = 0 if one.kind is Transition.CUT else 3
        assert abs(shot.range.start - one.range.middle) <= exact, (shot, one)
        assert (shot.transition.frames == 0) == (one.kind is Transition.CUT)


def test_shots_cover_all_frames_without_gap(shot_detector: TransNetShots, footage: Path) -> None:
    frames = small_frames(footage / "nasa-telescope.mp4")

    shots = shot_detector.predict(frames, 25.0)

    assert shots[0].range.start == 0
    assert shots[-1].range.end == len(frames)
    assert all(a.range.end == b.range.start for a, b in itertools.pairwise(shots))
    assert [shot.transition_in for shot in shots] == [Transition.START, Transition.DISSOLVE, Transition.CUT]
    assert starts(shots)[1] == 202


def test_blocks_of_any_length_give_the_answer_of_the_whole_clip(shot_detector: TransNetShots, footage: Path) -> None:
    frames = small_frames(footage / "nasa-telescope.mp4")[100:240]
    whole = shot_detector.predict(frames, 25.0)
    narrow = TransNetShots(shot_detector._weights, window=90)
    narrow.load("cpu")

    stream = narrow.stream(25.0)
    for block in np.array_split(frames, [1, 3, 64, 65, 120]):
        stream.push(block)

    assert starts(stream.finish()) == starts(whole) == [39, 102]
    assert stream.frames == len(frames)


@pytest.mark.parametrize("frames", [3, 16, 19, 30])
def test_chunks_change_nothing_of_what_the_network_says(
    shot_detector: TransNetShots, monkeypatch: pytest.MonkeyPatch, frames: int
) -> None:
    pictures = np.random.default_rng(frames).integers(0, 256, (frames, 27, 48, 3), np.uint8)
    whole = shot_detector.probabilities(pictures)

    monkeypatch.setattr(transnet, "CHUNK", 8)

    assert np.allclose(shot_detector.probabilities(pictures), whole, atol=0.02 if is_bfloat16_quick("cpu") else 1e-5)


def test_a_clip_of_one_frame_is_one_shot(shot_detector: TransNetShots) -> None:
    shots = shot_detector.predict(np.zeros((1, 27, 48, 3), np.uint8))
    assert shots == (ShotBoundary(FrameRange(0, 1), Transition.START, FrameRange(0, 0)),)
    assert shot_detector.predict(np.zeros((0, 27, 48, 3), np.uint8)) == ()


def test_frames_of_another_size_are_refused(shot_detector: TransNetShots) -> None:
    with pytest.raises(InvalidError, match=r"\(n, 27, 48, 3\)"):
        shot_detector.predict(np.zeros((5, 48, 27, 3), np.uint8))


def test_a_network_that_is_not_loaded_says_so(shot_detector: TransNetShots) -> None:
    with pytest.raises(UnavailableError, match="not loaded"):
        TransNetShots(shot_detector._weights).predict(np.zeros((60, 27, 48, 3), np.uint8))


def test_the_reel_of_known_truth_has_every_cut_exact_and_no_false_one(shot_detector: TransNetShots, shared: Path) -> None:
    truth = json.loads((shared / "media/video/reel_a.shots.json").read_text())["events"]
    cuts = [event["frame"] for event in truth if event["type"] == "cut"]
    middles = [(event["start"] + event["end"] + 1) // 2 for event in truth if event["type"] != "cut"]

    found = starts(shot_detector.predict(small_frames(shared / "media/video/reel_a.mp4"), 25.0))

    assert set(cuts) <= set(found)
    near = [middle for middle in middles if any(abs(middle - start) <= 3 for start in found)]
    assert len(cuts) + len(near) >= 11
    assert len(found) == len(cuts) + len(near)


@pytest.mark.parametrize("clip", ["bbb_480p_30s", "psd_testvideo"])
def test_every_labelled_transition_of_real_clips_is_found(shot_detector: TransNetShots, shared: Path, clip: str) -> None:
    truth = json.loads((shared / f"media/video/{clip}.shots.json").read_text())

    shots = shot_detector.predict(small_frames(shared / f"media/video/{clip}.mp4"), truth["fps"])

    assert set(truth["cuts"]) <= set(starts(shots))
    for gradual in truth["gradual"]:
        labelled = FrameRange(gradual["start"], gradual["end"] + 1)
        kind = Transition.DISSOLVE if gradual["type"] == "dissolve" else Transition.FADE
        assert any(
            shot.transition_in is kind and labelled.start - 3 <= shot.transition.middle <= labelled.end + 3 for shot in shots
        ), gradual
    assert len(shots) - 1 <= len(truth["cuts"]) + len(truth["gradual"])
