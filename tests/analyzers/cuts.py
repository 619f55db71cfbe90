"""Two versions of one small film, cut from the shipped footage so that it is known where each frame of the first went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from analyzers.media.frames import decode
from analyzers.media.probe import probe
from analyzers.media.source import MediaSource
from analyzers.pipeline.signatures import SignatureTap
from graph.features import SignatureTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

SIZE, RATE = (320, 180), Fraction(25)
SHOTS = (
    ("big-buck-bunny.mp4", 60, 60),
    ("car-traffic.mp4", 60, 60),
    ("nasa-telescope.mp4", 215, 50),
    ("big-buck-bunny.mp4", 190, 60),
    ("car-traffic.mp4", 190, 60),
)
HEAD, REMOVED, SLOW, FAST = 20, 2, 3, 4
"""What the second version lacks at its head, and which shots were taken out, slowed to half, and quickened by half."""


@dataclass(frozen=True)
class TwoCuts:
    """``places`` says for each frame of the older version which frames of the newer show it; none where it is gone."""

    older: Path
    newer: Path
    frames: int
    places: Mapping[int, tuple[int, ...]]

    def error(self, frame: int, found: int) -> int:
        """How many frames beside the right one ``found`` is."""
        return min(abs(found - right) for right in self.places[frame])


def make_two_cuts(footage: Path, folder: Path) -> TwoCuts:
    """Write both, the second smaller, more compressed and a little darker."""
    pictures: list[Picture] = []
    order: list[int] = []
    quick = 0
    for shot, (clip, first, count) in enumerate(SHOTS):
        begin = len(pictures)
        pictures += _frames(footage / clip, first, count)
        own = list(range(begin, len(pictures)))
        if shot == 0:
            own = own[HEAD:]
        elif shot == REMOVED:
            own = []
        elif shot == SLOW:
            own = [frame for frame in own for _ in range(2)]
        elif shot == FAST:
            quick = begin
            own = [own[place * 3 // 2] for place in range(len(own) * 2 // 3)]
        order += own
    older, newer = folder / "older.mp4", folder / "newer.mp4"
    _write(older, pictures, SIZE, "18")
    _write(newer, [(pictures[frame] * 0.9).astype(np.uint8) for frame in order], (256, 144), "28")
    where: dict[int, tuple[int, ...]] = {}
    for frame in range(len(pictures)):
        shown = [place for place, source in enumerate(order) if source == frame]
        beside = [place for place, source in enumerate(order) if abs(source - frame) == 1]
        where[frame] = tuple(shown or (beside if frame >= quick else ()))
    return TwoCuts(older, newer, len(pictures), where)


def signatures(path: Path) -> SignatureTable:
    """Return the signatures that analysis would keep of a file."""
    probed = probe(path)
    tap = SignatureTap()
    decode(MediaSource(path, probed.kind, probed.media), [tap])
    return tap.finish()


def _frames(path: Path, first: int, count: int) -> list[Picture]:
    with av.open(str(path)) as container:
        kept: list[Picture] = []
        for index, frame in enumerate(container.decode(video=0)):
            if index >= first:
                kept.append(frame.reformat(*SIZE, "rgb24").to_ndarray().astype(np.uint8))
            if len(kept) == count:
                return kept
    raise ValueError(f"{path.name} has no {count} frames from {first}")


def _write(path: Path, pictures: list[Picture], size: tuple[int, int], quality: str) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": quality, "preset": "veryfast"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(*size)))
        container.mux(stream.encode(None))
