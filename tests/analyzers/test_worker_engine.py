"""A worker whose engine is killed and comes back: the run in hand goes on, or is taken up again, and ends once."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from redis.asyncio import Redis

from graph.client import open_graph
from graph.embedded import EmbeddedEngine
from graph.migrations import migrate
from graph.nodes.run import RunStatus
from tests.analyzers.coded_clips import make_clip
from tests.analyzers.workshop import HOSTILE, Workshop
from tests.processes import wait_until


async def test_a_run_ends_once_although_the_engine_was_killed_in_the_middle_of_it(tmp_path: Path) -> None:
    engine = await asyncio.to_thread(EmbeddedEngine.start, tmp_path / "data")
    client = open_graph(engine.address.graph)
    redis = Redis.from_url(engine.address.redis_url)
    await migrate(client)
    shop = await Workshop.open(client, engine.address.graph, redis, engine.address.redis_url, tmp_path / "data")
    try:
        run = await shop.run_of(make_clip(tmp_path / "gate.mp4"))
        worker = shop.start_worker(program=HOSTILE, brief=True)
        await asyncio.to_thread(wait_until, (tmp_path / "gate.seen").exists, "the run is in hand")

        os.kill(engine.address.pid, signal.SIGKILL)
        await asyncio.to_thread(wait_until, lambda: not engine.running, "the engine is gone")
        await asyncio.to_thread(engine.restart)
        (tmp_path / "gate.open").touch()
        ended = await shop.until(run, "final")

        assert ended.status is RunStatus.SUCCEEDED
        assert worker.poll() is None
    finally:
        await shop.close()
        await redis.aclose(close_connection_pool=True)
        await client.close()
        await asyncio.to_thread(engine.stop)
