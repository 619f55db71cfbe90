"""Guests whose link opens one review session: all that is in it, and nothing of the project beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLObjectType
from redis.asyncio import Redis

from graph.client import GraphAddress, open_graph
from graph.nodes.access import Viewer
from graph.nodes.page import PageRequest
from graph.services.comments import NewComment
from graph.services.ingest import IngestRequest
from schema.ids import encode_id
from schema.session_guests import OPEN
from tests.access.documents import SCHEMA, node_document, node_types, root_fields
from tests.access.world import Studio, leaks, open_studio
from tests.engines import empty

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORD = "besideword"


@dataclass
class Corner:
    """The studio, a guest of the own world's session, and what lies beside that session in the same project."""

    studio: Studio
    guest: Viewer
    beside: dict[str, str]
    secrets: frozenset[str]

    async def ask(self, text: str, **variables: Any) -> dict[str, Any]:
        return await self.studio.answer(text, self.guest, variables)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def corner(
    embedded_address: GraphAddress, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Corner]:
    client, redis = open_graph(embedded_address), Redis.from_url(redis_url)
    await empty(client)
    folder = tmp_path_factory.mktemp("corner")
    async with open_studio(client, redis, folder) as studio:
        guest = studio.viewers["guest of a session who comments"]
        assert guest is not None
        yield await _beside(studio, guest, folder / "footage")
    await client.close()
    await redis.aclose(close_connection_pool=True)


async def _beside(studio: Studio, guest: Viewer, footage: Path) -> Corner:
    """Put a newer version beside the one under review, another session over both, and words into it about both."""
    services, admin, own = studio.services, studio.admin, studio.own
    known = {row["id"] for row in await studio.client.read("MATCH (n) RETURN n.id AS id")}
    path = footage / f"{WORD}.mov"
    path.write_text(f"VIDEO {WORD}")
    asset, project = own.ids["Asset"], own.project.id
    newer = await services.ingest.ingest(admin, IngestRequest(project, path, version_of=asset, analyze=False))
    playlist = [newer.version.id, own.ids["Version"]]
    session = await services.reviews.open(admin, project, f"Session {WORD}", playlist)
    said = [NewComment(session.id, version, 0, 1, f"{WORD} said of it") for version in playlist]
    comment, _ = [await services.comments.add(admin, each) for each in said][-1]
    await services.reviews.decide(admin, session.id, own.ids["Version"], "approved", f"{WORD} decided")
    rows = await studio.client.read("MATCH (n) WHERE n.id IS NOT NULL RETURN n.id AS id")
    secrets = frozenset({row["id"] for row in rows} - known | {WORD})
    beside = {"Version": newer.version.id, "ReviewSession": session.id, "Comment": comment.id}
    return Corner(studio, guest, beside, secrets)


async def test_every_open_field_leads_on_and_none_leads_out(corner: Corner) -> None:
    wrong, tried = [], 0
    own = corner.studio.own
    nodes = sorted(name for name in OPEN if name.partition(".")[0] in node_types())
    for coordinate in nodes:
        kind, _, field = coordinate.partition(".")
        if kind in ("Project", "User", "Viewer"):  # which one gets to, and cannot ask for by id
            continue
        answer = await corner.ask(node_document(kind, field, 0), id=encode_id(kind, own.ids[kind]))
        tried += 1
        if answer.get("errors") or answer["data"]["node"] is None:
            wrong.append(f"{coordinate} does not lead on: {answer}")
        if told := leaks(answer, corner.secrets):
            wrong.append(f"{coordinate} tells {told}")
    assert not wrong, "\n".join(wrong)
    assert tried >= 20


async def test_they_are_told_which_session_it_is_and_members_of_none(corner: Corner) -> None:
    text = "{ me { reviewSession { id } } }"
    own = encode_id("ReviewSession", corner.studio.own.ids["ReviewSession"])
    assert (await corner.ask(text))["data"] == {"me": {"reviewSession": {"id": own}}}
    others = [viewer for viewer in corner.studio.viewers.values() if viewer is not None and viewer.session_id is None]
    assert len(others) > 3
    for viewer in others:
        assert (await corner.studio.answer(text, viewer, {}))["data"] == {"me": {"reviewSession": None}}


