"""Who may do what, tried: every root field and every type of node x everybody x the own project and a foreign one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from graphql import get_named_type
from redis.asyncio import Redis

from graph.client import GraphAddress, open_graph
from graph.events import RunFinished, RunProgressed
from graph.nodes.access import Viewer
from graph.services import access
from schema.ids import encode_id
from schema.root import schema
from schema.subscribing import RefusedSubscriptionError, open_subscription
from tests.access.documents import (
    arguments,
    composite_fields,
    connection_fields,
    document,
    id_arguments,
    node_document,
    node_types,
    root_fields,
)
from tests.access.table import BESIDE, LINES, NODES, Line
from tests.access.world import Studio, World, leaks, open_studio
from tests.engines import empty

_REFUSALS = {"NOT_ALLOWED", "NOT_FOUND"}


pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.no_cover,  # so many cases: to note each line that they run would take as long again
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def studio(
    embedded_address: GraphAddress, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """One studio for all questions; what changes it comes last."""
    client, redis = open_graph(embedded_address), Redis.from_url(redis_url)
    await empty(client)
    async with open_studio(client, redis, tmp_path_factory.mktemp("access")) as opened:
        yield opened
    await client.close()
    await redis.aclose(close_connection_pool=True)


async def test_every_field_and_every_type_of_node_has_its_line() -> None:
    from schema.queries.nodes import VISIBLE  # after schema.root, which describes the enums that it needs

    fields = {coordinate for coordinate, _ in root_fields()}

    assert sorted(fields - LINES.keys()) == [], "say in tests/access/table.py who may use these"
    assert sorted(LINES.keys() - fields) == [], "these are gone: take their lines out of tests/access/table.py"
    assert sorted(set(node_types()) - NODES.keys()) == [], "say in tests/access/table.py who may see these"
    assert sorted(VISIBLE) == node_types() == sorted(NODES)


def may(viewer: Viewer | None, line: Line, world: World) -> bool:
    """Whether the table of rights lets a viewer do what a line says, in a world."""
    if viewer is None or (viewer.session_id is not None and not line.session):
        return False
    return access.may(viewer, line.action, world.project.id if line.project else None)


def refused(answer: dict[str, Any], *, empty: bool = False) -> bool:
    """Whether an answer says no: nothing, an error that says so, or a problem; ``empty``: or a list of nothing."""
    if codes(answer) & _REFUSALS:
        return True
    (value,) = (answer["data"] or {"": None}).values()
    if value is None or (isinstance(value, list) and not any(value)):
        return True
    problems = value.get("problems") if isinstance(value, dict) else None
    if {problem.get("code") for problem in problems or ()} & _REFUSALS:
        return True
    return empty and isinstance(value, dict) and value.get("edges") == []


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def broke(answer: dict[str, Any]) -> bool:
    return "INTERNAL" in codes(answer)


def cases(root: str) -> Iterator[tuple[str, Line]]:
    for coordinate, _ in root_fields():
        if coordinate.startswith(root):
            for line in LINES[coordinate]:
                yield coordinate, line


async def ask(
    studio: Studio, coordinate: str, line: Line, viewer: Viewer | None, world: World, depth: int
) -> dict[str, Any]:
    field = dict(root_fields())[coordinate]
    given = arguments(field, world.names(), world.given(dict(line.given)), coordinate)
    return await studio.answer(document(coordinate, field, depth, given), viewer, given)


async def test_queries_tell_nobody_what_is_not_theirs(studio: Studio) -> None:
    wrong = []
    for coordinate, line in cases("Query"):
        for name, viewer in studio.viewers.items():
            worlds = (studio.own, studio.foreign, studio.nowhere)
            (own, _), (foreign, work), (nowhere, least) = [
                await counted(studio, ask(studio, coordinate, line, viewer, world, 1)) for world in worlds
            ]
            case = f"{coordinate} {dict(line.given)} by {name}"
            wrong += judged(case, may(viewer, line, studio.own), own, line)
            if any(broke(answer) for answer in (own, foreign, nowhere)):
                wrong.append(f"{case} broke")
            told = leaks([own, foreign, nowhere], studio.foreign.secrets)
            if name == "administrator":
                if line.project and line.sure and not told:
                    wrong.append(f"{case} shows nothing, so this proves nothing")
                continue
            if told:
                wrong.append(f"{case} tells {told}")
            if line.project and foreign != nowhere:
                wrong.append(f"{case} tells what is there: {foreign} and {nowhere}")
            if line.project and work != least:
                wrong.append(f"{case} tells by its time what is there: {work} statements, and {least} for nothing")
    assert not wrong, "\n".join(wrong)


async def counted(studio: Studio, answer: Awaitable[dict[str, Any]]) -> tuple[dict[str, Any], int]:
    """An answer, and how many statements it took."""
    before = studio.client.queries
    return await answer, studio.client.queries - before


def judged(case: str, right: bool, answer: dict[str, Any], line: Line) -> list[str]:
    """What is wrong with the answer about one's own project, given whether the viewer has the right."""
    if right:
        wanting = line.sure and (refused(answer) or not codes(answer) <= {"GONE"})
        return [f"{case} was refused: {answer}"] if wanting else []
    return [] if refused(answer, empty=line.project) else [f"{case} was answered: {answer}"]


