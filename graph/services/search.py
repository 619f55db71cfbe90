"""Search: words, a shot or a picture in; shots out, best first, each with the reason why."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Coroutine, Sequence
from typing import Any

from graph.errors import InvalidError, NotFoundError
from graph.nodes.access import Viewer
from graph.nodes.search import Relevance, SearchChannel, SearchedWith, SearchHit, SearchRequest, SearchResult
from graph.services.allowlist import allow
from graph.services.fusion import Finding, Fused, fuse
from graph.services.visual import Seen, VisualChannel
from graph.services.word_channels import find_by_label, find_by_name
from graph.stores.search import Embedder, FoundShot, Scope, SearchStore

LONGEST_TEXT = 1_000
LARGEST_PAGE = 100


class SearchService:
    """Finds footage among what a viewer may see."""

    def __init__(self, store: SearchStore, visual: VisualChannel) -> None:
        self._store = store
        self._visual = visual

    async def warm(self) -> None:
        """Prepare what the first search would otherwise wait for."""
        await self._visual.warm()

    async def search(self, viewer: Viewer, request: SearchRequest) -> SearchResult:
        """Return a page of hits, one per shot.

        The order is the same for the same request until an index changes (``searched.generation``); a cursor then goes on
        after the shot it names, or after its score where that shot has gone. Raises InvalidError for a request that cannot
        be right, NotFoundError for an example or ModelVersion that is not there for the viewer, EmbedderMismatchError when
        words cannot be compared with the vectors of the ModelVersion that is asked for.
        """
        request = _checked(request)
        allowed, embedder = await asyncio.gather(
            allow(self._store, viewer, request.where), self._embedder(request.where.model_version)
        )
        channels, seen = await self._findings(viewer, request, embedder, allowed)
        fused = fuse(channels)
        start = _place_after(fused, request.after)
        hits, has_next = await self._page(fused, start, request.first, allowed)
        return SearchResult(
            hits,
            all(one.relevance is Relevance.WEAK for one in fused),
            SearchedWith(None if embedder is None else embedder.id, seen.generation, seen.keyframes, tuple(channels)),
            has_next,
        )

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
            hits += [_hit(one, shots[one.shot_id]) for one in part if one.shot_id in shots]
        return tuple(hits[:size]), len(hits) > size


def _checked(request: SearchRequest) -> SearchRequest:
    text = None if request.text is None or not request.text.strip() else request.text.strip()
    if text is None and request.like_shot is None and request.like_image is None:
        raise InvalidError("Say what to look for: text, likeShot or likeImage.", path=("text",))
    if text is not None and len(text) > LONGEST_TEXT:
        raise InvalidError(f"The text is longer than {LONGEST_TEXT} characters; shorten it.", path=("text",))
    if not 0 <= request.first <= LARGEST_PAGE:
        raise InvalidError(f"first must be from 0 to {LARGEST_PAGE}; use after for what follows.", path=("first",))
    if not request.channels:
        raise InvalidError("Name at least one channel, or leave channels out for all.", path=("channels",))
    if text is None and SearchChannel.VISUAL not in request.channels:
        raise InvalidError("likeShot and likeImage need the channel VISUAL.", path=("channels",))
    return SearchRequest(
        text, request.like_shot, request.like_image, request.where, request.channels, request.first, request.after
    )


def _hit(fused: Fused, shot: FoundShot) -> SearchHit:
    middle = shot.range.middle
    standing = min(shot.keyframes, key=lambda one: abs(one[0] - middle), default=(0, None))[1]
    return SearchHit(
        fused.shot_id,
        shot.version_id,
        shot.project_id,
        fused.keyframe_id or standing,
        shot.range,
        round(fused.score, 6),
        fused.relevance,
        fused.why,
        _cursor(fused),
    )


def _cursor(fused: Fused) -> str:
    return base64.urlsafe_b64encode(json.dumps([fused.score, fused.shot_id]).encode()).decode()


def _place_after(fused: Sequence[Fused], cursor: str | None) -> int:
    """Return where a page after a cursor begins."""
    if cursor is None:
        return 0
    try:
        score, shot_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        position = (-float(score), str(shot_id))
    except (ValueError, TypeError):
        raise InvalidError("That is no cursor of a search; take one from an earlier answer.", path=("after",)) from None
    for place, one in enumerate(fused):
        if one.shot_id == position[1]:
            return place + 1
    return next((place for place, one in enumerate(fused) if (-one.score, one.shot_id) > position), len(fused))
