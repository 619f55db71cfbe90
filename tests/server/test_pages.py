"""The pages' document and files, as a browser is sent them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.answers import answer_http_exception
from server.middleware.headers import SecurityHeaders
from server.routes.pages import ADDRESSES, lost_route, page_routes

SIGNED_IN = {"Cookie": "reelgraph=rgs_anything"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Reelgraph</title>")
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "pages" / "index-abc.js").write_text("export {}")
    (tmp_path / "pages" / "index-abc.js.gz").write_bytes(gzip.compress(b"export {}"))
    (tmp_path / "secret.txt").write_text("not a page")
    return tmp_path


@pytest.fixture
def browser(built: Path) -> Iterator[TestClient]:
    with TestClient(SecurityHeaders(Starlette(routes=page_routes(built))), follow_redirects=False) as client:
        yield client


def test_every_address_of_a_page_is_answered_with_the_document(browser: TestClient) -> None:
    for address in ADDRESSES:
        answer = browser.get(address.replace("{id}", "QXNzZXQ6MQ").replace("{rest:path}", "demo/members"), headers=SIGNED_IN)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), address
        assert answer.headers["cache-control"] == "no-cache"
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_who_is_not_signed_in_comes_back_to_where_they_wanted_to_go(browser: TestClient) -> None:
    answer = browser.get("/review/abc?frame=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Freview%2Fabc%3Fframe%3D7")


def test_an_address_that_no_page_has_is_told_to_a_person_as_a_page_and_to_a_program_as_json(built: Path) -> None:
    errors = {HTTPException: answer_http_exception}
    routes = [*page_routes(built), Route("/upload", answer_nothing, methods=["POST"]), lost_route(built)]
    with TestClient(Starlette(routes=routes, exception_handlers=errors), follow_redirects=False) as client:
        person = {**SIGNED_IN, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        seen = client.get("/library", headers=person)
        assert (seen.status_code, seen.text) == (404, (built / "index.html").read_text())
        assert client.get("/library", headers={"Accept": "text/html"}).headers["location"] == "/login?next=%2Flibrary"
        told = client.get("/library", headers={"Accept": "*/*"})
        assert (told.status_code, told.json()["code"]) == (404, "NOT_FOUND")
        assert client.post("/library", headers=person).json()["code"] == "NOT_FOUND"
        assert client.post("/upload", headers=person).status_code == 204
        assert client.delete("/upload", headers=person).status_code == 405
        assert client.get("/pages/index-gone.js", headers=person).status_code == 404


async def answer_nothing(request: Request) -> Response:
    return Response(status_code=204)


def test_files_are_kept_for_good_and_sent_as_they_were_compressed(browser: TestClient) -> None:
    small = browser.get("/pages/index-abc.js", headers={"Accept-Encoding": "br, gzip"})
    plain = browser.get("/pages/index-abc.js", headers={"Accept-Encoding": "identity"})
    assert (small.status_code, small.headers["content-encoding"], small.text) == (200, "gzip", "export {}")
    assert small.headers["content-type"].startswith("text/javascript")
    assert "immutable" in small.headers["cache-control"]
    assert "content-encoding" not in plain.headers
    assert plain.text == small.text


@pytest.mark.parametrize(
    "name", ["..%2Fsecret.txt", "secret.txt", "index-gone.js", "%2e%2e%2findex.html", "index-abc.js.gz"]
)
def test_nothing_but_the_pages_files_is_sent(browser: TestClient, name: str) -> None:
    assert browser.get(f"/pages/{name}").status_code == 404


def test_pages_that_were_not_built_say_how_to(tmp_path: Path) -> None:
    with TestClient(Starlette(routes=page_routes(tmp_path))) as client:
        answer = client.get("/", headers=SIGNED_IN)
    assert answer.status_code == 200
    assert "make web" in answer.text


@pytest.mark.parametrize("https", [True, False])
def test_only_a_server_that_people_reach_by_https_asks_for_https(built: Path, https: bool) -> None:
    with TestClient(SecurityHeaders(Starlette(routes=page_routes(built)), https=https)) as client:
        answer = client.get("/icon.svg")
    assert ("strict-transport-security" in answer.headers) is https
