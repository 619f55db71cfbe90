"""Processes of their own for files of strangers, and the vectors of pictures that are made there."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from graph.errors import MediaError
from graph.nodes.model import AnalysisTask, ModelIdentity
from server.isolation import IsolatedProcesses, ProcessEndedError
from server.looking import IsolatedImageEncoder
from server.probing import DECODER_BYTES, IsolatedProbe


@pytest.fixture
async def decoders() -> AsyncIterator[IsolatedProcesses]:
    pool = IsolatedProcesses(1, DECODER_BYTES)
    yield pool
    await pool.close()


def crash() -> None:
    ctypes.string_at(0)


def hang() -> None:
    time.sleep(600)


def fill_memory() -> int:
    return len(bytearray(DECODER_BYTES))


async def test_a_call_that_crashes_or_hangs_ends_its_process_and_nothing_else(decoders: IsolatedProcesses) -> None:
    first = await decoders.run(60, os.getpid)
    assert first != os.getpid()
    with pytest.raises(ProcessEndedError):
        await decoders.run(60, crash)
    with pytest.raises(ProcessEndedError):
        await decoders.run(1, hang)
    with pytest.raises(MemoryError):
        await decoders.run(60, fill_memory)
    assert await decoders.run(60, os.getpid) not in {first, os.getpid()}


async def test_processes_that_rest_give_way_to_new_ones(decoders: IsolatedProcesses) -> None:
    first = await decoders.run(60, os.getpid)
    await decoders.rest()
    assert await decoders.run(60, os.getpid) != first


def png(width: int, height: int, rows: int) -> bytes:
    """A picture whose header promises a size, with that many rows of black behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes((1 + 3 * width) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def hostile_pictures(folder: Path) -> list[Path]:
    """Pictures that cannot be looked at: too large as told, too large in truth, cut off, and none at all."""
    Image.effect_noise((320, 240), 60).convert("RGB").save(folder / "whole.jpg")
    content = {
        "100k.png": png(100_000, 100_000, 1),
        "bomb.png": png(13_000, 13_000, 200),
        "cut.jpg": (folder / "whole.jpg").read_bytes()[:150],
        "words.png": b"not a picture",
        "empty.png": b"",
        "list.m3u8": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    }
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in content]


async def test_a_hostile_picture_gets_a_reason_instead_of_a_vector(decoders: IsolatedProcesses, tmp_path: Path) -> None:
    whose = ModelIdentity(AnalysisTask.EMBEDDING, "any", "0" * 64, {}, {}, "made here")
    encoder = IsolatedImageEncoder(
        whose, decoders, profile="bundled", device="cpu", weights=None, pulled=tmp_path / "models", idle_seconds=300
    )
    for path in hostile_pictures(tmp_path):
        with pytest.raises(MediaError, match=path.name):
            await encoder.encode_image(path)
    await encoder.close()


async def test_a_hostile_picture_is_refused_by_the_probe_too(decoders: IsolatedProcesses, tmp_path: Path) -> None:
    probe = IsolatedProbe(decoders)
    for path in hostile_pictures(tmp_path):
        with pytest.raises(MediaError, match=path.name):
            await probe(path)


def looks_at_once() -> bool:
    """Whether this process has read what looking into a file takes."""
    return "analyzers.media.probe" in sys.modules


async def test_a_probe_that_was_warmed_up_has_its_libraries(decoders: IsolatedProcesses) -> None:
    assert not await decoders.run(60, looks_at_once)

    await IsolatedProbe(decoders).warm()

    assert await decoders.run(60, looks_at_once)
