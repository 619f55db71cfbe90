"""What a benchmark ran on, in one line: numbers without their machine say nothing."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import psutil


def machine_line(packages: Sequence[str] = ()) -> str:
    """Return processor, cores, memory, system, Python, and the installed versions of ``packages``, in one line."""
    parts = [
        _processor(),
        f"{usable_cores()} cores",
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        *(f"{name} {metadata.version(name)}" for name in packages),
    ]
    return ", ".join(parts)


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    print(machine_line())
