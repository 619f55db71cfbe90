"""A nested list of 13,300 values, from request to JSON bytes, in process: the same types and data by every executor.

The peers are stock Strawberry (its own schema and ``json``, as its view encodes), the same with ``orjson``, Ariadne and
graphene; the last two live in environments of their own under ``build/``, made when they are first needed, since they want
other versions of graphql-core. Rounds go from one to the next, so that a busy machine slows all of them; the table gives
medians. All answers are the same JSON, to the byte: that is checked in every round.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import strawberry

from bench.machine import machine_line
from bench.nested_query import data
from schema.execution.executor import planned
from schema.execution.plans import Plans
from schema.root import ReelgraphSchema

ROUNDS = 15
GOAL = 10
FOLDER = Path(__file__).resolve().parent
ENVIRONMENTS = FOLDER.parents[1] / "build" / "peers"
PEERS = {"ariadne": ("ariadne==1.1.0", "graphql-core<3.3"), "graphene": ("graphene==3.4.3",)}


@strawberry.type
class Detection:
    id: strawberry.ID
    label: str
    confidence: float


@strawberry.type
class Shot:
    id: strawberry.ID
    index: int
    start: int
    end: int
    detections: list[Detection]


@strawberry.type
class Asset:
    id: strawberry.ID
    name: str
    kind: str
    shots: list[Shot]


MADE: list[Asset] = data.make(Asset, Shot, Detection)


@strawberry.type
class Query:
    @strawberry.field
    def assets(self) -> list[Asset]:
        return MADE


Way = Callable[[], Awaitable[tuple[float, str]]]
"""Answers once; returns seconds, and the SHA-256 of the JSON without spaces."""


def in_process(schema: strawberry.Schema, encode: Callable[[Any], bytes]) -> Way:
    context = SimpleNamespace(caller=None, introspection=False, request_id="bench", narrow=lambda needs: None)

    async def answer() -> tuple[float, str]:
        began = time.perf_counter()
        result = await schema.execute(data.QUERY, context_value=context)
        text = encode(result.data)
        seconds = time.perf_counter() - began
        assert not result.errors, result.errors
        return seconds, hashlib.sha256(orjson.dumps(orjson.loads(text))).hexdigest()

    return answer


def by_json(value: Any) -> bytes:
    return json.dumps(value).encode()


class Peer:
    """A library in its own environment, asked over its standard input."""

    def __init__(self, name: str, python: Path) -> None:
        self._process = subprocess.Popen(
            [python, FOLDER / "peer.py", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    async def answer(self) -> tuple[float, str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        seconds, digest = json.loads(self._process.stdout.readline())
        return float(seconds), str(digest)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def environment(name: str, requirements: Sequence[str]) -> Path | str:
    """Return the Python of a peer's environment, or why there is none."""
    python = ENVIRONMENTS / name / "bin" / "python"
    if python.exists():
        return python
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        return "no uv to make its environment with"
    own = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    commands: list[list[str | Path]] = [
        [uv, "venv", "-q", "--python", sys.executable, ENVIRONMENTS / name],
        [uv, "pip", "install", "-q", "--python", python, *requirements],
    ]
    for command in commands:
        done = subprocess.run(command, check=False, env=own, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            shutil.rmtree(ENVIRONMENTS / name, ignore_errors=True)
            return str(done.stderr.strip().splitlines()[-1])
    return python


async def compare(ways: dict[str, Way]) -> None:
    """Print the table."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        digests = set()
        for name, way in ways.items():
            taken, digest = await way()
            digests.add(digest)
            if number:  # the first round compiles, and warms caches
                seconds[name].append(taken)
        assert len(digests) == 1, "all answers are the same"
    stock = statistics.median(seconds["stock Strawberry"])
    for name, taken_each in seconds.items():
        taken = statistics.median(taken_each)
        print(f"{name:32} {1000 * taken:9.2f} ms {stock / taken:8.1f}x stock Strawberry", flush=True)


def main() -> None:
    print(machine_line(["strawberry-graphql", "graphql-core", "orjson"]))
    ways: dict[str, Way] = {
        "stock Strawberry": in_process(strawberry.Schema(query=Query), by_json),
        "stock Strawberry + orjson": in_process(strawberry.Schema(query=Query), orjson.dumps),
        "ours": in_process(ReelgraphSchema(query=Query, execution_context_class=planned(Plans())), orjson.dumps),
        "ours, document parsed anew": in_process(
            strawberry.Schema(query=Query, execution_context_class=planned(Plans())), orjson.dumps
        ),
    }
    count = data.values(asyncio.run(strawberry.Schema(query=Query).execute(data.QUERY)).data)
    print(f"{count:,} values; median of {ROUNDS} alternating rounds; goal {GOAL}x stock Strawberry")
    peers = []
    for name, requirements in PEERS.items():
        found = environment(name, requirements)
        if isinstance(found, str):
            print(f"{name:32} not measured: {found}")
        else:
            peers.append(Peer(name, found))
            ways[requirements[0].replace("==", " ")] = peers[-1].answer
    try:
        asyncio.run(compare(ways))
    finally:
        for peer in peers:
            peer.close()
