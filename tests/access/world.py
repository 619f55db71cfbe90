"""Two projects that know nothing of each other, and everybody who could ask about them."""

from __future__ import annotations

import asyncio
import re
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from redis.asyncio import Redis
from strawberry.types import ExecutionResult

from graph.bus import RedisBus
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.access import Credential, Role, Scope, SignIn, User, UserKind, Viewer
from graph.nodes.asset import Project, StorageMode
from graph.nodes.ids import new_id
from graph.ports import GraphClient
from graph.rooms import RedisRooms
from graph.services.registry import Services, build_services
from graph.vectors.library import VectorIndexes
from schema.context import Context
from schema.ids import encode_id
from schema.root import schema
from server.live.hub import Hub
from tests.access.documents import arguments, document, root_fields
from tests.access.table import IDS, LINES, NODES, Of, Word
from tests.graph.scene import ALL_MODELS, KeptEvents, KeptRuns, Scene, probe
from tests.schema.desk import NoUploads, Weights, report

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")
_SHORTEST_SECRET = 5
_STATE = (
    "MATCH (n) WHERE NOT n:AuditEntry AND NOT n:AuditChain AND NOT n:Claim RETURN labels(n) AS labels, count(n) AS n",
    "MATCH (a)-[r]->(b) WHERE NOT a:AuditEntry AND NOT b:AuditEntry RETURN type(r) AS kind, count(r) AS n",
    "MATCH (u:User)-[m:MEMBER_OF]->(p:Project) RETURN u.id AS u, p.id AS p, m.role AS role",
    "MATCH (n) WHERE n:Token OR n:User OR n:GuestLink OR n:ReviewSession OR n:AnalysisRun OR n:SessionItem "
    "RETURN n.id AS id, [n.revoked, n.disabled, n.status, n.version, n.deleted, n.name, n.text, n.seq] AS state",
)


@dataclass
class World:
    """One project with one thing of every kind. ``secrets`` is whatever only this world's nodes say."""

    word: str
    project: Project
    member: User
    ids: dict[str, str]
    secrets: frozenset[str] = frozenset()

    def given(self, values: Any) -> Any:
        """Values of a line, with this world's ids and word."""
        match values:
            case Of(kind):
                return encode_id(kind, self.ids[kind])
            case Word():
                return self.word
            case dict():
                return {name: self.given(value) for name, value in values.items()}
            case list():
                return [self.given(value) for value in values]
        return values

    def names(self) -> dict[str, str]:
        """Ids by the names of arguments that want them."""
        return {name: encode_id(kind, self.ids[kind]) for name, kind in IDS.items() if kind in self.ids}


