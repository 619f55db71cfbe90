"""Which characters a name may hold: those that people's names are written with, in any script."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
"""Of Persian and Hindi, and of pictures that are made of several."""
_BLANKS = frozenset(("Zs", "Zl", "Zp"))


def plain_blanks(text: str) -> str:
    """Return text without blanks or joiners around it, every kind of blank in it as a plain one: that of Japanese, too."""
    return "".join(" " if unicodedata.category(sign) in _BLANKS else sign for sign in text.strip()).strip(f" {_JOINERS}")


def is_written(text: str) -> bool:
    """Return whether all characters are seen, or join others: none controls a screen, or turns its line round."""
    return all(sign.isprintable() or sign in _JOINERS for sign in text)
