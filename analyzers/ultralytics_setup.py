"""How ultralytics is brought in: without network, without installing anything, without writing to the home folder."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

QUIET = {
    "YOLO_AUTOINSTALL": "false",
    "YOLO_OFFLINE": "true",
    "YOLO_VERBOSE": "false",
}


def import_ultralytics() -> Any:
    """Return the package, imported quietly; it reads these variables once, when it is imported first."""
    if "ultralytics" not in sys.modules:
        os.environ.update(QUIET)
        if "YOLO_CONFIG_DIR" not in os.environ:
            folder = Path(tempfile.gettempdir()) / f"reelgraph-ultralytics-{os.getpid()}"
            folder.mkdir(mode=0o700, exist_ok=True)
            os.environ["YOLO_CONFIG_DIR"] = str(folder)
    import ultralytics

    logging.getLogger("ultralytics").setLevel(logging.WARNING)
    return ultralytics