@dataclass
class Studio:
    """The server's insides with both worlds, and a third that is nowhere: ids of nothing."""

    services: Services
    client: GraphClient
    hub: Hub
    admin: Viewer
    own: World
    foreign: World
    nowhere: World
    viewers: dict[str, Viewer | None] = field(default_factory=dict)

    def context(self, viewer: Viewer | None) -> Context:
        return Context(
            services=self.services,
            uploads=NoUploads(),
            events=self.hub,
            report=report,
            engine=self.client.engine,
            model_profile=Weights("bundled", "the hub cannot be reached", ALL_MODELS),
            request_id="request-1",
            caller=viewer,
        )

    async def answer(self, text: str, viewer: Viewer | None, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What the schema answers, as it goes over the wire."""
        result = await schema.execute(text, variable_values=dict(variables), context_value=self.context(viewer))
        assert isinstance(result, ExecutionResult)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [error.formatted for error in result.errors]
        return answer

    async def fingerprint(self) -> bytes:
        """What the graph holds, but for the record of who tried what: how much of everything, and what can be changed."""
        rows = [row for query in _STATE for row in await self.client.read(query)]
        return b"\n".join(sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in rows))


def leaks(answer: object, secrets: frozenset[str]) -> list[str]:
    """The secrets that an answer tells, in plain words or inside of an opaque id, cursor or address."""
    text = orjson.dumps(answer).decode()
    hidden = [_decoded(token) for token in set(_TOKEN.findall(text))]
    whole = "\n".join([text, *hidden])
    return [secret for secret in secrets if secret in whole]


def _decoded(token: str) -> str:
    try:
        return urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""


@asynccontextmanager
async def open_studio(client: GraphClient, redis: Redis, folder: Path) -> AsyncIterator[Studio]:
    """Build both worlds and everybody in them."""
    (folder / "footage").mkdir()
    files = DataFolder(folder / "data")
    features = FeatureStore(files.features)
    hub = Hub(RedisBus(redis))
    carrying = asyncio.create_task(hub.run())
    services = build_services(
        client,
        hub,
        KeptRuns(),
        files,
        features,
        VectorIndexes(files.vectors, features),
        probe,
        roots=(folder / "footage",),
        rooms=RedisRooms(redis, 600),
    )
    _, plain = await services.users.bootstrap_admin()
    admin = await services.users.viewer_for_token(plain)
    assert admin is not None
    nowhere = World("nowhereland", _nothing(), admin.user, {kind: new_id() for kind in NODES})
    studio = Studio(services, client, hub, admin, nowhere, nowhere, nowhere)
    studio.own = await _build(studio, folder, "ownership", ("person", "dog"))
    studio.foreign = await _build(studio, folder, "foreignword", ("person", "foreignword"))
    own, foreign = await _strings(client, studio.own), await _strings(client, studio.foreign)
    studio.foreign.secrets = frozenset(text for text in foreign - own if len(text) >= _SHORTEST_SECRET)
    studio.viewers = await _viewers(studio)
    try:
        yield studio
    finally:
        carrying.cancel()
        with suppress(asyncio.CancelledError):
            await carrying
        await services.rooms.close()
        await services.indexing.close()


def _nothing() -> Project:
    return Project(new_id(), "nowhereland", "Nowhere", StorageMode.COPY, datetime.now(UTC))


async def _build(studio: Studio, folder: Path, word: str, labels: tuple[str, ...]) -> World:
    services, admin = studio.services, studio.admin
    known = {row["id"] for row in await studio.client.read("MATCH (n) RETURN n.id AS id")}
    project = await services.projects.create(admin, word, f"Project {word}")
    made = User(new_id(), f"{word}", False, datetime.now(UTC), display_name=f"Una {word}", email=f"una@{word}.example")
    member = await services.stores.users.create(made)
    await services.projects.add_member(admin, project.id, member.id, Role.VIEWER)
    scene = Scene(
        studio.client,
        services,
        KeptEvents(),
        KeptRuns(),
        folder / "footage",
        folder / "data",
        admin,
        admin,
        admin,
        project,
    )
    ingested = await scene.ingest(scene.file(f"{word}.mov", f"VIDEO {word}"), name=f"Clip {word}", tags=(word,))
    await scene.analysed(ingested, labels=labels)
    world = World(word, project, member, {"Project": project.id, "User": member.id})
    fields = dict(root_fields())
    for kind, line in NODES.items():
        if line.made_by is not None:
            coordinate = f"Mutation.{line.made_by}"
            given = arguments(fields[coordinate], world.names(), world.given(_making(coordinate, kind)), coordinate)
            answer = await studio.answer(document(coordinate, fields[coordinate], 1, given), admin, given)
            payload = next(iter((answer["data"] or {"": {"problems": [answer]}}).values()))
            assert not payload["problems"], f"{kind} could not be made: {payload['problems']}"
        if kind not in world.ids:
            rows = await studio.client.read(f"MATCH (n:{kind}) RETURN n.id AS id ORDER BY id")
            fresh = [row["id"] for row in rows if row["id"] not in known] or [row["id"] for row in rows]
            assert fresh, f"the world has no {kind}: say in tests/access/table.py which mutation makes one"
            world.ids[kind] = fresh[0]
    rows = await studio.client.read("MATCH (n) RETURN n.id AS id")
    world.secrets = frozenset(row["id"] for row in rows if row["id"] is not None) - known
    return world


def _making(coordinate: str, kind: str) -> Mapping[str, Any]:
    return LINES[coordinate][-1].given if kind == "Token" else LINES[coordinate][0].given


async def _strings(client: GraphClient, world: World) -> set[str]:
    """Every text that the nodes of a world hold."""
    rows = await client.read("MATCH (n) WHERE n.id IN $ids RETURN properties(n) AS n", ids=sorted(world.secrets))
    texts: set[str] = set()
    for row in rows:
        for value in row["n"].values():
            texts.update(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
    return texts


async def _viewers(studio: Studio) -> dict[str, Viewer | None]:
    """Everybody who could ask: who they are in the own project; nobody but the administrator is known in the foreign one."""
    users, project = studio.services.stores.users, studio.own.project.id

    async def person(name: str, kind: UserKind = UserKind.PERSON) -> User:
        return await users.create(User(new_id(), name, False, datetime.now(UTC), kind))

    members: dict[str, Viewer] = {}
    for role in Role:
        member = Viewer(await person(f"the {role.name}"), {project: role})
        await studio.services.projects.add_member(studio.admin, project, member.user.id, role)
        members[role.name] = member
    guests = {
        name: Viewer(await person(name, UserKind.GUEST), {project: role}, Credential(SignIn.GUEST_LINK, scope), session)
        for name, role, scope, session in (
            ("guest who looks", Role.VIEWER, Scope.READ, None),
            ("guest who comments", Role.REVIEWER, Scope.WRITE, None),
            ("guest of a session who looks", Role.VIEWER, Scope.READ, studio.own.ids["ReviewSession"]),
            ("guest of a session who comments", Role.REVIEWER, Scope.WRITE, studio.own.ids["ReviewSession"]),
        )
    }
    narrow = {
        f"ADMIN with a token to {scope.name}": replace(members["ADMIN"], credential=Credential(SignIn.TOKEN, scope))
        for scope in (Scope.READ, Scope.WRITE)
    }
    stranger = Viewer(await person("the stranger"))
    return {
        **members,
        **guests,
        **narrow,
        "stranger": stranger,
        "anonymous": None,
        "administrator": studio.admin,
    }
