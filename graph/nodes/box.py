"""Boxes on a picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A box on the display picture (rotation and pixel aspect applied), 0..1 of its size, origin top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """The part of the picture the box covers, 0..1."""
        return self.width * self.height