async def test_nodes_are_seen_by_those_who_may_and_lead_nobody_further(studio: Studio) -> None:
    wrong = []
    for kind in node_types():
        line = NODES[kind]
        for name, viewer in studio.viewers.items():
            case = f"node of {kind} by {name}"
            text, worlds = node_document(kind, "", 0), (studio.own, studio.foreign, studio.nowhere)
            (own, _), (foreign, work), (nowhere, least) = [
                await counted(studio, studio.answer(text, viewer, {"id": encode_id(kind, world.ids[kind])}))
                for world in worlds
            ]
            shown = viewer is not None and access.may(viewer, line.action, studio.own.project.id if line.project else None)
            if (bool(own["data"]) and own["data"]["node"] is not None) != shown:
                wrong.append(f"{case}: {own}")
            if name != "administrator" and line.project and foreign != nowhere:
                wrong.append(f"{case}: {foreign} where there is nothing: {nowhere}")
            if name != "administrator" and line.project and work != least:
                wrong.append(f"{case}: {work} statements, and {least} for nothing")
            if name != "administrator" and leaks([own, foreign, nowhere], studio.foreign.secrets):
                wrong.append(f"{case} tells {leaks([own, foreign, nowhere], studio.foreign.secrets)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", ["ADMIN", "VIEWER", "guest who looks", "guest of a session who looks", "ADMIN with a token to READ"]
)
async def test_nothing_below_a_node_leads_out_of_its_project(studio: Studio, name: str) -> None:
    wrong, viewer = [], studio.viewers[name]
    for kind in node_types():
        for field in composite_fields(kind):
            variables = {"id": encode_id(kind, studio.own.ids[kind])}
            answer = await studio.answer(node_document(kind, field, 1), viewer, variables)
            if leaks(answer, studio.foreign.secrets) or broke(answer):
                wrong.append(f"{kind}.{field}: {leaks(answer, studio.foreign.secrets)} {answer.get('errors')}")
            refusals = [
                error for error in answer.get("errors", ()) if error["extensions"]["code"] not in {*_REFUSALS, "GONE"}
            ]
            if refusals:
                wrong.append(f"{kind}.{field}: {refusals}")
    assert not wrong, "\n".join(wrong)


async def test_many_nodes_at_once_are_no_way_around(studio: Studio) -> None:
    kinds = [kind for kind in node_types() if NODES[kind].project]
    worlds = (studio.foreign, studio.own, studio.nowhere)
    ids = [encode_id(kind, world.ids[kind]) for kind in kinds for world in worlds]
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

    for name, viewer in studio.viewers.items():
        if viewer is None or name == "administrator":
            continue
        answer = await studio.answer(text, viewer, {"ids": ids})
        found = [None if node is None else node["id"] for node in answer["data"]["nodes"]]
        expected = [
            encode_id(kind, world.ids[kind])
            if world is studio.own and access.may(viewer, NODES[kind].action, world.project.id)
            else None
            for kind in kinds
            for world in worlds
        ]
        assert found == expected, name


