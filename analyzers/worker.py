"""The worker process: takes runs from the line (arq over Redis), one at a time, until it is told to stop.

arq keeps the line and nothing else. It would find a killed worker's job again only after the longest time any job may
take, so who works on what is said by leases of our own (``analyzers.lease``) and found again by a sweeper
(``analyzers.sweeper``). Jobs are msgpack, never pickles: who can write to Redis must not be able to run code here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import msgpack
import structlog
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix, job_key_prefix, retry_key_prefix
from arq.worker import Worker, func
from redis.asyncio import BlockingConnectionPool
from redis.exceptions import RedisError
from structlog.contextvars import bound_contextvars

from analyzers.child import AnalysisChild, ChildLimits
from analyzers.execution import RunExecutor
from analyzers.note_carrier import keep_carrying
from analyzers.sweeper import keep_sweeping
from analyzers.wire import Configure
from graph import keys
from graph.bus import RedisBus
from graph.client import GraphAddress, open_graph
from graph.errors import UnavailableError
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.ids import made_at, new_id
from graph.services.carrying import CarryService
from graph.services.models import ModelService
from graph.services.recording import RunRecording
from graph.services.session_log import SessionLog
from graph.standing import StandingWork
from graph.stores.registry import build_stores
from graph.tracing import Origin, Role, continued, origin, span

log = structlog.get_logger(__name__)

JOB = "analyse_run"
POLL_SECONDS = 0.1
ALIVE_SECONDS = 5.0
RECONNECT_SECONDS = 1.0
RETRY_SECONDS = 60.0  # an engine that restarts in that time costs a run nothing
CANCEL_KEPT_SECONDS = 3600
JOB_KEPT_MS = 30 * 86_400_000  # a run may wait long for a worker; should its job expire, the sweeper finds the run again
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """All that a worker is told. A run in hand may go on for ``grace_seconds`` after SIGTERM, then it is given back.

    About every ``sweep_seconds`` it looks for runs that nobody works on. ``program`` is the module that the analysis process
    runs.
    """

    graph: GraphAddress
    redis_url: str
    data: Path
    profile: str = "auto"
    weights: Path | None = None
    device: str = "auto"
    model_idle_seconds: float = 300
    analysis_memory_mb: int = 8192
    analysis_seconds: float = 6 * 3600
    detections_per_second: float = 5.0
    lease_seconds: float = 15.0
    grace_seconds: float = 10.0
    sweep_seconds: float = 3.0
    program: str = "analyzers.child_process"


@contextlib.contextmanager
def _reaching_queue() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise UnavailableError(
            "The line of runs cannot be reached now; the run is kept and gets its place later."
        ) from error


class ArqRunQueue:
    """The line of runs (a graph.ports.RunQueue) over arq: the server puts in, workers take out.

    Every method raises UnavailableError when Redis cannot be reached.
    """

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis

    @classmethod
    def at(cls, redis_url: str) -> ArqRunQueue:
        """Return a queue that connects with its first call; whoever opens it closes it."""
        return cls(open_arq_redis(redis_url))

    async def enqueue(self, run_id: str, *, attempt: int) -> None:
        """Ask for attempt number ``attempt`` of a run; asking twice is asking once. Earlier attempts leave the line.

        The place in the line is that of the moment when the run was asked for: one whose worker was lost does not stand
        behind all that came since.
        """
        earlier = [keys.run_job(run_id, number) for number in range(1, attempt)]
        with _reaching_queue():
            if earlier:
                async with self._redis.pipeline(transaction=True) as pipe:
                    pipe.zrem(keys.RUN_QUEUE, *earlier)
                    pipe.delete(*(prefix + job for job in earlier for prefix in _JOB_PREFIXES))
                    await pipe.execute()
            job = keys.run_job(run_id, attempt)
            with span(f"enqueue {JOB}", Role.PRODUCER, reelgraph__run=run_id, reelgraph__attempt=attempt):
                await self._redis.enqueue_job(
                    JOB,
                    run_id,
                    origin(),
                    _job_id=job,
                    _queue_name=keys.RUN_QUEUE,
                    _defer_until=made_at(run_id),
                    _expires=JOB_KEPT_MS / 1000,
                )

    async def cancel(self, run_id: str) -> None:
        """Tell the worker that holds the run, if any, to stop it soon."""
        with _reaching_queue():
            await self._redis.set(keys.run_cancelled(run_id), b"1", ex=CANCEL_KEPT_SECONDS)

    async def depth(self) -> int:
        """Return how many runs wait."""
        with _reaching_queue():
            jobs = [job.decode() for job in await self._redis.zrange(keys.RUN_QUEUE, 0, -1)]
            if not jobs:
                return 0
            return len(jobs) - int(await self._redis.exists(*(in_progress_key_prefix + job for job in jobs)))

    async def waits(self, run_id: str, attempts: range) -> bool:
        """Whether one of these attempts stands in line and nobody has started on it."""
        with _reaching_queue():
            async with self._redis.pipeline(transaction=False) as pipe:
                for attempt in attempts:
                    job = keys.run_job(run_id, attempt)
                    pipe.zscore(keys.RUN_QUEUE, job)
                    pipe.exists(in_progress_key_prefix + job)
                answers = await pipe.execute()
        return any(score is not None and not started for score, started in zip(answers[::2], answers[1::2], strict=True))

    async def abandon(self, run_id: str, attempt: int) -> None:
        """Take away the mark that a worker has started on an attempt: it was lost before it could begin the run."""
        with _reaching_queue():
            await self._redis.delete(in_progress_key_prefix + keys.run_job(run_id, attempt))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose(close_connection_pool=True)


_JOB_PREFIXES = (job_key_prefix, in_progress_key_prefix, retry_key_prefix)


def open_arq_redis(redis_url: str) -> ArqRedis:
    """Return arq's Redis client with our serializer; callers wait for a free connection instead of failing."""
    pool = BlockingConnectionPool.from_url(redis_url, max_connections=CONNECTIONS, timeout=20)
    return ArqRedis(pool, job_serializer=_pack, job_deserializer=_unpack, expires_extra_ms=JOB_KEPT_MS)


