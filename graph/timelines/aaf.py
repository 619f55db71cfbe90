"""Advanced Authoring Format (AAF), as Avid Media Composer writes it -> timelines.

It is a binary graph of objects, whose library trusts what it reads. So a process of its own reads it, which may take so much
memory and so much time and writes nothing, and says what it found as OpenTimelineIO's JSON, which is read as a stranger's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from graph.errors import ReelgraphError
from graph.nodes.timeline import Timeline
from graph.timelines.bounds import LARGEST_FILE, broken, words
from graph.timelines.otio_reader import read_otio
from graph.timelines.otio_writer import write_otio

NAME = "AAF"
MOST_SECONDS = 60
MOST_MEMORY = 2**30
_ROOT = Path(__file__).resolve().parents[2]
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from graph.timelines.aaf import main; main()"


def read_aaf(data: bytes) -> Timeline:
    """Return the first composition of a file; of clips without one, a timeline that shows one after the other. Blocking.

    Raises InvalidError for what is no AAF, is damaged, or takes too much to read.
    """
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        try:
            child = subprocess.run(
                [sys.executable, "-I", "-c", _CHILD, str(_ROOT)],
                stdin=file,
                capture_output=True,
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise broken(NAME, f"it takes more than {MOST_SECONDS} s to read.") from None
    if child.returncode or len(child.stdout) > 4 * LARGEST_FILE:
        raise broken(NAME, "it is damaged, or takes more memory or time than an edit does.")
    told = json.loads(child.stdout)
    if "why" in told:
        raise broken(NAME, words(told["why"]))
    timeline = read_otio(told["otio"])
    return replace(timeline, notes=tuple(dict.fromkeys((*map(words, told["notes"]), *timeline.notes))))


def main() -> None:
    """Read the file that is the standard input, and write what it holds: the process that ``read_aaf`` starts."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    os.nice(5)
    from graph.timelines.aaf_reader import read

    try:
        timeline = read("/dev/stdin")
        told = {"otio": write_otio(timeline), "notes": timeline.notes}
    except ReelgraphError as error:
        told = {"why": error.message}
    except Exception as error:  # noqa: BLE001 -- the process ends here, and whatever broke the library is the file's fault
        told = {"why": f"it is damaged, or not as editors write it ({str(error)[:200] or type(error).__name__})."}
    sys.stdout.write(json.dumps(told))
