"""One decode for everyone: which pictures and samples the taps are given."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzers.media.frames import decode
from analyzers.media.pictures import pictures_at
from graph.errors import MediaError
from tests.analyzers.coded_clips import SIZE, Collector, make_clip, read_number, source_of

UNEVEN = [Fraction(sum((1, 3, 2, 5, 1)[k % 5] for k in range(n)), 60) for n in range(60)]


@pytest.mark.parametrize(
    ("name", "codec", "options", "times"),
    [
        ("plain.mp4", "libx264", {"preset": "ultrafast"}, None),
        ("b_pictures.mp4", "libx264", {"preset": "veryfast", "bf": "3", "g": "30"}, None),
        ("open_groups.mkv", "libx264", {"preset": "veryfast", "bf": "3", "g": "12", "x264-params": "open-gop=1"}, None),
        ("uneven.mp4", "libx264", {"preset": "veryfast", "bf": "2"}, UNEVEN),
        ("old.avi", "mpeg4", {"b": "2000000"}, None),
        ("web.webm", "libvpx-vp9", {"deadline": "realtime", "cpu-used": "8"}, None),
        ("stream.ts", "mpeg2video", {"b": "3000000", "bf": "2"}, None),
        ("late.mp4", "libx264", {"preset": "ultrafast"}, [Fraction(3, 2) + Fraction(n, 25) for n in range(60)]),
    ],
)
def test_every_picture_comes_once_and_in_order(
    tmp_path: Path, name: str, codec: str, options: dict[str, str], times: list[Fraction] | None
) -> None:
    source = source_of(make_clip(tmp_path / name, 60, codec=codec, options=options, times=times))
    everything = Collector()

    summary = decode(source, [everything])

    assert everything.indices == list(range(60))
    assert everything.numbers == list(range(60))
    assert everything.seconds[0] == 0
    assert summary.frames == source.media.frames == 60
    assert summary.warnings == ()


def test_times_of_a_variable_rate_are_those_of_the_pictures(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "uneven.mp4", 60, times=UNEVEN))
    everything = Collector()

    decode(source, [everything])

    assert source.media.variable_frame_rate
    assert everything.seconds == pytest.approx([float(time) for time in UNEVEN], abs=1e-3)


@pytest.mark.parametrize(("rotation", "corner"), [(90, (0, 0)), (180, (0, 1)), (270, (1, 1))])
def test_pictures_are_turned_clockwise_as_a_player_does(tmp_path: Path, rotation: int, corner: tuple[int, int]) -> None:
    source = source_of(make_clip(tmp_path / "turned.mp4", 5, rotation=rotation))
    width, height = source.display_size
    everything = Collector((width, height))

    decode(source, [everything])

    picture = everything.pictures[0]
    assert source.media.rotation == rotation
    assert (width, height) == (SIZE if rotation == 180 else SIZE[::-1])
    red = (picture[..., 0].astype(int) - picture[..., 1]) > 100
    rows, columns = np.nonzero(red)  # the red square was at the lower left
    assert (rows.mean() > height / 2, columns.mean() > width / 2) == corner


def test_unwanted_pictures_are_not_given_and_sizes_are_shared(tmp_path: Path) -> None:
    class Every(Collector):
        def wants(self, index: int, seconds: float) -> bool:
            return index % 10 == 3

    source = source_of(make_clip(tmp_path / "clip.mp4", 50))
    some, small = Every(), Collector((48, 27))

    decode(source, [some, small])

    assert some.indices == [3, 13, 23, 33, 43]
    assert some.numbers == some.indices
    assert len(small.pictures) == 50
    assert all(picture.shape == (27, 48, 3) and picture.dtype == np.uint8 for picture in small.pictures)


def test_a_decode_can_be_cancelled(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 200))
    told: list[int] = []

    summary = decode(source, [Collector()], cancelled=lambda: len(told) >= 2, on_progress=told.append)

    assert summary.cancelled
    assert summary.frames < 100


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 60))
    told: list[int] = []

    decode(source, [Collector()], on_progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 60


class Sound:
    """Keeps the sound."""

    def __init__(self) -> None:
        self.blocks: list[NDArray[np.float32]] = []

    def accept_sound(self, samples: NDArray[np.float32]) -> None:
        self.blocks.append(samples)

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate(self.blocks, axis=1)


@pytest.mark.parametrize("start", [0.0, 0.4])
def test_sound_begins_with_the_picture_whatever_its_offset(tmp_path: Path, start: float) -> None:
    def click(seconds: float) -> float:
        return 0.8 if 1.0 <= seconds < 1.1 else 0.0

    source = source_of(make_clip(tmp_path / "clip.mp4", 50, sound=click, sound_start=start))
    sound = Sound()

    summary = decode(source, [Collector(), sound])

    loud = np.nonzero(np.abs(sound.samples[0]) > 0.3)[0]
    assert loud[0] / 48_000 == pytest.approx(1.0, abs=0.03)
    assert sound.samples.shape[0] == 2
    assert summary.sound_seconds == pytest.approx(2.0, abs=0.05)


def test_a_lost_picture_is_held_so_that_the_later_ones_keep_their_numbers(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.avi", 50, codec="mjpeg", options={})
    data = bytearray(path.read_bytes())
    place = data.index(b"movi")
    for _ in range(21):
        place = data.index(b"00dc", place + 4)
    data[place + 8 : place + 708] = bytes(700)  # the head of picture 20
    path.write_bytes(data)
    source = source_of(path)
    everything = Collector()

    summary = decode(source, [everything])

    assert summary.frames == 50
    assert summary.held == 1
    assert everything.numbers == [*range(20), 19, *range(21, 50)]
    assert any("1 of 50" in warning for warning in summary.warnings)


def test_single_pictures_of_the_original_are_exact(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 60, options={"preset": "veryfast", "bf": "3"}, times=UNEVEN))

    pictures = pictures_at(source, [41, 7, 0], SIZE)

    assert {frame: read_number(picture) for frame, picture in pictures.items()} == {0: 0, 7: 7, 41: 41}


def test_fields_become_whole_pictures(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "fields.mp4", 30, options={"preset": "ultrafast", "x264-params": "tff=1"}))
    everything = Collector()

    summary = decode(source, [everything])

    assert summary.frames == 30
    assert everything.numbers == list(range(30))


def test_damaged_files_end_in_pictures_or_in_a_media_error(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", 30, sound=lambda _: 0.1).read_bytes()
    random = np.random.default_rng(7)
    outcomes = set()
    for round_ in range(40):
        data = bytearray(whole)
        if round_ % 4 == 0:
            del data[int(random.integers(1, len(data))) :]
        for place in random.integers(0, len(data), int(random.integers(1, 60))):
            data[place] = int(random.integers(0, 256))
        path = tmp_path / f"damaged{round_}.mp4"
        path.write_bytes(data)
        outcome = decoded_or_refused(path)
        assert outcome == "decoded" or path.name in outcome
        outcomes.add(outcome == "decoded")
    assert outcomes == {True, False}


def decoded_or_refused(path: Path) -> str:
    """Return ``decoded``, or what the media error says; anything else that is raised is a defect."""
    try:
        decode(source_of(path), [Collector((48, 27)), Sound()])
    except MediaError as error:
        return error.message
    return "decoded"
