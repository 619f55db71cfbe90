"""Colours come out as they went in, whatever matrix and range a file is in."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from analyzers.media.frames import decode
from analyzers.media.proxy import ProxyTap
from tests.analyzers.coded_clips import Collector, source_of

COLOURS = [(200, 40, 40), (40, 180, 60), (40, 60, 200), (128, 128, 128), (235, 220, 30)]


def coloured_clip(path: Path, size: tuple[int, int], matrix: Colorspace, tag: int, full: bool) -> Path:
    """Write stripes of COLOURS through a matrix and range; the file's tag may be 2, unspecified."""
    width, height = size
    picture = np.repeat(np.array(COLOURS, np.uint8), width // len(COLOURS), axis=0)[None].repeat(height, axis=0)
    color_range = ColorRange.JPEG if full else ColorRange.MPEG
    frame = VideoFrame.from_ndarray(picture, format="rgb24").reformat(
        format="yuv420p", dst_colorspace=matrix, dst_color_range=color_range
    )
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.color_range = int(color_range)
        stream.codec_context.colorspace = tag
        frame.colorspace, frame.color_range = tag, int(color_range)
        for number in range(3):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    ("size", "matrix", "tag"),
    [
        ((160, 96), Colorspace.ITU601, 6),
        ((160, 96), Colorspace.ITU709, 1),
        ((160, 96), Colorspace.ITU601, 2),
        ((1280, 720), Colorspace.ITU709, 2),
        ((1280, 720), Colorspace.ITU601, 5),
    ],
)
def test_colours_survive_decode_and_proxy(
    tmp_path: Path, size: tuple[int, int], matrix: Colorspace, tag: int, full: bool
) -> None:
    source = source_of(coloured_clip(tmp_path / "clip.mp4", size, matrix, tag, full))
    original, of_proxy = Collector((160, 90)), Collector((160, 90))

    with ProxyTap(source, tmp_path / "proxy.mp4", tmp_path / "proxy.pts.json") as proxy:
        decode(source, [original, proxy])
        proxy.finish()
    decode(source_of(tmp_path / "proxy.mp4"), [of_proxy])

    for picture, slack in ((original.pictures[1], 4), (of_proxy.pictures[1], 8)):
        seen = [picture[45, 16 + 32 * stripe] for stripe in range(len(COLOURS))]
        assert np.abs(np.array(seen, int) - np.array(COLOURS)).max() <= slack, seen
