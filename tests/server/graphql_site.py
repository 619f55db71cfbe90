"""A server with the GraphQL endpoint alone, on loopback, in the test's own event loop; its graph, queue and bus are real."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from websockets.asyncio.client import ClientConnection, connect

from analyzers.worker import ArqRunQueue
from graph.bus import RedisBus
from graph.errors import ReelgraphError
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.access import Role, Viewer
from graph.nodes.asset import Project
from graph.ports import GraphClient
from graph.rooms import RedisRooms
from graph.services.ingest import Ingested, IngestRequest
from graph.services.registry import Services, build_services
from graph.standing import StandingWork
from graph.vectors import VectorIndexes
from server.answers import answer_http_exception, answer_reelgraph_error
from server.auth import allowed_origins
from server.budget import open_budget
from server.draining import DrainingServer
from server.drawing import FramePictures
from server.encoders import Encoders
from server.graphql import graphql_routes
from server.isolation import IsolatedProcesses
from server.live.fanout import Fanout
from server.live.hub import Hub
from server.live.indexing import IndexKeeper
from server.live.sockets import OpenSockets
from server.live.telling import ProjectTeller
from server.live.warming import SearchWarming
from server.metrics import Metrics
from server.middleware.body import BodyLimit
from server.middleware.headers import SecurityHeaders
from server.middleware.origins import Origins
from server.middleware.request import RequestEdge
from server.oidc.provider import provider_of
from server.resources import Resources
from server.routes.attachments import attachment_routes
from server.routes.health import health_routes
from server.routes.login import login_routes
from server.routes.media import media_routes
from server.routes.minutes import minutes_routes
from server.routes.provider import provider_routes
from server.routes.upload import upload_routes
from server.settings import Settings
from server.uploads import UploadBox
from server.wire import websocket_protocol
from tests.graph.scene import probe
from tests.loopback import NO_AUTHORITIES

PROTOCOL = "graphql-transport-ws"


def patient(address: str, *protocols: str, **options: Any) -> connect:
    """A WebSocket that bears a machine which stands still for a while: it gives up late, and asks for no signs of life."""
    waits = {"open_timeout": 60, "close_timeout": 60, "ping_interval": None}
    return connect(address, subprotocols=list(protocols), proxy=None, **{**waits, **options})  # type: ignore[arg-type]


@dataclass
class Site:
    address: str
    resources: Resources
    services: Services
    hub: Hub
    project: Project
    admin: Viewer
    artist: Viewer
    admin_token: str
    token: str
    root: Path
    server: DrainingServer
    app: Starlette

    def client(self, token: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A client with the artist's token, or another; an empty one sends none."""
        given = self.token if token is None else token
        authorization = {"Authorization": f"Bearer {given}"} if given else {}
        return httpx.AsyncClient(
            base_url=self.address, headers={**authorization, **headers}, trust_env=False, verify=NO_AUTHORITIES, timeout=60
        )

    async def post(self, query: str, **variables: Any) -> httpx.Response:
        async with self.client() as client:
            return await client.post("/graphql", json={"query": query, "variables": variables})

    def socket(self, *protocols: str, **options: Any) -> connect:
        """A WebSocket that speaks the protocol, or others."""
        address = self.address.replace("http://", "ws://") + "/graphql"
        return patient(address, *(protocols or (PROTOCOL,)), **options)

    async def ingest(self, content: str = "VIDEO one") -> Ingested:
        path = self.root / "clip.mov"
        path.write_text(content)
        return await self.services.ingest.ingest(self.admin, IngestRequest(self.project.id, path))


@asynccontextmanager
async def open_site(
    graph: GraphClient,
    redis: Redis,
    redis_url: str,
    folder: Path,
    *,
    development: bool = False,
    review_seconds: float | None = None,
    **changed: Any,
) -> AsyncIterator[Site]:
    """Serve the endpoint until the block ends; ``changed`` are settings. ``review_seconds`` may be more than one can set."""
    root = folder / "footage"
    root.mkdir()
    settings = Settings(data=folder / "data", development=development, **{"socket_init_seconds": 60, **changed})
    files = DataFolder(settings.data)
    features = FeatureStore(files.features)
    vectors = VectorIndexes(files.vectors, features)
    hub, queue = Hub(RedisBus(redis)), ArqRunQueue.at(redis_url)
    carrying = StandingWork("live events", hub.run)
    working = [asyncio.create_task(carrying.run())]
    decoders = IsolatedProcesses(1, None)
    uploads = UploadBox(files.uploads, 64 << 20, timedelta(hours=1))
    provider = provider_of(settings)
    services = build_services(
        graph,
        hub,
        queue,
        files,
        features,
        vectors,
        probe,
        uploads=uploads,
        roots=(root,),
        provider=provider,
        rooms=RedisRooms(redis, 600),  # a slow machine is no reason to take anybody for gone
    )
    sockets = OpenSockets(
        services.users.viewers_for_tokens,
        hub,
        most=settings.sockets,
        most_per_user=settings.sockets_per_user,
        review_seconds=review_seconds or settings.socket_review_seconds,
    )
    reviewing = StandingWork("rights of open sockets", sockets.run)
    telling = StandingWork("logs of projects", ProjectTeller(services.project_log, hub).run)
    background = (carrying, reviewing, telling)
    working += [asyncio.create_task(work.run()) for work in (reviewing, telling)]
    metrics = Metrics()
    app = Starlette(
        routes=[
            *health_routes(),
            *graphql_routes(settings, metrics),
            *media_routes(),
            *minutes_routes(),
            *attachment_routes(),
            *upload_routes(),
            *login_routes(),
            *provider_routes(),
        ],
        exception_handlers={HTTPException: answer_http_exception, ReelgraphError: answer_reelgraph_error},
        middleware=[
            Middleware(RequestEdge, metrics=metrics),
            Middleware(SecurityHeaders),
            Middleware(Origins, allowed=allowed_origins(settings)),
            Middleware(BodyLimit, exempt="/upload"),
        ],
    )
    app.state.metrics = metrics
    app.state.resources = resources = Resources(
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
        keeper=IndexKeeper(services.indexing, hub),
        encoders=Encoders(None, None, "none"),
        services=services,
        provider=provider,
        warming=SearchWarming(services.search),
        background=background,
    )
    _, admin_token = await services.users.bootstrap_admin()
    admin = await services.users.viewer_for_token(admin_token)
    assert admin is not None
    project = await services.projects.create(admin, "film", "The Film")
    artist = Viewer(await services.users.create_user(admin, "ana"), {project.id: Role.ARTIST})
    await services.projects.add_member(admin, project.id, artist.user.id, Role.ARTIST)
    _, token = await services.users.issue_token(admin, artist.user.id)

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws=websocket_protocol(settings.websocket_library),
        ws_max_size=settings.socket_message_kb << 10,
        ws_per_message_deflate=False,
        ws_ping_timeout=120,
    )
    server = DrainingServer(config, app, settings.drain_seconds)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield Site(address, resources, services, hub, project, admin, artist, admin_token, token, root, server, app)
    finally:
        server.should_exit = True
        await serving
        for task in working:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await decoders.close()
        await services.indexing.close()
        await queue.close()
        if provider is not None:
            await provider.close()


async def begin(socket: ClientConnection, token: str) -> None:
    """Say who calls, and wait until the server knows."""
    await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
    answer = json.loads(await socket.recv())
    assert answer == {"type": "connection_ack"}
