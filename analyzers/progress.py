"""How far a run is, said a few times a second: who comes late hears of it as soon."""

from __future__ import annotations

import time

from analyzers.wire import Progressed
from graph.nodes.run import AnalysisRun
from graph.services.recording import RunRecording

BETWEEN_SECONDS = 0.2


class ProgressTeller:
    """Tells the progress of one run. The first and last word of a stage are always told; between them, five a second."""

    def __init__(self, recording: RunRecording, run: AnalysisRun) -> None:
        self._recording = recording
        self._run = run
        self._stage = ""
        self._told = 0.0

    async def tell(self, progressed: Progressed) -> None:
        """Tell, or leave out, one step."""
        now = time.monotonic()
        done = progressed.done >= progressed.total
        if progressed.stage == self._stage and not done and now - self._told < BETWEEN_SECONDS:
            return
        self._stage, self._told = progressed.stage, now
        step = (progressed.stage, progressed.done, progressed.total, progressed.frames_per_second, progressed.eta_seconds)
        await self._recording.progress(self._run, *step)
