"""A page in a room as docs/review.md says it should be: what time it is at the server, and where the driver is by now."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from websockets.asyncio.client import ClientConnection

from tests.server.graphql_site import PROTOCOL, begin, patient

ROOM = """
fragment now on RoomState { serverTime revision playhead { frame playing rate loop { start end } serverTime } }
"""
FOLLOW = "subscription ($session: ID!) { room(sessionId: $session) { ...now } }" + ROOM
JOIN = "mutation ($input: JoinSessionInput!) { joinSession(input: $input) { room { ...now } problems { message } } }" + ROOM
BEAT = "mutation ($session: ID!) { heartbeat(sessionId: $session) { room { ...now } problems { message } } }" + ROOM
MOVE = (
    "mutation ($input: MovePlayheadInput!) { movePlayhead(input: $input) { room { ...now } problems { message } } }" + ROOM
)


class ServerClock:
    """The server's clock, read from answers: of all readings the one with the shortest way is believed (Cristian 1989)."""

    def __init__(self) -> None:
        self._offset = 0.0
        self.round_trip = float("inf")

    def read(self, asked: float, answered: float, server: datetime) -> None:
        """Take a reading: when it was asked for and answered by this machine's clock, and what the answer said."""
        if answered - asked <= self.round_trip:
            self.round_trip = answered - asked
            self._offset = server.timestamp() - (asked + answered) / 2

    def now(self) -> float:
        """The server's time, in seconds since 1970."""
        return time.monotonic() + self._offset


def frame_at(head: dict[str, Any], fps: float, frames: int, now: float) -> float:
    """The frame that the driver sees at a moment of the server's clock, with its fraction."""
    since = max(0.0, now - datetime.fromisoformat(head["serverTime"]).timestamp())
    if not head["playing"]:
        return float(head["frame"])
    reached: float = head["frame"] + head["rate"] * fps * since
    loop = head["loop"]
    if loop is not None and loop["start"] <= head["frame"] < loop["end"]:
        start, length = float(loop["start"]), float(loop["end"] - loop["start"])
        return start + (reached - start) % length
    return min(max(0.0, reached), float(frames - 1))


class Page:
    """One page of one person: a socket, on which it asks and follows."""

    def __init__(self, socket: ClientConnection) -> None:
        self.clock = ServerClock()
        self.head: dict[str, Any] | None = None
        self.revision = -1
        self._socket = socket
        self._asked: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._count = 0

    async def listen(self) -> None:
        """Hear what comes, until cancelled."""
        async for text in self._socket:
            message = json.loads(text)
            if message["type"] != "next":
                continue
            assert "errors" not in message["payload"], message
            (value,) = message["payload"]["data"].values()
            asked = self._asked.pop(message["id"], None)
            if asked is not None:
                asked.set_result(value)
            elif value["revision"] > self.revision:
                self.revision, self.head = value["revision"], value["playhead"]

    async def follow(self, session: str) -> None:
        """Subscribe to a room."""
        await self._say("room", FOLLOW, session=session)

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Ask for something, and read the server's clock from the answer."""
        self._count += 1
        name = str(self._count)
        answer = self._asked[name] = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        await self._say(name, query, **variables)
        value: dict[str, Any] = await answer
        assert value["problems"] == [], value
        self.clock.read(began, time.monotonic(), datetime.fromisoformat(value["room"]["serverTime"]))
        return value

    async def move(self, session: str, version: str, frame: int, shown: float, **more: Any) -> None:
        """Tell where the play head was at a moment of the server's clock, as the driver knows it."""
        at = datetime.fromtimestamp(shown, UTC).isoformat()
        await self.ask(MOVE, input={"sessionId": session, "versionId": version, "frame": frame, "at": at, **more})

    async def _say(self, name: str, query: str, **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self._socket.send(json.dumps({"type": "subscribe", "id": name, "payload": payload}))


@asynccontextmanager
async def page(port: int, token: str) -> AsyncIterator[Page]:
    """Open a page on a port of this machine."""
    address = f"ws://127.0.0.1:{port}/graphql"
    async with patient(address, PROTOCOL) as socket:
        await begin(socket, token)
        opened = Page(socket)
        listening = asyncio.create_task(opened.listen())
        try:
            yield opened
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
