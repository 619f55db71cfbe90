"""Every error that is an answer, as one tree; each class has a stable code and its message says what to do.

    ReelgraphError
    ├── NotFoundError          NOT_FOUND          no such thing, or not yours to see
    ├── ConflictError          CONFLICT           somebody else was first
    ├── InvalidError           INVALID            an argument that cannot be right; ``path`` names the field
    ├── NotAllowedError        NOT_ALLOWED        your role does not reach that far
    ├── MediaError
    │   ├── UnsupportedMediaError  UNSUPPORTED_MEDIA  not footage, or a format that cannot be read here
    │   ├── BrokenMediaError       BROKEN_MEDIA       footage that is damaged beyond use
    │   └── OutsideRootsError      OUTSIDE_ROOTS      a path the server may not read
    ├── TooLargeError          TOO_LARGE          above a limit, which the message names
    ├── EmbedderMismatchError  EMBEDDER_MISMATCH  vectors of another model version
    ├── RateLimitedError       RATE_LIMITED       later, please
    ├── UnavailableError       UNAVAILABLE        a part (graph, queue, model) cannot be reached now
    ├── LeaseHeldError         LEASE_HELD         another worker or driver holds it
    └── GoneError              GONE               it was there, and is no more

Anything else that is raised is a defect: it is logged, and the caller sees the request's id alone.
"""

from __future__ import annotations

from typing import ClassVar

GRAPH_AWAY = "The graph cannot be reached just now. Try again soon; if it lasts, ask an administrator."
"""What everyone is told of an engine that is away; where it lies is a detail."""
GRAPH_FULL = "The graph can write nothing just now: its memory or its disk is full. Ask an administrator."


class ReelgraphError(Exception):
    """An expected failure. ``path`` names the input field at fault, outermost first.

    ``message`` is for whoever asked. ``detail`` may name addresses and inner workings: it is for logs and administrators,
    and stands in ``str(error)`` alone.
    """

    code: ClassVar[str]

    def __init__(self, message: str, *, path: tuple[str, ...] = (), detail: str | None = None) -> None:
        super().__init__(message if detail is None else f"{message} ({detail})")
        self.message = message
        self.path = path


class NotFoundError(ReelgraphError):
    """No such thing, or the caller may not know that it exists."""

    code = "NOT_FOUND"


class ConflictError(ReelgraphError):
    """The thing is not as the caller thought: taken, or changed meanwhile."""

    code = "CONFLICT"


class InvalidError(ReelgraphError):
    """An argument that cannot be right."""

    code = "INVALID"


class NotAllowedError(ReelgraphError):
    """The caller's role does not reach that far."""

    code = "NOT_ALLOWED"


class MediaError(ReelgraphError):
    """A file that cannot become an asset, or an asset that cannot be analysed."""


class UnsupportedMediaError(MediaError):
    """Not footage, or a format that cannot be read here."""

    code = "UNSUPPORTED_MEDIA"


class BrokenMediaError(MediaError):
    """Footage that is damaged beyond use."""

    code = "BROKEN_MEDIA"


class OutsideRootsError(MediaError):
    """A path that lies under no root the server may read."""

    code = "OUTSIDE_ROOTS"


class TooLargeError(ReelgraphError):
    """Above a limit."""

    code = "TOO_LARGE"


class EmbedderMismatchError(ReelgraphError):
    """The index holds vectors of another ModelVersion than the encoder's."""

    code = "EMBEDDER_MISMATCH"


class RateLimitedError(ReelgraphError):
    """The caller's budget is spent for now."""

    code = "RATE_LIMITED"


class UnavailableError(ReelgraphError):
    """A part that is needed cannot be reached now."""

    code = "UNAVAILABLE"


class LeaseHeldError(ReelgraphError):
    """Somebody else holds the lease."""

    code = "LEASE_HELD"


class GoneError(ReelgraphError):
    """It was there, and is no more."""

    code = "GONE"
