"""The channels that compare words: with labels and entities of shots, and with names and tags of assets."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping

from graph.nodes.search import Relevance
from graph.services.fusion import Finding
from graph.services.words import Query, match_label, match_name
from graph.stores.search import Mention, Scope, SearchStore

MOST_MENTIONS = 2_000
MOST_NAMED_SHOTS = 500
STRONG_SHARE, FAIR_SHARE = 0.75, 0.45  # of the query's words that are answered


async def find_by_label(store: SearchStore, text: str, allowed: Scope) -> list[Finding]:
    """Return the shots whose labels or entities answer words of ``text``.

    The score is the share of the words that is answered, each as surely as the network was, 0..1.
    """
    query = Query.of(text)
    names, entities = await asyncio.gather(store.label_names(), store.entities_named(query.parts, allowed))
    by_label = {name: matched for name in names if (matched := match_label(query, name))}
    by_entity = {key: matched for key, name in entities.items() if (matched := match_name(query, [name]))}
    labelled, shown = await asyncio.gather(
        store.mentions_of_labels(by_label, allowed, MOST_MENTIONS),
        store.mentions_of_entities(by_entity, allowed, MOST_MENTIONS),
    )
    mentions = [(mention, mention.key, by_label[mention.key]) for mention in labelled]
    mentions += [(mention, entities[mention.key], by_entity[mention.key]) for mention in shown]
    found: dict[str, list[tuple[Mention, str, Mapping[int, float]]]] = defaultdict(list)
    for mention, name, matched in mentions:
        found[mention.shot_id].append((mention, name, matched))
    return [_of_mentions(shot, given, query) for shot, given in found.items()]


async def find_by_name(store: SearchStore, text: str, allowed: Scope) -> list[Finding]:
    """Return the shots of the assets whose names or tags answer words of ``text``; the score as for labels."""
    query = Query.of(text)
    by_version: dict[str, tuple[float, tuple[str, ...]]] = {}
    for asset in await store.assets_named(query.parts, allowed):
        matched = match_name(query, [asset.name, *asset.tags])
        if matched:
            share = sum(matched.values()) / query.wanting(matched)
            words = tuple(query.written[place] for place in sorted(matched))
            by_version |= dict.fromkeys(asset.version_ids, (share, words))
    best = sorted(by_version, key=lambda version: (-by_version[version][0], version))
    shots = await store.shots_of(best, allowed, MOST_NAMED_SHOTS) if best else []
    return [
        Finding(shot, by_version[version][0], band_of_share(by_version[version][0]), by_version[version][1])
        for version, shot in shots
    ]


def band_of_share(share: float) -> Relevance:
    """Return the relevance of a thing that answers a share of the query's words."""
    if share >= STRONG_SHARE:
        return Relevance.STRONG
    return Relevance.FAIR if share >= FAIR_SHARE else Relevance.WEAK


def _of_mentions(shot_id: str, given: list[tuple[Mention, str, Mapping[int, float]]], query: Query) -> Finding:
    best: dict[int, float] = {}
    for mention, _, matched in given:
        for place, weight in matched.items():
            worth = weight * min(1.0, max(0.0, mention.score))
            best[place] = max(best.get(place, 0.0), worth)
    names = tuple(dict.fromkeys(name for _, name, _ in sorted(given, key=lambda one: (-one[0].score, one[1]))))
    share = sum(best.values()) / query.wanting(best)
    return Finding(shot_id, share, band_of_share(share), names)
