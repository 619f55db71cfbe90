"""What footage is called: assets that no shot stands for, and names that were nearly spelled."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from graph.nodes.spelling import folded
from graph.nodes.suggestion import Suggestion, SuggestionKind
from graph.services.suggestions import respelled
from graph.services.word_channels import FAIR_SHARE, MOST_MENTIONS, MOST_NAMED_SHOTS
from graph.services.words import Query, match_name, words_of
from graph.stores.names import NameStore
from graph.stores.search import Scope, SearchStore

MOST_LISTED = 20  # assets without shots
MOST_LOOKED_AT = 200  # of them, whose names have a word of the query somewhere
MOST_NAMES = 2_000  # the newest of assets, and of entities, that a spelling is compared with
SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class _Named:
    """What has a word in its name: assets, by their versions, and entities."""

    versions: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    def __add__(self, other: _Named) -> _Named:
        return _Named(self.versions + other.versions, self.entities + other.entities)


@dataclass(frozen=True, slots=True)
class FootageNames:
    """The names of what a search may find."""

    store: NameStore
    search: SearchStore

    async def without_shots(self, text: str | None, allowed: Scope) -> list[str]:
        """Return the ids of assets that no hit can stand for: sounds, and footage that no run has cut into shots yet.

        Those whose names or tags answer the words come in the order of how well; without words, the newest. A condition on
        shots lets none of them through.
        """
        if allowed.shots is not None:
            return []
        if text is None:
            return [one.id for one in await self.store.assets_without_shots(None, allowed, MOST_LISTED)]
        query = Query.of(text)
        shares: dict[str, float] = {}
        for asset in await self.store.assets_without_shots(query.parts, allowed, MOST_LOOKED_AT):
            matched = match_name(query, [asset.name, *asset.tags])
            shares[asset.id] = sum(matched.values()) / query.wanting(matched)
        fitting = [asset for asset, share in shares.items() if share >= FAIR_SHARE]
        return sorted(fitting, key=lambda asset: -shares[asset])[:MOST_LISTED]

    async def spelled(self, query: Query, answered: Collection[int], allowed: Scope) -> list[Suggestion]:
        """Return the query with a word that no label answers put as assets or entities are called."""
        assets, entities = await asyncio.gather(
            self.store.of_assets(allowed, MOST_NAMES), self.store.of_entities(allowed, MOST_NAMES)
        )
        words: dict[str, _Named] = {}
        for asset in assets:
            _note(words, asset.name, _Named(versions=asset.version_ids))
        for key, name in entities.items():
            _note(words, name, _Named(entities=(key,)))
        # A word that a name begins with is a name already, or the beginning of one.
        known = {place for place, word in enumerate(query.written) if any(name.startswith(word) for name in words)}
        found = await asyncio.to_thread(respelled, query, {*answered, *known}, words)
        counts = await asyncio.gather(*(self._shots(words[word], allowed) for _, word in found))
        return [
            Suggestion(SuggestionKind.SPELLING, text, shots)
            for (text, word), shots in zip(found, counts, strict=True)
            if shots or (words[word].versions and allowed.shots is None)
        ]

    async def _shots(self, named: _Named, allowed: Scope) -> int:
        shots, shown = await asyncio.gather(
            self.search.shots_of(named.versions, allowed, MOST_NAMED_SHOTS),
            self.search.mentions_of_entities(named.entities, allowed, MOST_MENTIONS),
        )
        return len({shot for _, shot in shots} | {mention.shot_id for mention in shown})


def _note(words: dict[str, _Named], name: str, named: _Named) -> None:
    for word in {*words_of(name), *folded(name).split()}:
        if len(word) >= SHORTEST_WORD and not word.isdigit():
            words[word] = words.get(word, _Named()) + named
