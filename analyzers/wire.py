"""What the worker and its analysis process say to each other: typed messages as msgpack maps over pipes.

Worker to process: ``Configure`` once, then ``Analyse`` and ``Cancel``. Process to worker: ``Ready`` once; then, for
each ``Analyse``, any number of results and one end (``Finished``, ``Failed`` or ``Cancelled``). Every message is
checked against its type as it arrives, on both sides: the process handles files of strangers, so what it says is not
trusted blindly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import msgpack
from pydantic import Field, TypeAdapter

from graph.nodes.asset import AssetKind, MediaInfo, Representation
from graph.nodes.model import AnalysisTask, ModelIdentity
from graph.nodes.shot import Keyframe, Shot
from graph.nodes.track import Track

MESSAGE_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """One run over one Version: what to look at, and which of its files are there already (``present``).

    ``model_versions`` names the ModelVersion of each task's network.
    ``path`` is the original (for an image sequence its folder, with ``files`` in order).
    """

    run_id: str
    attempt: int
    version_id: str
    kind: AssetKind
    path: Path
    media: MediaInfo
    tasks: tuple[AnalysisTask, ...]
    files: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    present: tuple[Representation, ...] = ()
    model_versions: Mapping[AnalysisTask, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configure:
    """How the process is set up, once: where to write, whose weights to use, on what."""

    data: Path
    profile: str
    weights: Path | None
    device: str
    model_idle_seconds: float
    detections_per_second: float
    type: Literal["configure"] = "configure"


@dataclass(frozen=True, slots=True)
class Analyse:
    """Do this run. The process does one at a time."""

    request: AnalysisRequest
    type: Literal["analyse"] = "analyse"


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop that run soon; it ends with ``Cancelled`` unless it ended already."""

    run_id: str
    type: Literal["cancel"] = "cancel"


@dataclass(frozen=True, slots=True)
class Ready:
    """The process is up; these are the networks it will use, with the profile and device it settled on, and why."""

    models: tuple[ModelIdentity, ...]
    profile: str
    why: str
    device: str
    type: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Progressed:
    """``done`` of ``total`` units of a stage (frames, where it has frames); rate and ``eta`` where they can be told."""

    stage: str
    done: int
    total: int
    frames_per_second: float | None = None
    eta_seconds: float | None = None
    type: Literal["progressed"] = "progressed"


@dataclass(frozen=True, slots=True)
class ShotsFound:
    """All shots of a Version, with the frames that stand for them."""

    shots: tuple[Shot, ...]
    keyframes: tuple[Keyframe, ...]
    type: Literal["shots"] = "shots"


@dataclass(frozen=True, slots=True)
class TracksFound:
    """All tracks of a run, each within one of its shots."""

    tracks: tuple[Track, ...]
    type: Literal["tracks"] = "tracks"


@dataclass(frozen=True, slots=True)
class RepresentationsMade:
    """Files of the Version that are now in the data folder."""

    representations: tuple[Representation, ...]
    type: Literal["representations"] = "representations"


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the file that people should know, although the run goes on."""

    message: str
    type: Literal["warned"] = "warned"


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: all results were sent before this."""

    metrics: Mapping[str, Any]
    type: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True)
class Failed:
    """The end: why there is no result (a code of ``graph.errors`` and a sentence)."""

    code: str
    message: str
    type: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The end: it was asked for."""

    type: Literal["cancelled"] = "cancelled"


Command = Configure | Analyse | Cancel
Result = Progressed | ShotsFound | TracksFound | RepresentationsMade | Warned
End = Finished | Failed | Cancelled
Message = Ready | Result | End

_COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="type")])
_MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def pack_command(command: Command) -> bytes:
    """Return a command as bytes for the process's standard input."""
    return bytes(msgpack.packb(_COMMANDS.dump_python(command, mode="json")))


def pack_message(message: Message) -> bytes:
    """Return a message as bytes for the worker."""
    return bytes(msgpack.packb(_MESSAGES.dump_python(message, mode="json")))


class Reader:
    """Cuts a stream of bytes into checked messages.

    Raises pydantic's ValidationError for a message of no known shape, and msgpack's exceptions for bytes that are none.
    """

    def __init__(self) -> None:
        self._unpacker = msgpack.Unpacker(max_buffer_size=MESSAGE_BYTES)

    def messages(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that ``data`` completes."""
        self._unpacker.feed(data)
        for raw in self._unpacker:
            yield _MESSAGES.validate_python(raw)

    def commands(self, data: bytes) -> Iterator[Command]:
        """Yield the commands that ``data`` completes."""
        self._unpacker.feed(data)
        for raw in self._unpacker:
            yield _COMMANDS.validate_python(raw)
