"""What to try where a search found nothing good."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SuggestionKind(StrEnum):
    """What is to be changed."""

    SPELLING = "SPELLING"
    FEWER_WORDS = "FEWER_WORDS"
    FEWER_CONDITIONS = "FEWER_CONDITIONS"
    SEEN_HERE = "SEEN_HERE"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other words to search for, or the same ones without the conditions; None where only a picture was given.

    ``shots`` is how many shots carry the words as a label or entity, or in a name; for FEWER_CONDITIONS how many stand out
    without them.
    """

    kind: SuggestionKind
    text: str | None
    shots: int
