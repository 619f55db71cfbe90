"""Films whose pictures lie in other files: QuickTime's reference movies (ISO/IEC 14496-12, 8.7.2; QTFF, data references).

The reader would not open those files, and would show noise or nothing instead: it is better to say so.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from graph.errors import UnsupportedMediaError

_SELF_CONTAINED = 1
_MOST_BOXES = 100_000
_LEAD = {b"moov": b"trak", b"trak": b"mdia", b"mdia": b"minf", b"minf": b"dinf", b"dinf": b"dref"}
_FIRST_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"udta", b"uuid", b"styp", b"sidx", b"moof"}


def refuse_references(path: Path) -> None:
    """Raise UnsupportedMediaError for a film of the QuickTime family whose data are said to lie in other files.

    What is no such film, or is damaged, passes: others judge it.
    """
    with path.open("rb") as file:
        end = os.fstat(file.fileno()).st_size
        head = file.read(8)
        if head[4:8] in _FIRST_BOXES and any(_outside(file, end)):
            raise UnsupportedMediaError(
                f"{path.name} is a reference movie: its pictures or its sound lie in other files, which are not opened here."
                " Export it as a self-contained movie."
            )


def _outside(file: BinaryIO, end: int) -> Iterator[bool]:
    """Yield for each reference of the film whether it leads elsewhere."""
    left = [_MOST_BOXES]
    for kind, begins, ends in _boxes(file, 0, end, left):
        if kind == b"moov":
            yield from _within(file, kind, begins, ends, left)


def _within(file: BinaryIO, parent: bytes, begins: int, ends: int, left: list[int]) -> Iterator[bool]:
    for kind, start, stop in _boxes(file, begins, ends, left):
        if kind == b"rmra":
            yield True
        elif kind == b"dref":
            # version, flags and count come before the entries, version and flags before the data of each
            for _, entry, _ in _boxes(file, start + 8, stop, left):
                file.seek(entry)
                yield not int.from_bytes(file.read(4), "big") & _SELF_CONTAINED
        elif kind == _LEAD[parent]:
            yield from _within(file, kind, start, stop, left)


def _boxes(file: BinaryIO, begins: int, ends: int, left: list[int]) -> Iterator[tuple[bytes, int, int]]:
    """Yield the type of each box of a range, and where its contents begin and end. ``left`` counts down what may be read."""
    while begins + 8 <= ends and left[0] > 0:
        left[0] -= 1
        file.seek(begins)
        size, kind = struct.unpack(">I4s", file.read(8).ljust(8, b"\0"))
        contents = begins + 8
        if size == 1:
            size, contents = int.from_bytes(file.read(8), "big"), contents + 8
        elif size == 0:
            size = ends - begins
        if size < contents - begins or begins + size > ends:
            return
        yield kind, contents, begins + size
        begins += size
