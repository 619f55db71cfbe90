"""The colour of a thing, as people name it: the basic colour terms of English (Berlin and Kay 1969), from hue and light.

A box holds more than the thing. Only its middle counts, and only what is more frequent there than around the box: a grey
car on a grey road has no colour of its own here, which is better than one that every car has.

Light that shines back from a thing lies over its own colour as a veil of white (Shafer 1985), and makes the red of a car
pink in places. Shade does not: it keeps the saturation. So what is pink in places and deep red in others is red.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = ("black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")
DARK, LIGHT = 0.2, 0.75  # brightness below which all is black, and from which what has no hue is white
PALE, VIVID = (
    0.18,
    0.32,
)  # saturation up to which there is no hue, and from which there is one; between them, nothing is said
MIDDLE = 0.7  # of the box, each way, that counts
LEAST = {"black": 0.5, "white": 0.4, "grey": 0.5}  # share of the middle from which a colour is the thing's
LEAST_HUE = 0.25  # the same for colours with a hue
OWN = 1.5  # times as frequent as around the box
DEEP = 0.5  # saturation of red that no pink has
LEAST_DEEP = 0.2  # share of that in red and pink together from which the thing is red
SURE = 0.5  # share from which nothing is gained by more


def colour_of(looks: Sequence[tuple[tuple[str, float], ...]]) -> tuple[str, float] | None:
    """Return the colour of a thing and how sure it is, 0..1, from the shares of several looks, if one stands out."""
    if not looks:
        return None
    shares: dict[str, float] = defaultdict(float)
    for look in looks:
        for name, share in look:
            shares[name] += share / len(looks)
    best = max(shares, key=lambda name: (shares[name] / LEAST.get(name, LEAST_HUE), name), default=None)
    if best is None or shares[best] < LEAST.get(best, LEAST_HUE):
        return None
    return best, min(1.0, shares[best] / SURE)


def shares_of(part: NDArray[np.uint8], margin: float) -> tuple[tuple[str, float], ...]:
    """Return the share of each colour in the middle of a box, of those that are its own.

    ``part`` is RGB, the box with ``margin`` of its size added on each side.
    """
    height, width = part.shape[:2]
    y = np.abs(np.linspace(-1, 1, height))[:, None] * (1 + 2 * margin)
    x = np.abs(np.linspace(-1, 1, width))[None] * (1 + 2 * margin)
    middle = x**2 + y**2 <= MIDDLE**2
    around = np.maximum(x, y) > 1
    names = _names(part)
    red, pink = NAMES.index("red"), NAMES.index("pink")
    deep = (names == red) & (_saturation(part) >= DEEP) & middle
    if deep.sum() >= LEAST_DEEP * (((names == red) | (names == pink)) & middle).sum():
        names[names == pink] = red
    inside = np.bincount(names[middle], minlength=len(NAMES) + 1)[:-1] / max(1, int(middle.sum()))
    outside = np.bincount(names[around], minlength=len(NAMES) + 1)[:-1] / max(1, int(around.sum()))
    own = inside >= OWN * outside
    return tuple(
        (name, round(float(share), 3)) for name, share, is_own in zip(NAMES, inside, own, strict=True) if is_own and share
    )


def _saturation(part: NDArray[np.uint8]) -> NDArray[np.float32]:
    most = part.max(axis=2).astype(np.float32)
    answer: NDArray[np.float32] = (most - part.min(axis=2)) / np.maximum(most, 1)
    return answer


def _names(part: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return for each pixel the place of its colour in NAMES, and one more where it has no name."""
    rgb = part.astype(np.float32) / 255
    most, least = rgb.max(axis=2), rgb.min(axis=2)
    chroma = most - least
    saturation = chroma / np.maximum(most, 1e-6)
    red, green, blue = np.moveaxis(rgb, 2, 0)
    safe = np.maximum(chroma, 1e-6)
    hue = 60 * np.select(
        [most == red, most == green], [((green - blue) / safe) % 6, (blue - red) / safe + 2], (red - green) / safe + 4
    )
    name, nameless = NAMES.index, len(NAMES)
    pastel = (saturation < 0.5) & (most > 0.75)
    red_or_pink = np.where(pastel, name("pink"), name("red"))
    hued = np.select(
        [hue < 15, hue < 42, hue < 68, hue < 165, hue < 255, hue < 290, hue < 335],
        [
            red_or_pink,
            np.select([most < 0.65, pastel], [name("brown"), nameless], name("orange")),
            np.select([most < 0.5, pastel], [name("brown"), nameless], name("yellow")),
            name("green"),
            name("blue"),
            name("purple"),
            np.where(most < 0.6, name("purple"), name("pink")),
        ],
        red_or_pink,
    )
    plain = np.select([most < 0.3, most >= LIGHT], [name("black"), name("white")], name("grey"))
    answer: NDArray[np.int64] = np.select(
        [most < DARK, saturation <= PALE, saturation >= VIVID], [name("black"), plain, hued], nameless
    ).astype(np.int64)
    return answer
