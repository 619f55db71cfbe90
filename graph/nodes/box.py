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

    def overlap(self, other: Box) -> float:
        """Return the part that both boxes cover of what either covers, 0..1."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        both = max(0.0, width) * max(0.0, height)
        return both / (self.area + other.area - both) if both else 0.0
