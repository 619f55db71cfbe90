"""Judges in Python that want other versions of our own packages: an environment of their own, made once a checkout.

It is ``.outside`` beside ``.venv``, with what requirements/outside.txt says; it is made again only when that changes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".outside"
LOCK = ROOT / "requirements" / "outside.txt"
STAMP = FOLDER / "lock"
INSTALL_SECONDS = 600


@dataclass(frozen=True)
class Judges:
    """The commands of the environment."""

    folder: Path

    def run(
        self, command: str, *arguments: str, seconds: float, folder: Path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment to its end."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("REELGRAPH_", "PYTHON"))}
        return subprocess.run(
            [str(self.folder / "bin" / command), *arguments],
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=folder,
            env={**kept, "NO_PROXY": "*", "COLUMNS": "200", **environment},
            check=False,
        )


def install() -> Judges:
    """Return the environment; raises AssertionError with the installer's words where it cannot be made."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return Judges(FOLDER)
    uv = str(Path(sys.executable).with_name("uv"))
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(FOLDER)],
        [uv, "pip", "install", "--quiet", "--python", str(FOLDER / "bin" / "python"), "--require-hashes", "-r", str(LOCK)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stderr}"
    STAMP.write_text(wanted)
    return Judges(FOLDER)
