"""Shots <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from graph.cypher import shots as cypher
from graph.nodes.page import Page, PageRequest
from graph.nodes.run import AnalysisRun
from graph.nodes.shot import Shot, Transition
from graph.nodes.time import FrameRange
from graph.ports import GraphClient
from graph.stores.fence import Fence
from graph.stores.parts import Parts, part
from graph.stores.rows import read_by_id, read_pages

shot_from = Parts(
    Shot,
    keys=("id", "version_id"),
    id="id",
    version_id="versionId",
    run_id="runId",
    index="index",
    range=part(FrameRange, "startFrame", "endFrame"),
    transition_in=part(lambda name: Transition[name], "transitionIn"),
    transition=part(FrameRange, "transitionStart", "transitionEnd"),
)
"""Without its labels: LabelStore has them."""


def _shot_row(shot: Shot) -> dict[str, object]:
    """Return what is the shot's own; the rest is the run's (see graph.cypher.fence)."""
    return {
        "id": shot.id,
        "index": shot.index,
        "startFrame": shot.range.start,
        "endFrame": shot.range.end,
        "transitionIn": shot.transition_in.name,
        "transitionStart": shot.transition.start,
        "transitionEnd": shot.transition.end,
    }


class ShotStore:
    """Reads and writes shots."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def record(self, run: AnalysisRun, attempt: int, shots: Sequence[Shot]) -> None:
        """Make these, in time order, the shots of a run: what the run had before is deleted, with its keyframes.

        Raises LeaseHeldError when the attempt is over.
        """
        fence = Fence(self._client, run.id, attempt)
        await fence.check()
        await fence.clear(cypher.KEYFRAMES_CLEAR)
        await fence.clear(cypher.SHOTS_CLEAR)
        await fence.create(cypher.SHOTS_CREATE, cypher.SHOTS_RECORD, [_shot_row(shot) for shot in shots])
        chain = [{"id": shot.id, "next": following.id} for shot, following in pairwise(shots)]
        await fence.write(cypher.SHOTS_CHAIN, chain)

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Shot | None]:
        """Return the shot of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.SHOTS_BY_ID, ids, within, shot_from)

    async def page_by_version(
        self,
        version_ids: Sequence[str],
        request: PageRequest,
        frames: FrameRange | None = None,
        run_id: str | None = None,
    ) -> list[Page[Shot]]:
        """Return a page of each version's shots that overlap ``frames``. Sort keys: (index,).

        The shots are those of the version's current run, or of ``run_id`` for what was said at another time.
        """
        return await read_pages(
            self._client,
            cypher.SHOTS_CURRENT if run_id is None else cypher.SHOTS_OF_RUN,
            version_ids,
            request,
            shot_from,
            start=None if frames is None else frames.start,
            end=None if frames is None else frames.end,
            run=run_id,
        )
