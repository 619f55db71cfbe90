"""What a worker is asked to carry beside a session's own notes <-> nodes, each for as long as it is not done."""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher import carrying as cypher
from graph.nodes.carry_ask import CarryAsk
from graph.ports import GraphClient


class CarryAskStore:
    """Keeps what is asked for; of the same notes for the same version what was asked last."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def put(self, ask: CarryAsk) -> None:
        """Keep an ask in place of an earlier one for the same notes."""
        older, newer = ask.cuts or (None, None)
        row = {
            "id": ask.id,
            "sessionId": ask.session_id,
            "versionId": ask.version_id,
            "sourceId": ask.source_id,
            "actorId": ask.actor_id,
            "olderCut": older,
            "newerCut": newer,
        }
        await self._client.write(cypher.ASK_PUT, key=f"{ask.session_id}:{ask.version_id}:{ask.source_id}", ask=row)

    async def of(self, session_id: str, version_id: str) -> list[CarryAsk]:
        """Return what is asked for a version in a session, the newest last."""
        rows = await self._client.read(cypher.ASKS_OF, session=session_id, version=version_id)
        return [
            CarryAsk(
                id=item["id"],
                session_id=item["sessionId"],
                version_id=item["versionId"],
                source_id=item["sourceId"],
                actor_id=item["actorId"],
                cuts=None if item.get("olderCut") is None else (item["olderCut"], item["newerCut"]),
            )
            for item in (row["item"] for row in rows)
        ]

    async def remove(self, ids: Sequence[str]) -> None:
        """Forget asks that are done."""
        if ids:
            await self._client.write(cypher.ASKS_REMOVE, ids=list(ids))
