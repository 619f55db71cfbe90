"""Labels <-> relations from shots to words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.cypher import shots as cypher
from graph.nodes.ids import new_id
from graph.nodes.run import AnalysisRun
from graph.nodes.shot import Label
from graph.ports import GraphClient
from graph.stores.fence import Fence
from graph.stores.rows import many_each


class LabelStore:
    """Reads and writes what words networks gave shots."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def record(self, run: AnalysisRun, attempt: int, labels: Mapping[str, Sequence[Label]]) -> None:
        """Make these the labels of a run's shots (by id). Raises LeaseHeldError when the attempt is over."""
        fence = Fence(self._client, run.id, attempt)
        await fence.check()
        await fence.clear(cypher.LABELS_CLEAR)
        # In the order of names on every worker, so that two of them never wait for each other's locks.
        names = sorted({label.name for given in labels.values() for label in given})
        await self._client.write_batches(cypher.LABELS_MERGE, [{"name": name, "id": new_id()} for name in names])
        rows = [
            {"shotId": shot_id, "name": label.name, "score": label.score, "source": label.source}
            for shot_id, given in labels.items()
            for label in given
        ]
        await fence.write(cypher.LABELS_RECORD, sorted(rows, key=lambda row: str(row["name"])))

    async def by_shot(self, shot_ids: Sequence[str], min_score: float | None = None) -> list[list[Label]]:
        """Return the labels of each shot, surest first; none below ``min_score``."""
        rows = await self._client.read(cypher.LABELS_BY_SHOT, shots=list(dict.fromkeys(shot_ids)), score=min_score)
        return many_each(shot_ids, rows, lambda row: Label(row["name"], row["score"], row["source"]))
