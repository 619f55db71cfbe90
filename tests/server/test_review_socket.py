"""A review session from outside: over HTTP and over sockets, by people of different roles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.nodes.access import Role
from graph.ports import GraphClient
from schema.ids import encode_id
from tests.server.graphql_site import Site, open_site

COMMENT = """
mutation ($input: AddCommentInput!) {
  addComment(input: $input) { seq comment { id text version } problems { code message path } }
}
"""

EVENTS = """
subscription ($session: ID!, $after: Int) {
  sessionEvents(sessionId: $session, after: $after) {
    __typename
    seq
    actor { name }
    ... on CommentAdded { comment { id text at { start startTimecode } author { name } } annotations { marks { kind } } }
    ... on CommentEdited { comment { text version } }
    ... on Resync { session { seq comments { edges { node { text } } } } }
  }
}
"""


@pytest.fixture
async def site(graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(graph, redis, redis_url, tmp_path) as site:
        yield site


@pytest.fixture
async def review(site: Site) -> dict[str, Any]:
    """An open session over one version, as its opener sees it."""
    ingested = await site.ingest()
    version = encode_id("Version", ingested.version.id)
    payload = await ask(
        site,
        "mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) {"
        " reviewSession { id seq status playlist { id } openedBy { name } } problems { message } } }",
        "openReviewSession",
        input={"project": encode_id("Project", site.project.id), "name": "Dailies", "versions": [version]},
    )
    session: dict[str, Any] = payload["reviewSession"]
    assert (session["seq"], session["status"], session["playlist"]) == (1, "OPEN", [{"id": version}])
    return {"id": session["id"], "version": version}


async def ask(site: Site, query: str, field: str, **variables: Any) -> dict[str, Any]:
    answer = (await site.post(query, **variables)).json()
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"][field]
    return found


async def say(site: Site, review: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    asked = {"sessionId": review["id"], "versionId": review["version"], "at": {"start": 4, "end": 8}, "text": text, **more}
    return await ask(site, COMMENT, "addComment", input=asked)


@asynccontextmanager
async def following(site: Site, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """The values of a subscription."""

    async def values() -> AsyncIterator[dict[str, Any]]:
        async for text in socket:
            message = json.loads(text)
            assert message["type"] == "next", message
            assert "errors" not in message["payload"], message
            (value,) = message["payload"]["data"].values()
            yield value

    async with site.socket() as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {site.token}"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query, "variables": variables}}))
        async with asyncio.timeout(120):
            yield values()


async def test_what_is_said_is_followed_from_any_place_without_gap_or_double(site: Site, review: dict[str, Any]) -> None:
    mark = {"kind": "ARROW", "points": [{"x": 0.1, "y": 0.1}, {"x": 0.5, "y": 0.5}], "colour": "#ff0000", "width": 0.01}
    first = await say(site, review, "one", marks=[mark])
    assert (first["seq"], first["problems"]) == (2, [])

    async with following(site, EVENTS, session=review["id"], after=0) as events:
        opened, said = await anext(events), await anext(events)
        assert (opened["__typename"], opened["seq"], opened["actor"]["name"]) == ("SessionOpened", 1, "ana")
        assert (said["__typename"], said["seq"], said["annotations"]) == (
            "CommentAdded",
            2,
            [{"marks": [{"kind": "ARROW"}]}],
        )
        assert said["comment"]["text"] == "one"
        assert said["comment"]["at"]["start"] == 4
        await asyncio.gather(*(say(site, review, f"note {place}") for place in range(20)))
        rest = [await anext(events) for _ in range(20)]
        assert [event["seq"] for event in rest] == list(range(3, 23))
        assert {event["comment"]["text"] for event in rest} == {f"note {place}" for place in range(20)}

    async with following(site, EVENTS, session=review["id"], after=21) as events:
        assert (await anext(events))["seq"] == 22
        await say(site, review, "last")
        assert (await anext(events))["comment"]["text"] == "last"


async def test_an_edit_of_an_old_state_brings_both_texts(site: Site, review: dict[str, Any]) -> None:
    comment = (await say(site, review, "one"))["comment"]
    edit = (
        "mutation ($input: EditCommentInput!) { editComment(input: $input) { comment { text version } problems {"
        " code path ... on ConflictProblem { yours current { id ... on Comment { text version } } } } } }"
    )
    done = await ask(site, edit, "editComment", input={"id": comment["id"], "expectedVersion": 1, "text": "two"})
    assert done == {"comment": {"text": "two", "version": 2}, "problems": []}

    refused = await ask(site, edit, "editComment", input={"id": comment["id"], "expectedVersion": 1, "text": "three"})

    assert refused["comment"] is None
    assert refused["problems"] == [
        {
            "code": "CONFLICT",
            "path": ["input", "id"],
            "yours": "three",
            "current": {"id": comment["id"], "text": "two", "version": 2},
        }
    ]


async def test_a_follower_who_is_too_far_behind_is_told_to_read_again(
    site: Site, review: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(4):
        await say(site, review, str(place))
    monkeypatch.setattr("graph.services.reviews.LONGEST_REPLAY", 2)

    async with following(site, EVENTS, session=review["id"], after=0) as events:
        resync = await anext(events)
        assert (resync["__typename"], resync["seq"], resync["actor"]) == ("Resync", 5, None)
        assert [edge["node"]["text"] for edge in resync["session"]["comments"]["edges"]] == ["0", "1", "2", "3"]
        await say(site, review, "after")
        assert (await anext(events))["seq"] == 6


async def test_the_room_is_followed_by_whoever_sees_the_session(site: Site, review: dict[str, Any]) -> None:
    room = (
        "subscription ($session: ID!) { room(sessionId: $session) { serverTime participants { id displayName role }"
        " driver { displayName } playhead { frame playing rate serverTime version { id } } } }"
    )
    async with following(site, room, session=review["id"]) as states:
        assert (await anext(states))["participants"] == []
        joined = await ask(
            site,
            "mutation ($input: JoinSessionInput!) { joinSession(input: $input) {"
            " seq participant { id displayName } room { participants { displayName } } problems { message } } }",
            "joinSession",
            input={"sessionId": review["id"], "displayName": "Ana"},
        )
        assert (joined["seq"], joined["participant"]["displayName"], joined["problems"]) == (1, "Ana", [])
        assert (await anext(states))["participants"][0]["role"] == "ARTIST"
        moved = await ask(
            site,
            "mutation ($input: MovePlayheadInput!) { movePlayhead(input: $input) {"
            " room { driver { id } } problems { code message } } }",
            "movePlayhead",
            input={"sessionId": review["id"], "versionId": review["version"], "frame": 7, "playing": True, "rate": 0.5},
        )
        assert moved["problems"] == []
        state = await anext(states)
        assert state["driver"] == {"displayName": "Ana"}
        assert (state["playhead"]["frame"], state["playhead"]["playing"], state["playhead"]["rate"]) == (7, True, 0.5)
        assert state["playhead"]["version"] == {"id": review["version"]}


async def test_who_loses_the_project_hears_nothing_more_of_the_session(site: Site, review: dict[str, Any]) -> None:
    async with site.socket() as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {site.token}"}}))
        await socket.recv()
        payload = {"query": EVENTS, "variables": {"session": review["id"], "after": 0}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        assert json.loads(await socket.recv())["type"] == "next"

        await site.services.projects.remove_member(site.admin, site.project.id, site.artist.user.id)

        async with asyncio.timeout(60):
            ended = json.loads(await socket.recv())
        assert ended["type"] in ("error", "complete")
    refused = await site.post("query ($id: ID!) { reviewSession(id: $id) { name } node(id: $id) { id } }", id=review["id"])
    assert refused.json()["data"] == {"reviewSession": None, "node": None}


async def test_a_decision_and_a_verdict_stand_in_the_graph_and_in_the_log(site: Site, review: dict[str, Any]) -> None:
    await site.services.projects.add_member(site.admin, site.project.id, site.artist.user.id, Role.SUPERVISOR)
    decided = await ask(
        site,
        "mutation ($input: DecideVersionInput!) { decideVersion(input: $input) {"
        " seq decision { status reason author { name } on { id decisions { edges { node { status } } } } }"
        " problems { message } } }",
        "decideVersion",
        input={"sessionId": review["id"], "versionId": review["version"], "status": "approved", "reason": "good"},
    )
    assert decided == {
        "seq": 2,
        "decision": {
            "status": "approved",
            "reason": "good",
            "author": {"name": "ana"},
            "on": {"id": review["version"], "decisions": {"edges": [{"node": {"status": "approved"}}]}},
        },
        "problems": [],
    }
    project = await ask(
        site,
        "query ($id: ID!) { node(id: $id) { ... on Project { reviewStatuses reviewSessions { edges { node { id name"
        " decisions { edges { node { status } } } } } } } } }",
        "node",
        id=encode_id("Project", site.project.id),
    )
    assert project["reviewStatuses"] == ["in review", "changes", "approved", "on hold"]
    assert project["reviewSessions"]["edges"][0]["node"]["decisions"]["edges"] == [{"node": {"status": "approved"}}]
