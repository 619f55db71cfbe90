"""Hostile operations, one after another over HTTP and over a WebSocket, while a heartbeat query asks every 10 ms.

The server is ``reelgraph up``, warmed up; client and server share the machine. An artist of one project attacks, with what
the tests send as well (``tests/server/attacks.py``); the benchmark fails where an answer is not the one that they expect.
Each attack is sent ``TIMES`` times, later as a new document (a comment differs), and its best time counts: what is measured
is the server, not what else the machine does. The heartbeat's waits all count. A plain ``{ me { id } }`` stands at the head
as the measure of both.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psutil
from websockets.asyncio.client import ClientConnection, connect

from bench.callers import quiet
from bench.machine import machine_line
from tests.server.attacks import DATA, Attack, everything
from tests.server.conftest import Running, end, start

TIMES = 3
ALLOWED_MS, HEARTBEAT_MS = 50.0, 100.0
PLAIN = Attack("a plain query", "{ me { id } }", DATA)


@dataclass
class Outcome:
    """Milliseconds: the best of each attack by its name, and every wait of the heartbeat."""

    best: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    def took(self, name: str, seconds: float) -> None:
        self.best[name] = min(self.best.get(name, float("inf")), 1000 * seconds)


def anew(attack: Attack, turn: int) -> Attack:
    """The same attack as a document that was not seen before; one that is at its limit of bytes is sent as it is."""
    return attack if turn == 0 or len(attack.query) > 59_000 else replace(attack, query=f"{attack.query}\n#{turn}")


def check(attack: Attack, answer: dict[str, Any]) -> None:
    """Fail where an answer is not what the attack deserves."""
    errors = answer.get("errors")
    found = errors[0]["extensions"]["code"] if errors else DATA
    assert found == attack.expected, (attack.name, attack.expected, answer)


async def heart(running: Running, outcome: Outcome) -> None:
    """Ask a small question for ever, and note how long each answer takes."""
    async with httpx.AsyncClient(base_url=running.address, headers=running.headers, timeout=60, trust_env=False) as client:
        while True:
            began = time.perf_counter()
            (await client.post("/graphql", json={"query": PLAIN.query})).raise_for_status()
            outcome.waits.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(0.01)


async def over_http(running: Running, token: str, attacks: list[Attack], outcome: Outcome) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=running.address, headers=headers, timeout=60, trust_env=False) as client:
        for attack in attacks:
            for turn in range(TIMES):
                body = json.dumps({"query": anew(attack, turn).query, "variables": attack.variables}).encode()
                began = time.perf_counter()
                answer = await client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
                outcome.took(attack.name, time.perf_counter() - began)
                check(attack, answer.json())


async def over_a_socket(running: Running, token: str, attacks: list[Attack], outcome: Outcome) -> None:
    address = running.address.replace("http://", "ws://") + "/graphql"
    async with connect(address, subprotocols=["graphql-transport-ws"], max_size=None, proxy=None) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        await socket.recv()
        for attack in attacks:
            for turn in range(TIMES):
                outcome.took(attack.name, await ask(socket, anew(attack, turn), attack))


async def ask(socket: ClientConnection, sent: Attack, attack: Attack) -> float:
    """Return the seconds until the last message of an operation."""
    payload = {"query": sent.query, "variables": attack.variables}
    message = json.dumps({"id": "1", "type": "subscribe", "payload": payload})
    began = time.perf_counter()
    await socket.send(message)
    heard = [json.loads(await socket.recv())]
    while heard[-1]["type"] == "next":
        heard.append(json.loads(await socket.recv()))
    seconds = time.perf_counter() - began
    first = heard[0]
    check(attack, {"errors": first["payload"]} if first["type"] == "error" else first["payload"])
    return seconds


async def measure(running: Running, token: str, attacks: list[Attack]) -> dict[str, Outcome]:
    outcomes = {"HTTP": Outcome(), "WebSocket": Outcome()}
    for way, send in (("HTTP", over_http), ("WebSocket", over_a_socket)):
        beating = asyncio.create_task(heart(running, outcomes[way]))
        await send(running, token, attacks, outcomes[way])
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
    return outcomes


def server_of(running: Running) -> psutil.Process:
    """Return the process that serves."""
    return next(one for one in running.descendants() if "serve" in one.cmdline())


def artist_of_a_film(running: Running) -> str:
    """Make a project and an artist in it; return the artist's token."""
    with running.http() as http:

        def ask(document: str) -> dict[str, Any]:
            answer: dict[str, Any] = http.post("/graphql", json={"query": document}).raise_for_status().json()["data"]
            return answer

        film = ask('mutation { createProject(input: {key: "film", name: "Film"}) { project { id } } }')
        user = ask('mutation { createUser(input: {name: "ana"}) { user { id } } }')["createUser"]["user"]["id"]
        project = film["createProject"]["project"]["id"]
        member = f'project: "{project}", user: "{user}", role: ARTIST'
        ask(f"mutation {{ addMember(input: {{{member}}}) {{ problems {{ code }} }} }}")
        made = f'mutation {{ createToken(input: {{name: "attacks", scope: WRITE, user: "{user}"}}) {{ secret }} }}'
        secret: str = ask(made)["createToken"]["secret"]
        return secret


def main() -> None:
    attacks = [PLAIN, *everything()]
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", "--workers", "0", REELGRAPH_BUDGET_BURST=str(10**12))
        try:
            token = artist_of_a_film(running)
            asyncio.run(quiet(server_of(running)))
            outcomes = asyncio.run(measure(running, token, attacks))
        finally:
            end(running)
    print(machine_line(["graphql-core", "uvicorn"]))
    print(f"{len(attacks) - 1} attacks, best of {TIMES}; in milliseconds")
    heads = (f"{head:>7}" for head in ("plain", "median", "p95", "worst", "> 50", "beats", "p50", "p99", "worst"))
    print(" " * 10, *heads)
    for way, outcome in outcomes.items():
        plain, times, waits = outcome.best.pop(PLAIN.name), sorted(outcome.best.values()), sorted(outcome.waits)
        late = sum(one > ALLOWED_MS for one in times)
        taken = (plain, times[len(times) // 2], times[int(len(times) * 0.95)], times[-1])
        beats = (waits[len(waits) // 2], waits[int(len(waits) * 0.99)], waits[-1])
        print(f"{way:>10}", *(f"{one:7.1f}" for one in taken), f"{late:7} {len(waits):7}", *(f"{one:7.1f}" for one in beats))
        slowest = sorted(outcome.best.items(), key=lambda item: -item[1])[:5]
        print(" " * 10, "slowest:", "; ".join(f"{name} {took:.0f}" for name, took in slowest))


if __name__ == "__main__":
    main()
