from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from tests.server.graphql_site import Site, open_site

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
ME = "{ me { name } }"


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


async def send(site: Site, body: bytes | str, **headers: str) -> httpx.Response:
    async with site.client() as client:
        return await client.post("/graphql", content=body, headers={"Content-Type": JSON, **headers})


async def test_a_query_is_answered_with_data_and_the_request_s_id(site: Site) -> None:
    answer = await site.post(ME)

    assert (answer.status_code, answer.json()["data"]) == (200, {"me": {"name": "ana"}})
    assert answer.headers["content-type"].startswith(JSON)
    assert answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"


async def test_without_a_good_token_nothing_is_answered(site: Site) -> None:
    for given in (b"", b"Bearer", b"Bearer rg_wrong", b"Bearer " + b"x" * 600, b"Bearer \xc3\xa9", b"Basic eDp5"):
        async with site.client("") as client:
            headers = {b"Authorization": given} if given else {}
            answer = await client.post("/graphql", json={"query": ME}, headers=headers)

        assert answer.status_code == 401, given
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert list(answer.json()) == ["errors"]


async def test_a_revoked_token_is_refused(site: Site) -> None:
    token, plain = await site.services.users.issue_token(site.admin, site.admin.user.id)
    async with site.client(plain) as client:
        assert (await client.post("/graphql", json={"query": ME})).status_code == 200
        await site.services.users.revoke(site.admin, token.id)
        assert (await client.post("/graphql", json={"query": ME})).status_code == 401


ACCEPTED: list[tuple[str | None, str]] = [
    (None, JSON),
    ("", JSON),
    ("*/*", JSON),
    ("application/*", JSON),
    (JSON, JSON),
    (GRAPHQL, GRAPHQL),
    (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
    (f"{JSON}, {GRAPHQL};q=0.9", JSON),
    (f"text/html, {GRAPHQL}; charset=utf-8", GRAPHQL),
    (f"{GRAPHQL};q=0, */*", JSON),
]


async def test_the_answer_comes_in_the_media_type_that_is_asked_for(site: Site) -> None:
    for accept, media in ACCEPTED:
        async with site.client() as client:
            if accept is None:
                del client.headers["accept"]
            answer = await client.post("/graphql", json={"query": ME}, headers={} if accept is None else {"Accept": accept})

        assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8"), accept


async def test_a_media_type_that_is_not_spoken_is_406(site: Site) -> None:
    assert (await send(site, b'{"query": "{ me { name } }"}', Accept="text/csv")).status_code == 406


async def test_an_operation_that_cannot_run_has_no_data_and_is_400_in_the_newer_media_type(site: Site) -> None:
    for query in ("{", "{ nonsense }", "query ($id: ID!) { node(id: $id) { id } }"):
        async with site.client() as client:
            newer = await client.post("/graphql", json={"query": query}, headers={"Accept": GRAPHQL})
            older = await client.post("/graphql", json={"query": query}, headers={"Accept": JSON})

        assert (newer.status_code, older.status_code) == (400, 200), query
        assert list(newer.json()) == list(older.json()) == ["errors"]


async def test_a_field_that_fails_is_200_with_data(site: Site) -> None:
    async with site.client(Accept=GRAPHQL) as client:
        answer = await client.post("/graphql", json={"query": '{ me { name } node(id: "x") { id } }'})

    assert answer.status_code == 200
    assert answer.json()["data"] == {"me": {"name": "ana"}, "node": None}
    assert answer.json()["errors"][0]["extensions"] == {"code": "INVALID", "path": ["id"]}


HOSTILE_BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b"x", 400),
    (b"null", 400),
    (b"1", 400),
    (b'"query"', 400),
    (b"[]", 400),
    (b'[{"query": "{ me { name } }"}]', 400),
    (b"{}", 400),
    (b'{"query": null}', 400),
    (b'{"query": ""}', 400),
    (b'{"query": 7}', 400),
    (b'{"query": {"a": 1}}', 400),
    (b'{"query": "{ me { name } }", "variables": 7}', 400),
    (b'{"query": "{ me { name } }", "variables": "{}"}', 400),
    (b'{"query": "{ me { name } }", "variables": []}', 400),
    (b'{"query": "{ me { name } }", "operationName": 7}', 400),
    (b'{"query": "{ me { name } }", "extensions": 7}', 400),
    (b'{"query": "{ me { name } }", "variables": {"a": NaN}}', 400),
    (b"\xff\xfe{", 400),
    (b'{"query": "\xff"}', 400),
    (b'{"query": "\\ud800"}', 400),
    (b'\xef\xbb\xbf{"query": "{ me { name } }"}', 400),
    (b"[" * 200_000, 400),
    (b'{"query": "{ me { name } }", "variables": {"a": ' + b"9" * 5_000 + b"}}", 400),
    (b'{"query": "' + b"{" * 100_000 + b'"}', 200),
    (b'{"query": "{ me { name } }", "operationName": "Other"}', 200),
    (b'{"query": "\\u0000"}', 200),
    (b'{"query": "' + b"a" * (2 << 20) + b'"}', 413),
]


