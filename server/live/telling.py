"""Tells what happens in projects to those who follow them here: after whatever a writer says, soon and together."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from graph.errors import ReelgraphError
from graph.events import Event, EventsLost, ProjectLogged, RunFinished, SessionLogged, VersionIngested
from server.live.hub import Hub

if TYPE_CHECKING:
    from graph.services.project_log import ProjectLog

TELL_SECONDS = 0.25
_CAUSES: tuple[type[Event], ...] = (VersionIngested, RunFinished, SessionLogged)

log = structlog.get_logger("reelgraph.live")


class ProjectTeller:
    """Numbers what happened in those projects that somebody follows in this process, four times a second at most.

    Where events were lost, those who follow are opened again, and that numbers what is untold too.
    """

    def __init__(self, project_log: ProjectLog, hub: Hub) -> None:
        self._log = project_log
        self._hub = hub
        self._waiting: set[str] = set()
        self._arrived = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._hear())
            both.create_task(self._tell())

    async def _hear(self) -> None:
        with self._hub.listen(*(("event", cause.__name__) for cause in _CAUSES)) as events:
            async for event in events:
                if not isinstance(event, EventsLost) and self._hub.heard(ProjectLogged.topic(event.project_id)):
                    self._waiting.add(event.project_id)
                    self._arrived.set()

    async def _tell(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(TELL_SECONDS)
            self._arrived.clear()
            projects, self._waiting = self._waiting, set()
            for project_id in projects:
                try:
                    await self._log.tell(project_id)
                except ReelgraphError as error:
                    log.warning("what happened in a project could not be told; trying again", reason=error.message)
                    self._waiting.add(project_id)
                    self._arrived.set()
