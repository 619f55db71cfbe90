"""What is seen of each GraphQL operation from outside: a span, three numbers, and a line in the log where it was slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from graph import tracing
from server.logging import SLOW
from server.metrics import Metrics, Outcome

_LONGEST_NAME = 100

log = structlog.get_logger("reelgraph.operations")


@dataclass(slots=True)
class Watched:
    """One operation in hand. ``name`` is what the client calls it; ``cost`` the objects that it can bring at most.

    ``caller`` is the id of whoever pays for it.

    Whoever runs it sets ``failed`` when the answer has errors.
    """

    name: str | None
    kind: str
    cost: int
    caller: str = ""
    failed: bool = False


class OperationWatch:
    """Watches the operations of one process."""

    def __init__(self, metrics: Metrics, slow_seconds: float) -> None:
        self._metrics = metrics
        self._slow_seconds = slow_seconds

    @contextmanager
    def running(self, operation: Watched) -> Iterator[None]:
        """Watch an operation while it runs, to its answer or to what it raises."""
        name = (operation.name or "")[:_LONGEST_NAME]
        shown = f"{operation.kind} {name}".strip()
        began = time.perf_counter()
        outcome = Outcome.FAILED
        with tracing.span(
            shown, graphql__operation__name=name, graphql__operation__type=operation.kind, reelgraph__cost=operation.cost
        ) as span:
            try:
                yield
                outcome = Outcome.FAILED if operation.failed else Outcome.OK
            finally:
                seconds = time.perf_counter() - began
                span.set_attribute("reelgraph.outcome", outcome.value)
                self._metrics.operation(operation.name, operation.kind, outcome, seconds)
                if seconds >= self._slow_seconds:
                    self._metrics.slow.inc()
                    log.warning(
                        SLOW,
                        operation=name or None,
                        kind=operation.kind,
                        cost=operation.cost,
                        caller=operation.caller,
                        outcome=outcome.value,
                        ms=round(1000 * seconds, 1),
                    )

    def began(self, operation: Watched) -> None:
        """Count a subscription, which begins and has no time of its own."""
        self._metrics.operation(operation.name, operation.kind, Outcome.OK)

    def refused(self, name: str | None) -> None:
        """Count an operation that did not run."""
        self._metrics.operation(name, "", Outcome.REFUSED)
