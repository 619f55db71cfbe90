"""/media/{id}: ranges, preconditions, and who may see what (RFC 9110)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from graph.errors import GoneError, InvalidError
from server.routes.media import send_file
from tests.server.conftest import Running, reelgraph

INGEST = """mutation ($input: IngestInput!) { ingest(input: $input) {
  problems { code message } version { representations { role url mimeType bytes } } } }"""
CREATE = "mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } problems { message } } }"


@dataclass
class Served:
    """A file as it lies on disk, and where it is served."""

    url: str
    content: bytes


@pytest.fixture(scope="module")
def served(running: Running, footage: Path) -> Served:
    path = footage / "car-traffic.mp4"
    with running.http() as client:
        made = client.post(
            "/graphql", json={"query": CREATE, "variables": {"input": {"key": "media", "name": "Media"}}}
        ).json()
        given = {"project": made["data"]["createProject"]["project"]["id"], "path": str(path), "analyze": False}
        answer = client.post("/graphql", json={"query": INGEST, "variables": {"input": given}}).json()["data"]["ingest"]
    assert answer["problems"] == []
    (original,) = [file for file in answer["version"]["representations"] if file["role"] == "ORIGINAL"]
    return Served(original["url"], path.read_bytes())


def get(running: Running, served: Served, method: str = "GET", **headers: str) -> httpx.Response:
    with running.http() as client:
        return client.request(method, served.url, headers={name.replace("_", "-"): text for name, text in headers.items()})


def test_a_whole_file_comes_with_its_type_length_and_validators(running: Running, served: Served) -> None:
    answer = get(running, served)
    assert answer.status_code == 200
    assert answer.content == served.content
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("0-0", 0, 1), ("100-199", 100, 200), ("-7", -7, None), ("1000-", 1000, None)]
)
def test_a_part_of_a_file_is_exactly_the_bytes_that_were_asked_for(
    running: Running, served: Served, asked: str, start: int, end: int | None
) -> None:
    answer = get(running, served, Range=f"bytes={asked}")
    expected = served.content[start:end]
    assert answer.status_code == 206
    assert answer.content == expected
    size, first = len(served.content), start % len(served.content)
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/{size}"
    assert answer.headers["content-length"] == str(len(expected))


def test_several_parts_come_as_multipart_of_the_length_that_was_told(running: Running, served: Served) -> None:
    answer = get(running, served, Range="bytes=0-3,100-103")
    kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
    parts = answer.content.split(f"\r\n--{boundary}".encode())
    assert (answer.status_code, kind) == (206, "multipart/byteranges")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert [part.split(b"\r\n\r\n", 1)[1] for part in parts[1:-1]] == [served.content[:4], served.content[100:104]]
    assert parts[-1] == b"--\r\n"


def test_a_range_beyond_the_file_is_416_with_its_size(running: Running, served: Served) -> None:
    answer = get(running, served, Range=f"bytes={len(served.content)}-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(served.content)}"


def test_a_malformed_range_gets_the_whole_file(running: Running, served: Served) -> None:
    assert get(running, served, Range="bytes=9-1").status_code == 200


def test_head_tells_what_get_would_and_sends_no_bytes(running: Running, served: Served) -> None:
    answer = get(running, served, "HEAD")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(len(served.content))
    assert answer.content == b""


def test_a_copy_that_is_still_good_is_not_sent_again(running: Running, served: Served) -> None:
    first = get(running, served)
    again = get(running, served, If_None_Match=f'"other", W/{first.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert get(running, served, If_Modified_Since=first.headers["last-modified"]).status_code == 304
    assert get(running, served, If_None_Match='"other"').status_code == 200


def test_a_range_of_another_state_of_the_file_gets_the_whole_of_this_one(running: Running, served: Served) -> None:
    etag = get(running, served, "HEAD").headers["etag"]
    assert get(running, served, Range="bytes=0-9", If_Range=etag).status_code == 206
    assert get(running, served, Range="bytes=0-9", If_Range='"other"').status_code == 200
    assert get(running, served, Range="bytes=0-9", If_Range=f"W/{etag}").status_code == 200
    assert get(running, served, Range="bytes=0-9", If_Match='"other"').status_code == 412


def test_strangers_are_told_that_nothing_is_there(running: Running, served: Served) -> None:
    made = reelgraph("token", "create", "--user", "stranger", "--data", str(running.data))
    with running.http(made.stdout.strip()) as stranger:
        foreign, unknown = stranger.get(served.url), stranger.get("/media/bm90aGluZw")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()


def test_without_a_token_the_answer_is_401_and_says_what_to_send(running: Running, served: Served) -> None:
    for headers in ({}, {"Authorization": "Bearer rg_wrong"}, {"Authorization": "Basic YTpi"}):
        answer = httpx.get(running.address + served.url, headers=headers, trust_env=False)
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["www-authenticate"]


async def test_the_folder_of_a_sequence_is_no_file_and_a_file_that_went_away_says_how_to_get_it_back(tmp_path: Path) -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    with pytest.raises(InvalidError, match="PROXY"):
        await send_file(request, tmp_path, "image/png", "x")
    with pytest.raises(GoneError, match="force"):
        await send_file(request, tmp_path / "proxy.mp4", "video/mp4", "x")
