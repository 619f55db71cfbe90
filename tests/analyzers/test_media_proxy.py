"""The proxy: one exact picture for each of the original, and a file that browsers seek in exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from analyzers.media.frames import decode
from analyzers.media.made_file import MadeFile
from analyzers.media.pictures import proxy_pictures
from analyzers.media.proxy import ProxyTap
from analyzers.media.pts_table import PtsTable
from graph.errors import BrokenMediaError
from graph.nodes.asset import RepresentationRole
from tests.analyzers.coded_clips import SIZE, make_clip, read_number, source_of
from tests.analyzers.test_media_frames import UNEVEN


def make_proxy(original: Path, folder: Path) -> tuple[Path, PtsTable, list[MadeFile]]:
    source = source_of(original)
    with ProxyTap(source, folder / "proxy.mp4", folder / "proxy.pts.json") as proxy:
        decode(source, [proxy])
        made = proxy.finish()
    return folder / "proxy.mp4", PtsTable.read(folder / "proxy.pts.json"), made


def packets(proxy: Path) -> list[tuple[int, int, bool]]:
    """Return (pts, dts, is sync) of each picture."""
    with av.open(str(proxy)) as container:
        demuxed = container.demux(container.streams.video[0])
        return [(packet.pts or 0, packet.dts or 0, packet.is_keyframe) for packet in demuxed if packet.size]


@pytest.mark.parametrize(
    ("rate", "times", "options"),
    [
        (Fraction(25), None, {"preset": "veryfast", "bf": "3"}),
        (Fraction(30000, 1001), None, {"preset": "ultrafast"}),
        (Fraction(24000, 1001), None, {"preset": "veryfast", "bf": "2"}),
        (Fraction(25, 2), None, {"preset": "ultrafast"}),
        (Fraction(25), UNEVEN, {"preset": "veryfast", "bf": "2"}),
        (Fraction(25), [Fraction(3, 2) + time for time in UNEVEN], {"preset": "ultrafast"}),
    ],
)
def test_frame_n_of_the_proxy_is_frame_n_of_the_original(
    tmp_path: Path, rate: Fraction, times: list[Fraction] | None, options: dict[str, str]
) -> None:
    original = make_clip(tmp_path / "clip.mp4", 60, rate=rate, times=times, options=options)

    proxy, table, _ = make_proxy(original, tmp_path)

    every = dict(proxy_pictures(proxy, table, range(60), SIZE))
    assert [read_number(every[frame]) for frame in range(60)] == list(range(60))
    some = dict(proxy_pictures(proxy, table, [58, 3, 30, 31, 59], SIZE))
    assert {frame: read_number(picture) for frame, picture in some.items()} == {3: 3, 30: 30, 31: 31, 58: 58, 59: 59}


@pytest.mark.parametrize("times", [None, UNEVEN])
def test_a_proxy_is_made_for_exact_seeks(tmp_path: Path, times: list[Fraction] | None) -> None:
    original = make_clip(tmp_path / "clip.mp4", 60, times=times, options={"preset": "veryfast", "bf": "3"})

    proxy, table, _ = make_proxy(original, tmp_path)

    coded = packets(proxy)
    assert [pts for pts, _, _ in coded] == list(table.pts)
    assert table.pts[0] == 0
    assert all(pts == dts for pts, dts, _ in coded)  # no picture is stored out of its order
    groups = [pts // table.timescale for pts, _, _ in coded]
    starts = [0] + [place + 1 for place, (before, after) in enumerate(pairwise(groups)) if after > before]
    assert [place for place, (_, _, sync) in enumerate(coded) if sync] == starts
    data = proxy.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"moof" not in data


def test_the_table_of_a_constant_rate_is_exact(tmp_path: Path) -> None:
    original = make_clip(tmp_path / "clip.mp4", 30, rate=Fraction(30000, 1001))

    _, table, _ = make_proxy(original, tmp_path)

    assert [pts * table.time_base for pts in table.pts] == [n * Fraction(1001, 30000) for n in range(30)]
    assert table.last_duration * table.time_base == Fraction(1001, 30000)
    assert table.middle(7) == pytest.approx(7.5 * 1001 / 30000)


def test_the_last_picture_of_a_variable_rate_stays_its_time(tmp_path: Path) -> None:
    original = make_clip(tmp_path / "clip.mp4", 60, times=UNEVEN)

    proxy, table, _ = make_proxy(original, tmp_path)

    with av.open(str(proxy)) as container:
        stream = container.streams.video[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        assert stream.duration * stream.time_base == (table.pts[-1] + table.last_duration) * table.time_base


@pytest.mark.parametrize(("rotation", "size"), [(0, SIZE), (90, SIZE[::-1]), (180, SIZE), (270, SIZE[::-1])])
def test_a_proxy_is_turned_and_a_player_need_not(tmp_path: Path, rotation: int, size: tuple[int, int]) -> None:
    original = make_clip(tmp_path / "clip.mp4", 5, rotation=rotation)

    proxy, _, made = make_proxy(original, tmp_path)

    of_proxy = source_of(proxy)
    assert (of_proxy.media.width, of_proxy.media.height, of_proxy.media.rotation) == (*size, 0)
    assert (made[0].width, made[0].height) == size


def test_a_proxy_has_square_pixels(tmp_path: Path) -> None:
    original = make_clip(tmp_path / "clip.mp4", 5, pixel_aspect=Fraction(16, 15))

    proxy, _, _ = make_proxy(original, tmp_path)

    media = source_of(proxy).media
    assert (media.width, media.height, media.pixel_aspect) == (172, 96, None)
    assert media.colour == "bt709, limited range, yuv420p"


@pytest.mark.parametrize("start", [0.0, 0.4])
def test_sound_of_a_proxy_is_in_step_with_its_pictures(tmp_path: Path, start: float) -> None:
    def click(seconds: float) -> float:
        return 0.8 if 1.0 <= seconds < 1.1 else 0.0

    original = make_clip(tmp_path / "clip.mp4", 50, sound=click, sound_start=start)

    proxy, _, _ = make_proxy(original, tmp_path)

    with av.open(str(proxy)) as container:
        for frame in container.decode(container.streams.audio[0]):
            loud = np.nonzero(np.abs(frame.to_ndarray()[0]) > 0.3)[0]
            if loud.size and frame.time is not None:
                assert frame.time + loud[0] / 48_000 == pytest.approx(1.0, abs=0.03)
                break
        else:
            pytest.fail("the click is gone")


def test_a_proxy_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    source = source_of(make_clip(tmp_path / "clip.mp4", 30))
    folder = tmp_path / "made"

    with ProxyTap(source, folder / "proxy.mp4", folder / "proxy.pts.json") as proxy:
        decode(source, [proxy], cancelled=lambda: True)

    assert list(folder.iterdir()) == []


def test_a_proxy_says_what_its_files_are_for(tmp_path: Path) -> None:
    _, _, made = make_proxy(make_clip(tmp_path / "clip.mp4", 10), tmp_path)

    assert [(file.role, file.mime_type) for file in made] == [
        (RepresentationRole.PROXY, "video/mp4"),
        (RepresentationRole.PTS_TABLE, "application/json"),
    ]
    assert all(file.bytes == file.path.stat().st_size > 0 for file in made)


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "proxy.pts.json"
    path.write_text('{"timescale": 25}')

    with pytest.raises(BrokenMediaError, match=r"proxy\.pts\.json"):
        PtsTable.read(path)
