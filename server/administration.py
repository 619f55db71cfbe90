"""Work on the graph itself, for commands of whoever rules the machine: no server and no token needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.asyncio import Redis

from graph.bus import RedisBus
from graph.client import open_graph
from graph.nodes.access import Token, User, Viewer
from graph.nodes.audit import Detail
from graph.nodes.ids import new_id
from graph.ports import GraphClient
from graph.services.audit import AuditLog
from graph.services.models import ModelService
from graph.services.projects import ProjectService
from graph.services.users import UserService
from graph.stores.registry import build_stores
from schema.ids import encode_id
from server.addresses import graph_address, redis_address
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Administration:
    """The services that administration needs, and a viewer who may do all: who has the graph's password rules it anyway."""

    client: GraphClient
    viewer: Viewer
    users: UserService
    projects: ProjectService
    models: ModelService
    audit: AuditLog

    async def wrote(self, action: str, token: Token, details: Mapping[str, Detail]) -> None:
        """Write down in the audit log what was done to a token here, where no request and no caller is known."""
        targets = [encode_id("Token", token.id), encode_id("User", token.user_id)]
        told = {"prefix": token.prefix, **details}
        await self.audit.record(None, action, "", targets=targets, details=told, actor=self.viewer.user.name)


@asynccontextmanager
async def administration(settings: Settings) -> AsyncIterator[Administration]:
    """Open the graph. Raises UnavailableError where there is none."""
    async with AsyncExitStack() as stack:
        client = open_graph(graph_address(settings))
        stack.push_async_callback(client.close)
        redis: Redis = Redis.from_url(redis_address(settings))
        stack.push_async_callback(redis.aclose)
        bus = RedisBus(redis)
        stores = build_stores(client)
        yield Administration(
            client,
            Viewer(User(new_id(), "command line", admin=True, created_at=datetime.now(UTC))),
            UserService(stores.users, stores.tokens, bus),
            ProjectService(stores, bus),
            ModelService(stores.models),
            AuditLog(stores.audit),
        )
