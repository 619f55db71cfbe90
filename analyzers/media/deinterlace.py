"""Interlaced pictures as whole ones: two fields of different times become one picture of the first field's time.

Browsers and networks know no fields, and a cut may fall between two fields of a frame. The filter is FFmpeg's ``bwdif``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from av.error import BlockingIOError as NothingYetError
from av.error import EOFError as EndedError
from av.filter import Graph
from av.video.frame import VideoFrame


class Deinterlacer:
    """Passes frames through; from the first interlaced one on it holds each back until the next is there."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._kind: tuple[int, int, str] | None = None
        self._colour = (2, 0)

    def push(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        """Yield the frames that are ready."""
        kind = (frame.width, frame.height, frame.format.name)
        if self._graph is not None and kind != self._kind:
            yield from self.flush()
        if self._graph is None:
            if not frame.interlaced_frame:
                yield frame
                return
            self._graph, self._kind = _graph(frame), kind
            self._colour = (frame.colorspace, frame.color_range)
        self._graph.vpush(frame)
        yield from self._ready(self._graph)

    def flush(self) -> Iterator[VideoFrame]:
        """Yield what was held back."""
        graph, self._graph = self._graph, None
        if graph is not None:
            graph.vpush(None)
            yield from self._ready(graph)

    def _ready(self, graph: Graph) -> Iterator[VideoFrame]:
        while True:
            try:
                frame = graph.vpull()
            except (NothingYetError, EndedError):
                return
            frame.colorspace, frame.color_range = self._colour
            yield frame


def _graph(frame: VideoFrame) -> Graph:
    graph = Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or Fraction(1, 90_000)
    )
    graph.link_nodes(source, graph.add("bwdif", "mode=send_frame:deint=interlaced"), graph.add("buffersink"))
    graph.configure()
    return graph