def run_worker(config: WorkerConfig) -> None:
    """Work until SIGTERM or SIGINT; blocking. Then the run in hand gets its grace time, or goes back into the line."""
    asyncio.run(_work(config))


async def _work(config: WorkerConfig) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with _open(config) as context:
        log.info("worker is up", worker=context.name)
        await _take_runs(context, config, stopping)
        log.info("worker stops", worker=context.name)


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """What jobs of this worker share."""

    name: str
    redis: ArqRedis
    queue: ArqRunQueue
    executor: RunExecutor
    recording: RunRecording
    carrying: CarryService


@asynccontextmanager
async def _open(config: WorkerConfig) -> AsyncIterator[WorkerContext]:
    """Open what the worker needs, and close it in reverse."""
    name = f"{socket.gethostname()}:{os.getpid()}:{new_id()[-6:]}"
    async with AsyncExitStack() as stack:
        redis = open_arq_redis(config.redis_url)
        queue = ArqRunQueue(redis)
        stack.push_async_callback(queue.close)
        graph = open_graph(replace(config.graph, retry_seconds=RETRY_SECONDS))
        stack.push_async_callback(graph.close)
        data = config.data.absolute()
        limits = ChildLimits(config.analysis_memory_mb, config.analysis_seconds)
        child = AnalysisChild(_child_configuration(config, data), limits, config.program)
        stack.push_async_callback(child.stop)
        stores = build_stores(graph)
        models = ModelService(stores.models)
        bus = RedisBus(redis)
        recording = RunRecording(stores, models, bus, queue)
        files = DataFolder(data)
        carrying = CarryService(stores, SessionLog(stores.log, bus), FeatureStore(files.features))
        executor = RunExecutor(
            name, redis, child, recording, carrying, models, stores, files, config.lease_seconds, _code_version()
        )
        yield WorkerContext(name, redis, queue, executor, recording, carrying)


def _code_version() -> str:
    try:
        return metadata.version("reelgraph")
    except metadata.PackageNotFoundError:  # run from its source, not installed
        return "source"


