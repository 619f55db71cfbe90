"""Suggestions: what to try where nothing good was found. Only words of footage that the viewer may find are named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from graph.nodes.facets import FacetKind, Facets
from graph.nodes.suggestion import Suggestion, SuggestionKind
from graph.services.words import Query, match_label

MOST_OF_A_KIND = 5
NEAR = 0.75  # of two words' letters, in the measure of Ratcliff and Obershelp


def words_in(facets: Facets) -> Mapping[str, int]:
    """Return the labels and names of entities that shots have, most frequent first, with how many shots have each."""
    words: dict[str, int] = {}
    for facet in facets.facets:
        if facet.kind in (FacetKind.LABEL, FacetKind.ENTITY):
            for value in facet.values:
                words[value.name] = max(words.get(value.name, 0), value.count)
    return dict(sorted(words.items(), key=lambda item: (-item[1], item[0])))


def answered_by(query: Query, known: Iterable[str]) -> set[int]:
    """Return which words of a query (by place) labels and entities answer."""
    return {place for name in known for place in match_label(query, name)}


def suggest_spelling(query: Query, answered: Collection[int], known: Mapping[str, int]) -> list[Suggestion]:
    """Return the query with a word that nothing answers put as a label or entity is called."""
    names = {name.casefold(): shots for name, shots in known.items()}
    return [Suggestion(SuggestionKind.SPELLING, text, names[name]) for text, name in respelled(query, answered, names)]


def suggest_words(query: Query, answered: Collection[int], known: Mapping[str, int]) -> list[Suggestion]:
    """Return other words than the query's: fewer of them, or the most frequent ones here."""
    fewer = []
    if 0 < len(answered) < len(query.written):
        words = " ".join(query.written[place] for place in sorted(answered))
        shots = max(shots for name, shots in known.items() if match_label(query, name))
        fewer = [Suggestion(SuggestionKind.FEWER_WORDS, words, shots)]
    seen = [Suggestion(SuggestionKind.SEEN_HERE, name, shots) for name, shots in known.items()]
    return fewer + seen[:MOST_OF_A_KIND]


def respelled(query: Query, answered: Collection[int], words: Collection[str]) -> list[tuple[str, str]]:
    """Return (text, word): the query with one that nothing answers replaced by the word that nearly is the same."""
    found = []
    for place, written in [one for one in enumerate(query.written) if one[0] not in answered][:MOST_OF_A_KIND]:
        near = get_close_matches(written, words, n=1, cutoff=NEAR)
        if near:
            found.append((" ".join([*query.written[:place], near[0], *query.written[place + 1 :]]), near[0]))
    return found
