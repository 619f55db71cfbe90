"""A worker process for tests; its configuration is the first argument, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from analyzers.worker import WorkerConfig, run_worker
from graph.client import GraphAddress

if __name__ == "__main__":
    about = json.loads(sys.argv[1])
    about |= {"graph": GraphAddress(**about["graph"]), "data": Path(about["data"])}
    run_worker(WorkerConfig(**about))
