"""The peer: stock Strawberry under stock uvicorn, doing the same in the way its documentation shows.

Run as a process: ``python -m bench.fanout.stock PORT REDIS_URL CHANNEL``.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import orjson
import strawberry
import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from strawberry.asgi import GraphQL

_queues: set[asyncio.Queue[dict[str, Any]]] = set()


@strawberry.type
class AnalysisProgress:
    stage: str
    done: int
    total: int
    frames_per_second: float | None
    eta: float | None


@strawberry.type
class Query:
    hello: str = "hello"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def analysis_progress(self, run_id: strawberry.ID) -> AsyncGenerator[AnalysisProgress, None]:
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        _queues.add(queue)
        try:
            yield AnalysisProgress(stage="waiting", done=0, total=0, frames_per_second=None, eta=None)
            while True:
                event = await queue.get()
                if event["run_id"] == run_id:
                    yield AnalysisProgress(
                        stage=event["stage"],
                        done=event["done"],
                        total=event["total"],
                        frames_per_second=event["frames_per_second"],
                        eta=event["eta_seconds"],
                    )
        finally:
            _queues.discard(queue)


async def _carry(redis_url: str, channel: str) -> None:
    pubsub = Redis.from_url(redis_url).pubsub()
    await pubsub.subscribe(channel)
    async for message in pubsub.listen():
        if message["type"] == "message":
            event = orjson.loads(message["data"])
            for queue in _queues:
                queue.put_nowait(event)


def main() -> None:
    """Serve until the signal to stop."""
    port, redis_url, channel = sys.argv[1:4]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        carrying = asyncio.create_task(_carry(redis_url, channel))
        yield
        carrying.cancel()
        with suppress(asyncio.CancelledError):
            await carrying

    endpoint: GraphQL[Any, None] = GraphQL(strawberry.Schema(query=Query, subscription=Subscription))
    app = Starlette(lifespan=lifespan, routes=[WebSocketRoute("/graphql", endpoint)])
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
