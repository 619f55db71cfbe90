"""What a query does not want: "street without people", "car, not a red one", "beach -dog"."""

from __future__ import annotations

import re

# A phrase ends where another thought begins; after a dash stands one word.
_UNWANTED = re.compile(
    r"(?<!\S)-(?P<word>[^\W\d_]\w*)"
    r"|\b(?:without|not|no)\s+(?:(?:a|an|any|the|in|on|of)\s+)*(?P<phrase>[^,;.]*?\w)(?=\s*(?:[,;.]|$)|\s+(?:but|with|and|-\w))",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"^[\s,;.]*(?:(?:and|but)\b)?[\s,;.]*|[\s,;.]*(?:\b(?:and|but))?[\s,;.]*$", re.IGNORECASE)


def split_unwanted(text: str) -> tuple[str, tuple[str, ...]]:
    """Return what is looked for, which may be nothing, and the words for what is not to be there."""
    unwanted = tuple(found["word"] or found["phrase"] for found in _UNWANTED.finditer(text))
    wanted = _JOINTS.sub("", " ".join(_UNWANTED.sub(" ", text).split())) if unwanted else text
    return wanted, unwanted
