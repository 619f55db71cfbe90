from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.errors import InvalidError
from graph.ports import GraphClient
from schema.root import schema
from server.api import operations
from server.graphql.trusted import load_manifest, load_pages
from tests.server.conftest import reelgraph
from tests.server.graphql_site import Site, begin, open_site

ME, PROJECT = "{ me { name } }", "query P($key: String!) { project(key: $key) { key } }"
OPERATIONS = ("query ", "mutation ", "subscription ")
HASH = sha256(ME.encode()).hexdigest()


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({sha256(text.encode()).hexdigest(): text for text in (ME, PROJECT)}))
    async with open_site(embedded_graph, redis, redis_url, tmp_path, trusted_documents=manifest) as opened:
        yield opened


async def send(site: Site, **body: Any) -> dict[str, Any]:
    async with site.client() as client:
        answer: dict[str, Any] = (await client.post("/graphql", json=body)).json()
        return answer


async def test_a_document_of_the_manifest_runs_by_its_id_in_every_form(site: Site) -> None:
    apollo = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}
    for body in ({"documentId": HASH}, {"documentId": f"sha256:{HASH}"}, {"extensions": apollo}, {"query": ME}):
        assert (await send(site, **body))["data"] == {"me": {"name": "ana"}}, body
    found = await send(site, documentId=sha256(PROJECT.encode()).hexdigest(), variables={"key": "film"})
    assert found["data"] == {"project": {"key": "film"}}
    async with site.client() as client:
        by_address = await client.get("/graphql", params={"documentId": HASH})
    assert by_address.json()["data"] == {"me": {"name": "ana"}}


@pytest.mark.no_cover  # so many documents: to note each line that they run would take as long again
async def test_a_thousand_unknown_documents_run_nothing_and_are_not_even_read(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr("schema.documents.parse_document", read)
    before = site.resources.graph.queries
    async with site.client() as client:
        for number in range(500):
            unknown = {"documentId": sha256(f"{number}".encode()).hexdigest()}
            body = unknown if number % 2 else {"query": ME + " " * (number + 1)}
            (error,) = (await client.post("/graphql", json=body)).json()["errors"]
            assert error["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    async with site.socket() as socket:
        await begin(socket, site.token)
        for number in range(500):
            extensions = {"persistedQuery": {"sha256Hash": sha256(f"{number}".encode()).hexdigest()}}
            payload = {"query": "", "extensions": extensions} if number % 2 else {"query": "{ me { id } }" + " " * number}
            await socket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": payload}))
            answer = json.loads(await asyncio.wait_for(socket.recv(), 60))
            assert answer["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    # What was asked of the graph is who calls: a question a request, and nothing else.
    assert site.resources.graph.queries - before <= 2 * 1001


@pytest.mark.parametrize("broken", ["x", json.dumps({"a": ME})])
def test_what_the_pages_send_is_read_from_beside_them(tmp_path: Path, broken: str) -> None:
    assert load_pages(tmp_path) == {}, "no pages are built"
    listed = tmp_path / "documents.json"
    listed.write_text(json.dumps({HASH: ME}))
    assert load_pages(tmp_path) == {HASH: ME}

    listed.write_text(broken)
    with pytest.raises(InvalidError, match="Write it again: make web"):
        load_pages(tmp_path)


async def test_a_document_of_the_manifest_runs_on_a_socket(site: Site) -> None:
    async with site.socket() as socket:
        await begin(socket, site.token)
        payload = {"query": "", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))

        assert json.loads(await socket.recv())["payload"]["data"] == {"me": {"name": "ana"}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("x", "is not JSON"),
        ("[]", "must be one JSON object"),
        ('{"a": 1}', "must be one JSON object"),
        ('{"a": "{ me { name } }"}', "another SHA-256"),
        (json.dumps({sha256(b"{ nonsense }").hexdigest(): "{ nonsense }"}), "cannot run"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_named(tmp_path: Path, content: str, words: str) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text(content)

    with pytest.raises(InvalidError, match=words) as refused:
        load_manifest(manifest, schema.documents)
    assert str(manifest) in refused.value.message
    with pytest.raises(InvalidError, match="cannot be read"):
        load_manifest(tmp_path / "absent.json", schema.documents)


def test_the_command_writes_a_manifest_that_a_server_takes(tmp_path: Path) -> None:
    page = tmp_path / "page.graphql"
    page.write_text("query A { me { ...F } }\nquery B { projects { edges { cursor } } }\nfragment F on Viewer { name }\n")
    manifest = tmp_path / "documents.json"

    done = reelgraph("documents", str(page), "--output", str(manifest))

    assert done.returncode == 0, done.stderr
    texts = load_manifest(manifest, schema.documents).values()
    assert any("query A" in text and "fragment F" in text and "query B" not in text for text in texts)
    assert any(text.startswith("query Search(") for text in texts), "the client commands' own are there"
    page.write_text("query A { nonsense }")
    refused = reelgraph("documents", str(page), "--output", str(manifest))
    assert refused.returncode == 1
    assert "page.graphql" in refused.stderr


def test_the_command_finds_fragments_in_all_its_files(tmp_path: Path) -> None:
    page, parts = tmp_path / "page.graphql", tmp_path / "parts.graphql"
    page.write_text("query A { me { ...Whole } }\n")
    parts.write_text(
        "fragment Name on Viewer { name }\nfragment Whole on Viewer { id ...Name }\nfragment Unused on Viewer { id }\n"
    )
    manifest = tmp_path / "documents.json"

    done = reelgraph("documents", str(page), str(parts), "--output", str(manifest))

    assert done.returncode == 0, done.stderr
    (short,) = (text for text in load_manifest(manifest, schema.documents).values() if text.startswith("query A{"))
    assert "fragment Name on" in short
    assert "fragment Whole on" in short
    assert "Unused" not in short


@pytest.mark.parametrize(
    ("kind", "twice"), [("fragment", "fragment F on Viewer { id }"), ("query", "query F { me { id } }")]
)
def test_the_command_names_both_files_of_a_name_that_is_there_twice(tmp_path: Path, kind: str, twice: str) -> None:
    files = [tmp_path / name for name in ("one.graphql", "two.graphql")]
    for file in files:
        file.write_text(twice)

    refused = reelgraph("documents", *map(str, files), "--output", str(tmp_path / "documents.json"))

    assert refused.returncode == 1
    assert all(str(file) in refused.stderr for file in files), refused.stderr
    assert f"a {kind} F: rename one of them" in refused.stderr


def test_what_the_client_commands_send_is_in_every_manifest(tmp_path: Path) -> None:
    manifest = tmp_path / "documents.json"

    assert reelgraph("documents", "--output", str(manifest)).returncode == 0

    texts = load_manifest(manifest, schema.documents).values()
    sent = [value for value in vars(operations).values() if isinstance(value, str) and value.startswith(OPERATIONS)]
    assert len(sent) > 10
    assert [text for text in sent if text not in texts] == []
