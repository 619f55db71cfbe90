"""Is every part of this server ready? Each part says it for itself, at most two seconds long."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from redis.exceptions import RedisError

from graph import keys
from graph.errors import ReelgraphError
from server.resources import Resources

_LIMIT_SECONDS = 2.0
_LEAST_FREE_BYTES = 256 * 1024 * 1024
_WORKS = "works"


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part: whether it is ready, how long it took to say so, why in plain words, and what it says itself."""

    ok: bool
    latency_ms: float
    reason: str
    detail: str


class NotReadyError(Exception):
    """A part is not ready: ``reason`` in plain words that anybody may read, the text in the part's own."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


async def examine_parts(resources: Resources) -> dict[str, PartStatus]:
    """Ask all parts at once."""
    parts: dict[str, Callable[[Resources], Awaitable[str]]] = {
        "graph": _graph,
        "redis": _redis,
        "queue": _queue,
        "workers": _workers,
        "vectors": _vectors,
        "models": _models,
        "background": _background,
        "disk": _disk,
    }
    answers = await asyncio.gather(*(_ask(part, resources) for part in parts.values()))
    return dict(zip(parts, answers, strict=True))


async def _ask(part: Callable[[Resources], Awaitable[str]], resources: Resources) -> PartStatus:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(_LIMIT_SECONDS):
            detail, reason, ok = await part(resources), _WORKS, True
    except TimeoutError:
        detail = reason = f"no answer within {_LIMIT_SECONDS:g} s"
        ok = False
    except NotReadyError as error:
        detail, reason, ok = str(error), error.reason, False
    except (ReelgraphError, RedisError, OSError) as error:
        detail, reason, ok = str(error) or type(error).__name__, "cannot be reached", False
    return PartStatus(ok, round(1000 * (time.perf_counter() - started), 1), reason, detail)


async def _graph(resources: Resources) -> str:
    await resources.graph.ping()
    return resources.graph.engine


async def _redis(resources: Resources) -> str:
    await resources.redis.ping()
    return "answers"


async def _queue(resources: Resources) -> str:
    return f"{await resources.queue.depth()} waiting"


async def _workers(resources: Resources) -> str:
    """Never a reason not to be ready: a server without a worker answers searches all the same."""
    names = [key async for key in resources.redis.scan_iter(match=f"{keys.WORKER_PREFIX}*", count=1000)]
    return f"{len(names)} alive" if names else "none alive: what is ingested waits until one starts"


async def _vectors(resources: Resources) -> str:
    if not resources.keeper.current:
        raise NotReadyError("getting ready", "the indexes are being compared with the graph")
    sizes = resources.vectors.sizes()
    return f"{sum(sizes.values())} keyframes in {len(sizes)} indexes"


async def _models(resources: Resources) -> str:
    """Never a reason not to be ready: without an embedder other channels still find; a cold one only takes longer."""
    return "; ".join(part for part in (resources.encoders.detail, resources.warming.state) if part)


async def _background(resources: Resources) -> str:
    broken = ", ".join(work.name for work in resources.background if work.broken)
    if broken:
        raise NotReadyError("broke and begins again, see the log", f"broke and begins again: {broken}; see the log")
    return "live events, vector indexes and sweeping run"


async def _disk(resources: Resources) -> str:
    free = (await asyncio.to_thread(shutil.disk_usage, resources.files.root)).free
    if free < _LEAST_FREE_BYTES:
        raise NotReadyError("no room", f"only {free >> 20} MiB free: make room")
    return f"{free >> 30} GiB free"
