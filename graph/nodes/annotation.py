"""Annotations: marks drawn on frames.

All coordinates are on the display picture (rotation and pixel aspect applied), 0..1 of its width and height, origin top
left; widths are parts of the picture's height. A drawing may leave the picture a little, so numbers from -1 to 2 are taken.
The shapes follow OpenTimelineIO's annotation schemas (paint strokes with points and widths, text) as far as these reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph.nodes.time import FrameRange


class MarkKind(StrEnum):
    """What a mark is. STROKE has many points; ARROW (tail, head), BOX and ELLIPSE (two corners) have two; TEXT has one."""

    STROKE = "STROKE"
    ARROW = "ARROW"
    BOX = "BOX"
    ELLIPSE = "ELLIPSE"
    TEXT = "TEXT"


@dataclass(frozen=True, slots=True)
class MarkPoint:
    """A point of a mark; ``pressure`` 0..1 scales the width there."""

    x: float
    y: float
    pressure: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn thing. ``colour`` is ``#RRGGBB`` or ``#RRGGBBAA``; ``text`` belongs to TEXT alone."""

    kind: MarkKind
    points: tuple[MarkPoint, ...]
    colour: str
    width: float
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """Marks of one author on a range of frames. ``version`` is the optimistic lock; ``comment_id`` names what it shows."""

    id: str
    session_id: str
    project_id: str
    version_id: str
    author_id: str
    at: FrameRange
    marks: tuple[Mark, ...]
    created_at: datetime
    comment_id: str | None = None
    deleted: bool = False
    version: int = 1
