"""One trace, and one request id, from a request to its statements, jobs and events, across processes.

The request id travels as baggage and the trace as ``traceparent`` (https://www.w3.org/TR/trace-context/, /baggage/), both in
one small map, the *origin*, that an arq job and an event on the bus carry. Spans cost next to nothing until a process sets
a tracer provider (``server.telemetry``); the request id works without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from enum import Enum
from types import TracebackType
from typing import TypeAlias

from opentelemetry import baggage, context, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

Origin: TypeAlias = Mapping[str, object]
"""What work stems from: ``traceparent``, ``tracestate`` and ``baggage`` as text, as far as there is any."""

Attribute: TypeAlias = str | int | float | bool

_REQUEST_ID = "reelgraph.request.id"
_LONGEST = 512
_NAMES = ("traceparent", "tracestate", "baggage")


class Role(Enum):
    """What a span is to its neighbours."""

    SERVER = SpanKind.SERVER
    CLIENT = SpanKind.CLIENT
    PRODUCER = SpanKind.PRODUCER
    CONSUMER = SpanKind.CONSUMER
    INTERNAL = SpanKind.INTERNAL


class span:  # noqa: N801 - it is used as a verb, and a generator would cost each statement ten times as much
    """Time a block as a span of the current trace. Attributes are named with ``__`` for each dot.

    An exception marks the span as failed by its type alone: messages may hold what is nobody's business.
    """

    __slots__ = ("_attributes", "_block", "_name", "_role")

    def __init__(self, name: str, role: Role = Role.INTERNAL, **attributes: Attribute) -> None:
        self._name = name
        self._role = role
        self._attributes = attributes
        self._block: AbstractContextManager[Span] | None = None

    def __enter__(self) -> Span:
        provider = trace.get_tracer_provider()
        if isinstance(provider, trace.ProxyTracerProvider):  # nobody set one
            return trace.INVALID_SPAN
        self._block = provider.get_tracer("reelgraph").start_as_current_span(
            self._name,
            kind=self._role.value,
            attributes={key.replace("__", "."): value for key, value in self._attributes.items()},
            record_exception=False,
            set_status_on_exception=False,
        )
        return self._block.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace_: TracebackType | None) -> None:
        if self._block is None:
            return
        if kind is not None:
            current = trace.get_current_span()
            current.set_attribute("error.type", kind.__name__)
            current.set_status(StatusCode.ERROR)
        self._block.__exit__(kind, error, trace_)


def origin() -> dict[str, str]:
    """Return where the work in hand stems from, to be sent with a job or an event; empty where it stems from nothing."""
    carrier: dict[str, str] = {}
    if not context.get_current():
        return carrier
    TraceContextTextMapPropagator().inject(carrier)
    W3CBaggagePropagator().inject(carrier)
    return carrier


@contextmanager
def continued(given: Origin | None) -> Iterator[None]:
    """Do the block as a part of the work that an origin names. Anything that is no origin begins a new trace."""
    token = context.attach(_named(given))
    try:
        yield
    finally:
        context.detach(token)


def _named(given: Origin | None) -> context.Context:
    """Return the context that an origin names: an empty one, where it names none."""
    found = {name: given.get(name) for name in _NAMES} if given else {}
    kept = {name: value for name, value in found.items() if isinstance(value, str) and len(value) <= _LONGEST}
    if not kept:
        return context.Context()
    fresh = TraceContextTextMapPropagator().extract(kept, context.Context())
    return W3CBaggagePropagator().extract(kept, fresh)


def received(name: str, given: Origin) -> None:
    """Note in the trace that an origin names that something of it has arrived here."""
    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        with continued(given), span(name, Role.CONSUMER):
            pass


@contextmanager
def request(request_id: str, given: Origin | None = None) -> Iterator[None]:
    """Do the block as a request: in the caller's trace, where it names one; of its baggage nothing is believed."""
    kept = {name: value for name, value in (given or {}).items() if name != "baggage"}
    token = context.attach(baggage.set_baggage(_REQUEST_ID, request_id, _named(kept)))
    try:
        yield
    finally:
        context.detach(token)


def request_id() -> str | None:
    """Return the id of the request that the work in hand stems from; None where it stems from none."""
    known = baggage.get_baggage(_REQUEST_ID)
    return known if isinstance(known, str) else None


def stemming() -> dict[str, str]:
    """Return what a line in the log says of where it stems from: the ids of request and trace, as far as there are any."""
    known = {"request_id": request_id(), "trace_id": trace_id()}
    return {name: value for name, value in known.items() if value is not None}


def trace_id() -> str | None:
    """Return the trace of the work in hand as 32 hexadecimal digits; None where nothing is traced."""
    current = trace.get_current_span().get_span_context()
    return f"{current.trace_id:032x}" if current.is_valid else None
