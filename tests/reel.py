"""A small reel cut from the shipped footage, whose every transition is known to the frame because this module makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

WIDTH, HEIGHT, RATE = 480, 270, Fraction(25)


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames of one clip, and how the reel goes from the piece before into it: ``mixed`` frames show both."""

    clip: str
    first: int
    frames: int
    transition: Transition
    mixed: int = 0


@dataclass(frozen=True, slots=True)
class KnownTransition:
    """A transition that is there by construction; ``range`` is empty at a cut, and starts at the new shot's first frame."""

    kind: Transition
    range: FrameRange


PIECES = (
    Piece("nasa-telescope.mp4", 20, 60, Transition.START),
    Piece("big-buck-bunny.mp4", 300, 55, Transition.CUT),
    Piece("car-traffic.mp4", 190, 60, Transition.CUT),
    Piece("big-buck-bunny.mp4", 180, 70, Transition.DISSOLVE, 14),
    Piece("nasa-telescope.mp4", 220, 12, Transition.CUT),
    Piece("big-buck-bunny.mp4", 600, 70, Transition.CUT),
    Piece("nasa-telescope.mp4", 240, 70, Transition.FADE, 24),
    Piece("big-buck-bunny.mp4", 400, 70, Transition.WIPE, 18),
)


def make_reel(footage: Path, path: Path, pieces: Sequence[Piece] = PIECES) -> tuple[KnownTransition, ...]:
    """Write the reel as H.264 to ``path`` and return its transitions in order."""
    pictures: list[Picture] = []
    known: list[KnownTransition] = []
    for piece in pieces:
        incoming = _frames(footage / piece.clip, piece.first, piece.frames)
        start = len(pictures)
        if piece.mixed:
            start -= piece.mixed
            outgoing = pictures[start:]
            pictures[start:] = [
                _mix(piece.transition, old, new, (i + 1) / (piece.mixed + 1))
                for i, (old, new) in enumerate(zip(outgoing, incoming[: piece.mixed], strict=True))
            ]
        if piece.transition is not Transition.START:
            known.append(KnownTransition(piece.transition, FrameRange(start, start + piece.mixed)))
        pictures += incoming[piece.mixed :]
    _write(path, pictures)
    return tuple(known)


def _frames(path: Path, first: int, count: int) -> list[Picture]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        pictures: list[Picture] = []
        for index, frame in enumerate(container.decode(stream)):
            if index >= first:
                pictures.append(frame.reformat(WIDTH, HEIGHT, "rgb24").to_ndarray().astype(np.uint8))
            if len(pictures) == count:
                return pictures
    raise ValueError(f"{path.name} has no {count} frames from {first}")


def _mix(kind: Transition, old: Picture, new: Picture, part: float) -> Picture:
    if kind is Transition.WIPE:
        edge = round(part * WIDTH)
        return np.concatenate([new[:, :edge], old[:, edge:]], axis=1)
    if kind is Transition.FADE:
        picture, light = (old, 1 - 2 * part) if part < 0.5 else (new, 2 * part - 1)
        return (picture * light).astype(np.uint8)
    return (old * (1 - part) + new * part).astype(np.uint8)


def _write(path: Path, pictures: list[Picture]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": "18", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