async def test_a_cursor_taken_from_somebody_else_s_page_opens_nothing(studio: Studio) -> None:
    wrong, tried = [], 0
    lists = [(kind, field) for kind in node_types() for field in connection_fields(kind)]
    page = "edges { cursor } pageInfo { endCursor }"
    for kind, field in lists:
        paged = f"{field}(first: 1, after: $after) {{ PAGE }}"
        text = f"query ($id: ID!, $after: String) {{ node(id: $id) {{ ... on {kind} {{ {paged} }} }} }}"
        theirs = {"id": encode_id(kind, studio.foreign.ids[kind]), "after": None}
        taken = await studio.answer(text.replace("PAGE", page), studio.admin, theirs)
        there = ((taken["data"] or {}).get("node") or {}).get(field)
        cursor = there and there["pageInfo"]["endCursor"]
        if not cursor:
            continue
        tried += 1
        for name in ("ADMIN", "VIEWER", "guest who looks", "stranger"):
            for world in (studio.own, studio.foreign):
                variables = {"id": encode_id(kind, world.ids[kind]), "after": cursor}
                asked = text.replace("PAGE", "edges { node { __typename } }")
                answer = await studio.answer(asked, studio.viewers[name], variables)
                node = (answer["data"] or {}).get("node")
                if broke(answer) or (node is not None and node[field] is not None and NODES[kind].project):
                    wrong.append(f"{kind}.{field} by {name}: {answer}")
    assert not wrong, "\n".join(wrong)
    assert tried >= 8


async def test_lists_of_everything_count_and_page_only_what_is_seen(studio: Studio) -> None:
    fields = dict(root_fields())
    connections = [
        coordinate
        for coordinate, field in fields.items()
        if get_named_type(field.type).name.endswith("Connection") and "after" in field.args
    ]
    assert "Query.projects" in connections
    for coordinate in connections:
        field, line = fields[coordinate], LINES[coordinate][0]
        given = arguments(field, studio.own.names(), studio.own.given(dict(line.given)), coordinate)
        theirs = arguments(field, studio.foreign.names(), studio.foreign.given(dict(line.given)), coordinate)
        first = await studio.answer(
            document(coordinate, field, 0, {**theirs, "first": 1}), studio.admin, {**theirs, "first": 1}
        )
        (connection,) = (first["data"] or {"": None}).values()
        cursors = [edge["cursor"] for edge in connection["edges"]] if connection else []
        for name, viewer in studio.viewers.items():
            if name == "administrator":
                continue
            for after in [None, *cursors]:
                variables = {**given, "first": 100, **({} if after is None else {"after": after})}
                answer = await studio.answer(document(coordinate, field, 0, variables), viewer, variables)
                assert not broke(answer), (coordinate, name, answer)
                assert leaks(answer, studio.foreign.secrets) == [], (coordinate, name)
                found = next(iter((answer["data"] or {"": None}).values()))
                if found and "totalCount" in found and after is None:
                    assert found["totalCount"] == len(found["edges"]), (coordinate, name)


async def test_events_of_a_project_reach_nobody_else(studio: Studio) -> None:
    wrong = []
    for coordinate, line in cases("Subscription"):
        for name, viewer in studio.viewers.items():
            case = f"{coordinate} {dict(line.given)} by {name}"
            worlds = (studio.own, studio.foreign, studio.nowhere)
            (own, heard), (foreign, more), (nowhere, _) = [
                await follow(studio, coordinate, line, viewer, world) for world in worlds
            ]
            if (own == "open") != may(viewer, line, studio.own):
                wrong.append(f"{case}: {own}")
            if name == "administrator":
                if not coordinate.endswith("roomSignals") and not (heard and more):
                    wrong.append(f"{case} hears nothing, so this proves nothing")
                continue
            if told := leaks([heard, more, own, foreign], studio.foreign.secrets):
                wrong.append(f"{case} tells {told}")
            if foreign == "open" or foreign != nowhere:
                wrong.append(f"{case}: {foreign} where there is nothing: {nowhere}")
    assert not wrong, "\n".join(wrong)


