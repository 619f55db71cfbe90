"""What is around: disk, graph, Redis, the running server, its token, the GPU, the weights."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator

import httpx
from redis.exceptions import RedisError

from graph.client import open_graph
from graph.errors import ReelgraphError, UnavailableError
from graph.files import DataFolder
from server.addresses import graph_address, redis_address
from server.children import reelgraph_command
from server.credentials import authorization
from server.doctor.finding import Finding, absent, broken, ok
from server.lock import read_holder
from server.settings import Settings, unknown_settings

_LEAST_FREE = 1 << 30
_SLOW_SECONDS = 120
_TORCH = """
import json, sys, torch
from analyzers.device import choose_device
from graph.errors import InvalidError
try:
    chosen, wrong = choose_device(sys.argv[1]), ""
except InvalidError as error:
    chosen, wrong = "", str(error)
cards = [torch.cuda.get_device_properties(number) for number in range(torch.cuda.device_count())]
print(json.dumps({
    "torch": torch.__version__,
    "cuda": torch.version.cuda,
    "cards": [f"{card.name}, {card.total_memory / 2**30:.0f} GiB" for card in cards],
    "threads": torch.get_num_threads(),
    "chosen": chosen,
    "wrong": wrong,
}))
"""


def examine_surroundings(settings: Settings) -> Iterator[Finding]:
    """Yield what was found; the slow ones, which load torch in processes of their own, last."""
    yield _environment()
    yield _disk(settings)
    yield asyncio.run(_graph(settings))
    yield asyncio.run(_redis(settings))
    yield _server(settings)
    yield _token(settings)
    yield _device(settings)
    yield from _weights(settings)


def _environment() -> Finding:
    unknown = unknown_settings()
    if unknown:
        return absent("settings", " ".join(unknown), "Correct the name, or take it out of the environment.")
    return ok("settings", "no name in the environment that is like a setting and is none")


def _disk(settings: Settings) -> Finding:
    folder = settings.data.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / (1 << 30):.1f} GiB free for {settings.data}"
    return ok("disk", detail) if free > _LEAST_FREE else broken("disk", detail, "Make room, or choose another --data.")


async def _graph(settings: Settings) -> Finding:
    try:
        address = graph_address(settings)
    except UnavailableError:
        return absent("graph", f"no engine runs on {settings.data}", f"Start one: reelgraph up --data {settings.data}")
    client = open_graph(address)
    try:
        await client.ping()
        where = address.uri or f"{address.host}:{address.port}"
        return ok("graph", f"{client.engine} at {where}")
    except ReelgraphError as error:
        return broken("graph", str(error), "Start it, or correct REELGRAPH_NEO4J_URI, _USER and _PASSWORD.")
    finally:
        await client.close()


async def _redis(settings: Settings) -> Finding:
    from redis.asyncio import Redis

    try:
        client: Redis = Redis.from_url(redis_address(settings), socket_connect_timeout=3, socket_timeout=3)
    except UnavailableError:
        return absent("redis", "comes with the embedded engine", f"Start it: reelgraph up --data {settings.data}")
    try:
        said = await client.info("server")
        return ok("redis", f"version {said['redis_version']}")
    except (RedisError, OSError) as error:
        return broken("redis", f"does not answer: {error}", "Start it, or correct REELGRAPH_REDIS_URL.")
    finally:
        await client.aclose()


def _server(settings: Settings) -> Finding:
    holder = read_holder(settings.data)
    address = holder["address"] if holder else settings.server
    try:
        answer = httpx.get(f"{address}/readyz", headers=authorization(settings), timeout=5, trust_env=False)
        parts = answer.json()["parts"]
    except httpx.TransportError:
        return absent("server", f"nothing answers at {address}", "Start it: reelgraph up")
    except (ValueError, KeyError):
        return broken("server", f"{address} is no Reelgraph server", "Name the right one in REELGRAPH_SERVER.")
    wrong = [f"{name}: {part['detail']}" for name, part in parts.items() if not part["ok"]]
    if wrong:
        return broken("server", f"{address} is not ready: {'; '.join(wrong)}", "See its log in DATA/logs/server.log.")
    return ok("server", f"{address} is ready; models: {parts.get('models', {}).get('detail', 'not told')}")


def _token(settings: Settings) -> Finding:
    if settings.token is not None:
        return ok("token", "REELGRAPH_TOKEN")
    path = DataFolder(settings.data).admin_token
    if not path.exists():
        return absent(
            "token", f"REELGRAPH_TOKEN is not set and {path} is not there", "reelgraph up writes it at its first start."
        )
    if path.stat().st_mode & 0o077:
        return broken("token", f"{path} can be read by others", f"chmod 600 {path}")
    return ok("token", str(path))


def _device(settings: Settings) -> Finding:
    try:
        command = [sys.executable, "-P", "-c", _TORCH, settings.device]
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SLOW_SECONDS, check=True)
        said = json.loads(run.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        lines = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        return broken(
            "torch", lines[-1] if lines else "does not load", "Install torch and torchvision of matching versions."
        )
    version, chosen, cards = said["torch"], said["chosen"], said["cards"]
    if said["wrong"]:
        return broken(
            "torch", f"{version}: {said['wrong']}", f"REELGRAPH_DEVICE is {settings.device}; {_card_remedy(said['cuda'])}"
        )
    if chosen.startswith("cuda"):
        return ok("torch", f"{version} on {chosen}, {cards[int(chosen.removeprefix('cuda:'))]}")
    if chosen == "mps":
        return ok("torch", f"{version} on the Apple GPU")
    detail = f"{version} on {said['threads']} processor threads"
    if cards:
        return ok("torch", f"{detail}, as REELGRAPH_DEVICE says, although there is {'; '.join(cards)}")
    return absent("torch", f"{detail}; no GPU", f"Analysis works, slower. {_card_remedy(said['cuda'])}")


def _card_remedy(cuda: str | None) -> str:
    if cuda is None:
        return "This torch is built for the CPU: with an NVIDIA card, install its CUDA build."
    return f"With an NVIDIA card: install a driver that knows CUDA {cuda}."


def _weights(settings: Settings) -> Iterator[Finding]:
    command = reelgraph_command("models", "list", "--installed", "--json", "--data", str(settings.data))
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_SLOW_SECONDS, check=True)
        models = json.loads(run.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        lines = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        remedy = "reelgraph models pull fetches them; REELGRAPH_PROFILE=bundled uses those that came with the installation."
        yield broken("weights", lines[-1] if lines else "cannot be listed", remedy)
        return
    for model in models:
        yield ok(f"weights {model['task']}", f"{model['name']} from {model['source']}, sha256 {model['weightsSha256'][:12]}")
