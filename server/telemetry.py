"""Traces on their way out: off unless an address is set, and then in batches to an OpenTelemetry collector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata

from graph.errors import InvalidError
from server.settings import Settings


@contextmanager
def telemetry(settings: Settings, service: str) -> Iterator[None]:
    """Send the traces of this process, as the service ``reelgraph-SERVICE``, until the block ends.

    Raises InvalidError where an address is set and the exporter is not installed.
    """
    if settings.traces is None:
        yield
        return
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ModuleNotFoundError as error:
        raise InvalidError(
            f"Traces are to be sent to {settings.traces}, and {error.name} is not installed: "
            "pip install 'reelgraph[traces]', or leave REELGRAPH_TRACES out.",
            path=("traces",),
        ) from error
    about = {"service.name": f"reelgraph-{service}", "service.version": metadata.version("reelgraph")}
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(settings.traces_share)), resource=Resource.create(about))
    exporter = OTLPSpanExporter(endpoint=settings.traces.rstrip("/") + "/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
