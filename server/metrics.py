"""Prometheus metrics. Every label has few values, known beforehand: no client can make more series."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
_ROUTES = ("graphql", "media", "upload", "healthz", "readyz", "metrics", "v1")
_METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")


class Metrics:
    """The series of one server process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "reelgraph_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "reelgraph_http_request_seconds", "Seconds from request to last byte.", ("route",), registry=self.registry
        )
        self.queue_depth = Gauge("reelgraph_queue_depth", "Runs that wait for a worker.", registry=self.registry)
        self.graph_queries = Gauge("reelgraph_graph_queries", "Statements sent to the graph.", registry=self.registry)
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
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        route = f"/{first}" if first in _ROUTES else "/" if not first else "other"
        shown = method if method in _METHODS else "other"
        self._requests.labels(shown, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def exposition(self) -> bytes:
        """Return all series in the text format."""
        return generate_latest(self.registry)
