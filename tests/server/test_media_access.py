"""Media addresses x everybody: what may be seen is sent, anything else is not there, whatever it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from graph.nodes.access import Role, Scope, TokenKind
from graph.nodes.ids import new_id
from graph.nodes.page import PageRequest
from graph.ports import GraphClient
from graph.services.ingest import IngestRequest
from schema.ids import encode_id
from tests.graph.scene import KeptEvents, KeptRuns, Scene
from tests.server.graphql_site import Site, open_site


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


async def bearers(site: Site) -> dict[str, str]:
    """Everybody's token: who they are in the site's project."""
    users, projects, guests = site.services.users, site.services.projects, site.services.guests
    found = {"anonymous": ""}
    for role in Role:
        user = await users.create_user(site.admin, f"the {role.name}")
        await projects.add_member(site.admin, site.project.id, user.id, role)
        found[role.name] = (await users.issue_token(site.admin, user.id))[1]
        if role is Role.ADMIN:
            found["ADMIN to read"] = (await users.issue_token(site.admin, user.id, scope=Scope.READ))[1]
    stranger = await users.create_user(site.admin, "the stranger")
    found["stranger"] = (await users.issue_token(site.admin, stranger.id))[1]
    ends = datetime.now(UTC) + timedelta(days=1)
    _, link = await guests.invite(site.admin, site.project.id, "client", Role.VIEWER, ends)
    _, found["guest"] = await guests.redeem(link, "Cleo", None, kind=TokenKind.GUEST, lifetime=timedelta(hours=1))
    return found


async def media_of(site: Site, project_id: str, content: str) -> list[str]:
    """The ids of an original and a keyframe of a project."""
    services = site.services
    path = site.root / f"{new_id()}.mov"
    path.write_text(content)
    ingested = await services.ingest.ingest(site.admin, IngestRequest(project_id, path))
    project = (await services.stores.projects.by_ids([project_id]))[0]
    assert project is not None
    admin = site.admin
    scene = Scene(
        site.resources.graph, services, KeptEvents(), KeptRuns(), site.root, site.root, admin, admin, admin, project
    )
    run = await scene.analysed(ingested)
    shot = (await services.stores.shots.page_by_version([run.version_id], PageRequest(1)))[0].items[0]
    (representations,) = await services.stores.representations.by_version([ingested.version.id])
    (keyframes,) = await services.stores.keyframes.by_shot([shot.id])
    return [encode_id("Representation", representations[0].id), encode_id("Keyframe", keyframes[0].id)]


async def test_media_are_sent_to_those_who_may_see_them_and_to_nobody_else(site: Site) -> None:
    other = await site.services.projects.create(site.admin, "other", "Other")
    own = await media_of(site, site.project.id, "VIDEO own")
    foreign = await media_of(site, other.id, "VIDEO foreign")
    nothing = [encode_id("Representation", new_id()), encode_id("Keyframe", new_id()), "nonsense"]

    for name, token in (await bearers(site)).items():
        async with site.client(token) as client:
            for method in ("GET", "HEAD"):
                seen = {file: await client.request(method, f"/media/{file}") for file in [*own, *foreign, *nothing]}
                answers = {file: (answer.status_code, answer.text.replace(file, "ID")) for file, answer in seen.items()}
                outside = {answers[file] for file in [*foreign, *nothing]}
                assert len(outside) == 1, (name, answers)
                assert "foreign" not in str(answers), name
                if name in ("anonymous", "stranger"):
                    assert {answers[file] for file in own} == outside, (name, answers)
                    assert {status for status, _ in outside} == {401 if name == "anonymous" else 404}
                else:
                    # The pictures of keyframes were never made here: they are gone, which is told to those who may know.
                    assert [seen[file].status_code for file in own] == [200, 410], (name, answers)
                    assert {status for status, _ in outside} == {404}
