"""Writes what the analysis process finds, as it comes, under the attempt of the worker that has the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analyzers.progress import ProgressTeller
from analyzers.wire import End, Finished, Progressed, RepresentationsMade, Result, ShotsFound, TracksFound, Warned
from graph.nodes.run import AnalysisRun
from graph.services.recording import RunRecording

MOST_WARNINGS = 50


class RunRecorder:
    """Takes the results of one attempt. Raises LeaseHeldError once the attempt is over."""

    def __init__(self, recording: RunRecording, run: AnalysisRun, attempt: int) -> None:
        self._recording = recording
        self._run = run
        self._attempt = attempt
        self._progress = ProgressTeller(recording, run)
        self._warnings: dict[str, None] = {}

    async def receive(self, result: Result) -> None:
        """Write one result."""
        match result:
            case Progressed():
                await self._progress.tell(result)
            case ShotsFound():
                await self._recording.record_shots(self._run, self._attempt, result.shots, result.keyframes)
            case TracksFound():
                await self._recording.record_tracks(self._run, self._attempt, result.tracks)
            case RepresentationsMade():
                await self._recording.record_representations(self._run, self._attempt, result.representations)
            case Warned():
                if len(self._warnings) < MOST_WARNINGS:
                    self._warnings[result.message] = None

    def complete(self, end: End) -> End:
        """Return the end with the warnings that came before it."""
        if not isinstance(end, Finished) or not self._warnings:
            return end
        metrics: Mapping[str, Any] = {**end.metrics, "warnings": list(self._warnings)}
        return Finished(metrics)
