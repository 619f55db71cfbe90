"""Prometheus metrics. Every label has few values, known beforehand: no client can make more series."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from server.known_names import OTHER, KnownNames

CONTENT_TYPE = CONTENT_TYPE_LATEST
_ROUTES = ("graphql", "media", "minutes", "attachments", "upload", "healthz", "readyz", "metrics")
_METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")
_NEW_OPERATIONS = 12
_OPERATION_BUCKETS = (0.005, 0.02, 0.1, 0.5, 2, 10, 60)


class Outcome(Enum):
    """How an operation ended: REFUSED did not run; FAILED ran and has errors in its answer, or was cut off."""

    OK = "ok"
    FAILED = "failed"
    REFUSED = "refused"


class Metrics:
    """The series of one server process, in a registry of their own."""

    def __init__(self, operations: Iterable[str] = ()) -> None:
        """``operations`` are the names of operations that get a label of their own, whoever came before."""
        self.registry = CollectorRegistry()
        self._names = KnownNames(operations, _NEW_OPERATIONS)
        self._requests = Counter(
            "reelgraph_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "reelgraph_http_request_seconds", "Seconds from request to last byte.", ("route",), registry=self.registry
        )
        self._operations = Counter(
            "reelgraph_operations", "GraphQL operations.", ("operation", "outcome"), registry=self.registry
        )
        self._operation_seconds = Summary(
            "reelgraph_operation_seconds", "Seconds that GraphQL operations ran.", ("operation",), registry=self.registry
        )
        self._kind_seconds = Histogram(
            "reelgraph_operation_kind_seconds",
            "Seconds that queries and mutations ran, spread out.",
            ("kind",),
            buckets=_OPERATION_BUCKETS,
            registry=self.registry,
        )
        self.slow = Counter("reelgraph_operations_slow", "Operations in the slow-operation log.", registry=self.registry)
        self.in_flight = Gauge("reelgraph_http_requests_in_flight", "Requests that wait.", registry=self.registry)
        self.shed = Counter(
            "reelgraph_requests_shed", "Requests refused under load, by what ran out.", ("what",), registry=self.registry
        )
        self.open_sockets = Gauge("reelgraph_open_sockets", "WebSockets that are open.", registry=self.registry)
        self.queue_depth = Gauge("reelgraph_queue_depth", "Runs that wait for a worker.", registry=self.registry)
        self.graph_queries = Gauge("reelgraph_graph_queries", "Statements sent to the graph.", registry=self.registry)
        self.budgets_alone = Gauge(
            "reelgraph_budgets_alone",
            "Operations whose budget this process kept by itself: Redis was away.",
            registry=self.registry,
        )
        self.graph_retries = Gauge(
            "reelgraph_graph_retries",
            "Statements sent to the graph again, after a deadlock or a lost connection.",
            registry=self.registry,
        )
        self.events_unpublished = Gauge(
            "reelgraph_events_unpublished", "Events that nobody was told of: Redis was away.", registry=self.registry
        )
        self.index_lag = Gauge(
            "reelgraph_index_lag", "Finished runs that the vector indexes do not hold yet.", registry=self.registry
        )
        self.index_keyframes = Gauge("reelgraph_index_keyframes", "Keyframes that can be found.", registry=self.registry)
        self.subscribers = Gauge("reelgraph_subscribers", "Subscriptions to live events.", registry=self.registry)
        self.ready = Gauge("reelgraph_ready", "1 where a part is ready.", ("part",), registry=self.registry)

    def request(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one request."""
        route = self.route(path)
        shown = method if method in _METHODS else "other"
        self._requests.labels(shown, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def operation(self, name: str | None, kind: str, outcome: Outcome, seconds: float | None = None) -> None:
        """Count one GraphQL operation, and time it where it has a time.

        ``name`` is what its client calls it, ``kind`` query, mutation or subscription.
        """
        label = self._names.label(name, learn=outcome is not Outcome.REFUSED)
        self._operations.labels(label, outcome.value).inc()
        if seconds is not None:
            self._operation_seconds.labels(label).observe(seconds)
            self._kind_seconds.labels(kind).observe(seconds)

    def route(self, path: str) -> str:
        """Return the route of a path, of which there are few."""
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        return f"/{first}" if first in _ROUTES else "/" if not first else OTHER

    def exposition(self) -> bytes:
        """Return all series in the text format."""
        return generate_latest(self.registry)
