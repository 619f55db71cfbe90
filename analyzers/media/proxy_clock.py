"""The clock of a proxy: exact ticks for every picture, from 0, growing, none rounded together."""

from __future__ import annotations

from array import array

from analyzers.media.pts_table import PtsTable
from analyzers.media.source import MediaSource

_FINE = 90_000
_LEAST = 10_000
_MOST = 1_000_000


class ProxyClock:
    """At a constant rate N times the length of a frame, without rounding; else the picture's own time on a fine scale."""

    def __init__(self, source: MediaSource) -> None:
        rate = source.rate
        self._exact = not source.media.variable_frame_rate and rate.num <= _MOST
        factor = -(-_LEAST // rate.num) if self._exact else 1
        self.timescale = rate.num * factor if self._exact else _FINE
        self.nominal = rate.den * factor if self._exact else max(1, round(_FINE / rate.fraction))
        self._duration = source.media.duration_seconds
        self._pts = array("q")

    def next(self, seconds: float) -> int:
        """Return the ticks of the next picture, which is shown ``seconds`` after the first."""
        if self._exact:
            pts = len(self._pts) * self.nominal
        else:
            pts = max(round(seconds * self.timescale), self._pts[-1] + 1) if self._pts else 0
        self._pts.append(pts)
        return pts

    def table(self) -> PtsTable:
        """Return the times given so far."""
        last = self.nominal
        if not self._exact and self._pts and self._duration is not None:
            rest = round(self._duration * self.timescale) - self._pts[-1]
            last = rest if rest > 0 else self.nominal
        return PtsTable(self.timescale, self._pts, last)