async def test_a_hostile_body_is_never_a_defect(site: Site) -> None:
    for body, status in HOSTILE_BODIES:
        answer = await send(site, body)

        assert answer.status_code == status, body[:80]
        said = answer.json()
        assert "errors" in said or said["data"] == {"me": {"name": "ana"}}
        assert not any(word in answer.text for word in ("Traceback", "site-packages", "Error(", "object at 0x"))


UNREAD = [
    (b'{"query": "{ me { name } }", "variables": {"a": ' + b"9" * 10_000 + b"}}", "number in the JSON is too large"),
    (b'{"query": "{ me { name } }", "variables": {"a": 1e400}}', "number in the JSON is too large"),
    (b'{"query": "\\ud800"}', "half of a surrogate pair"),
    (b'{"query": "\\ud800\\ud800"}', "half of a surrogate pair"),
    (b'{"query": "\\udc80"}', "half of a surrogate pair"),
    (b"[" * 50_000, "nested too deeply"),
    (b"{", "not JSON in UTF-8"),
]


async def test_json_that_is_not_taken_is_told_why(site: Site) -> None:
    for body, why in UNREAD:
        answer = await send(site, body)

        (error,) = answer.json()["errors"]
        assert why in error["message"], body[:80]


async def test_what_is_refused_before_the_endpoint_is_told_in_its_form(site: Site) -> None:
    foreign = {"Origin": "https://evil.example", "Content-Type": "application/json"}
    async with site.client() as client:
        large = await client.post("/graphql", content=b"x" * (2 << 20), headers={"Content-Type": "application/json"})
        other = await client.post("/graphql", content=b"{}", headers=foreign)
        elsewhere = await client.post("/v1/analyze", content=b"{}", headers=foreign)

    told = [(answer.status_code, answer.json()["errors"][0]["extensions"]) for answer in (large, other)]
    assert told == [(413, {"code": "TOO_LARGE"}), (403, {"code": "NOT_ALLOWED"})]
    assert elsewhere.json()["code"] == "NOT_ALLOWED"


OTHER_MEDIA = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "application/json; charset=utf-16",
    "application/graphql",
    "",
)


async def test_a_body_that_is_not_json_in_utf8_is_415(site: Site) -> None:
    for media in OTHER_MEDIA:
        assert (await send(site, b'{"query": "{ me { name } }"}', **{"Content-Type": media})).status_code == 415, media


async def test_json_may_say_its_charset(site: Site) -> None:
    answer = await send(site, b'{"query": "{ me { name } }"}', **{"Content-Type": 'Application/JSON; charset="UTF-8"'})

    assert answer.json()["data"] == {"me": {"name": "ana"}}


async def get(site: Site, **parameters: str) -> httpx.Response:
    async with site.client() as client:
        return await client.get("/graphql", params=parameters)


async def test_queries_may_come_in_the_address_but_mutations_may_not(site: Site) -> None:
    query = "query Which($key: String!) { project(key: $key) { key } }"
    answer = await get(site, query=query, variables='{"key": "film"}', operationName="Which", extensions="{}")
    assert answer.json()["data"] == {"project": {"key": "film"}}

    mutation = 'mutation { createProject(input: {key: "x", name: "x"}) { project { key } } }'
    refused = await get(site, query=mutation)
    assert refused.status_code == 405
    assert refused.headers["allow"] == "POST"
    assert (await get(site, query='{ project(key: "x") { key } }')).json()["data"] == {"project": None}


async def test_a_hostile_address_is_400(site: Site) -> None:
    for parameters in (
        {},
        {"query": ""},
        {"query": ME, "variables": "x"},
        {"query": ME, "variables": "[]"},
        {"query": ME, "extensions": "1"},
    ):
        assert (await get(site, **parameters)).status_code == 400, parameters


async def test_other_methods_are_405(site: Site) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        async with site.client() as client:
            answer = await client.request(method, "/graphql", json={"query": ME})

        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_a_subscription_over_http_is_refused(site: Site) -> None:
    answer = await site.post("subscription { analysisProgress { stage } }")

    assert answer.status_code == 400


async def test_there_is_no_page_and_no_schema_for_others_outside_development(site: Site) -> None:
    async with site.client("", Accept="text/html") as client:
        assert (await client.get("/graphql")).status_code in (401, 406)
        assert (await client.get("/graphiql/index.html")).status_code == 404
    introspection: dict[str, Any] = (await site.post("{ __schema { types { name } } }")).json()
    assert list(introspection) == ["errors"]


async def test_development_shows_a_page_without_a_token(
    embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with open_site(embedded_graph, redis, redis_url, tmp_path, development=True) as site:
        async with site.client("", Accept="text/html,*/*;q=0.8") as client:
            page = await client.get("/graphql")
            answer = await client.get("/graphql", params={"query": ME})
        introspection: dict[str, Any] = (await site.post("{ __schema { queryType { name } } }")).json()

    assert (page.status_code, answer.status_code) == (200, 401)
    assert page.headers["content-type"].startswith("text/html")
    assert "GraphiQL" in page.text
    assert "https://" not in page.text
    assert introspection["data"] == {"__schema": {"queryType": {"name": "Query"}}}
