"""Annotations <-> nodes. They are written by the log of their session; their marks are one JSON property."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graph.cypher import reviews as cypher
from graph.nodes.annotation import Annotation, Mark, MarkKind, MarkPoint
from graph.nodes.page import Page, PageRequest
from graph.nodes.time import FrameRange
from graph.nodes.unread import UNREAD_ITEMS
from graph.ports import GraphClient
from graph.stores.rows import Row, json_of, many_each, read_by_id, read_pages, text_of, time_of


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


def annotation_from(row: Row) -> Annotation:
    """Return the annotation that a node's properties, or an event's payload, say; without marks that were not read."""
    return Annotation(
        id=row["id"],
        session_id=row["sessionId"],
        project_id=row["projectId"],
        version_id=row["versionId"],
        author_id=row["authorId"],
        at=FrameRange(row["startFrame"], row["endFrame"]),
        marks=tuple(mark_from(value) for value in json.loads(row["marks"])) if "marks" in row else UNREAD_ITEMS,
        created_at=time_of(row["createdAt"]),
        comment_id=row.get("commentId"),
        deleted=bool(row.get("deleted")),
        version=row["version"],
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
    """Reads annotations; ``brief`` ones without their marks: see graph.nodes.unread."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Annotation | None]:
        """Return the annotation of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.ANNOTATIONS_BY_ID, ids, within, annotation_from)

    async def page_by_session(
        self, session_ids: Sequence[str], request: PageRequest, version_id: str | None = None, *, brief: bool = False
    ) -> list[Page[Annotation]]:
        """Return a page of the annotations that stand in each session, oldest first. Sort keys: (id,)."""
        query = cypher.ANNOTATIONS_BRIEF_BY_SESSION if brief else cypher.ANNOTATIONS_BY_SESSION
        return await read_pages(self._client, query, session_ids, request, annotation_from, version=version_id)

    async def by_comments(self, comment_ids: Sequence[str], *, brief: bool = False) -> list[list[Annotation]]:
        """Return what is drawn for each comment."""
        query = cypher.ANNOTATIONS_BRIEF_BY_COMMENT if brief else cypher.ANNOTATIONS_BY_COMMENT
        rows = await self._client.read(query, comments=list(dict.fromkeys(comment_ids)))
        return many_each(comment_ids, rows, lambda row: annotation_from(row["item"]))

    async def last_of(self, session_id: str, author_id: str, *, deleted: bool) -> Annotation | None:
        """Return what an author drew (or, ``deleted``, took back) last in a session, None where there is nothing."""
        rows = await self._client.read(cypher.NEWEST_ANNOTATION_OF, session=session_id, author=author_id, deleted=deleted)
        return annotation_from(rows[0]["item"]) if rows else None