def _child_configuration(config: WorkerConfig, data: Path) -> Configure:
    return Configure(
        data=data,
        profile=config.profile,
        weights=None if config.weights is None else config.weights.absolute(),
        device=config.device,
        model_idle_seconds=config.model_idle_seconds,
        detections_per_second=config.detections_per_second,
    )


async def _take_runs(context: WorkerContext, config: WorkerConfig, stopping: asyncio.Event) -> None:
    """Take runs until told to stop, then let the run in hand go on for its grace time."""
    worker = Worker(
        [func(analyse_run, name=JOB)],
        queue_name=keys.RUN_QUEUE,
        redis_pool=context.redis,
        handle_signals=False,
        max_jobs=1,
        job_timeout=config.analysis_seconds * 2 + 3600,  # ours is the child's; this one only must not be shorter
        keep_result=0,  # a kept result would refuse the same job id
        poll_delay=POLL_SECONDS,
        max_tries=2**31,  # how often a run is tried is for the executor to say
        ctx={"worker": context},
        job_serializer=_pack,
        job_deserializer=_unpack,
        log_results=False,
    )
    prepare = asyncio.create_task(context.executor.prepare(), name="prepare")
    every = config.sweep_seconds
    standing = (
        StandingWork("take runs", partial(_poll, worker)),
        StandingWork(
            "sweep",
            partial(keep_sweeping, context.redis, context.queue, context.recording, every, config.lease_seconds / 2),
        ),
        StandingWork("carry notes forward", partial(keep_carrying, context.redis, context.carrying, every)),
        StandingWork("say alive", partial(_say_alive, context)),
    )
    helpers = [asyncio.create_task(work.run(), name=work.name) for work in standing]
    try:
        await stopping.wait()
        worker.allow_pick_jobs = False
        if worker.tasks:
            await asyncio.wait(worker.tasks.values(), timeout=config.grace_seconds)
    finally:
        in_hand = list(worker.tasks.values())
        for task in (*in_hand, *helpers, prepare):
            task.cancel()
        await asyncio.gather(*in_hand, *helpers, prepare, return_exceptions=True)


async def _poll(worker: Worker) -> None:
    """Take runs for ever. Redis being away for a while does not hurt the run in hand."""
    while True:
        try:
            await worker.async_run()
        except (RedisError, OSError) as error:
            log.warning("worker cannot reach the line of runs and tries again", error=str(error))
        await asyncio.sleep(RECONNECT_SECONDS)
        free_places(worker)


def free_places(worker: Worker) -> None:
    """Give back the places of jobs that arq counted and could not start, since Redis went away between the two."""
    while worker.job_counter > sum(not task.done() for task in worker.tasks.values()):
        worker.job_counter -= 1
        worker.sem.release()


async def _say_alive(context: WorkerContext) -> None:
    """Say who this is, for as long as it is."""
    started = datetime.now(UTC).isoformat()
    try:
        while True:
            about = {"name": context.name, "pid": os.getpid(), "started": started, **context.executor.about()}
            with contextlib.suppress(RedisError, OSError):  # the loop that takes runs says it loudly
                await context.redis.set(keys.worker(context.name), json.dumps(about), ex=int(ALIVE_SECONDS * 3))
            await asyncio.sleep(ALIVE_SECONDS)
    finally:
        with contextlib.suppress(RedisError, OSError):  # it runs out by itself
            await context.redis.delete(keys.worker(context.name))


async def analyse_run(ctx: dict[str, Any], run_id: str, asked: Origin | None = None) -> None:
    """The job: do the next attempt of a run, unless somebody else does it or it is done.

    ``asked`` is what the job stems from; none in those of earlier releases.
    """
    context: WorkerContext = ctx["worker"]
    with continued(asked), span(JOB, Role.CONSUMER, reelgraph__run=run_id), bound_contextvars(run=run_id):
        await context.executor.execute(run_id)


def _pack(job: dict[str, Any]) -> bytes:
    return bytes(msgpack.packb(job, default=repr))


def _unpack(data: bytes) -> dict[str, Any]:
    job: dict[str, Any] = msgpack.unpackb(data)
    return job
