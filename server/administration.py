"""Work on the graph itself, for commands of whoever rules the machine: no server and no token needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.asyncio import Redis

from graph.bus import RedisBus
from graph.client import open_graph
from graph.nodes.access import User, Viewer
from graph.nodes.ids import new_id
from graph.ports import GraphClient
from graph.services.models import ModelService
from graph.services.projects import ProjectService
from graph.services.users import UserService
from graph.stores.registry import build_stores
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
        )
