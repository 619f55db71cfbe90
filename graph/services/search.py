"""Search: words, a shot or a picture in; shots out, best first, each with the reason why."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from graph.errors import InvalidError, NotFoundError
from graph.nodes.access import Viewer
from graph.nodes.facets import Facets
from graph.nodes.search import (
    Relevance,
    SearchChannel,
    SearchedWith,
    SearchFilter,
    SearchHit,
    SearchRequest,
    SearchResult,
)
from graph.nodes.suggestion import Suggestion, SuggestionKind
from graph.services.allowlist import allow
from graph.services.browsing import Browsing
from graph.services.facets import MOST_COUNTED, Facetting
from graph.services.fusion import Finding, Fused, fuse
from graph.services.hits import hit_of, keys_of
from graph.services.names import FootageNames
from graph.services.suggestions import answered_by, suggest_spelling, suggest_words, words_in
from graph.services.unwanted import split_unwanted
from graph.services.visual import Seen, VisualChannel
from graph.services.word_channels import find_by_label, find_by_name
from graph.services.words import Query
from graph.stores.facets import FacetStore
from graph.stores.names import NameStore
from graph.stores.search import Embedder, Scope, SearchStore

LONGEST_TEXT = 1_000
LARGEST_PAGE = 100
MOST_UNWANTED = 10  # phrases
MOST_WORDS = 500  # of the footage, that suggestions are made from


class SearchService:
    """Finds footage among what a viewer may see."""

    def __init__(self, store: SearchStore, visual: VisualChannel, facets: FacetStore, names: NameStore) -> None:
        self._store = store
        self._visual = visual
        self._names = FootageNames(names, store)
        self._newest = facets
        self._browsing = Browsing(store, facets)
        self._facetting = Facetting(facets)

    async def warm(self) -> None:
        """Prepare what the first search would otherwise wait for."""
        await self._visual.warm()

    async def search(self, viewer: Viewer, request: SearchRequest) -> SearchResult:
        """Return a page of hits, one per shot: the newest shots where neither words nor an example are given.

        The order is the same for the same request until an index changes (``searched.generation``); a cursor then goes on
        after the shot it names, or after its score where that shot has gone. Raises InvalidError for a request that cannot
        be right, NotFoundError for an example or ModelVersion that is not there for the viewer, EmbedderMismatchError when
        words cannot be compared with the vectors of the ModelVersion that is asked for.
        """
        request = _checked(request)
        if not _asks(request):
            return await self._browsing.page(await allow(self._store, viewer, request.where), request.first, request.after)
        allowed, embedder = await asyncio.gather(
            allow(self._store, viewer, request.where), self._embedder(request.where.model_version)
        )
        (channels, seen), left_out = await asyncio.gather(
            self._findings(viewer, _wanted(request), embedder, allowed), self._left_out(request, allowed)
        )
        channels = {channel: [one for one in found if one.shot_id not in left_out] for channel, found in channels.items()}
        fused = fuse(channels)
        start = _place_after(fused, request.after)
        hits, has_next = await self._page(fused, start, request.first, allowed)
        return SearchResult(
            hits,
            all(one.relevance is Relevance.WEAK for one in fused),
            SearchedWith(None if embedder is None else embedder.id, seen.generation, seen.keyframes, tuple(channels)),
            has_next,
            tuple(one.shot_id for one in fused),
        )

    async def facets(self, viewer: Viewer, request: SearchRequest, result: SearchResult) -> Facets:
        """Return what the shots of all pages of a search have in common, counted."""
        shots = result.shots
        if shots is None:
            shots = await self._shots_within(viewer, request.where)
        return await self._facetting.of(shots, datetime.now(UTC))

    async def suggestions(self, viewer: Viewer, request: SearchRequest, result: SearchResult) -> list[Suggestion]:
        """Return what to try instead of a search that found nothing good; nothing for any other."""
        request = _checked(request)
        if not result.no_good_match or not _asks(request):
            return []
        found: list[Suggestion] = []
        free = SearchFilter(model_version=request.where.model_version)
        if request.where != free:
            others = await self.search(viewer, replace(request, where=free, first=0, after=None))
            if not others.no_good_match:
                number = len(others.shots or ())
                found.append(Suggestion(SuggestionKind.FEWER_CONDITIONS, request.text, number))
        shots = await self._shots_within(viewer, request.where)
        facets = await self._facetting.of(shots, datetime.now(UTC), MOST_WORDS)
        text = _wanted(request).text
        if text is None:
            return found
        query, known = Query.of(text), words_in(facets)
        answered = answered_by(query, known)
        allowed = await allow(self._store, viewer, request.where)
        spelled = suggest_spelling(query, answered, known) + await self._names.spelled(query, answered, allowed)
        once = list({one.text: one for one in reversed(spelled)}.values())[::-1]  # the first that says so
        return found + once + suggest_words(query, answered, known)

    async def assets(self, viewer: Viewer, request: SearchRequest) -> list[str]:
        """Return the ids of assets that are called so and can be no hits, since there are no shots of them.

        These are sounds, and footage that is not analysed yet; without words, the newest that meet the conditions.
        """
        request = _checked(request)
        by_picture = request.like_shot is not None or request.like_image is not None
        if SearchChannel.NAME not in request.channels or (by_picture and request.text is None):
            return []
        return await self._names.without_shots(_wanted(request).text, await allow(self._store, viewer, request.where))

    async def _shots_within(self, viewer: Viewer, where: SearchFilter) -> tuple[str, ...]:
        """Return the newest shots that may be found: one more than are counted, which says that there are more."""
        allowed = await allow(self._store, viewer, where)
        return tuple(place.shot_id for place in await self._newest.newest(allowed, MOST_COUNTED + 1))

    async def _findings(
        self, viewer: Viewer, request: SearchRequest, embedder: Embedder | None, allowed: Scope
    ) -> tuple[dict[SearchChannel, Sequence[Finding]], Seen]:
        seen = Seen((), 0, 0)
        words: dict[SearchChannel, Coroutine[Any, Any, list[Finding]]] = {}
        # The visual channel goes first: it alone refuses requests, and nothing else was begun by then.
        if SearchChannel.VISUAL in request.channels and embedder is not None:
            seen = await self._visual.find(viewer, request, embedder, allowed)
        if request.text is not None and SearchChannel.LABEL in request.channels:
            words[SearchChannel.LABEL] = find_by_label(self._store, request.text, allowed)
        if request.text is not None and SearchChannel.NAME in request.channels:
            words[SearchChannel.NAME] = find_by_name(self._store, request.text, allowed)
        found: dict[SearchChannel, Sequence[Finding]] = {}
        if seen.keyframes:
            found[SearchChannel.VISUAL] = seen.findings
        found |= dict(zip(words, await asyncio.gather(*words.values()), strict=True))
        return found, seen

    async def _left_out(self, request: SearchRequest, allowed: Scope) -> set[str]:
        """Return the shots that show what the words say is not wanted: the ones that are labelled so."""
        unwanted = split_unwanted(request.text or "")[1]
        found = await asyncio.gather(*(find_by_label(self._store, words, allowed) for words in unwanted[:MOST_UNWANTED]))
        return {one.shot_id for findings in found for one in findings if one.relevance is not Relevance.WEAK}

    async def _embedder(self, model_version_id: str | None) -> Embedder | None:
        """Return the embedder to search with: the one asked for, else the champion, else none at all yet."""
        embedders = await self._store.embedders()
        if model_version_id is None:
            return next((embedder for embedder in embedders if embedder.champion), None)
        for embedder in embedders:
            if embedder.id == model_version_id:
                return embedder
        raise NotFoundError("There is no such embedding ModelVersion.", path=("where", "modelVersion"))

    async def _page(
        self, fused: Sequence[Fused], start: int, size: int, allowed: Scope
    ) -> tuple[tuple[SearchHit, ...], bool]:
        """Return a page from ``start``. A shot that an index still knows and the graph no longer is passed over."""
        hits: list[SearchHit] = []
        while start < len(fused) and len(hits) <= size:
            part = fused[start : start + size + 1 - len(hits)]
            start += len(part)
            shots = await self._store.found([one.shot_id for one in part], allowed)
            hits += [hit_of(one, shots[one.shot_id], one.score, one.shot_id) for one in part if one.shot_id in shots]
        return tuple(hits[:size]), len(hits) > size


def _checked(request: SearchRequest) -> SearchRequest:
    text = None if request.text is None or not request.text.strip() else request.text.strip()
    if text is not None and len(text) > LONGEST_TEXT:
        raise InvalidError(f"The text is longer than {LONGEST_TEXT} characters; shorten it.", path=("text",))
    if text is not None and not split_unwanted(text)[0]:
        raise InvalidError(
            'Say what to look for first; what is not to be seen may follow, as in "street without people".', path=("text",)
        )
    if not 0 <= request.first <= LARGEST_PAGE:
        raise InvalidError(f"first must be from 0 to {LARGEST_PAGE}; use after for what follows.", path=("first",))
    if not request.channels:
        raise InvalidError("Name at least one channel, or leave channels out for all.", path=("channels",))
    request = replace(request, text=text)
    if text is None and _asks(request) and SearchChannel.VISUAL not in request.channels:
        raise InvalidError("likeShot and likeImage need the channel VISUAL.", path=("channels",))
    return request


def _wanted(request: SearchRequest) -> SearchRequest:
    """Return the request without the words for what is not wanted: no channel knows what "not" means."""
    return request if request.text is None else replace(request, text=split_unwanted(request.text)[0])


def _asks(request: SearchRequest) -> bool:
    """Say whether there is something to look for, beside conditions."""
    return any(asked is not None for asked in (request.text, request.like_shot, request.like_image))


def _place_after(fused: Sequence[Fused], cursor: str | None) -> int:
    """Return where a page after a cursor begins."""
    if cursor is None:
        return 0
    score, shot_id = keys_of(cursor, float, str)
    position = (-score, shot_id)
    for place, one in enumerate(fused):
        if one.shot_id == position[1]:
            return place + 1
    return next((place for place, one in enumerate(fused) if (-one.score, one.shot_id) > position), len(fused))
