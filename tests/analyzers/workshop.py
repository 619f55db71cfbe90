"""A project whose files real workers analyse: worker processes that a test starts, kills and asks to stop."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from redis.asyncio import Redis

from analyzers.child import HOME
from analyzers.media.probe import probe
from analyzers.worker import ArqRunQueue
from graph.bus import RedisBus
from graph.client import GraphAddress
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.access import Viewer
from graph.nodes.asset import Project, StorageMode
from graph.nodes.run import AnalysisRun
from graph.ports import GraphClient, ProbedMedia
from graph.services.ingest import Ingested, IngestRequest
from graph.services.registry import Services, build_services
from graph.vectors.library import VectorIndexes

HOSTILE = "tests.analyzers.hostile"
DEADLINE_SECONDS = 600.0
BRIEF_LEASE, LONG_LEASE = 5.0, 60.0


async def probe_in_thread(path: Path) -> ProbedMedia:
    return await asyncio.to_thread(probe, path)


@dataclass
class Workshop:
    """Services over an engine, and the workers that were started."""

    services: Services
    viewer: Viewer
    project: Project
    address: GraphAddress
    redis_url: str
    data: Path
    queue: ArqRunQueue
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    async def open(cls, client: GraphClient, address: GraphAddress, redis: Redis, redis_url: str, data: Path) -> Workshop:
        files = DataFolder(data)
        queue = ArqRunQueue.at(redis_url)
        features = FeatureStore(files.features)
        services = build_services(
            client,
            RedisBus(redis),
            queue,
            files,
            features,
            VectorIndexes(files.vectors, features),
            probe_in_thread,
            roots=[data.parent, HOME],
        )
        _, token = await services.users.bootstrap_admin()
        viewer = await services.users.viewer_for_token(token)
        assert viewer is not None
        project = await services.projects.create(viewer, "shop", "Shop", StorageMode.REFERENCE)
        return cls(services, viewer, project, address, redis_url, data, queue)

    async def ingest(self, path: Path) -> Ingested:
        return await self.services.ingest.ingest(self.viewer, IngestRequest(self.project.id, path=path))

    async def run_of(self, path: Path) -> AnalysisRun:
        """Ingest a file and return the run that waits for a worker."""
        run = (await self.ingest(path)).run
        assert run is not None
        return run

    async def again(self, run: AnalysisRun) -> AnalysisRun:
        """Return a run as it is now."""
        (found,) = await self.services.analysis.visible_runs(self.viewer, [run.id])
        assert found is not None
        return found

    async def until(self, run: AnalysisRun, true: str) -> AnalysisRun:
        """Return the run once it is ``final``, or once it is ``RUNNING`` or another status."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            now = await self.again(run)
            if now.status.final if true == "final" else now.status.name == true:
                return now
            assert not now.status.final, f"{now.status.name}: {now.failure}"
            await asyncio.sleep(0.05)
        raise AssertionError(f"the run is not {true} after {DEADLINE_SECONDS:.0f} s: {await self.again(run)}")

    def start_worker(
        self, *, program: str = "analyzers.child_process", brief: bool = False, **options: float
    ) -> subprocess.Popen[bytes]:
        """Start a worker. What one holds that will be killed is soon free again where it is ``brief``; on a machine that
        stands still for a while such a one may lose its run."""
        about = {
            "graph": {"engine": self.address.engine, "database": self.address.database, "password": self.address.password,
                      "host": self.address.host, "port": self.address.port},
            "redis_url": self.redis_url,
            "data": str(self.data),
            "program": program,
            "profile": "bundled",
            "device": "cpu",
            "lease_seconds": BRIEF_LEASE if brief else LONG_LEASE,
            "sweep_seconds": 0.5,
            "grace_seconds": 0.2,
            "detections_per_second": 1.0,
            **options,
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.analyzers.worker_process", json.dumps(about)]
        worker = subprocess.Popen(command, cwd=HOME, env={**os.environ, "OMP_NUM_THREADS": "2"})
        self.workers.append(worker)
        return worker

    async def close(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()
        await self.queue.close()


async def eventually(fact: Callable[[], Awaitable[bool]], what: str) -> None:
    """Return once ``fact`` is true; fails the test after four minutes."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not await fact():
        assert time.monotonic() < deadline, f"not within {DEADLINE_SECONDS:.0f} s: {what}"
        await asyncio.sleep(0.02)


def child_of(worker: subprocess.Popen[bytes]) -> psutil.Process:
    """Return the analysis process of a worker."""
    (child,) = psutil.Process(worker.pid).children()
    return child
