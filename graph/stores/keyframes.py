"""Keyframes <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher import shots as cypher
from graph.nodes.run import AnalysisRun
from graph.nodes.shot import Keyframe
from graph.ports import GraphClient
from graph.stores.fence import Fence
from graph.stores.parts import Parts
from graph.stores.rows import many_each, read_by_id

keyframe_from = Parts(
    Keyframe,
    keys=("id", "shot_id"),
    id="id",
    shot_id="shotId",
    run_id="runId",
    ordinal="ordinal",
    frame="frame",
    thumbnail="thumbnail",
)


class KeyframeStore:
    """Reads and writes keyframes."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def record(self, run: AnalysisRun, attempt: int, keyframes: Sequence[Keyframe]) -> None:
        """Make these the keyframes of a run, whose shots are recorded. Raises LeaseHeldError when the attempt is over."""
        fence = Fence(self._client, run.id, attempt)
        await fence.check()
        await fence.clear(cypher.KEYFRAMES_CLEAR)
        rows = [
            {
                "id": keyframe.id,
                "shotId": keyframe.shot_id,
                "ordinal": keyframe.ordinal,
                "frame": keyframe.frame,
                "thumbnail": keyframe.thumbnail,
            }
            for keyframe in keyframes
        ]
        await fence.create(cypher.KEYFRAMES_CREATE, cypher.KEYFRAMES_RECORD, rows)

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Keyframe | None]:
        """Return the keyframe of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.KEYFRAMES_BY_ID, ids, within, keyframe_from)

    async def by_shot(self, shot_ids: Sequence[str]) -> list[list[Keyframe]]:
        """Return the keyframes of each shot in time order."""
        rows = await self._client.read(cypher.KEYFRAMES_BY_SHOT, shots=list(dict.fromkeys(shot_ids)))
        return many_each(shot_ids, rows, lambda row: keyframe_from(row["item"]))
