"""The times of a proxy's pictures: the only sure way to show frame N in a browser is to seek to the middle of its time."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from analyzers.media.made_file import written
from graph.errors import BrokenMediaError


@dataclass(frozen=True, slots=True)
class PtsTable:
    """Picture N is shown from ``pts[N]`` to ``pts[N + 1]``, the last for ``last_duration``; in 1 / ``timescale`` seconds."""

    timescale: int
    pts: Sequence[int]
    last_duration: int

    @property
    def time_base(self) -> Fraction:
        """Seconds in one tick."""
        return Fraction(1, self.timescale)

    def middle(self, frame: int) -> float:
        """Return the seconds to seek to for ``frame``: the middle of the time it is shown."""
        end = self.pts[frame + 1] if frame + 1 < len(self.pts) else self.pts[frame] + self.last_duration
        return (self.pts[frame] + end) / (2 * self.timescale)

    def write(self, path: Path) -> None:
        """Write the table as JSON: ``timescale``, ``pts`` and ``lastDuration``."""
        table = {"timescale": self.timescale, "lastDuration": self.last_duration, "pts": list(self.pts)}
        with written(path) as temporary:
            temporary.write_text(json.dumps(table, separators=(",", ":")))

    @classmethod
    def read(cls, path: Path) -> PtsTable:
        """Read a table; raises BrokenMediaError for a file that is none."""
        try:
            table = json.loads(path.read_text())
            return cls(int(table["timescale"]), array("q", table["pts"]), int(table["lastDuration"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenMediaError(f"{path.name} is no table of picture times. Analyse the version again.") from error
