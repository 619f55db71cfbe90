"""Drawings on pictures: what people drew on a frame, as they saw it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from graph.nodes.annotation import Mark, MarkKind, MarkPoint

if TYPE_CHECKING:
    from analyzers.base import Picture

_HEAD = 4.0
"""Length of an arrow's head, in widths of its line; at least ``_SHORTEST_HEAD`` of the picture's height."""
_SHORTEST_HEAD = 0.03
_FINER = 2
"""Lines are drawn so many times larger and made small again, which smooths their edges."""

Point = tuple[float, float]


def drawn(picture: Picture, marks: Sequence[Mark]) -> Picture:
    """Return an RGB picture, uint8 (height, width, 3), with marks on it, in their order. The given one stays as it is."""
    if not marks:
        return picture
    height, width = picture.shape[:2]
    below = Image.fromarray(picture).convert("RGBA")
    for mark in marks:
        sheet = Image.new("RGBA", (width * _FINER, height * _FINER))
        _draw(ImageDraw.Draw(sheet), mark, sheet.width, sheet.height)
        below = Image.alpha_composite(below, sheet.resize((width, height), Image.Resampling.BOX))
    return np.asarray(below.convert("RGB"), np.uint8)


def _draw(pen: ImageDraw.ImageDraw, mark: Mark, width: int, height: int) -> None:
    def at(point: MarkPoint) -> Point:
        return (point.x * width, point.y * height)

    thick = max(1.0, mark.width * height)
    points = [at(point) for point in mark.points]
    match mark.kind:
        case MarkKind.STROKE:
            _stroke(pen, points, [max(1.0, thick * point.pressure) for point in mark.points], mark.colour)
        case MarkKind.ARROW:
            _arrow(pen, points[0], points[1], thick, max(_HEAD * thick, _SHORTEST_HEAD * height), mark.colour)
        case MarkKind.BOX:
            pen.rectangle(_outer(points, thick), outline=mark.colour, width=round(thick))
        case MarkKind.ELLIPSE:
            pen.ellipse(_outer(points, thick), outline=mark.colour, width=round(thick))
        case MarkKind.TEXT:
            pen.text(points[0], mark.text or "", fill=mark.colour, font=ImageFont.load_default(thick))


def _stroke(pen: ImageDraw.ImageDraw, points: Sequence[Point], widths: Sequence[float], colour: str) -> None:
    for place, (point, thick) in enumerate(zip(points, widths, strict=True)):
        if place:
            pen.line([points[place - 1], point], fill=colour, width=round((widths[place - 1] + thick) / 2))
        x, y = point
        pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)


def _arrow(pen: ImageDraw.ImageDraw, tail: Point, head: Point, thick: float, length: float, colour: str) -> None:
    angle = math.atan2(head[1] - tail[1], head[0] - tail[0])
    neck = (head[0] - length * 0.8 * math.cos(angle), head[1] - length * 0.8 * math.sin(angle))
    pen.line([tail, neck], fill=colour, width=round(thick))
    sides = [
        (head[0] - length * math.cos(angle + turn), head[1] - length * math.sin(angle + turn)) for turn in (-0.45, 0.45)
    ]
    pen.polygon([head, *sides], fill=colour)


def _outer(points: Sequence[Point], thick: float) -> tuple[float, float, float, float]:
    """Return the outer corners of an outline whose middle goes through two points: a pen here draws inwards from them."""
    (x0, y0), (x1, y1) = points
    half = thick / 2
    return (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
