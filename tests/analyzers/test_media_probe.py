"""Looking into a file: what it is, and that nothing but the file itself is ever read."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image

from analyzers.media.probe import probe
from graph.errors import BrokenMediaError, MediaError, UnsupportedMediaError
from graph.nodes.asset import AssetKind
from graph.nodes.time import Rational, StartTimecode
from tests.analyzers.coded_clips import SIZE, make_clip, number_picture
from tests.analyzers.test_media_frames import UNEVEN


def test_a_clip_tells_what_it_is(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 50, sound=lambda _: 0.1)

    found = probe(path)

    media = found.media
    assert found.kind is AssetKind.VIDEO
    assert (media.container, media.video_codec, media.audio_codec) == ("mp4", "h264", "aac")
    assert ((media.width, media.height), media.display_size) == (SIZE, SIZE)
    assert (media.frame_rate, media.variable_frame_rate, media.frames) == (Rational(25, 1), False, 50)
    assert media.duration_seconds == 2.0
    assert (media.audio_channels, media.audio_layout, media.sample_rate) == (1, "mono", 48_000)
    assert (media.video_stream, media.audio_stream) == (0, 1)
    assert media.warnings == ()


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.mov"])
@pytest.mark.parametrize("rate", [(24000, 1001), (24, 1), (25, 1), (30000, 1001), (50, 1), (60000, 1001), (25, 2)])
def test_a_constant_rate_is_exact_in_every_container(tmp_path: Path, name: str, rate: tuple[int, int]) -> None:
    path = make_clip(tmp_path / name, 40, rate=Fraction(*rate))

    media = probe(path).media

    assert (media.frame_rate, media.variable_frame_rate, media.frames) == (Rational(*rate), False, 40)


def test_a_variable_rate_is_told_by_the_pictures(tmp_path: Path) -> None:
    media = probe(make_clip(tmp_path / "clip.mp4", 60, times=UNEVEN)).media

    assert media.variable_frame_rate
    assert media.frames == 60
    assert media.duration_seconds == pytest.approx(float(UNEVEN[-1]), abs=0.15)


def test_one_late_picture_makes_the_rate_variable(tmp_path: Path) -> None:
    times = [Fraction(n, 25) + (Fraction(1, 25) if n > 30 else 0) for n in range(60)]

    media = probe(make_clip(tmp_path / "clip.mp4", 60, times=times)).media

    assert media.variable_frame_rate


@pytest.mark.parametrize(
    ("text", "rate", "expected"),
    [
        ("01:00:00:00", Fraction(25), StartTimecode(90_000, drop_frame=False)),
        ("01:00:00;00", Fraction(30000, 1001), StartTimecode(107_892, drop_frame=True)),
        ("10:00:00:12", Fraction(24), StartTimecode(864_012, drop_frame=False)),
    ],
)
def test_the_start_timecode_is_that_of_the_timecode_track(
    tmp_path: Path, text: str, rate: Fraction, expected: StartTimecode
) -> None:
    media = probe(make_clip(tmp_path / "clip.mov", 10, rate=rate, timecode=text)).media

    assert media.start_timecode == expected


def test_pixel_aspect_and_rotation_give_the_size_on_show(tmp_path: Path) -> None:
    wide = probe(make_clip(tmp_path / "wide.mp4", 5, pixel_aspect=Fraction(2, 1))).media
    turned = probe(make_clip(tmp_path / "turned.mp4", 5, rotation=90)).media

    assert (wide.pixel_aspect, wide.display_size) == (Rational(2, 1), (320, 96))
    assert (turned.rotation, turned.display_size) == (90, (96, 160))


def test_data_that_ends_early_is_told(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 200)
    with (
        av.open(str(path)) as container,
        av.open(str(tmp_path / "front.mp4"), "w", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream_from_template(container.streams.video[0])
        for packet in container.demux(container.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    data = (tmp_path / "front.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) * 2 // 3])

    media = probe(tmp_path / "cut.mp4").media

    assert media.frames is not None
    assert 50 < media.frames < 180
    assert any(f"{media.frames} of 200" in warning for warning in media.warnings)


def test_sound_alone_is_audio(tmp_path: Path) -> None:
    path = tmp_path / "tone.flac"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=44_100, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2 * 4096), np.int16), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    found = probe(path)

    assert found.kind is AssetKind.AUDIO
    assert (found.media.audio_layout, found.media.sample_rate, found.media.frames) == ("stereo", 44_100, None)
    assert found.media.duration_seconds == pytest.approx(4096 / 44_100, abs=0.001)
    assert found.media.frame_rate == Rational(25, 1)


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif", ".bmp", ".gif", ".avif"])
def test_a_still_is_an_image_of_one_frame(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"still{suffix}"
    Image.fromarray(number_picture(5)).save(path)

    found = probe(path)

    assert found.kind is AssetKind.IMAGE
    assert ((found.media.width, found.media.height), found.media.frames) == (SIZE, 1)


def test_a_photo_is_turned_as_its_camera_was_held(tmp_path: Path) -> None:
    photo = Image.fromarray(number_picture(5))
    exif = photo.getexif()
    exif[0x0112] = 6  # Orientation: turn clockwise by 90 degrees (Exif 2.32)
    photo.save(tmp_path / "photo.jpg", exif=exif)

    media = probe(tmp_path / "photo.jpg").media

    assert (media.rotation, media.display_size) == (90, SIZE[::-1])


def test_a_moving_gif_is_video(tmp_path: Path) -> None:
    pictures = [Image.fromarray(number_picture(number)) for number in range(10)]
    pictures[0].save(tmp_path / "moving.gif", save_all=True, append_images=pictures[1:], duration=40)

    found = probe(tmp_path / "moving.gif")

    assert (found.kind, found.media.frames, found.media.frame_rate) == (AssetKind.VIDEO, 10, Rational(25, 1))


def test_cover_art_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    with av.open(str(path), "w") as container:
        sound = container.add_stream("libmp3lame", rate=48_000, layout="stereo")
        cover = container.add_stream("png")
        cover.width, cover.height, cover.pix_fmt = *SIZE, "rgb24"
        cover.disposition = Disposition.attached_pic
        art = cover.encode(av.VideoFrame.from_ndarray(number_picture(3), format="rgb24"))
        container.mux(art + cover.encode(None))
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1152 * 20), np.float32), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, 0
        container.mux(sound.encode(frame) + sound.encode(None))

    found = probe(path)

    assert found.kind is AssetKind.AUDIO
    assert (found.media.audio_codec, found.media.video_codec) == ("mp3", None)


def numbered_stills(folder: Path, numbers: list[int], name: str = "shot.{:04}.png") -> Path:
    folder.mkdir()
    for number in numbers:
        Image.fromarray(number_picture(number)).save(folder / name.format(number))
    return folder


@pytest.mark.parametrize("named", ["", "shot.0998.png", "shot.####.png", "shot.%04d.png"])
def test_a_sequence_is_named_by_folder_first_frame_or_pattern(tmp_path: Path, named: str) -> None:
    folder = numbered_stills(tmp_path / "shot", [998, 999, 1000, 1001])

    found = probe(folder / named)

    assert found.kind is AssetKind.IMAGE_SEQUENCE
    assert found.files == ("shot.0998.png", "shot.0999.png", "shot.1000.png", "shot.1001.png")
    assert (found.media.frames, found.media.frame_rate) == (4, Rational(24, 1))
    assert found.media.warnings == ()


def test_frames_missing_from_a_sequence_are_named_and_keep_their_place(tmp_path: Path) -> None:
    folder = numbered_stills(tmp_path / "shot", [1, 2, 3, 5, 8])

    media = probe(folder).media

    assert media.frames == 8
    assert any("0004, 0006-0007" in warning for warning in media.warnings)


def test_one_photo_among_many_is_an_image(tmp_path: Path) -> None:
    folder = numbered_stills(tmp_path / "photos", [9, 25, 30, 34], "{:012}.png")

    assert probe(folder / "000000000009.png").kind is AssetKind.IMAGE
    assert probe(folder / "000000000030.png").kind is AssetKind.IMAGE


def test_a_frame_from_the_middle_of_a_sequence_is_an_image(tmp_path: Path) -> None:
    folder = numbered_stills(tmp_path / "shot", [1, 2, 3])

    assert probe(folder / "shot.0002.png").kind is AssetKind.IMAGE


def test_a_folder_of_two_sequences_asks_which(tmp_path: Path) -> None:
    folder = numbered_stills(tmp_path / "shots", [1, 2, 3])
    for number in (1, 2, 3):
        Image.fromarray(number_picture(number)).save(folder / f"other.{number:04}.png")

    with pytest.raises(UnsupportedMediaError, match=r"other\.####\.png"):
        probe(folder)
    assert probe(folder / "other.####.png").files[0] == "other.0001.png"


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile secret.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsecret.mp4\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>',
        "[playlist]\nFile1=secret.mp4\n",
    ],
)
@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8", "list.ffconcat"])
def test_a_list_of_other_files_is_refused_whatever_its_name(tmp_path: Path, name: str, text: str) -> None:
    make_clip(tmp_path / "secret.mp4", 10)
    (tmp_path / name).write_text(text)

    with pytest.raises(UnsupportedMediaError, match="not footage"):
        probe(tmp_path / name)


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/clip.mp4", "concat:a.mp4|b.mp4", "-i", "a\x00b.mp4", "no/such.mp4"])
def test_a_name_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedMediaError):
        probe(tmp_path / name)


def test_a_name_with_signs_of_other_tools_is_only_a_name(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", 10).rename(tmp_path / "file:%03d -i 100%|x.mp4")

    assert probe(path).media.frames == 10


def png_of_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(100_000, 100_000), (20_000, 20_000), (2**31 - 1, 1)])
def test_a_picture_too_large_to_decode_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_of_size(*size))

    with pytest.raises(MediaError, match=r"bomb\.png"):
        probe(path)


def test_an_empty_file_and_a_cut_off_one_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    whole = make_clip(tmp_path / "whole.mp4", 30).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])  # the index is at the end

    with pytest.raises(BrokenMediaError, match=r"empty\.mp4 is empty .* Copy it again"):
        probe(tmp_path / "empty.mp4")
    with pytest.raises(BrokenMediaError, match=r"cut\.mp4 .* Export or copy it again"):
        probe(tmp_path / "cut.mp4")
