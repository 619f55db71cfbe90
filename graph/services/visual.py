"""The visual channel: a vector for what is asked, the nearest keyframes, and how far each stands out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.errors import EmbedderMismatchError, InvalidError, UnavailableError
from graph.files import DataFolder
from graph.nodes.access import Viewer
from graph.nodes.asset import AssetKind
from graph.nodes.search import SearchRequest
from graph.ports import ImageEncoder, TextEncoder, Uploads
from graph.services.access import missing, visible
from graph.services.allowlist import AllowList
from graph.services.background import background_queries
from graph.services.fusion import Finding
from graph.services.relevance import Background, band
from graph.stores.search import Embedder, Scope, SearchStore
from graph.vectors import VectorIndex, VectorIndexes

Vector = NDArray[np.float32]
Encoder = TypeVar("Encoder", TextEncoder, ImageEncoder)

DEPTH = 300  # keyframes that are judged and ranked
PICTURES = 400  # of the library, that are the background of a picture that is asked for
FEWEST_PICTURES = 8  # below it a library is no background


@dataclass(frozen=True, slots=True)
class Example:
    """What is asked for, as a vector; ``shot`` and ``version`` are the example's own, which are no answers."""

    vector: Vector
    shot: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the channel found, in how many keyframes of which index."""

    findings: tuple[Finding, ...]
    keyframes: int
    generation: int


class VisualChannel:
    """Turns words, shots and pictures into vectors of one ModelVersion, and finds the shots that are near."""

    def __init__(
        self,
        store: SearchStore,
        indexes: VectorIndexes,
        files: DataFolder,
        text_encoder: TextEncoder | None,
        image_encoder: ImageEncoder | None,
        uploads: Uploads | None,
    ) -> None:
        self._store = store
        self._indexes = indexes
        self._files = files
        self._text = text_encoder
        self._image = image_encoder
        self._uploads = uploads
        self._background: Background | None = None
        self._preparing = asyncio.Lock()

    async def warm(self) -> None:
        """Prepare the background, which takes some seconds, before the first search wants it."""
        if self._text is not None:
            await self._text_background(self._text)

    async def find(self, viewer: Viewer, request: SearchRequest, embedder: Embedder, allowed: AllowList) -> Seen:
        """Return the shots that are near to what is asked.

        Raises EmbedderMismatchError when words or a new picture cannot be brought into the index's space, UnavailableError
        where no model reads them, NotFoundError for a shot or picture that is not there for the viewer, InvalidError for one
        that has no vector.
        """
        index = self._indexes.index(embedder.id)
        if index is None:
            return Seen((), 0, 0)
        examples = await self._examples(viewer, request, embedder, index)
        query = np.sum([example.vector for example in examples], axis=0)
        query = (query / max(float(np.linalg.norm(query)), 1e-9)).astype(np.float32)
        background = await self._background_for(request, embedder, allowed)
        index, keyframes, near = await self._indexes.search(embedder.id, query, DEPTH, allowed.vectors)
        if index is None or not near:
            return Seen((), 0, 0 if index is None else index.generation)
        pictures = index.vectors_of([neighbour.row for neighbour in near])
        deviations = await asyncio.to_thread(background.deviations, query, pictures)
        best: dict[str, Finding] = {}
        for neighbour, deviation in zip(near, deviations.tolist(), strict=True):
            own = any(neighbour.shot_id == one.shot or neighbour.run.version_id == one.version for one in examples)
            known = best.get(neighbour.shot_id)
            if not own and (known is None or deviation > known.score):
                relevance = band(deviation, keyframes)
                best[neighbour.shot_id] = Finding(neighbour.shot_id, deviation, relevance, keyframe_id=neighbour.keyframe_id)
        return Seen(tuple(best.values()), keyframes, index.generation)

    async def _examples(
        self, viewer: Viewer, request: SearchRequest, embedder: Embedder, index: VectorIndex
    ) -> Sequence[Example]:
        examples = []
        if request.text is not None:
            encoder = _in_space(self._text, embedder, "words")
            examples.append(Example(await encoder.encode_text(request.text)))
        if request.like_shot is not None:
            examples.append(await self._like_shot(viewer, request.like_shot, index))
        if request.like_image is not None:
            examples.append(await self._like_image(viewer, request.like_image, embedder, index))
        return examples

    async def _like_shot(self, viewer: Viewer, shot_id: str, index: VectorIndex) -> Example:
        if shot_id not in await self._store.found([shot_id], _scope(viewer)):
            raise missing("shot")
        rows = index.rows_of_shots([shot_id])
        if not len(rows):
            raise InvalidError("That shot has no vector yet; analyse its version, then search again.", path=("likeShot",))
        return Example(index.vectors_of(rows).mean(axis=0), shot=shot_id)

    async def _like_image(self, viewer: Viewer, image_id: str, embedder: Embedder, index: VectorIndex) -> Example:
        subject = await self._store.subject(image_id, _scope(viewer))
        if subject is None:
            if self._uploads is None:
                raise missing("image")
            path, _ = await self._uploads.finished(viewer, image_id)
            return Example(await self._encode(path, embedder))
        if subject.kind is not AssetKind.IMAGE:
            raise InvalidError("That asset is no picture; take one of its shots instead (likeShot).", path=("likeImage",))
        rows = index.rows_of_version(subject.version_id)
        if len(rows):
            return Example(index.vectors_of(rows[:1])[0], version=subject.version_id)
        return Example(await self._encode(self._files.root / subject.location, embedder), version=subject.version_id)

    async def _encode(self, path: Path, embedder: Embedder) -> Vector:
        return await _in_space(self._image, embedder, "a new picture").encode_image(path)

    async def _background_for(self, request: SearchRequest, embedder: Embedder, allowed: AllowList) -> Background:
        """Words are judged against words. A picture is near to any picture, so it is judged against the library's own."""
        encoder = self._text if self._text is not None and self._text.identity.digest == embedder.digest else None
        if request.text is None or encoder is None:
            pictures = await self._indexes.sample(embedder.id, PICTURES, allowed.vectors)
            if len(pictures) >= FEWEST_PICTURES or encoder is None:
                return Background(pictures)
        return await self._text_background(encoder)

    async def _text_background(self, encoder: TextEncoder) -> Background:
        async with self._preparing:
            if self._background is None:
                vectors = await asyncio.gather(*(encoder.encode_text(query) for query in background_queries()))
                self._background = Background(np.stack(vectors))
            return self._background


def _scope(viewer: Viewer) -> Scope:
    projects = visible(viewer)
    return Scope(None if projects is None else tuple(projects))


def _in_space(encoder: Encoder | None, embedder: Embedder, what: str) -> Encoder:
    """Return the encoder, if it makes vectors that can be compared with the embedder's."""
    if encoder is None:
        raise UnavailableError(f"No model that reads {what} runs here; search with likeShot, or see `reelgraph doctor`.")
    if encoder.identity.digest != embedder.digest:
        raise EmbedderMismatchError(
            f"The index that was asked for is of another embedding ModelVersion ({embedder.id}) than what reads {what}"
            " here. Search with likeShot, or analyse again with the present model (reelgraph reindex).",
            path=("where", "modelVersion"),
        )
    return encoder
