"""Words of a query against words that things carry: plurals, a little kinship, names written together.

What these rules miss, the visual channel finds by meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.nodes.spelling import folded, unparted
from graph.services.vocabulary import BELOW, IRREGULAR, NUMERALS, SILENT, SYNONYMS

_WORD = re.compile(r"[^\W_]+")
_JOINTS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

EXACT, NARROWER, HEAD, PREFIX = 1.0, 0.9, 0.7, 0.6
BROADER = 0.4  # no good match alone: a person may be the baby that is asked for, and mostly is not
SHORTEST_PREFIX = 3


def stem(word: str) -> str:
    """Return the singular of an English noun in lower case; other words mostly come back as they are."""
    word = folded(word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def _whole(text: str) -> str:
    """Return a text whose letters are whole: one that is parted from its mark would be two words."""
    return unicodedata.normalize("NFKC", text)


def words_of(text: str) -> list[str]:
    """Return the stems of the words in a text, names written together taken apart (``RedCar_02`` is red, car, 02)."""
    return [stem(part) for word in _WORD.findall(_whole(text)) for part in _JOINTS.sub(" ", word).split()]


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query that say something: ``stems``, and as they were written: ``written``, in lower case."""

    stems: tuple[str, ...]
    written: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Query:
        """Return the query that a text says; words such as "the" are left out, unless there is nothing else."""
        pairs = [(stem(word), folded(word)) for word in _WORD.findall(_whole(text))]
        telling = [pair for pair in pairs if pair[1] not in SILENT] or pairs
        return cls(tuple(pair[0] for pair in telling), tuple(pair[1] for pair in telling))

    def wanting(self, answered: Collection[int]) -> int:
        """Return how many words a thing that answers some (by place) should answer: numerals count only where answered."""
        places = range(len(self.stems))
        return len([place for place in places if place in answered or self.stems[place] not in NUMERALS]) or len(places)

    @property
    def parts(self) -> set[str]:
        """What to look for inside longer texts: stems, their synonyms, and words as written, of two letters or more."""
        synonyms = (synonym for word in self.stems for synonym in SYNONYMS.get(word, ()))
        return {word for word in (*self.stems, *self.written, *synonyms) if len(word) > 1 or unparted(word)}


def match_label(query: Query, label: str) -> Mapping[int, float]:
    """Return how well a label answers which words (by place) of a query: 1 for the word itself or its synonym, less for kin.

    A label may hold several names parted by commas. A name of several words answers when all its words stand together in the
    query; its last word alone ("phone" for "cell phone") answers less, its other words ("fire" for "fire hydrant") nothing,
    unless its last word or its kin is asked for too ("red car" for "red sports car").
    """
    best: dict[int, float] = {}
    for name in label.split(","):
        words = words_of(name)
        for place, weight in _match_name(query.stems, words):
            best[place] = max(best.get(place, 0.0), weight)
    return best


def match_name(query: Query, names: Iterable[str]) -> Mapping[int, float]:
    """Return how well names or tags answer which words (by place) of a query; a synonym or the beginning of a word, less."""
    words = {word for name in names for word in (*words_of(name), *(stem(found) for found in _WORD.findall(_whole(name))))}
    best: dict[int, float] = {}
    for place, (asked, written) in enumerate(zip(query.stems, query.written, strict=True)):
        if asked in words or written in words:
            best[place] = EXACT
        elif SYNONYMS.get(asked, set()) & words:
            best[place] = NARROWER
        elif unparted(written) and any(written in word for word in words):
            best[place] = EXACT
        elif len(written) >= SHORTEST_PREFIX and any(word.startswith(written) for word in words):
            best[place] = PREFIX
    return best


def _match_name(stems: Sequence[str], words: Sequence[str]) -> list[tuple[int, float]]:
    if not words:
        return []
    size = len(words)
    if size > 1:
        together = [place for place in range(len(stems) - size + 1) if list(stems[place : place + size]) == list(words)]
        if together:
            return [(place + offset, EXACT) for place in together for offset in range(size)]
    kin = [(place, weight) for place, asked in enumerate(stems) if (weight := kinship(asked, words[-1]))]
    others = [(place, EXACT) for place, asked in enumerate(stems) if asked in words[:-1]] if kin else []
    factor = EXACT if size == 1 or others else HEAD
    return [*others, *((place, weight * factor) for place, weight in kin)]


def kinship(asked: str, word: str) -> float:
    """Return how surely a thing called ``word`` is what was asked for: 0 to 1."""
    same_asked, same_word = SYNONYMS.get(asked, {asked}), SYNONYMS.get(word, {word})
    if asked == word or same_asked & same_word:
        return EXACT
    if any(narrow in BELOW.get(asked, ()) for narrow in same_word):
        return NARROWER
    if any(narrow in BELOW.get(word, ()) for narrow in same_asked):
        return BROADER
    return 0.0
