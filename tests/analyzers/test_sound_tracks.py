"""Sound as cameras and recorders write it: each channel a track of its own, and the time of day when it began."""

from __future__ import annotations

import json
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from analyzers.media.frames import decode
from analyzers.media.peaks import PeaksTap
from analyzers.media.probe import probe
from analyzers.media.proxy import ProxyTap
from graph.nodes.time import StartTimecode
from tests.analyzers.coded_clips import RATE, SIZE, number_picture, source_of

SECONDS = 2


def camera_file(path: Path, tones: list[int], layout: str = "mono", languages: tuple[str, ...] = ()) -> Path:
    """Write a clip with a track of sound for each tone, in hertz."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg2video", rate=25)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        tracks = [container.add_stream("pcm_s16le", rate=RATE, layout=layout) for _ in tones]
        for track, language in zip(tracks, languages, strict=False):
            track.metadata["language"] = language
        for number in range(SECONDS * 25):
            container.mux(video.encode(av.VideoFrame.from_ndarray(number_picture(number), format="rgb24")))
            for track, tone in zip(tracks, tones, strict=True):
                at = np.arange(RATE // 25) + number * (RATE // 25)
                wave = (np.sin(2 * np.pi * tone * at / RATE) * 16_000).astype(np.int16)
                wave = np.repeat(wave, track.layout.nb_channels)[np.newaxis]
                frame = av.AudioFrame.from_ndarray(wave, format="s16", layout=layout)
                frame.sample_rate, frame.pts = RATE, number * (RATE // 25)
                container.mux(track.encode(frame))
        container.mux(video.encode(None))
    return path


def tone_of(samples: NDArray[np.float32]) -> int:
    return round(int(np.argmax(np.abs(np.fft.rfft(samples)))) * RATE / samples.size)


def played(path: Path, folder: Path) -> NDArray[np.float32]:
    source = source_of(path)
    with ProxyTap(source, folder / "proxy.mp4", folder / "proxy.json") as proxy:
        peaks = PeaksTap(folder / "peaks.json")
        decode(source, [proxy, peaks])
        proxy.finish()
        peaks.finish()
    with av.open(str(folder / "proxy.mp4")) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(container.streams.audio[0])], axis=1)


@pytest.mark.parametrize("suffix", [".mov", ".mxf"])
def test_two_mono_tracks_are_played_left_and_right(tmp_path: Path, suffix: str) -> None:
    original = camera_file(tmp_path / f"camera{suffix}", [440, 880])

    media, sound = probe(original).media, played(original, tmp_path)

    assert (media.audio_tracks, media.audio_channels) == (2, 1)
    assert media.warnings == ("2 mono tracks of sound; they are played left and right.",)
    middle = sound[:, RATE // 2 : RATE // 2 + RATE]
    assert [tone_of(side) for side in middle] == [440, 880]
    assert np.abs(middle).max(axis=1) == pytest.approx([16_000 / 32_768] * 2, rel=0.1)


def test_of_four_mono_tracks_the_first_two_are_played_and_drawn(tmp_path: Path) -> None:
    original = camera_file(tmp_path / "camera.mov", [440, 880, 220, 110])

    media, sound = probe(original).media, played(original, tmp_path)

    assert media.audio_tracks == 4
    assert media.warnings == ("4 mono tracks of sound; the first two are played left and right.",)
    assert [tone_of(side) for side in sound[:, :RATE]] == [440, 880]
    peaks = json.loads((tmp_path / "peaks.json").read_text())
    assert peaks["length"] == SECONDS * 100
    assert max(peaks["data"]) == pytest.approx(62, abs=4)


def test_tracks_of_two_languages_or_in_stereo_are_no_two_sides_of_one_sound(tmp_path: Path) -> None:
    spoken = probe(camera_file(tmp_path / "spoken.mkv", [440, 880], languages=("eng", "fre"))).media
    stereo = probe(camera_file(tmp_path / "stereo.mov", [440, 880], layout="stereo")).media

    assert (spoken.right_audio_stream, stereo.right_audio_stream) == (None, None)
    assert spoken.warnings == ("2 mono tracks of sound; only track 1 is played.",)
    assert stereo.warnings == ("2 tracks of sound; only track 1 is played.",)


def test_a_track_that_ends_early_is_silent_on_its_side(tmp_path: Path) -> None:
    original = tmp_path / "short.mov"
    with av.open(str(original), "w") as container:
        tracks = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in range(2)]
        for track, seconds in zip(tracks, (2, 1), strict=True):
            frame = av.AudioFrame.from_ndarray(np.full((1, seconds * RATE), 16_000, np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, 0
            container.mux(track.encode(frame))

    sound = played(original, tmp_path)

    assert sound.shape[1] >= 2 * RATE
    assert np.abs(sound[0, RATE + RATE // 2 : 2 * RATE - RATE // 10]).min() > 0.4
    assert np.abs(sound[1, RATE + RATE // 10 :]).max() < 0.01


@pytest.mark.parametrize(
    ("samples", "start", "warned"),
    [(172_800_000, 90_000, False), (172_800_000 + RATE // 2, 90_012, False), (0, None, False), (RATE * 86_400, None, True)],
)
def test_a_recorders_count_of_samples_since_midnight_is_the_start_timecode(
    tmp_path: Path, samples: int, start: int | None, warned: bool
) -> None:
    path = tmp_path / "recorder.wav"
    with av.open(str(path), "w", options={"write_bext": "1"}) as container:
        container.metadata["time_reference"] = str(samples)
        track = container.add_stream("pcm_s24le", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, RATE), np.int32), format="s32", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        container.mux(track.encode(frame))

    media = probe(path).media

    assert media.start_timecode == (None if start is None else StartTimecode(start, drop_frame=False))
    assert [warning for warning in media.warnings if "midnight" in warning] == list(media.warnings)
    assert bool(media.warnings) is warned
