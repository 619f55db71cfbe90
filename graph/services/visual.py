"""The visual channel: a vector for what is asked, the nearest keyframes, and how far each stands out."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.errors import (
    BrokenMediaError,
    EmbedderMismatchError,
    InvalidError,
    UnavailableError,
    UnsupportedMediaError,
)
from graph.files import DataFolder
from graph.nodes.access import Viewer
from graph.nodes.asset import AssetKind
from graph.nodes.search import Relevance, SearchRequest
from graph.ports import ImageEncoder, TextEncoder, Uploads
from graph.services.access import missing, visible
from graph.services.background_words import BackgroundWords
from graph.services.fusion import ORDER, Finding
from graph.services.likeness import Likeness
from graph.services.relevance import Background
from graph.stores.search import Embedder, Scope, SearchStore
from graph.vectors import VectorIndex, VectorIndexes
from graph.vectors.index import Selection
from graph.vectors.library import Found

Vectors = NDArray[np.float32]
Encoder = TypeVar("Encoder", TextEncoder, ImageEncoder)

DEPTH = 300  # keyframes that are judged and ranked
PICTURES = 400  # of what may be found, that stand for it in the background
REMEMBERED = 16  # backgrounds, and likenesses


@dataclass(frozen=True, slots=True)
class Example:
    """What is asked for, as vectors of unit length, shape (n, dimensions): of a shot's pictures, else one.

    ``shot`` and ``version`` are the example's own, which are no answers.
    """

    vectors: Vectors
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
        self._words = BackgroundWords(files, text_encoder)
        self._backgrounds: OrderedDict[tuple[Selection, bool], Background] = OrderedDict()
        self._likenesses: OrderedDict[tuple[str, int], Likeness] = OrderedDict()

    async def warm(self) -> None:
        """Prepare the background, which takes some seconds the first time, before the first search wants it."""
        await self._words.vectors()

    async def find(self, viewer: Viewer, request: SearchRequest, embedder: Embedder, allowed: Scope) -> Seen:
        """Return the shots that are near to what is asked.

        Raises EmbedderMismatchError when words or a new picture cannot be brought into the index's space, UnavailableError
        where no model reads them or the index is not read yet, NotFoundError for a shot or picture that is not there for
        the viewer, InvalidError for one that has no vector, MediaError for what is no picture.
        """
        if self._indexes.reading:
            raise UnavailableError("The index is being read; try again in some seconds.")
        index = self._indexes.index(embedder.id)
        if index is None:
            return Seen((), 0, 0)
        examples = await self._examples(viewer, request, embedder, index)
        pictures = _unit(reduce(np.add, (example.vectors for example in examples)))
        within = replace(allowed.vectors, pictured=request.text is not None)
        found = await self._indexes.search(embedder.id, pictures, DEPTH, within)
        if found is None or not found.near:
            return Seen((), 0, index.generation)
        best: dict[str, Finding] = {}
        for neighbour, (deviation, relevance) in zip(found.near, await self._judged(request, pictures, found), strict=True):
            own = any(neighbour.shot_id == one.shot or neighbour.run.version_id == one.version for one in examples)
            if not own and neighbour.shot_id not in best:  # the first keyframe of a shot is its nearest
                best[neighbour.shot_id] = Finding(neighbour.shot_id, deviation, relevance, keyframe_id=neighbour.keyframe_id)
        return Seen(tuple(best.values()), found.selection.count, found.index.generation)

    async def _examples(
        self, viewer: Viewer, request: SearchRequest, embedder: Embedder, index: VectorIndex
    ) -> Sequence[Example]:
        examples = []
        if request.text is not None:
            encoder = _in_space(self._text, embedder, "words")
            examples.append(Example(np.atleast_2d(await encoder.encode_text(request.text))))
        if request.like_shot is not None:
            examples.append(await self._like_shot(viewer, request.like_shot, index))
        if request.like_image is not None:
            examples.append(await self._like_image(viewer, request.like_image, embedder, index))
        return examples

    async def _like_shot(self, viewer: Viewer, shot_id: str, index: VectorIndex) -> Example:
        if shot_id not in await self._store.found([shot_id], _scope(viewer)):
            raise missing("shot", path=("likeShot",))
        rows = index.rows_of_shots([shot_id])
        if not len(rows):
            raise InvalidError("That shot has no vector yet; analyse its version, then search again.", path=("likeShot",))
        return Example(index.vectors_of(rows), shot=shot_id)

    async def _like_image(self, viewer: Viewer, image_id: str, embedder: Embedder, index: VectorIndex) -> Example:
        subject = await self._store.subject(image_id, _scope(viewer))
        if subject is None:
            if self._uploads is None:
                raise missing("image", path=("likeImage",))
            path, name = await self._uploads.finished(viewer, image_id)
            return Example(await self._sent(path, name, embedder))
        if subject.kind is not AssetKind.IMAGE:
            raise InvalidError("That asset is no picture; take one of its shots instead (likeShot).", path=("likeImage",))
        rows = index.rows_of_version(subject.version_id)
        if len(rows):
            return Example(index.vectors_of(rows[:1]), version=subject.version_id)
        return Example(await self._encode(self._files.locate(subject.location), embedder), version=subject.version_id)

    async def _sent(self, path: Path, name: str, embedder: Embedder) -> Vectors:
        """Return the vector of an upload; what it is refused for is told by the name that it came under."""
        try:
            return await self._encode(path, embedder)
        except UnsupportedMediaError as error:
            raise UnsupportedMediaError(
                f"{name} is no picture that can be read here. Send one picture as JPEG, PNG, WebP or TIFF, or a frame as DPX"
                " or EXR.",
                path=("likeImage",),
            ) from error
        except BrokenMediaError as error:
            raise BrokenMediaError(
                f"No picture can be decoded from {name}: it is cut off, damaged or too large. Save it again as a plain JPEG"
                " or PNG of a few thousand pixels, and search with that.",
                path=("likeImage",),
                detail=str(error),
            ) from error

    async def _encode(self, path: Path, embedder: Embedder) -> Vectors:
        return np.atleast_2d(await _in_space(self._image, embedder, "a new picture").encode_image(path))

    async def _judged(self, request: SearchRequest, pictures: Vectors, found: Found) -> list[tuple[float, Relevance]]:
        """Return deviation and relevance of each that was found: pictures match by standing out, or by being alike."""
        background = await self._background(request, found)
        cosines = [neighbour.score for neighbour in found.near]
        middle = _unit(pictures.mean(axis=0))
        judged = await asyncio.to_thread(background.judge, middle, cosines, found.selection.shots)
        if request.text is not None:
            return judged
        likeness = await self._likeness(found)
        return [
            (deviation, min(relevance, likeness.band(cosine), key=ORDER.index))
            for (deviation, relevance), cosine in zip(judged, cosines, strict=True)
        ]

    async def _likeness(self, found: Found) -> Likeness:
        """Return what frames of one shot are like here; it changes little with more footage, so twice as much asks anew."""
        key = (found.index.model_version_id, len(found.index.runs).bit_length())
        known = self._likenesses.get(key)
        if known is None:
            known = self._likenesses[key] = Likeness(await self._indexes.kin(found.index))
            while len(self._likenesses) > REMEMBERED:
                self._likenesses.popitem(last=False)
        return known

    async def _background(self, request: SearchRequest, found: Found) -> Background:
        """Return what to judge by: words against words; a picture against the library's pictures, to which it is nearer."""
        key = (found.selection, request.text is None)
        known = self._backgrounds.get(key)
        if known is None:
            pictures = await self._indexes.sample(found, PICTURES)
            words = pictures if request.text is None else await self._words.vectors()
            known = self._backgrounds[key] = Background(words, pictures)
            while len(self._backgrounds) > REMEMBERED:
                self._backgrounds.popitem(last=False)
        return known


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


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
