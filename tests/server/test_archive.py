"""Image sequences on their way to the server."""

from __future__ import annotations

import io
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from graph.errors import InvalidError, TooLargeError
from server.archive import pack, packed_size, unpack_frames


def test_frames_arrive_as_they_were_and_the_size_was_told_exactly(tmp_path: Path) -> None:
    frames = [tmp_path / f"frame.{number:04}.exr" for number in range(3)]
    for number, frame in enumerate(frames):
        frame.write_bytes(bytes([number]) * (1000 + 512 * number))

    archive = tmp_path / "frames.tar"
    archive.write_bytes(b"".join(pack(frames, chunk=100)))

    assert archive.stat().st_size == packed_size(frames)
    unpack_frames(archive, tmp_path / "out", 1 << 20)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        frame.name: frame.read_bytes() for frame in frames
    }


def test_many_frames_take_no_more_memory_than_few(tmp_path: Path) -> None:
    archive = tmp_path / "frames.tar"
    with tarfile.open(archive, "w") as tar:
        for number in range(4000):
            tar.addfile(tarfile.TarInfo(f"frame.{number:05}.png"))

    tracemalloc.start()
    try:
        unpack_frames(archive, tmp_path / "out", 1 << 20)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(list((tmp_path / "out").iterdir())) == 4000
    assert most < 500_000


def test_the_archive_of_the_same_frames_is_the_same_bytes(tmp_path: Path) -> None:
    frame = tmp_path / "a.1.png"
    frame.write_bytes(b"picture")
    before = b"".join(pack([frame]))
    frame.touch()
    assert b"".join(pack([frame])) == before


def hostile(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.linkname, member.size = kind, "/etc/passwd", 3 if kind == tarfile.REGTYPE else 0
        tar.addfile(member, io.BytesIO(b"abc"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        hostile("../outside.png"),
        hostile("/absolute.png"),
        hostile("folder/inside.png"),
        hostile("..\\outside.png"),
        hostile(".."),
        hostile(300 * "a" + ".png"),
        hostile("link.png", tarfile.SYMTYPE),
        hostile("hard.png", tarfile.LNKTYPE),
        hostile("pipe.png", tarfile.FIFOTYPE),
        hostile("folder", tarfile.DIRTYPE),
        hostile("a.png")[:1024] + hostile("a.png"),
        b"no archive at all, but long enough to be one" * 30,
    ],
)
def test_an_archive_with_anything_but_bare_frames_is_refused_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "hostile.tar"
    archive.write_bytes(content)

    with pytest.raises(InvalidError):
        unpack_frames(archive, tmp_path / "out", 1 << 20)

    assert [path.name for path in tmp_path.iterdir()] == ["hostile.tar"]


def test_a_sequence_above_the_limit_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "large.tar"
    archive.write_bytes(hostile("a.png"))
    with pytest.raises(TooLargeError):
        unpack_frames(archive, tmp_path / "out", 2)
