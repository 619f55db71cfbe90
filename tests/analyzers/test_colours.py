"""What colour a thing is, as people say it."""

from __future__ import annotations

import numpy as np
import pytest

from analyzers.colours import colour_of, shares_of

MARGIN = 0.15


def look(thing: tuple[int, int, int], ground: tuple[int, int, int]) -> tuple[tuple[str, float], ...]:
    """What is seen of a thing of one colour before a ground of another."""
    picture = np.full((130, 130, 3), ground, np.uint8)
    picture[15:115, 15:115] = thing
    return shares_of(picture, MARGIN)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((200, 20, 30), "red"),
        ((220, 20, 60), "red"),
        ((240, 130, 20), "orange"),
        ((250, 220, 40), "yellow"),
        ((30, 140, 50), "green"),
        ((40, 70, 200), "blue"),
        ((120, 40, 160), "purple"),
        ((250, 150, 190), "pink"),
        ((110, 70, 35), "brown"),
        ((20, 20, 22), "black"),
        ((240, 240, 245), "white"),
        ((128, 128, 130), "grey"),
    ],
)
def test_a_thing_has_the_colour_that_people_would_name(rgb: tuple[int, int, int], name: str) -> None:
    ground = (128, 128, 128) if name != "grey" else (30, 140, 50)
    assert colour_of([look(rgb, ground)]) == (name, 1.0)


def test_a_thing_of_the_colour_of_its_ground_has_none_of_its_own() -> None:
    assert colour_of([look((128, 128, 128), (120, 120, 120))]) is None


def test_looks_that_disagree_say_nothing_and_no_look_neither() -> None:
    looks = [look(rgb, (128, 128, 128)) for rgb in ((200, 20, 30), (40, 70, 200), (30, 140, 50), (250, 220, 40), (0, 0, 0))]
    assert colour_of(looks) is None
    assert colour_of([]) is None
    assert colour_of([()]) is None


def test_a_red_thing_that_shines_is_red_and_a_pink_one_in_shade_pink() -> None:
    light = np.linspace(0, 1, 100, dtype=np.float32)[:, None, None]
    body, rose, white = (np.array(rgb, np.float32) for rgb in ((180, 20, 45), (250, 150, 175), (255, 255, 255)))

    shining = np.full((130, 130, 3), 128, np.uint8)
    shining[15:115, 15:115] = (body + 0.6 * light * (white - body)).astype(np.uint8)
    shaded = np.full((130, 130, 3), 128, np.uint8)
    shaded[15:115, 15:115] = ((1 - 0.3 * light) * rose).astype(np.uint8)

    assert colour_of([shares_of(shining, MARGIN)]) == ("red", 1.0)
    assert (colour_of([shares_of(shaded, MARGIN)]) or ("none", 0.0))[0] == "pink"
