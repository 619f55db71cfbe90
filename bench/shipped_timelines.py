"""Every example timeline of OpenTimelineIO and of all its plug-ins, fetched from the package index and read.

``python -m bench.shipped_timelines``: prints what became of each file, and exits with 1 where one was answered by
anything but a timeline or a sentence. Those that are small are among the tests; the rest are 16 MB.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from graph.errors import ReelgraphError
from graph.timelines.files import read_timeline

PACKAGES = (
    "OpenTimelineIO==0.18.1",
    "otio-aaf-adapter==2.0.0",
    "otio-ale-adapter==1.1.0",
    "otio-burnins-adapter==1.0.0",
    "otio-cmx3600-adapter==1.0.0",
    "otio-fcp-adapter==1.0.0",
    "otio-fcpx-xml-adapter==1.0.0",
    "otio-hls-playlist-adapter==1.0.0",
    "otio-maya-sequencer-adapter==1.0.0",
    "otio-svg-adapter==1.0.0",
    "otio-xges-adapter==1.0.0",
)
SAMPLES = "sample_data"
NO_EXAMPLES = (".py", ".txt", ".md")


def examples(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each example in the source archives in a folder."""
    for path in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and SAMPLES in member.name and not member.name.endswith(NO_EXAMPLES):
                    file = archive.extractfile(member)
                    assert file is not None
                    yield f"{path.name.removesuffix('.tar.gz')}/{Path(member.name).name}", file.read()


def told(content: bytes) -> tuple[str, str]:
    """Return what became of a file in a word, and what was said of it."""
    try:
        timeline = read_timeline(content)
    except ReelgraphError as answer:
        return "answered", answer.message
    except Exception as error:  # noqa: BLE001 -- that is what is looked for
        return "BROKEN", repr(error)
    return "read", f"{sum(1 for _ in timeline.clips())} clips"


def main() -> int:
    """Print a line for each file; return the exit status."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*fetch, "--no-build-isolation", "--dest", name, *PACKAGES], check=True)
        for example, content in examples(Path(name)):
            word, said = told(content)
            counts[word] += 1
            print(f"{word:9} {example}: {said}")
    print(", ".join(f"{count} {word}" for word, count in sorted(counts.items())))
    return 1 if counts["BROKEN"] or not counts["read"] else 0


if __name__ == "__main__":
    sys.exit(main())
