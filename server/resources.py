"""Everything a server process holds open: made at start, typed, closed in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from starlette.requests import HTTPConnection

from analyzers.worker import ArqRunQueue
from graph.bus import RedisBus
from graph.client import open_graph
from graph.errors import ReelgraphError, UnavailableError
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.ports import GraphClient, RunQueue
from graph.rooms import RedisRooms
from graph.services.registry import Services, build_services
from graph.standing import StandingWork
from graph.vectors import VectorIndexes
from server.addresses import graph_address, redis_address
from server.budget import Budget, open_budget
from server.drawing import FramePictures
from server.encoders import Encoders, open_encoders
from server.fetching import Fetcher, FetchLimits
from server.isolation import IsolatedProcesses
from server.live.fanout import Fanout
from server.live.hub import Hub
from server.live.indexing import IndexKeeper
from server.live.sockets import OpenSockets
from server.live.telling import ProjectTeller
from server.live.warming import SearchWarming
from server.oidc.provider import Provider, provider_of
from server.probing import DECODER_BYTES, DECODERS, IsolatedProbe
from server.settings import Settings
from server.uploads import UploadBox

_SWEEP_SECONDS = 600.0
_ROOM_SECONDS = 1.0
_REDIS_CONNECTIONS = 32

log = structlog.get_logger("reelgraph.server")


@dataclass(frozen=True, slots=True)
class Resources:
    """What requests use. One object per process, made in the lifespan."""

    settings: Settings
    graph: GraphClient
    redis: Redis
    budget: Budget
    queue: RunQueue
    hub: Hub
    fanout: Fanout
    sockets: OpenSockets
    files: DataFolder
    pictures: FramePictures
    uploads: UploadBox
    vectors: VectorIndexes
    keeper: IndexKeeper
    encoders: Encoders
    services: Services
    provider: Provider | None
    warming: SearchWarming
    background: tuple[StandingWork, ...]


def resources_of(request: HTTPConnection) -> Resources:
    """Return the resources of the process that serves a request."""
    resources: Resources = request.app.state.resources
    return resources


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open all connections; the graph may still be away, which /readyz tells. Raises UnavailableError without an address."""
    async with AsyncExitStack() as stack:
        files = DataFolder(settings.data)
        graph = open_graph(graph_address(settings))
        stack.push_async_callback(graph.close)
        pool = BlockingConnectionPool.from_url(redis_address(settings), max_connections=_REDIS_CONNECTIONS, timeout=20)
        redis: Redis = Redis.from_pool(pool)
        stack.push_async_callback(redis.aclose, close_connection_pool=True)
        queue = ArqRunQueue.at(redis_address(settings))
        stack.push_async_callback(queue.close)
        hub = Hub(RedisBus(redis))
        decoders = IsolatedProcesses(DECODERS, DECODER_BYTES)
        stack.push_async_callback(decoders.close)
        uploads = UploadBox(files.uploads, settings.upload_limit_mb << 20, timedelta(hours=settings.upload_hours))
        features = FeatureStore(files.features)
        vectors = VectorIndexes(files.vectors, features)
        probe = IsolatedProbe(decoders)
        encoders = await open_encoders(settings, files, decoders, stack)
        provider = provider_of(settings)
        if provider is not None:
            stack.push_async_callback(provider.close)
        services = build_services(
            graph,
            hub,
            queue,
            files,
            features,
            vectors,
            probe,
            encoders.text,
            encoders.image,
            uploads,
            roots=settings.roots,
            provider=provider,
            rooms=RedisRooms(redis),
            fetch=_fetcher(settings, files),
            project_quota=None if settings.project_quota_mb is None else settings.project_quota_mb << 20,
        )
        stack.push_async_callback(services.indexing.close)
        stack.push_async_callback(services.rooms.close)
        stack.push_async_callback(services.session_log.close)
        keeper = IndexKeeper(services.indexing, hub)
        sockets = OpenSockets(
            services.users.viewers_for_tokens,
            hub,
            most=settings.sockets,
            most_per_user=settings.sockets_per_user,
            review_seconds=settings.socket_review_seconds,
        )
        background = (
            StandingWork("live events", hub.run),
            StandingWork("vector indexes", keeper.run),
            StandingWork("rights of open sockets", sockets.run),
            StandingWork("sweeping", partial(_keep_sweeping, uploads, services)),
            StandingWork("rooms", partial(_keep_rooms, services)),
            StandingWork("logs of projects", ProjectTeller(services.project_log, hub).run),
        )
        for work in background:
            _in_background(stack, work.run(), work.name)
        warming = SearchWarming(services.search)
        _in_background(stack, warming.run(), "warming search")  # not among those that must run: see SearchWarming
        _in_background(stack, probe.warm(), "warming probe")
        yield Resources(
            settings=settings,
            graph=graph,
            redis=redis,
            budget=open_budget(redis, settings),
            queue=queue,
            hub=hub,
            fanout=Fanout(hub),
            sockets=sockets,
            files=files,
            pictures=FramePictures(decoders, files),
            uploads=uploads,
            vectors=vectors,
            keeper=keeper,
            encoders=encoders,
            services=services,
            provider=provider,
            warming=warming,
            background=background,
        )


def _fetcher(settings: Settings, files: DataFolder) -> Fetcher | None:
    if settings.fetch == "off":
        return None
    limits = FetchLimits(settings.fetch == "http", settings.fetch_limit_mb << 20, settings.fetch_seconds)
    return Fetcher(files.uploads, limits)


async def _keep_sweeping(uploads: UploadBox, services: Services) -> None:
    """Remove what was cut off or has ended: uploads, ingests, sessions, answers that were kept long enough."""
    while True:
        for sweep in (
            uploads.sweep,
            services.ingest.remove_strays,
            services.attachments.remove_strays,
            services.guests.remove_gone,
            services.idempotency.sweep,
        ):
            try:
                await sweep()
            except UnavailableError:
                continue  # the graph is away, which /readyz tells: next time, then
            except (ReelgraphError, OSError) as error:
                log.warning(
                    "something could not be swept up; trying again later", what=sweep.__qualname__, reason=str(error)
                )
        await asyncio.sleep(_SWEEP_SECONDS)


async def _keep_rooms(services: Services) -> None:
    """Let those out of rooms who were not seen for too long; any process does it for all."""
    while True:
        with suppress(UnavailableError):  # the rooms are away, which /readyz tells: next time, then
            await services.rooms.expire()
        await asyncio.sleep(_ROOM_SECONDS)


def _in_background(stack: AsyncExitStack, work: Coroutine[Any, Any, None], name: str) -> None:
    """Run work beside the requests until the stack closes. What breaks it is logged."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_log_failure)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("background work broke", work=task.get_name(), exc_info=error)
