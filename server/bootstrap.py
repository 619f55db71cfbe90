"""What `up` does before anyone may come in: the graph's indexes, and the first administrator's token."""

from __future__ import annotations

from redis.asyncio import Redis

from graph.bus import RedisBus
from graph.client import open_graph
from graph.files import DataFolder
from graph.migrations import migrate
from graph.services.users import UserService
from graph.stores.registry import build_stores
from server.addresses import graph_address, redis_address
from server.settings import Settings
from server.terminal import Terminal


async def bootstrap(settings: Settings, terminal: Terminal) -> None:
    """Migrate the graph, and make sure that DATA/admin.token (mode 0600) opens it."""
    client, redis = open_graph(graph_address(settings)), Redis.from_url(redis_address(settings))
    try:
        await migrate(client)
        stores = build_stores(client)
        users = UserService(stores.users, stores.tokens, RedisBus(redis))
        await _keep_admin_token(users, DataFolder(settings.data), terminal)
    finally:
        await client.close()
        await redis.aclose()


async def _keep_admin_token(users: UserService, files: DataFolder, terminal: Terminal) -> None:
    """Write a token unless the one that is there still opens the graph, which may be another one now."""
    path = files.admin_token
    if path.exists() and await users.viewer_for_token(path.read_text().strip()) is not None:
        return
    _, plain = await users.bootstrap_admin()
    files.write(path, plain.encode() + b"\n", mode=0o600)
    terminal.note(f"wrote an administrator's token to {path}")
