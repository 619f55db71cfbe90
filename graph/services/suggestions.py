"""Suggestions: what to try where nothing good was found. Only words of footage that the viewer may find are named."""

from __future__ import annotations

from collections.abc import Mapping
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


def suggest_words(text: str | None, known: Mapping[str, int]) -> list[Suggestion]:
    """Return other words than ``text``: nearly the same, fewer of them, else the most frequent ones here."""
    if text is None:
        return []
    query = Query.of(text)
    answered = {place for name in known for place in match_label(query, name)}
    spelled = _spelled(query, answered, known)
    fewer = []
    if answered and len(answered) < len(query.written):
        words = " ".join(query.written[place] for place in sorted(answered))
        shots = max(shots for name, shots in known.items() if match_label(query, name))
        fewer = [Suggestion(SuggestionKind.FEWER_WORDS, words, shots)]
    seen = [Suggestion(SuggestionKind.SEEN_HERE, name, shots) for name, shots in known.items()]
    return spelled + fewer + seen[:MOST_OF_A_KIND]


def _spelled(query: Query, answered: set[int], known: Mapping[str, int]) -> list[Suggestion]:
    """Return the query with a word that nothing answers replaced by one that nearly is the same."""
    names = {name.casefold(): shots for name, shots in known.items()}
    found = []
    for place, word in enumerate(query.written):
        near = [] if place in answered else get_close_matches(word, names, n=1, cutoff=NEAR)
        if near:
            words = [*query.written[:place], near[0], *query.written[place + 1 :]]
            found.append(Suggestion(SuggestionKind.SPELLING, " ".join(words), names[near[0]]))
    return found[:MOST_OF_A_KIND]
