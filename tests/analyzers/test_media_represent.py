"""The smaller forms of a version: what is made, of what, and that each is whole."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from analyzers.media.frames import decode
from analyzers.media.peaks import PeaksTap
from analyzers.media.represent import Representing, represent, thumbnails
from graph.nodes.asset import RepresentationRole
from tests.analyzers.coded_clips import Collector, make_clip, number_picture, read_number, source_of


def test_a_clip_with_sound_has_every_form(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 75, sound=lambda seconds: 0.5 if seconds < 1 else 0.0))
    folder = tmp_path / "made"

    summary, made = represent(source, folder)

    assert summary.frames == 75
    assert {file.role: file.path.name for file in made} == {
        RepresentationRole.PROXY: "proxy.mp4",
        RepresentationRole.PTS_TABLE: "proxy.pts.json",
        RepresentationRole.POSTER: "poster.webp",
        RepresentationRole.SPRITE: "sprite.webp",
        RepresentationRole.SPRITE_INDEX: "sprite.vtt",
        RepresentationRole.WAVEFORM: "peaks.json",
    }
    assert sorted(path.name for path in folder.iterdir()) == sorted(file.path.name for file in made)


def test_forms_are_made_in_the_decode_that_feeds_others(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 30))
    everything = Collector()

    with Representing(source, tmp_path / "made") as representing:
        decode(source, [*representing.taps, everything])
        made = representing.finish()

    assert everything.numbers == list(range(30))
    assert len(made) == 5


def test_a_decode_that_fails_leaves_no_half_made_form(tmp_path: Path) -> None:
    class FullError(Exception):
        pass

    class Full(Collector):
        def accept(self, index: int, seconds: float, picture: object) -> None:
            if index == 20:
                raise FullError

    source = source_of(make_clip(tmp_path / "clip.mp4", 30))
    folder = tmp_path / "made"

    with pytest.raises(FullError), Representing(source, folder) as representing:
        decode(source, [*representing.taps, Full()])

    assert list(folder.iterdir()) == []


def test_tiles_of_the_sprite_sheet_are_the_pictures_their_cues_name(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 300))

    _, made = represent(source, tmp_path)

    (sprite,) = [file for file in made if file.role is RepresentationRole.SPRITE]
    with Image.open(tmp_path / "sprite.webp") as image:
        sheet = np.asarray(image.convert("RGB"))
    text = (tmp_path / "sprite.vtt").read_text()
    assert text.startswith("WEBVTT\n\n")
    cues = re.findall(r"00:00:(\d\d\.\d{3}) --> 00:00:(\d\d\.\d{3})\nsprite\.webp#xywh=(\d+),(\d+),(\d+),(\d+)", text)
    assert len(cues) == 12
    assert (sprite.frames, sprite.width) == (tuple(range(0, 300, 25)), 10 * int(cues[0][4]))
    for start, _, left, top, width, height in cues:
        tile = sheet[int(top) : int(top) + int(height), int(left) : int(left) + int(width)]
        assert read_number(tile) == round(float(start) * 25)
    assert [cue[1] for cue in cues[:-1]] == [cue[0] for cue in cues[1:]]
    assert float(cues[-1][1]) == 12.0


def test_a_poster_is_not_the_black_beginning(tmp_path: Path) -> None:
    path = tmp_path / "fade.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for number in range(50):
            picture = number_picture(number) if number > 10 else np.zeros((96, 160, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))

    represent(source_of(path), tmp_path)

    with Image.open(tmp_path / "poster.webp") as poster:
        assert np.asarray(poster.convert("RGB")).mean() > 40


def test_thumbnails_are_exact_frames_of_the_proxy(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 90, rate=Fraction(30000, 1001)))
    represent(source, tmp_path)

    made = dict(thumbnails(tmp_path, source.display_size, [61, 7, 89]))

    assert list(made) == [7, 61, 89]
    for frame, file in made.items():
        assert file.path == tmp_path / "thumbs" / f"{frame}.webp"
        with Image.open(file.path) as image:
            assert read_number(np.asarray(image.convert("RGB"))) == frame


def test_peaks_outline_the_sound(tmp_path: Path) -> None:
    def tone(seconds: float) -> float:
        return 0.5 * float(np.sin(2 * np.pi * 440 * seconds)) if 1 <= seconds < 2 else 0.0

    source = source_of(make_clip(tmp_path / "clip.mp4", 75, sound=tone))

    represent(source, tmp_path)

    peaks = json.loads((tmp_path / "peaks.json").read_text())
    assert (peaks["version"], peaks["bits"], peaks["channels"]) == (2, 8, 1)
    assert len(peaks["data"]) == 2 * peaks["length"]
    low, high = np.array(peaks["data"]).reshape(-1, 2).T
    seconds = (np.arange(peaks["length"]) + 0.5) * peaks["samples_per_pixel"] / peaks["sample_rate"]
    loud = (seconds > 1.1) & (seconds < 1.9)
    quiet = (seconds < 0.9) | (seconds > 2.1)
    assert np.all((high[loud] > 40) & (high[loud] < 90) & (low[loud] < -40))
    assert np.all((np.abs(high[quiet]) < 8) & (np.abs(low[quiet]) < 8))


def test_peaks_of_long_sound_stay_small(tmp_path: Path) -> None:
    peaks = PeaksTap(tmp_path / "peaks.json")
    for minute in range(12):
        block = np.zeros((2, 48_000 * 60), np.float32)
        block[:, 0] = minute / 12
        peaks.accept_sound(block)

    peaks.finish()

    written = json.loads((tmp_path / "peaks.json").read_text())
    assert 15_000 <= written["length"] <= 30_000
    assert written["length"] * written["samples_per_pixel"] == pytest.approx(12 * 60 * 48_000, rel=0.001)
    high = np.array(written["data"][1::2])
    assert sorted(set(high)) == sorted({round(minute / 12 * 128) for minute in range(12)})


def test_a_still_has_a_poster_and_sound_alone_a_proxy_with_peaks(tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    Image.fromarray(number_picture(9)).save(still)
    sound = tmp_path / "tone.wav"
    with av.open(str(sound), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.full((1, 16_000), 8192, np.int16), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 16_000, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    _, of_still = represent(source_of(still), tmp_path / "a")
    summary, of_sound = represent(source_of(sound), tmp_path / "b")

    assert [file.role for file in of_still] == [RepresentationRole.POSTER]
    assert [(file.role, file.mime_type) for file in of_sound] == [
        (RepresentationRole.PROXY, "audio/mp4"),
        (RepresentationRole.WAVEFORM, "application/json"),
    ]
    assert summary.sound_seconds == pytest.approx(1.0, abs=0.01)


def test_frames_missing_from_a_sequence_keep_their_place_in_the_proxy(tmp_path: Path) -> None:
    folder = tmp_path / "shot"
    folder.mkdir()
    for number in (1, 2, 3, 5, 6):
        Image.fromarray(number_picture(number)).save(folder / f"shot.{number:04}.png")
    source = source_of(folder)
    everything = Collector()

    with Representing(source, tmp_path / "made") as representing:
        summary = decode(source, [*representing.taps, everything])
        representing.finish()

    assert summary.frames == source.media.frames == 6
    assert everything.numbers == [1, 2, 3, 3, 5, 6]
    assert source_of(tmp_path / "made" / "proxy.mp4").media.frames == 6
