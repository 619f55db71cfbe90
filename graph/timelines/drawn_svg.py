"""Drawn marks -> SVG, as W3C Web Annotation's SvgSelector wants it: shapes on a picture of a known size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from graph.nodes.annotation import Mark, MarkKind, MarkPoint
from graph.timelines.xml_tree import plain_xml

_NAMESPACE = "http://www.w3.org/2000/svg"
_BARB, _TURN = 5, 0.5
"""Length of the barbs of an arrow's head, in widths of its line, and their angle to it in radians."""


def drawn_svg(marks: Sequence[Mark], size: tuple[int, int]) -> str:
    """Return marks on a display picture of ``size`` (width, height in pixels); pressure is left out."""
    width, height = size
    svg = Element("svg", xmlns=_NAMESPACE, viewBox=f"0 0 {width} {height}")
    for mark in marks:
        points = [_place(point, size) for point in mark.points]
        if mark.kind is MarkKind.ARROW:
            points = _arrow(points[0], points[1], mark.width * height)
        shape = _shape(svg, mark, points)
        if mark.kind is MarkKind.TEXT:
            shape.set("fill", mark.colour)
            shape.set("font-size", _number(mark.width * height))
            shape.set("dominant-baseline", "text-before-edge")  # the point is its upper left corner
        else:
            shape.set("fill", "none")
            shape.set("stroke", mark.colour)
            shape.set("stroke-width", _number(mark.width * height))
    return tostring(svg, encoding="unicode")


def _shape(svg: Element, mark: Mark, points: Sequence[tuple[float, float]]) -> Element:
    (left, top), (right, bottom) = points[0], points[-1]
    match mark.kind:
        case MarkKind.BOX:
            return _box(svg, min(left, right), min(top, bottom), abs(right - left), abs(bottom - top))
        case MarkKind.ELLIPSE:
            centre = {"cx": _number((left + right) / 2), "cy": _number((top + bottom) / 2)}
            radii = {"rx": _number(abs(right - left) / 2), "ry": _number(abs(bottom - top) / 2)}
            return SubElement(svg, "ellipse", {**centre, **radii})
        case MarkKind.TEXT:
            text = SubElement(svg, "text", {"x": _number(left), "y": _number(top)})
            text.text = plain_xml(mark.text or "")
            return text
        case MarkKind.STROKE | MarkKind.ARROW:
            return SubElement(svg, "polyline", points=" ".join(f"{_number(x)},{_number(y)}" for x, y in points))


def _arrow(tail: tuple[float, float], head: tuple[float, float], thick: float) -> list[tuple[float, float]]:
    """Return the line of an arrow as the review page draws it: to its head, and from there along each barb."""
    angle = math.atan2(head[1] - tail[1], head[0] - tail[0])
    length = min(math.dist(tail, head), _BARB * thick)
    one, other = (
        (head[0] - length * math.cos(angle + turn), head[1] - length * math.sin(angle + turn)) for turn in (-_TURN, _TURN)
    )
    return [tail, head, one, head, other]


def _box(svg: Element, x: float, y: float, width: float, height: float) -> Element:
    sides = {"x": x, "y": y, "width": width, "height": height}
    return SubElement(svg, "rect", {name: _number(value) for name, value in sides.items()})


def _place(point: MarkPoint, size: tuple[int, int]) -> tuple[float, float]:
    return point.x * size[0], point.y * size[1]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
