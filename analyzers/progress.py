"""How far a run is, said a few times a second to those who listen, and kept for those who come later."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from analyzers.wire import Progressed
from graph import keys
from graph.events import RunProgressed
from graph.nodes.run import AnalysisRun
from graph.services.recording import RunRecording

if TYPE_CHECKING:
    from redis.asyncio import Redis

BETWEEN_SECONDS = 0.2
KEPT_SECONDS = 3600


class ProgressTeller:
    """Tells the progress of one run. The first and last word of a stage are always told; between them, five a second."""

    def __init__(self, redis: Redis, recording: RunRecording, run: AnalysisRun) -> None:
        self._redis = redis
        self._recording = recording
        self._run = run
        self._stage = ""
        self._told = 0.0

    async def tell(self, progressed: Progressed) -> None:
        """Tell, or leave out, one step. Redis being away hurts nobody: the next step is told again."""
        now = time.monotonic()
        done = progressed.done >= progressed.total
        if progressed.stage == self._stage and not done and now - self._told < BETWEEN_SECONDS:
            return
        self._stage, self._told = progressed.stage, now
        step = (progressed.stage, progressed.done, progressed.total, progressed.frames_per_second, progressed.eta_seconds)
        event = RunProgressed(self._run.project_id, self._run.id, self._run.version_id, *step)
        with contextlib.suppress(RedisError, OSError):
            await self._redis.set(keys.run_progress(self._run.id), json.dumps(event.to_wire()), ex=KEPT_SECONDS)
        await self._recording.progress(self._run, *step)
