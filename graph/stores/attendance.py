"""Who came to a session <-> nodes. The room itself, who is there now, is in Redis."""

from __future__ import annotations

from graph.cypher import attendance as cypher
from graph.nodes.minutes import Attendance
from graph.nodes.room import Participant
from graph.ports import GraphClient
from graph.stores.rows import text_of, time_of


class AttendanceStore:
    """Writes and reads who came."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def came(self, session_id: str, participant: Participant) -> None:
        """Note that somebody entered the room; coming again moves the last time, and may bring another name."""
        await self._client.write(
            cypher.CAME,
            key=f"{session_id}:{participant.id}",
            session=session_id,
            user=participant.id,
            name=participant.display_name,
            at=text_of(participant.joined_at),
        )

    async def of_session(self, session_id: str, limit: int) -> list[Attendance]:
        """Return who came to a session, in the order in which they came first."""
        rows = await self._client.read(cypher.ATTENDANCE_OF_SESSION, session=session_id, limit=limit)
        return [
            Attendance(
                row["item"]["userId"],
                row["item"]["name"],
                time_of(row["item"]["first"]),
                time_of(row["item"]["last"]),
            )
            for row in rows
        ]
