"""Frames that are found again in another version: trimmed, cut, slowed and quickened, compressed anew and graded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph.features import EmbeddingTable, SignatureTable
from graph.nodes.asset import MediaInfo
from graph.nodes.time import FrameRange, Rational, StartTimecode
from graph.services.alignment import align
from graph.services.matching import NumberedPlaces, SampledPlaces, SeenPlaces
from tests.analyzers.cuts import HEAD, SHOTS, TwoCuts, make_two_cuts, signatures


@pytest.fixture(scope="module")
def cuts(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> TwoCuts:
    return make_two_cuts(footage, tmp_path_factory.mktemp("cuts"))


@pytest.fixture(scope="module")
def places(cuts: TwoCuts) -> SeenPlaces:
    return SeenPlaces(signatures(cuts.older), signatures(cuts.newer))


def test_every_frame_that_stayed_is_found_within_one_frame_and_every_other_needs_eyes(
    cuts: TwoCuts, places: SeenPlaces
) -> None:
    found = {frame: places.find(FrameRange(frame, frame + 1)) for frame in range(cuts.frames)}

    stayed = [frame for frame in found if cuts.places[frame]]
    assert len(stayed) == sum(count for _, _, count in SHOTS) - HEAD - SHOTS[2][2]
    assert max(cuts.error(frame, found[frame].at.start) for frame in stayed) <= 1
    assert np.mean([cuts.error(frame, found[frame].at.start) == 0 for frame in stayed]) > 0.9
    assert np.mean([found[frame].needs_eyes for frame in stayed]) < 0.05
    gone = [found[frame] for frame in found if not cuts.places[frame]]
    assert all(place.needs_eyes for place in gone)


def test_a_note_over_frames_keeps_those_that_stayed(cuts: TwoCuts, places: SeenPlaces) -> None:
    slowed = places.find(FrameRange(180, 200))
    half_gone = places.find(FrameRange(HEAD - 10, HEAD + 10))

    assert abs(slowed.at.start - min(cuts.places[180])) <= 1
    assert abs(slowed.at.end - 1 - max(cuts.places[199])) <= 1
    assert not slowed.needs_eyes
    assert half_gone.at.start <= 1
    assert abs(half_gone.at.end - 1 - cuts.places[HEAD + 9][0]) <= 1
    assert half_gone.needs_eyes


def test_the_same_pictures_are_found_with_certainty(cuts: TwoCuts) -> None:
    seen = signatures(cuts.older)
    trimmed = SignatureTable(seen.luminances[30:], seen.digests[30:])

    place = SeenPlaces(seen, trimmed).find(FrameRange(100, 101))

    assert (place.at, place.confidence) == (FrameRange(70, 71), 1.0)


def test_a_long_film_is_aligned_in_a_band_as_it_is_in_full(cuts: TwoCuts, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = signatures(cuts.older), signatures(cuts.newer)
    monkeypatch.setattr("graph.services.alignment.COARSE", 60)

    places = SeenPlaces(old, new)

    stayed = [frame for frame in range(cuts.frames) if cuts.places[frame]]
    errors = [cuts.error(frame, places.find(FrameRange(frame, frame + 1)).at.start) for frame in stayed]
    assert np.mean(np.array(errors) <= 1) > 0.98


def test_another_film_is_nowhere_sure() -> None:
    noise = np.random.default_rng(7)
    old, new = (
        SignatureTable(noise.integers(0, 255, (40, 9, 16), np.uint8), noise.integers(0, 2**60, 40).astype(np.uint64))
        for _ in range(2)
    )

    places = SeenPlaces(old, new)

    assert all(places.find(FrameRange(frame, frame + 1)).needs_eyes for frame in range(40))


def test_a_path_goes_through_ever_so_little() -> None:
    one = np.zeros((1, 3), np.float32)
    for old, new, frames in ((one, one, [0]), (one[:0], one, []), (one, one[:0], [-1])):
        assert align(old, new).frames.tolist() == frames


def test_samples_find_notes_nearly_and_ask_for_eyes() -> None:
    noise = np.random.default_rng(3)
    vectors = noise.normal(size=(40, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    frames = np.arange(40) * 5

    def table(part: slice) -> EmbeddingTable:
        kept = vectors[part]
        return EmbeddingTable((None,) * len(kept), ("shot",) * len(kept), frames[: len(kept)], kept)

    places = SampledPlaces(table(slice(None)), table(slice(10, None)), 150)

    found, gone = places.find(FrameRange(101, 103)), places.find(FrameRange(20, 21))
    assert found.at == FrameRange(51, 53)
    assert found.needs_eyes
    assert found.confidence == pytest.approx(0.5, abs=0.05)
    assert gone.confidence == 0


def test_without_pictures_timecode_or_number_must_do() -> None:
    rate = Rational(25, 1)
    old = MediaInfo("mov", frames=100, frame_rate=rate, start_timecode=StartTimecode(90000, drop_frame=False))
    new = MediaInfo("mov", frames=80, frame_rate=rate, start_timecode=StartTimecode(90010, drop_frame=False))
    plain = MediaInfo("mov", frames=80, frame_rate=rate)
    sound = MediaInfo("wav", duration_seconds=30.0)

    by_timecode, by_number = NumberedPlaces(old, new), NumberedPlaces(old, plain)

    assert by_timecode.find(FrameRange(50, 52)).at == FrameRange(40, 42)
    assert by_timecode.find(FrameRange(2, 3)).at == FrameRange(0, 1)
    assert by_number.find(FrameRange(90, 95)).at == FrameRange(79, 80)
    assert by_number.find(FrameRange(50, 52)).at == FrameRange(50, 52)
    assert NumberedPlaces(sound, sound).find(FrameRange(500, 520)).at == FrameRange(500, 520)
    finer = replace(sound, frame_rate=Rational(25, 1))
    assert NumberedPlaces(sound, finer).find(FrameRange(3, 4)).at == FrameRange(75, 100)
    assert NumberedPlaces(finer, finer).find(FrameRange(75, 80)).at == FrameRange(75, 80)
    assert all(
        places.find(FrameRange(frame, frame + 1)).needs_eyes for places in (by_timecode, by_number) for frame in (2, 50)
    )
