"""What every request passes: its id, headers, limits, and answers that tell no secrets."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.metrics import Metrics
from server.middleware.request import RequestEdge
from tests.server.conftest import Running


def get(running: Running, path: str, **headers: str) -> httpx.Response:
    return httpx.get(running.address + path, headers=headers, trust_env=False)


def test_a_well_formed_request_id_comes_back_and_any_other_is_replaced(running: Running) -> None:
    assert get(running, "/healthz", **{"X-Request-ID": "edit-42.a"}).headers["x-request-id"] == "edit-42.a"
    made = get(running, "/healthz", **{"X-Request-ID": "two words"}).headers["x-request-id"]
    assert len(made) == 32
    assert get(running, "/healthz").headers["x-request-id"] != made


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/nowhere", "/media/x"])
def test_every_answer_carries_the_headers_that_protect_a_browser(running: Running, path: str) -> None:
    headers = get(running, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_the_root_asks_who_comes_and_says_what_this_is(running: Running) -> None:
    answer = get(running, "/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2F")
    assert "Reelgraph" in get(running, answer.headers["location"]).text


def test_an_address_that_does_not_exist_is_a_problem_in_json(running: Running) -> None:
    answer = get(running, "/nowhere")
    assert answer.status_code == 404
    assert answer.json()["code"] == "NOT_FOUND"


def test_a_body_above_the_limit_is_refused_told_or_not(running: Running) -> None:
    large = b" " * (1024 * 1024 + 1)
    with running.http() as client:
        headers = {"Content-Type": "application/json"}
        assert client.post("/graphql", content=large, headers=headers).status_code == 413
        assert client.post("/graphql", content=iter([large[:600_000], large[:600_000]]), headers=headers).status_code == 413


async def test_a_defect_is_answered_with_the_requests_id_and_nothing_else() -> None:
    async def broken(request: Request) -> Response:
        raise ZeroDivisionError("a secret of the code")

    app = Starlette(routes=[Route("/", broken)], middleware=[Middleware(RequestEdge, metrics=Metrics())])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/", headers={"X-Request-ID": "edit-7"})

    assert answer.status_code == 500
    assert "edit-7" in answer.json()["message"]
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_metrics_have_few_series_whatever_clients_ask_for(running: Running) -> None:
    with running.http() as client:
        for number in range(50):
            client.get(f"/nowhere-{number}/{number}")
    text = get(running, "/metrics").text
    assert 'route="other"' in text
    assert "nowhere-7" not in text
    assert len([line for line in text.splitlines() if line.startswith("reelgraph_http_requests_total")]) < 40
    assert 'reelgraph_ready{part="graph"} 1.0' in text


@pytest.mark.parametrize("series", ["graph_retries", "events_unpublished", "index_lag", "index_keyframes"])
def test_metrics_tell_what_goes_wrong_in_silence(running: Running, series: str) -> None:
    values = dict(
        line.split(" ") for line in get(running, "/metrics").text.splitlines() if line.startswith(f"reelgraph_{series} ")
    )
    assert float(values[f"reelgraph_{series}"]) >= 0
