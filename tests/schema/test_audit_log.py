"""The audit log through the schema: what mutations leave in it, and who sees it."""

from __future__ import annotations

from typing import Any

from graph.nodes.access import Role, Viewer
from schema.conduct import MOMENTARY
from schema.ids import encode_id
from schema.root import schema
from tests.schema.desk import Desk

LOG = """query ($project: ID, $first: Int!, $after: String) { auditLog(project: $project, first: $first, after: $after) {
  edges { node { seq actor actorId action outcome code requestId projectId targets details previous hash } }
  pageInfo { hasNextPage endCursor } } }"""
CREATE = """mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } problems { code } } }"""
ROLE = """mutation ($input: SetRoleInput!) { setRole(input: $input) { member { role } problems { code } } }"""
TOKEN = """mutation ($input: CreateTokenInput!) { createToken(input: $input) { token { id } secret problems { code } } }"""
INGEST = """mutation ($input: IngestInput!) { ingest(input: $input) { version { id } asset { id } problems { code } } }"""


async def entries(desk: Desk, viewer: Viewer | None = None, **given: Any) -> list[dict[str, Any]]:
    """The log, oldest first."""
    found = await desk.ask(LOG, viewer or desk.scene.admin, **{"first": 50, **given})
    return [edge["node"] for edge in reversed(found["auditLog"]["edges"])]


async def test_a_mutation_leaves_an_entry_that_says_who_did_what_on_what(desk: Desk) -> None:
    made = (await desk.ask(CREATE, input={"key": "second", "name": "The Second"}))["createProject"]["project"]["id"]
    (entry,) = await entries(desk)
    assert (entry["seq"], entry["actor"], entry["action"], entry["outcome"]) == (1, "ana", "createProject", "DONE")
    assert entry["actorId"] == encode_id("User", desk.scene.artist.user.id)
    assert (entry["targets"], entry["projectId"], entry["requestId"]) == ([made], made, "request-1")
    assert entry["details"] == {"key": "second", "name": "The Second", "storage": "COPY"}
    assert (entry["previous"], len(entry["hash"])) == ("0" * 64, 64)


async def test_what_was_refused_is_written_down_with_its_reason(desk: Desk) -> None:
    project = encode_id("Project", desk.scene.project.id)
    user = encode_id("User", desk.scene.artist.user.id)
    answer = await desk.ask(ROLE, input={"project": project, "user": user, "role": "ADMIN"})
    assert answer["setRole"]["problems"] == [{"code": "NOT_ALLOWED"}]
    (entry,) = await entries(desk)
    assert (entry["outcome"], entry["code"], entry["projectId"]) == ("REFUSED", "NOT_ALLOWED", project)
    assert entry["details"] == {"project": project, "user": user, "role": "ADMIN"}
    assert set(entry["targets"]) == {project, user}


async def test_a_repeat_under_the_same_id_is_one_deed(desk: Desk) -> None:
    for _ in range(3):
        await desk.ask(CREATE, input={"key": "second", "name": "The Second", "clientMutationId": "1"})
    assert [entry["action"] for entry in await entries(desk)] == ["createProject"]


async def test_no_secret_and_no_words_of_people_stand_in_the_log(desk: Desk) -> None:
    given = {"name": "farm", "scope": "READ"}
    secret = (await desk.ask(TOKEN, desk.scene.admin, input=given))["createToken"]["secret"]
    assert secret
    log = await entries(desk)
    assert log[-1]["details"] == {"name": "farm", "scope": "READ"}
    assert secret not in str(log)


async def test_a_projects_admin_sees_its_deeds_alone_and_others_none(desk: Desk) -> None:
    scene = desk.scene
    project = encode_id("Project", scene.project.id)
    await desk.ask(INGEST, input={"project": project, "path": str(scene.file()), "analyze": False})
    await desk.ask(CREATE, scene.admin, input={"key": "second", "name": "The Second"})
    lead = Viewer(scene.stranger.user, {scene.project.id: Role.ADMIN})
    assert [entry["action"] for entry in await entries(desk, lead, project=project)] == ["ingest"]
    assert len(await entries(desk)) == 2
    assert (await desk.problem(LOG, lead, first=5))[0] == "NOT_ALLOWED"
    assert (await desk.problem(LOG, scene.artist, first=5, project=project))[0] == "NOT_ALLOWED"
    assert (await desk.problem(LOG, scene.stranger, first=5, project=project))[0] == "NOT_FOUND"


async def test_the_log_is_paged_newest_first_without_gap(desk: Desk) -> None:
    for number in range(5):
        await desk.ask(CREATE, input={"key": f"p{number}", "name": "P"})
    seen, after = [], None
    while True:
        page = (await desk.ask(LOG, desk.scene.admin, first=2, after=after))["auditLog"]
        seen += [edge["node"]["seq"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [5, 4, 3, 2, 1]


def test_every_mutation_passes_the_one_place() -> None:
    mutation = schema.get_type_by_name("Mutation")
    assert mutation is not None
    fields = mutation.fields  # type: ignore[union-attr]
    assert all(type(field.extensions[-1]).__name__ == "Conduct" for field in fields)
    names = {schema.config.name_converter.get_graphql_name(field) for field in fields}
    assert names >= MOMENTARY