async def test_every_other_field_of_what_they_see_is_refused(corner: Corner) -> None:
    wrong, refused = [], 0
    for kind in ("ReviewSession", "Version", "Asset", "Comment", "Annotation", "Decision"):
        node = SCHEMA.type_map[kind]
        assert isinstance(node, GraphQLObjectType)
        for field in node.fields:
            answer = await corner.ask(node_document(kind, field, 0), id=encode_id(kind, corner.studio.own.ids[kind]))
            if told := leaks(answer, corner.secrets):
                wrong.append(f"{kind}.{field} tells {told}")
            refused += bool(answer.get("errors")) and answer["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
    assert not wrong, "\n".join(wrong)
    assert refused >= 8


async def test_what_lies_beside_the_session_is_not_there_for_them(corner: Corner) -> None:
    whole = corner.studio.viewers["guest who comments"]  # whose link opens the whole project
    assert whole is not None
    members = replace(corner, guest=whole)
    for kind, own_id in corner.beside.items():
        text = node_document(kind, "", 0)
        assert (await corner.ask(text, id=encode_id(kind, own_id)))["data"] == {"node": None}
        assert (await members.ask(text, id=encode_id(kind, own_id)))["data"]["node"] is not None
    others = [kind for kind in node_types() if kind in ("Project", "Shot", "Keyframe", "Track", "Entity", "AnalysisRun")]
    for kind in others:
        answer = await corner.ask(node_document(kind, "", 0), id=encode_id(kind, corner.studio.own.ids[kind]))
        assert answer["data"] == {"node": None}, kind
    services, own = corner.studio.services, corner.studio.own
    for version in (own.ids["Version"], corner.beside["Version"]):
        files = (await services.stores.representations.by_version([version]))[0]
        shown = await services.projects.visible_representations(corner.guest, [each.id for each in files])
        assert [each is not None for each in shown] == [version == own.ids["Version"]] * len(files) != []
    assert (await services.projects.page(corner.guest, PageRequest(10))).items == ()


async def test_fields_that_are_left_out_are_not_asked_for(corner: Corner) -> None:
    own = corner.studio.own
    text = (
        "query ($id: ID!, $member: Boolean! = false) { reviewSession(id: $id) { name playlist { number"
        " shots @include(if: $member) { edges { cursor } }"
        " ... on Version @include(if: $member) { runs { edges { cursor } } } } } }"
    )
    session = encode_id("ReviewSession", own.ids["ReviewSession"])

    shown = await corner.ask(text, id=session)
    refused = await corner.ask(text, id=session, member=True)

    assert shown["data"]["reviewSession"]["playlist"] == [{"number": 1}]
    assert refused["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
    assert "`Version.shots` leads out of it" in refused["errors"][0]["message"]


async def test_they_take_part_in_their_session_and_in_no_other(corner: Corner) -> None:
    own, beside = corner.studio.own, corner.beside
    say = "mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { text } problems { code } } }"
    join = "mutation ($input: JoinSessionInput!) { joinSession(input: $input) { seq problems { code } } }"
    for session, code in ((own.ids["ReviewSession"], None), (beside["ReviewSession"], "NOT_FOUND")):
        given = {
            "sessionId": encode_id("ReviewSession", session),
            "versionId": encode_id("Version", own.ids["Version"]),
            "at": {"start": 0, "end": 1},
            "text": "a guest",
        }
        for text, asked in ((say, given), (join, {"sessionId": given["sessionId"]})):
            (payload,) = (await corner.ask(text, input=asked))["data"].values()
            assert [problem["code"] for problem in payload["problems"]] == ([code] if code else [])


async def test_what_is_open_is_there() -> None:
    roots = {coordinate for coordinate, _ in root_fields()}
    for coordinate in OPEN:
        kind, _, field = coordinate.partition(".")
        assert coordinate in roots or field in getattr(SCHEMA.type_map[kind], "fields", {}), coordinate
