"""Rooms: who may enter, drive and point, and how often everyone is told.

The board keeps the state; here are the rules. A change is told at most 20 times a second per session and process, and the
last change of a burst is always told: followers get the server's time with it, and extrapolate.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from graph.errors import GoneError, InvalidError, LeaseHeldError, UnavailableError
from graph.events import RoomChanged, RoomSignalled
from graph.nodes.access import Role, Viewer
from graph.nodes.review import ReviewSession
from graph.nodes.room import Participant, Playhead, RoomState, state_value
from graph.ports import EventBus, RoomBoard
from graph.services import access
from graph.services.session_log import SessionLog
from graph.services.session_writing import SessionWriting, checked_words
from graph.stores.registry import Stores

TELL_SECONDS = 0.05
_LONGEST_NAME = 80
_FASTEST = 32.0
_SIGNALS = ("pointer", "stroke", "clear")
_LARGEST_SIGNAL = 500

_log = logging.getLogger(__name__)


class RoomService(SessionWriting):
    """The rules of rooms: whoever sees the session may enter; whoever may comment may drive, one at a time."""

    def __init__(self, stores: Stores, log: SessionLog, board: RoomBoard | None, bus: EventBus) -> None:
        super().__init__(stores, log)
        self._rooms = board
        self._bus = bus
        self._waiting: set[str] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._at_once = asyncio.Event()

    async def join(
        self, viewer: Viewer, session_id: str, display_name: str | None = None
    ) -> tuple[Participant, RoomState, int]:
        """Enter a session's room; return oneself, the room, and the number of the session's last event.

        Raises NotFoundError for a session that is not the viewer's to see.
        """
        session = await self.session(viewer, session_id, access.FOLLOW)
        name = viewer.user.shown_name if display_name is None else checked_words(display_name, _LONGEST_NAME, "displayName")
        role = viewer.role_in(session.project_id) or Role.VIEWER
        participant = Participant(viewer.user.id, name, role, datetime.now(UTC))
        await self._board.enter(session.id, participant)
        await self._stores.attendance.came(session.id, participant)
        self._tell(session)
        return participant, await self._board.state(session.id), session.seq

    async def heartbeat(self, viewer: Viewer, session_id: str) -> RoomState:
        """Say that one is still there, every 5 seconds. Raises GoneError for whoever was away for 15: join again."""
        session = await self.session(viewer, session_id, access.FOLLOW)
        if not await self._board.seen(session.id, viewer.user.id):
            raise GoneError("You were away for too long, or never joined. Join the session again.")
        return await self._board.state(session.id)

    async def leave(self, viewer: Viewer, session_id: str) -> None:
        """Leave the room; leaving twice is leaving once."""
        session = await self.session(viewer, session_id, access.FOLLOW)
        await self._board.leave(session.id, viewer.user.id)
        self._tell(session)

    async def take_control(self, viewer: Viewer, session_id: str) -> RoomState:
        """Become the driver where nobody drives; a SUPERVISOR takes over from whoever does.

        Raises LeaseHeldError that says who drives.
        """
        session = await self._entered(viewer, session_id)
        over = access.may(viewer, access.DECIDE, session.project_id)
        driver = await self._board.take(session.id, viewer.user.id, over=over)
        if driver != viewer.user.id:
            raise await self._held(session, driver)
        self._tell(session)
        return await self._board.state(session.id)

    async def hand_over(self, viewer: Viewer, session_id: str, participant_id: str | None) -> RoomState:
        """Let another participant drive, or nobody. Raises LeaseHeldError where the viewer does not drive."""
        session = await self._entered(viewer, session_id)
        if participant_id is not None:
            state = await self._board.state(session.id)
            other = next((person for person in state.participants if person.id == participant_id), None)
            if other is None:
                raise access.missing("participant", path=("participantId",))
            if other.role < Role.REVIEWER:
                raise InvalidError(f"{other.display_name} may only look on, and cannot drive.", path=("participantId",))
        if not await self._board.hand_over(session.id, viewer.user.id, participant_id):
            raise LeaseHeldError("You do not drive just now, so you cannot hand it over.")
        self._tell(session)
        return await self._board.state(session.id)

    async def move(self, viewer: Viewer, session_id: str, playhead: Playhead) -> RoomState:
        """Move the play head; who moves it where nobody drives becomes the driver. Raises LeaseHeldError, InvalidError.

        ``moved_at`` is when the driver saw its frame; None: now. A move that comes after one that was made later is no news.
        """
        session = await self._entered(viewer, session_id)
        _check(session, playhead)
        driver = await self._board.move(session.id, viewer.user.id, playhead)
        if driver != viewer.user.id:
            raise await self._held(session, driver)
        self._tell(session)
        return await self._board.state(session.id)

    async def signal(self, viewer: Viewer, session_id: str, kind: str, payload: Mapping[str, Any]) -> None:
        """Show something passing to all who follow: a pointer, a stroke while it is drawn. It is kept nowhere."""
        session = await self._entered(viewer, session_id)
        if kind not in _SIGNALS:
            raise InvalidError(f"A signal is one of {', '.join(_SIGNALS)}.", path=("kind",))
        points = payload.get("points", ())
        if len(points) > _LARGEST_SIGNAL:
            raise InvalidError(f"Send at most {_LARGEST_SIGNAL} points at once.", path=("points",))
        await self._bus.publish(RoomSignalled(session.project_id, session.id, viewer.user.id, kind, payload))

    async def state(self, viewer: Viewer, session_id: str) -> RoomState:
        """Return the room as it is. Raises NotFoundError."""
        session = await self.session(viewer, session_id, access.FOLLOW)
        return await self._board.state(session.id)

    async def expire(self) -> None:
        """Let those out who were not seen for too long, in all rooms, and tell those who stay. For a process' own clock."""
        changed = await self._board.expire()
        if changed:
            for session in await self._stores.reviews.by_ids(changed):
                if session is not None:
                    self._tell(session)

    async def close(self) -> None:
        """Tell at once what waits to be told."""
        self._at_once.set()
        await asyncio.gather(*self._telling)
        self._at_once.clear()

    @property
    def _board(self) -> RoomBoard:
        if self._rooms is None:
            raise UnavailableError("This process keeps no live rooms.")
        return self._rooms

    async def _entered(self, viewer: Viewer, session_id: str) -> ReviewSession:
        """Return the session, of which the viewer is a participant who may do something. Raises GoneError."""
        session = await self.session(viewer, session_id, access.COMMENT)
        if not await self._board.seen(session.id, viewer.user.id):
            raise GoneError("You are not in this session, or were away for too long. Join it first.")
        return session

    async def _held(self, session: ReviewSession, driver: str) -> LeaseHeldError:
        state = await self._board.state(session.id)
        name = next((person.display_name for person in state.participants if person.id == driver), "Somebody else")
        return LeaseHeldError(f"{name} drives just now. Ask them to hand over; a SUPERVISOR may take over.")

    def _tell(self, session: ReviewSession) -> None:
        """See to it that everyone is told soon; what changes until then is told with it."""
        if session.id not in self._waiting:
            self._waiting.add(session.id)
            # In a context of its own: it outlives the request, and its deadline.
            task = asyncio.create_task(self._tell_soon(session), name=f"room of {session.id}", context=contextvars.Context())
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell_soon(self, session: ReviewSession) -> None:
        try:
            async with asyncio.timeout(TELL_SECONDS):
                await self._at_once.wait()
        except TimeoutError:
            pass  # it is time
        finally:
            self._waiting.discard(session.id)
        try:
            state = await self._board.state(session.id)
        except UnavailableError as error:
            _log.warning("the room of %s could not be told: %s", session.id, error)
            return
        await self._bus.publish(RoomChanged(session.project_id, session.id, state_value(state)))


