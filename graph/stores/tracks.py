"""Tracks <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.cypher import tracks as cypher
from graph.nodes.box import Box
from graph.nodes.page import Page, PageRequest
from graph.nodes.run import AnalysisRun
from graph.nodes.time import FrameRange
from graph.nodes.track import Track, TrackFilter
from graph.ports import GraphClient
from graph.stores.entities import entity_rows, name_key
from graph.stores.fence import Fence
from graph.stores.parts import Parts, part
from graph.stores.rows import read_by_id, read_pages

track_from = Parts(
    Track,
    keys=("id", "version_id"),
    id="id",
    shot_id="shotId",
    version_id="versionId",
    run_id="runId",
    ordinal="ordinal",
    label="label",
    confidence="confidence",
    range=part(FrameRange, "startFrame", "endFrame"),
    best_frame="bestFrame",
    best_box=part(lambda sides: Box(*sides), "bestBox"),
    detections="detections",
)


def _track_row(track: Track) -> dict[str, object]:
    """Return what is the track's own; the rest is the run's (see graph.cypher.fence)."""
    box = track.best_box
    return {
        "id": track.id,
        "shotId": track.shot_id,
        "ordinal": track.ordinal,
        "label": track.label,
        "confidence": float(track.confidence),
        "startFrame": track.range.start,
        "endFrame": track.range.end,
        "bestFrame": track.best_frame,
        "bestBox": [float(side) for side in (box.x, box.y, box.width, box.height)],
        "detections": track.detections,
    }


def _chosen(where: TrackFilter | None) -> dict[str, Any]:
    where = where or TrackFilter()
    return {
        "labels": None if where.labels is None else list(where.labels),
        "entity": where.entity_id,
        "confidence": where.min_confidence,
        "start": None if where.frames is None else where.frames.start,
        "end": None if where.frames is None else where.frames.end,
    }


class TrackStore:
    """Reads and writes tracks, and the entities that they show by their label."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def record(self, run: AnalysisRun, attempt: int, tracks: Sequence[Track]) -> None:
        """Make these the tracks of a run, whose shots are recorded: what the run had before is deleted.

        Each label becomes an entity of the project once, and each track shows its label's. Raises LeaseHeldError when the
        attempt is over, InvalidError when a track lies in no recorded shot.
        """
        fence = Fence(self._client, run.id, attempt)
        await fence.check()
        await fence.clear(cypher.TRACKS_CLEAR)
        entities = entity_rows(run.project_id, {track.label for track in tracks})
        await self._client.write_batches(cypher.ENTITIES_MERGE, entities)
        rows = [{"node": _track_row(track), "entity": name_key(run.project_id, track.label)} for track in tracks]
        # In the order of entities on every worker, so that two of them never wait for each other's locks.
        rows.sort(key=lambda row: str(row["entity"]))
        await fence.create(cypher.TRACKS_CREATE, cypher.TRACKS_RECORD, rows)

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Track | None]:
        """Return the track of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.TRACKS_BY_ID, ids, within, track_from)

    async def page_by_version(
        self,
        version_ids: Sequence[str],
        request: PageRequest,
        where: TrackFilter | None = None,
        run_id: str | None = None,
    ) -> list[Page[Track]]:
        """Return a page of each version's tracks: the current run's, or those of ``run_id``. Sort keys: (ordinal,)."""
        query = cypher.TRACKS_CURRENT if run_id is None else cypher.TRACKS_OF_RUN
        return await read_pages(self._client, query, version_ids, request, track_from, run=run_id, **_chosen(where))

    async def page_by_shot(
        self, shot_ids: Sequence[str], request: PageRequest, where: TrackFilter | None = None
    ) -> list[Page[Track]]:
        """Return a page of each shot's tracks. Sort keys: (ordinal,)."""
        return await read_pages(self._client, cypher.TRACKS_BY_SHOT, shot_ids, request, track_from, **_chosen(where))

    async def page_by_entity(
        self, entity_ids: Sequence[str], request: PageRequest, where: TrackFilter | None = None
    ) -> list[Page[Track]]:
        """Return a page of each entity's appearances in current runs. Sort keys: (version id, ordinal)."""
        return await read_pages(
            self._client, cypher.TRACKS_BY_ENTITY, entity_ids, request, track_from, keys=2, **_chosen(where)
        )
