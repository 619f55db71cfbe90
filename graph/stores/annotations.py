"""Annotations <-> nodes. They are written by the log of their session; their marks are one JSON property."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graph.cypher import reviews as cypher
from graph.nodes.annotation import Annotation, Mark, MarkKind, MarkPoint
from graph.nodes.page import Page, PageRequest
from graph.nodes.time import FrameRange
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.rows import json_of, many_each, read_by_id, read_pages, text_of, time_of


def mark_from(value: Mapping[str, Any]) -> Mark:
    """Return the mark that plain values say."""
    return Mark(
        MarkKind(value["kind"]),
        tuple(MarkPoint(*point) for point in value["points"]),
        value["colour"],
        value["width"],
        value.get("text"),
    )


def mark_value(mark: Mark) -> dict[str, Any]:
    """Return a mark as plain values; points are [x, y, pressure]."""
    points = [[point.x, point.y, point.pressure] for point in mark.points]
    return {"kind": mark.kind.value, "points": points, "colour": mark.colour, "width": mark.width, "text": mark.text}


annotation_from = Parts(
    Annotation,
    keys=("id", "session_id"),
    id="id",
    session_id="sessionId",
    project_id="projectId",
    version_id="versionId",
    author_id="authorId",
    at=part(FrameRange, "startFrame", "endFrame"),
    marks=part(lambda text: tuple(mark_from(value) for value in json.loads(text)), "marks"),
    created_at=part(time_of, "createdAt"),
    comment_id="commentId",
    deleted=part(bool, "deleted"),
    version="version",
)


def annotation_row(annotation: Annotation) -> dict[str, Any]:
    """Return an annotation as plain values: the properties of its node, and the payload of its events."""
    return {
        "id": annotation.id,
        "sessionId": annotation.session_id,
        "projectId": annotation.project_id,
        "versionId": annotation.version_id,
        "authorId": annotation.author_id,
        "startFrame": annotation.at.start,
        "endFrame": annotation.at.end,
        "marks": json_of([mark_value(mark) for mark in annotation.marks]),
        "createdAt": text_of(annotation.created_at),
        "commentId": annotation.comment_id,
        "deleted": annotation.deleted,
        "version": annotation.version,
    }


class AnnotationStore:
    """Reads annotations."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Annotation | None]:
        """Return the annotation of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.ANNOTATIONS_BY_ID, ids, within, annotation_from)

    async def page_by_session(
        self, session_ids: Sequence[str], request: PageRequest, version_id: str | None = None
    ) -> list[Page[Annotation]]:
        """Return a page of the annotations that stand in each session, oldest first. Sort keys: (id,)."""
        query = cypher.ANNOTATIONS_BY_SESSION
        return await read_pages(self._client, query, session_ids, request, annotation_from, version=version_id)

    async def by_comments(self, comment_ids: Sequence[str]) -> list[list[Annotation]]:
        """Return what is drawn for each comment."""
        rows = await self._client.read(cypher.ANNOTATIONS_BY_COMMENT, comments=list(dict.fromkeys(comment_ids)))
        return many_each(comment_ids, rows, lambda row: annotation_from(row["item"]))

    async def last_of(self, session_id: str, author_id: str, *, deleted: bool) -> Annotation | None:
        """Return what an author drew (or, ``deleted``, took back) last in a session, None where there is nothing."""
        rows = await self._client.read(cypher.NEWEST_ANNOTATION_OF, session=session_id, author=author_id, deleted=deleted)
        return annotation_from(rows[0]["item"]) if rows else None
