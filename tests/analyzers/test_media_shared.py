"""Real files of many kinds: what a probe says of each, and that each ends clearly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzers.media.frames import decode
from analyzers.media.probe import probe
from analyzers.media.represent import Representing
from analyzers.media.source import MediaSource
from graph.errors import BrokenMediaError, MediaError, UnsupportedMediaError
from graph.nodes.asset import AssetKind
from graph.nodes.time import Rational, StartTimecode
from tests.analyzers.coded_clips import Collector, source_of

VIDEOS = {
    # path: codec, display size, rotation, rate, variable, frames, audio layout
    "video/av1_video.mkv": ("av1", (640, 360), 0, (25, 1), False, 125, None),
    "video/bbb_480p_30s.mp4": ("h264", (854, 480), 0, (24, 1), False, 720, "5.1"),
    "video/bt709_full_range.mp4": ("h264", (1280, 720), 0, (30, 1), False, 30, None),
    "video/car-detection.mp4": ("h264", (768, 432), 0, (25, 2), False, 377, "stereo"),
    "video/cockatoo.mp4": ("h264", (1280, 720), 0, (20, 1), False, 280, "mono"),
    "video/failing_audio.mp4": ("h264", (640, 360), 0, (25, 1), False, 280, "stereo"),
    "video/fire2.mp4": ("h264", (1280, 720), 180, (750000, 71393), True, 25, "mono"),
    "video/h265_10bits.mp4": ("hevc", (200, 200), 0, (30, 1), False, 30, None),
    "video/h265_video.mp4": ("hevc", (128, 128), 0, (10, 1), False, 10, None),
    "video/nasa_13013.mp4": ("h264", (320, 180), 0, (25, 1), False, 325, "stereo"),
    "video/psd_counter.mp4": ("h264", (1920, 1080), 0, (10, 1), False, 30, None),
    "video/psd_fades.mp4": ("mpeg4", (480, 320), 0, (25, 1), False, 250, None),
    "video/psd_testvideo.mp4": ("h264", (1280, 720), 0, (30000, 1001), False, 720, None),
    "video/rabbit320.webm": ("vp8", (320, 240), 0, (30, 1), False, 234, "stereo"),
    "video/reel_a.mp4": ("h264", (854, 480), 0, (25, 1), False, 635, None),
    "transcodes/bbb_hevc.mp4": ("hevc", (854, 480), 0, (24, 1), False, 192, "5.1"),
    "transcodes/bbb_interlaced.mp4": ("h264", (768, 576), 0, (12, 1), False, 72, None),
    "transcodes/bbb_mjpeg.avi": ("mjpeg", (854, 480), 0, (24, 1), False, 144, "5.1"),
    "transcodes/bbb_mpeg2.mxf": ("mpeg2video", (768, 576), 0, (25, 1), False, 100, "6 channels"),
    "transcodes/bbb_mpeg2.ts": ("mpeg2video", (854, 480), 0, (25, 1), True, 120, "stereo"),
    "transcodes/bbb_prores_proxy.mov": ("prores", (854, 480), 0, (24, 1), False, 96, "5.1"),
    "transcodes/bbb_vp9.webm": ("vp9", (854, 480), 0, (24, 1), False, 192, "5.1"),
    "transcodes/car_rotate90.mp4": ("h264", (432, 768), 270, (25, 2), False, 50, "stereo"),
    "transcodes/nasa_vertical_9x16.mp4": ("h264", (360, 640), 0, (30000, 1001), False, 240, "stereo"),
    "transcodes/psd_vfr.mp4": ("h264", (640, 360), 0, (2000000, 99099), True, 200, None),
    "broken/decord_video_90.mov": ("h264", (320, 568), 90, (30, 1), False, 3, None),
    "broken/decord_video_270.mov": ("h264", (320, 568), 270, (30, 1), False, 3, None),
    "broken/decord_unordered.mov": ("h264", (50, 50), 0, (32, 1), False, 4, None),
    "broken/moviepy_no_duration.webm": ("vp9", (1280, 720), 0, (15000, 1001), False, 74, "stereo"),
}
QUICK = [path for path, facts in VIDEOS.items() if facts[1][0] * facts[5] < 150_000]


@pytest.mark.parametrize("path", VIDEOS)
def test_a_probe_tells_what_a_video_is(shared: Path, path: str) -> None:
    codec, size, rotation, rate, variable, frames, layout = VIDEOS[path]

    found = probe(shared / "media" / path)

    media = found.media
    assert found.kind is AssetKind.VIDEO
    assert (media.video_codec, media.display_size, media.rotation) == (codec, size, rotation)
    assert (media.frame_rate, media.variable_frame_rate, media.frames) == (Rational(*rate), variable, frames)
    assert media.audio_layout == layout
    assert media.video_stream == 0
    assert media.duration_seconds == pytest.approx(frames * rate[1] / rate[0], rel=0.05)


@pytest.mark.parametrize("path", QUICK)
def test_a_decode_gives_the_frames_that_the_probe_counted(shared: Path, path: str) -> None:
    source = source_of(shared / "media" / path)
    everything = Collector((48, 27))

    summary = decode(source, [everything])

    assert everything.indices == list(range(source.media.frames or 0))
    assert (summary.held, summary.damaged, summary.warnings) == (0, 0, ())


@pytest.mark.parametrize(
    ("path", "layout", "rate", "seconds"),
    [
        ("audio/bbb_music.m4a", "5.1", 48_000, 30.0),
        ("audio/jfk.flac", "stereo", 44_100, 11.0),
        ("audio/librivox_0870.wav", "mono", 16_000, 7.1),
        ("audio/nasa_narration_16k.wav", "mono", 16_000, 13.056),
        ("broken/silence_only_audio.mp4", "stereo", 48_000, 2.0),
    ],
)
def test_a_probe_tells_what_sound_is(shared: Path, path: str, layout: str, rate: int, seconds: float) -> None:
    class Sound:
        samples = 0

        def accept_sound(self, samples: NDArray[np.float32]) -> None:
            self.samples += samples.shape[1]

    source = source_of(shared / "media" / path)
    sound = Sound()

    decode(source, [sound])

    assert source.kind is AssetKind.AUDIO
    assert (source.media.audio_layout, source.media.sample_rate) == (layout, rate)
    assert source.media.duration_seconds == pytest.approx(seconds, abs=0.03)
    assert sound.samples / 48_000 == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize(
    ("path", "kind", "frames", "size", "files"),
    [
        ("sequence/exr_beachball", AssetKind.IMAGE_SEQUENCE, 5, (2048, 1556), 4),
        ("sequence/png_counter/frame001.png", AssetKind.IMAGE_SEQUENCE, 12, (1920, 1080), 12),
        ("sequence/dpx/dpx_nuke_10bits_rgb.dpx", AssetKind.IMAGE, 1, (512, 512), 0),
        ("sequence/dpx/dpx_nuke_16bits_rgba.dpx", AssetKind.IMAGE, 1, (512, 512), 0),
        ("faces/images/img1.jpg", AssetKind.IMAGE, 1, (1382, 1868), 0),
        ("coco8_train4/images/000000000009.jpg", AssetKind.IMAGE, 1, (640, 480), 0),
    ],
)
def test_a_probe_tells_what_images_are(
    shared: Path, path: str, kind: AssetKind, frames: int, size: tuple[int, int], files: int
) -> None:
    found = probe(shared / "media" / path)

    assert (found.kind, found.media.frames, found.media.display_size, len(found.files)) == (kind, frames, size, files)


def test_a_missing_frame_of_a_sequence_is_named(shared: Path) -> None:
    media = probe(shared / "media/sequence/exr_beachball").media

    assert media.warnings == ("Missing frames: 0004; the frame before each is held in its place.",)


def test_linear_light_is_shown_as_a_display_does(shared: Path) -> None:
    source = source_of(shared / "media/sequence/exr_beachball/singlepart.0002.exr")
    everything = Collector((256, 194))

    decode(source, [everything])

    grey = everything.pictures[0][60:80, 150:160].reshape(-1, 3)  # the white part of the ball, about 0.5 of scene light
    assert 160 < grey.mean() < 230
    assert np.ptp(grey.mean(axis=0)) < 12


def test_same_pictures_from_video_and_sequence(shared: Path) -> None:
    video = source_of(shared / "media/video/psd_counter.mp4")
    sequence = source_of(shared / "media/sequence/png_counter")
    of_video, of_sequence = Collector((320, 180)), Collector((320, 180))

    decode(video, [of_video])
    decode(sequence, [of_sequence])

    for a, b in zip(of_video.pictures, of_sequence.pictures, strict=False):
        assert np.abs(a.astype(int) - b).mean() < 3


def test_the_timecode_of_an_mxf_file_is_read(shared: Path) -> None:
    assert probe(shared / "media/transcodes/bbb_mpeg2.mxf").media.start_timecode == StartTimecode(0, drop_frame=False)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("mp4parse_chunk_out_of_range.mp4", BrokenMediaError),
        ("mp4parse_zero_empty_stsc.mp4", BrokenMediaError),
        ("ps_bad.wav", BrokenMediaError),
        ("ps_evil.wav", BrokenMediaError),
        ("random.mkv", UnsupportedMediaError),
        ("text_not_video.mp4", UnsupportedMediaError),
        ("trunc_moov_missing_or_cut.mp4", BrokenMediaError),
        ("zero_bytes.mp4", BrokenMediaError),
    ],
)
def test_a_file_beyond_use_is_refused_by_name(shared: Path, name: str, error: type[MediaError]) -> None:
    with pytest.raises(error) as raised:
        probe(shared / "media/broken" / name)
    assert name in raised.value.message
    assert raised.value.message.endswith((".", "source."))


@pytest.mark.parametrize(
    ("name", "frames", "word"),
    [
        ("decord_corrupted.mp4", 50, "Lost to damage: 1 of 50"),
        ("mp4parse_no_timescale.mp4", 182, "Lost to damage"),
        ("trunc_faststart.mp4", 286, "286 of 720"),
        ("trunc.ts", 35, "damaged data"),
        ("moviepy_no_duration.webm", 74, "does not say its duration"),
    ],
)
def test_a_damaged_file_gives_what_it_has_and_says_what_is_lost(
    shared: Path, tmp_path: Path, name: str, frames: int, word: str
) -> None:
    found = probe(shared / "media/broken" / name)
    source = MediaSource(shared / "media/broken" / name, found.kind, found.media)

    with Representing(source, tmp_path) as representing:
        summary = decode(source, representing.taps)
        representing.finish()

    assert summary.frames == frames == found.media.frames
    assert any(word in warning for warning in (*found.media.warnings, *summary.warnings))
    assert source_of(tmp_path / "proxy.mp4").media.frames == frames
