"""What stays between the runs of one analysis process: the networks, and where files go."""

from __future__ import annotations

import logging
from collections.abc import Callable

from analyzers.cache import ModelCache
from analyzers.pipeline.analysis import Analysis
from analyzers.pipeline.networks import Networks
from analyzers.registry import build_analyzers
from analyzers.wire import AnalysisRequest, Configure, Finished, Message, Ready
from graph.files import DataFolder

_log = logging.getLogger(__name__)


class AnalysisSession:
    """Does runs, one at a time, with networks that stay loaded between them until they are idle."""

    def __init__(self, configuration: Configure, networks: Networks, ready: Ready) -> None:
        self._files = DataFolder(configuration.data)
        self._per_second = configuration.detections_per_second
        self._networks = networks
        self._ready = ready

    @classmethod
    def open(cls, configuration: Configure) -> AnalysisSession:
        """Settle on device and weights; raises UnavailableError or InvalidError where these are not to be had."""
        analyzers = build_analyzers(
            configuration.profile,
            configuration.device,
            weights=configuration.weights,
            pulled=DataFolder(configuration.data).models,
            say=_log.warning,
        )
        cache = ModelCache(configuration.model_idle_seconds)
        cache.start()
        ready = Ready(analyzers.identities, analyzers.report.profile, analyzers.report.why, analyzers.device)
        return cls(configuration, Networks(analyzers, cache), ready)

    @property
    def ready(self) -> Ready:
        """The networks that will be used."""
        return self._ready

    def analyse(self, request: AnalysisRequest, emit: Callable[[Message], None], check: Callable[[], None]) -> Finished:
        """Do a run, blocking. Raises MediaError for its file, and whatever ``check`` raises once the run is to stop."""
        return Analysis(request, self._networks, self._files, self._per_second, emit, check).run()