def _check(session: ReviewSession, playhead: Playhead) -> None:
    """Raise for a play head that cannot be in this session."""
    for place, version in (("versionId", playhead.version_id), ("compareId", playhead.compare_id)):
        if version is not None and version not in session.playlist:
            raise access.missing("version in this session", path=(place,))
    if playhead.moved_at is not None and playhead.moved_at.tzinfo is None:
        raise InvalidError("Give the moment with its time zone.", path=("at",))
    if playhead.frame < 0:
        raise InvalidError("Frames count from 0.", path=("frame",))
    if not math.isfinite(playhead.rate) or abs(playhead.rate) > _FASTEST:
        raise InvalidError(f"The rate is between -{_FASTEST:g} and {_FASTEST:g}.", path=("rate",))
    if playhead.loop is not None and not 0 <= playhead.loop.start < playhead.loop.end:
        raise InvalidError("A loop's end comes after its start.", path=("loop",))
    if (playhead.compare is None) != (playhead.compare_id is None):
        raise InvalidError("Comparing needs both `compareId` and `comparison`.", path=("comparison",))
    view = (playhead.view.x, playhead.view.y, playhead.view.zoom)
    if not all(math.isfinite(value) for value in view) or not 0 < playhead.view.zoom <= 100:
        raise InvalidError("A view has a middle, and a zoom above 0 and at most 100.", path=("view",))
