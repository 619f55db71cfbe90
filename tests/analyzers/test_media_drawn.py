"""Drawings on pictures: each kind of mark colours the places that it says, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from analyzers.media.drawn import drawn
from graph.nodes.annotation import Mark, MarkKind, MarkPoint

if TYPE_CHECKING:
    from analyzers.base import Picture

GREY = np.full((200, 400, 3), 90, np.uint8)
RED = "#ff0000"


def mark(
    kind: MarkKind, *points: tuple[float, float], colour: str = RED, width: float = 0.05, text: str | None = None
) -> Mark:
    return Mark(kind, tuple(MarkPoint(*point) for point in points), colour, width, text)


def red(picture: Picture, x: float, y: float) -> bool:
    pixel = picture[round(y * 199), round(x * 399)]
    return bool(pixel[0] > 200 and pixel[1] < 60 and pixel[2] < 60)


@pytest.mark.parametrize(
    ("what", "on", "beside"),
    [
        (mark(MarkKind.STROKE, (0.1, 0.5), (0.5, 0.5), (0.5, 0.9)), ((0.3, 0.5), (0.5, 0.7)), ((0.3, 0.7),)),
        (mark(MarkKind.STROKE, (0.5, 0.5), width=0.2), ((0.5, 0.5),), ((0.6, 0.5),)),
        (mark(MarkKind.ARROW, (0.1, 0.5), (0.9, 0.5)), ((0.3, 0.5), (0.88, 0.5), (0.83, 0.55)), ((0.3, 0.6),)),
        (mark(MarkKind.BOX, (0.8, 0.8), (0.2, 0.2)), ((0.2, 0.5), (0.5, 0.79)), ((0.5, 0.5),)),
        (mark(MarkKind.ELLIPSE, (0.2, 0.2), (0.8, 0.8)), ((0.21, 0.5), (0.5, 0.79)), ((0.22, 0.22), (0.5, 0.5))),
    ],
)
def test_a_mark_is_where_it_was_drawn(
    what: Mark, on: tuple[tuple[float, float], ...], beside: tuple[tuple[float, float], ...]
) -> None:
    picture = drawn(GREY, [what])

    assert [place for place in on if not red(picture, *place)] == []
    assert [place for place in beside if red(picture, *place)] == []
    assert (GREY == 90).all()


def test_words_are_written_and_what_is_half_transparent_lets_the_picture_through() -> None:
    written = drawn(GREY, [mark(MarkKind.TEXT, (0.1, 0.1), width=0.3, text="Héllo <b> \u4f60")])
    through = drawn(GREY, [mark(MarkKind.STROKE, (0.5, 0.5), colour="#ff000080", width=0.3)])

    assert (written[:, :, 0] > 200).sum() > 200
    assert 150 < through[100, 200, 0] < 200


def test_marks_that_leave_the_picture_and_none_at_all_are_fine() -> None:
    assert drawn(GREY, [mark(MarkKind.BOX, (-1, -1), (2, 2))]).shape == GREY.shape
    assert drawn(GREY, []) is GREY
