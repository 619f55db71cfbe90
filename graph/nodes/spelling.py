"""One spelling for names that people write in several ways, to compare them by."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")  # over and under letters of Latin, Greek and Cyrillic; other scripts need theirs
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def folded(text: str) -> str:
    """Return a text without what spellings of one name differ in: case, width, accents, how accents are encoded.

    Compatibility forms become plain ones and capitals small ones (NFKC and full case folding, Unicode 3.13), and the marks
    of letters go: "Straße", "STRASSE"; "Café" in both encodings, "cafe"; "İstanbul", "ıstanbul", "istanbul" are the same.
    """
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _MARKS.sub("", parted)).replace("ı", "i")


def unparted(word: str) -> bool:
    """Say whether a word is of a script that puts no blanks between words (Chinese, Japanese, Thai, Lao, Burmese, Khmer)."""
    return _UNPARTED.search(word) is not None
