"""One trace and one request id, from a request through statements, job and events, over real processes."""

from __future__ import annotations

import base64
import secrets
import sys
from functools import partial
from pathlib import Path

import pytest

from graph import tracing
from graph.errors import InvalidError
from server.settings import Settings
from server.telemetry import telemetry
from tests.server.collector import Collector, Span
from tests.server.conftest import Running, until

INGEST = """
mutation Ingest($project: ID!, $upload: ID!) {
  ingest(input: {project: $project, uploadId: $upload}) { run { id } problems { message } }
}
"""
MAKE = 'mutation Make { createProject(input: {key: "traced", name: "Traced"}) { project { id } } }'
EVERYTHING = {
    ("reelgraph-server", "POST /graphql"),
    ("reelgraph-server", "mutation Ingest"),
    ("reelgraph-server", "graph write"),
    ("reelgraph-server", "publish RunQueued"),
    ("reelgraph-server", "enqueue analyse_run"),
    ("reelgraph-worker", "analyse_run"),
    ("reelgraph-worker", "graph write"),
    ("reelgraph-worker", "publish RunFinished"),
    ("reelgraph-server", "receive RunFinished"),
    ("reelgraph-server", "index run"),
}


def clip(path: Path) -> bytes:
    """A second of grey that is like no other."""
    import av
    import numpy as np

    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number in range(12):
            picture = np.full((64, 96, 3), 20 + 7 * number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.weights
def test_one_trace_and_one_request_id_from_the_request_to_the_last_event(
    running: Running, collector: Collector, tmp_path: Path
) -> None:
    body, trace, parent, request_id = clip(tmp_path / "grey.mp4"), secrets.token_hex(16), secrets.token_hex(8), "traced-1"
    with running.http() as http:
        project = http.post("/graphql", json={"query": MAKE}).json()["data"]["createProject"]["project"]["id"]
        words = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in {"filename": "grey.mp4", "project": project}.items()
        )
        made = http.post(
            "/upload",
            content=body,
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(len(body)),
                "Upload-Metadata": words,
                "Content-Type": "application/offset+octet-stream",
            },
        )
        assert made.status_code == 201, made.text
        answer = http.post(
            "/graphql",
            json={"query": INGEST, "variables": {"project": project, "upload": made.headers["Location"].rsplit("/", 1)[-1]}},
            headers={
                "traceparent": f"00-{trace}-{parent}-01",
                "X-Request-ID": request_id,
                "baggage": "reelgraph.request.id=forged",
            },
        )
    assert answer.json()["data"]["ingest"]["problems"] == []

    def orphans() -> list[Span]:
        """Spans that are told of before what they are a part of: each process sends its own, when it likes."""
        spans = collector.of(trace)
        known = {parent, *(span.span_id for span in spans)}
        return [span for span in spans if span.parent_id not in known]

    until(lambda: {(span.service, span.name) for span in collector.of(trace)} >= EVERYTHING, 300, "the whole trace")
    until(lambda: orphans() == [], 60, "every span is a part of another")

    spans = collector.of(trace)
    (root,) = (span for span in spans if span.parent_id == parent)
    assert (root.name, root.attributes["http.response.status_code"]) == ("POST /graphql", 200)
    assert _above(spans, "reelgraph-worker", "analyse_run") == ["enqueue analyse_run", "mutation Ingest", "POST /graphql"]
    statements = [span.attributes for span in spans if span.name == "graph write"]
    assert all(one["db.system.name"] == "falkordb" and "grey" not in one["db.query.text"] for one in statements)

    for log, said in (("server.log", "path=/graphql"), ("worker-1.log", "run ended")):
        until(partial(_logged, running.data / "logs" / log, said, f"request_id={request_id}", trace), 60, f"{log} has it")
    assert not any("forged" in path.read_text() for path in (running.data / "logs").glob("*.log"))


def test_traces_without_an_exporter_are_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with (
        pytest.raises(InvalidError, match=r"pip install 'reelgraph\[traces\]'"),
        telemetry(Settings(traces="http://127.0.0.1:9"), "server"),
    ):
        pass


def test_nothing_is_recorded_and_a_request_id_travels_where_nothing_is_traced() -> None:
    with tracing.request("edit-7", {"baggage": "reelgraph.request.id=forged"}), tracing.span("work") as span:
        assert not span.is_recording()
        sent = tracing.origin()
    assert tracing.request_id() is None
    with tracing.continued(sent):
        assert (tracing.request_id(), tracing.trace_id()) == ("edit-7", None)
    with tracing.continued({"traceparent": "nonsense", "baggage": 7}):
        assert tracing.stemming() == {}


def _logged(path: Path, *words: str) -> bool:
    """Whether some line of a log has all of these words."""
    return any(all(word in line for word in words) for line in path.read_text().splitlines())


def _above(spans: list[Span], service: str, name: str) -> list[str]:
    """The names of what a span is a part of, innermost first."""
    by_id = {span.span_id: span for span in spans}
    (current,) = (span for span in spans if (span.service, span.name) == (service, name))
    names = []
    while (above := by_id.get(current.parent_id)) is not None:
        names.append(above.name)
        current = above
    return names