async def follow(
    studio: Studio, coordinate: str, line: Line, viewer: Viewer | None, world: World
) -> tuple[str, list[object]]:
    """Subscribe, let something happen in both worlds; return ``open`` or the refusal, and what was heard."""
    field = dict(root_fields())[coordinate]
    given = arguments(field, world.names(), world.given(dict(line.given)), coordinate)
    try:
        opened = await open_subscription(schema, document(coordinate, field, 1, given), given, None, studio.context(viewer))
    except RefusedSubscriptionError as error:
        return str([one.formatted for one in error.errors]), []
    heard: list[object] = []

    async def listen() -> None:
        async for value in opened.source:
            heard.append(await opened.answer(value, studio.context(viewer)))  # noqa: PERF401 -- read while it grows

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await _stir(studio, studio.foreign)
    await _stir(studio, studio.own)
    if not coordinate.endswith("roomSignals"):
        async with asyncio.timeout(60):
            while not heard and not listening.done():  # noqa: ASYNC110 -- it is polled, with a deadline
                await asyncio.sleep(0.005)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    close = getattr(opened.source, "aclose", None)
    if close is not None:
        await close()
    return "open", heard


async def _stir(studio: Studio, world: World) -> None:
    """Let something happen in a world."""
    run, version, project = world.ids["AnalysisRun"], world.ids["Version"], world.project.id
    await studio.hub.publish(
        RunProgressed(project, run, version, world.word, 1, 2), RunFinished(project, run, version, "SUCCEEDED")
    )


async def test_a_foreign_thing_is_not_let_in_beside_one_s_own(studio: Studio) -> None:
    wrong, tried, state = [], 0, await studio.fingerprint()
    fields, viewer = dict(root_fields()), studio.viewers["ADMIN"]
    for coordinate, line in cases("Mutation"):
        if not line.project or coordinate == "Mutation.addMember":  # which takes anybody whose id one knows
            continue
        field = fields[coordinate]
        own = arguments(field, studio.own.names(), studio.own.given(dict(line.given)), coordinate)
        for within, name, many in id_arguments(field):
            if name not in BESIDE:
                continue
            answers = []
            for world in (studio.foreign, studio.nowhere):
                thing = encode_id(BESIDE[name], world.ids[BESIDE[name]])
                put = {name: [thing] if many else thing}
                given = {**own, within: {**own[within], **put}} if within else {**own, **put}
                answers.append(await studio.answer(document(coordinate, field, 1, given), viewer, given))
            tried += 1
            case = f"{coordinate} with {name}"
            if answers[0] != answers[1] or broke(answers[0]) or leaks(answers, studio.foreign.secrets):
                wrong.append(f"{case} tells what is there: {answers}")
            now = await studio.fingerprint()
            if now != state:
                wrong.append(f"{case} let it in: {answers[0]}")
            state = now
    assert not wrong, "\n".join(wrong)
    assert tried >= 20


async def test_mutations_do_nothing_for_who_may_not(studio: Studio) -> None:
    wrong, state = [], await studio.fingerprint()
    for coordinate, line in cases("Mutation"):
        for name, viewer in studio.viewers.items():
            case = f"{coordinate} {dict(line.given)} by {name}"
            if name != "administrator":
                foreign = await ask(studio, coordinate, line, viewer, studio.foreign, 1)
                nowhere = await ask(studio, coordinate, line, viewer, studio.nowhere, 1)
                if told := leaks([foreign, nowhere], studio.foreign.secrets):
                    wrong.append(f"{case} tells {told}")
                if line.project or line.action is access.ADMINISTER:
                    if not refused(foreign) or foreign != nowhere:
                        wrong.append(f"{case} tells what is there: {foreign} and {nowhere}")
                    now = await studio.fingerprint()
                    if now != state:
                        wrong.append(f"{case} changed the foreign project")
                    state = now
            own = await ask(studio, coordinate, line, viewer, studio.own, 1)
            right = may(viewer, line, studio.own)
            if broke(own):
                wrong.append(f"{case} broke")
            elif name != "administrator":  # who comes last, and finds done what may be done once
                wrong += judged(case, right, own, line)
            now = await studio.fingerprint()
            if not right and now != state:
                wrong.append(f"{case} was refused, and done")
            state = now
    assert not wrong, "\n".join(wrong)
