"""Every file of some folders through a running Reelgraph, sound and broken ones alike; a table, and what may not be.

    python -m tests.quality.every_file [PATH...]

starts ``reelgraph up`` on a new data folder, gives it the folders or single files (without any, all footage that lies beside
the checkout) with one ``reelgraph ingest --wait --json``, and prints what it made of each as soon as that is known. Every
file must end analysed, or with a problem that has a code and a reason and names the file; the worker that began must be the
one that is there in the end, and still work. Ends with status 1 where that is not so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.machine import machine_line
from tests.conftest import SHARED
from tests.server.conftest import Running, command, end, environment, start

FOLDERS = ("video", "audio", "sequence", "transcodes", "broken")
FACTS = """
query Facts($id: ID!, $run: ID!) {
  node(id: $id) {
    ... on Version {
      asset { kind }
      media { container videoCodec audioCodec width height pixelAspect { num den } rotation frames seconds
        variableFrameRate warnings }
      representations { role }
    }
  }
  analysisRun(id: $run) { metrics }
}
"""


def main(paths: list[str]) -> int:
    """Do it; returns the exit status."""
    print(machine_line())
    folders = {path if path.is_dir() else path.parent for path in (Path(one).absolute() for one in paths)}
    roots = [option for folder in sorted(folders) for option in ("--root", str(folder))]
    with tempfile.TemporaryDirectory() as place:
        running = start(Path(place) / "data", *roots)
        try:
            return judge(running, paths)
        finally:
            end(running)


def judge(running: Running, paths: list[str]) -> int:
    worker = worker_of(running)
    began = time.monotonic()
    outcomes: list[dict[str, Any]] = []
    complaints: list[str] = []
    with running.http() as http:
        for outcome in ingest(running, paths):
            outcomes.append(outcome)
            print(line(outcome, facts(http, outcome)), flush=True)
            complaints += complaints_about(outcome)
    print(f"\n{len(outcomes)} files in {time.monotonic() - began:.0f} s")
    good = [one["path"] for one in outcomes if one["status"] == "SUCCEEDED"]
    if not good or worker_of(running) != worker:
        complaints.append("the worker that took the first file is not the one that took the last")
    failed = len(outcomes) - len(good)
    print(f"\n{len(good)} analysed, {failed} ended with a problem, {len(complaints)} without a clear end; worker {worker}")
    print(*complaints, sep="\n")
    return 1 if complaints else 0


def ingest(running: Running, paths: list[str]) -> Iterator[dict[str, Any]]:
    """Give all to the server, as a person does, and yield what it prints of each file as it comes."""
    with subprocess.Popen(
        command("ingest", *paths, "--project", "every-file", "--wait", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(REELGRAPH_SERVER=running.address, REELGRAPH_DATA=str(running.data)),
    ) as said:
        assert said.stdout is not None
        yield from map(json.loads, said.stdout)


def worker_of(running: Running) -> int:
    """The process id of the analysis worker."""
    (worker,) = (one.pid for one in running.descendants() if "worker" in words_of(one))
    return worker


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def facts(http: httpx.Client, outcome: dict[str, Any]) -> dict[str, Any] | None:
    if outcome["versionId"] is None:
        return None
    variables = {"id": outcome["versionId"], "run": outcome["runId"]}
    answer = http.post("/graphql", json={"query": FACTS, "variables": variables}).json()
    if "errors" in answer:
        raise RuntimeError(f"the server refuses to say what it made of {outcome['path']}: {answer['errors']}")
    data: dict[str, Any] = answer["data"]
    return data


def complaints_about(outcome: dict[str, Any]) -> list[str]:
    """What a person could not make sense of."""
    name = Path(outcome["path"]).name
    if outcome["status"] == "SUCCEEDED":
        return [] if not outcome["problems"] else [f"{outcome['path']}: succeeded, with problems {outcome['problems']}"]
    clear = [one for one in outcome["problems"] if one["code"] != "INTERNAL" and name in one["message"]]
    return [] if clear else [f"{outcome['path']}: {outcome['status']} without a clear reason: {outcome['problems']}"]


def line(outcome: dict[str, Any], found: dict[str, Any] | None) -> str:
    path = Path(outcome["path"])
    head = f"{path.parent.name}/{path.name}"[-44:].ljust(45) + str(outcome["status"]).ljust(10)
    problems = "; ".join(f"{one['code']}: {one['message']}" for one in outcome["problems"])
    if found is None or found["node"] is None:
        return head + problems
    version, media = found["node"], found["node"]["media"]
    metrics = found["analysisRun"]["metrics"] if found["analysisRun"] else {}
    aspect = media["pixelAspect"]
    parts = [
        version["asset"]["kind"],
        f"{media['videoCodec'] or '-'}/{media['audioCodec'] or '-'}",
        f"{media['width']}x{media['height']}" if media["width"] else "",
        f"PAR {aspect['num']}:{aspect['den']}" if aspect else "",
        f"turned {media['rotation']}" if media["rotation"] else "",
        "VFR" if media["variableFrameRate"] else "",
        f"{metrics.get('frames', media['frames'])} frames" if media["width"] else f"{media['seconds']:.1f} s",
        f"{metrics.get('shots', 0)} shots",
        f"{metrics.get('tracks', 0)} tracks",
        f"{len(version['representations'])} files",
        *dict.fromkeys((*media["warnings"], *metrics.get("warnings", ()))),
        problems,
    ]
    said: str = ", ".join(part for part in parts if part)
    return head + said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [str(SHARED / "media" / name) for name in FOLDERS]))
