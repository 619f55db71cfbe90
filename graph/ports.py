"""Seams: what the graph's rules need of others, as Protocols. Each says who has already done what.

``server`` and ``analyzers`` give the implementations; ``schema`` and the services see only these.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.events import Event
    from graph.nodes.access import Identity, Viewer
    from graph.nodes.asset import AssetKind, MediaInfo
    from graph.nodes.model import ModelIdentity
    from graph.nodes.room import Participant, Playhead, RoomState


class GraphClient(Protocol):
    """A graph engine. One Cypher statement is one transaction, on both engines."""

    @property
    def engine(self) -> str:
        """``neo4j`` or ``falkordb``."""
        ...

    @property
    def queries(self) -> int:
        """How many statements were sent so far: the tests of query counts read it."""
        ...

    @property
    def retries(self) -> int:
        """How many statements were sent again so far, after a deadlock or a lost connection."""
        ...

    async def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a reading statement; one map per row, values plain (nodes as maps of their properties)."""
        ...

    async def write(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a writing statement, retried on transient failures, so it must be idempotent or use fresh ids."""
        ...

    async def write_repeatable(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a writing statement that answers as the first time where it was done before.

        It may be sent again whatever became of it, which lets it go in one exchange.
        """
        ...

    async def write_batches(
        self, cypher: str, rows: Sequence[Mapping[str, Any]], /, *, size: int = 1000, **params: Any
    ) -> int:
        """Run an ``UNWIND $rows AS row`` statement once per ``size`` rows; returns how many times.

        Two batches may be on their way at once, so none may need what another writes.
        """
        ...

    async def define(self, statements: Sequence[str]) -> None:
        """Run statements of the engine's own schema language, which only graph.migrations writes; what exists is done."""
        ...

    async def ping(self) -> None:
        """Raise UnavailableError unless the engine answers."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class EventBus(Protocol):
    """Typed events between processes. Publishing happens after the commit; a lost event is found again by reconciling."""

    @property
    def unpublished(self) -> int:
        """How many events could not be told so far, because the bus was away."""
        ...

    async def publish(self, *events: Event) -> None:
        """Tell everyone who listens now, in order."""
        ...

    def subscribe(self, *, again: bool = False) -> AsyncIterator[Event]:
        """Yield every event published from now on, of all projects; first EventsLost for whoever listens ``again``."""
        ...


class RoomBoard(Protocol):
    """The live state of rooms, shared by all processes. Each call is atomic; times are the server's, the same for all.

    A participant that was not seen for ``graph.nodes.room.GONE_SECONDS`` is gone, and so is a driver's lease.
    """

    async def enter(self, session_id: str, participant: Participant) -> None:
        """Let somebody in, or note that they are there."""
        ...

    async def seen(self, session_id: str, participant_id: str) -> bool:
        """Note that somebody is there, and renew their lease if they drive; False where they were gone."""
        ...

    async def leave(self, session_id: str, participant_id: str) -> None:
        """Let somebody out; a driver's lease ends."""
        ...

    async def take(self, session_id: str, participant_id: str, *, over: bool) -> str:
        """Make somebody the driver where nobody drives, or ``over`` whoever does; return who drives then."""
        ...

    async def hand_over(self, session_id: str, driver_id: str, participant_id: str | None) -> bool:
        """Make another participant the driver, or nobody; False where ``driver_id`` does not drive, or the other is gone."""
        ...

    async def move(self, session_id: str, driver_id: str, playhead: Playhead) -> str:
        """Move the play head for the driver, who becomes it where nobody drives; return who drives."""
        ...

    async def state(self, session_id: str) -> RoomState:
        """Return the room as it is now."""
        ...

    async def expire(self) -> list[str]:
        """Let those out who were not seen for too long, of all rooms; return the sessions whose rooms changed."""
        ...


class RunQueue(Protocol):
    """The line of runs that wait for a worker. The graph already holds the run: a lost entry is found by the sweeper."""

    async def enqueue(self, run_id: str, *, attempt: int) -> None:
        """Ask for attempt number ``attempt`` of a run; asking twice is asking once."""
        ...

    async def cancel(self, run_id: str) -> None:
        """Tell the worker that holds the run, if any, to stop it soon."""
        ...

    async def depth(self) -> int:
        """Return how many runs wait."""
        ...


class IdentityProvider(Protocol):
    """Knows people by tokens of its own making."""

    async def identify(self, token: str) -> Identity | None:
        """Return whose token it is, None where it proves nothing here. Raises UnavailableError where nobody can tell."""
        ...


class Uploads(Protocol):
    """Files that were sent to the server and wait to be ingested. The caller was authenticated when the upload began."""

    async def finished(self, viewer: Viewer, upload_id: str) -> tuple[Path, str]:
        """Return where the finished upload lies and the name it came under; the path is a folder for an image sequence.

        Raises NotFoundError for an upload that is not the viewer's, InvalidError for one that is not complete yet.
        """
        ...

    async def remove(self, upload_id: str) -> None:
        """Forget the upload and delete what is left of its bytes; removing twice is removing once."""
        ...


class Fetcher(Protocol):
    """Fetches files from addresses on the public internet. That the caller may ask for it was already decided."""

    async def __call__(self, url: str, room: int | None = None) -> tuple[Path, str]:
        """Return a new file, which is the caller's from now on, and its name. ``room`` is the most bytes it may have.

        Raises InvalidError for an address that may not be asked for, TooLargeError, UnavailableError.
        """
        ...


class MediaProbe(Protocol):
    """Looks into a file. The path was already checked to lie under a root."""

    async def __call__(self, path: Path) -> ProbedMedia:
        """Return what the file is; raises UnsupportedMediaError or BrokenMediaError."""
        ...


class ProbedMedia(Protocol):
    """What a probe answers. ``files`` names the frames of an image sequence in order, relative to the folder."""

    @property
    def kind(self) -> AssetKind:
        """What the file is made of."""
        ...

    @property
    def media(self) -> MediaInfo:
        """Streams, sizes, rates and warnings."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the frames; empty for a single file."""
        ...


class TextEncoder(Protocol):
    """The text side of an embedder. Calls may come from many requests at once: it batches them off the event loop."""

    @property
    def identity(self) -> ModelIdentity:
        """Whose vectors these are."""
        ...

    async def encode_text(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of ``text``, shape (dimensions,)."""
        ...


class ImageEncoder(Protocol):
    """The image side of an embedder, for pictures that are no part of the library."""

    @property
    def identity(self) -> ModelIdentity:
        """Whose vectors these are."""
        ...

    async def encode_image(self, path: Path) -> NDArray[np.float32]:
        """Return the unit vector of a picture file, shape (dimensions,); raises MediaError."""
        ...


class PartState(Protocol):
    """Whether one part of the system works. Who is told ``detail`` and who ``reason``, ``graph.services.status`` says."""

    @property
    def ok(self) -> bool:
        """Whether the part works now."""
        ...

    @property
    def latency_ms(self) -> float:
        """How long it took to say so, in milliseconds."""
        ...

    @property
    def reason(self) -> str:
        """How it is in plain words, that anybody may know."""
        ...

    @property
    def detail(self) -> str:
        """What is wrong and what to do, or what runs; may name paths and addresses."""
        ...


class ModelProfile(Protocol):
    """Where the weights come from that this process would load."""

    @property
    def profile(self) -> str:
        """``hub``, ``folder`` or ``bundled``."""
        ...

    @property
    def why(self) -> str:
        """Why it is that one, in a sentence."""
        ...

    @property
    def models(self) -> Sequence[ModelIdentity]:
        """The exact networks, one a task."""
        ...


class SystemReport(Protocol):
    """Asks all parts of the system how they are; each has a time limit, so it always answers."""

    async def __call__(self) -> Mapping[str, PartState]:
        """Return the state of each part by its name."""
        ...
