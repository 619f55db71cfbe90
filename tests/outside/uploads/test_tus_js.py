"""/upload judged by npm `tus-js-client`, over connections that are cut in the middle."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from tests.outside.node import HERE, Node
from tests.outside.uploads.cutting import cutting
from tests.server.graphql_site import Site, open_site

MIB = 1 << 20


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


@dataclass
class Sender:
    node: Node
    site: Site
    file: Path
    content: bytes

    async def send(self, address: str | None = None, **options: Any) -> dict[str, Any]:
        """What the client says of sending the file."""
        given = {
            "endpoint": f"{address or self.site.address}/upload",
            "file": str(self.file),
            "token": self.site.token,
            "metadata": {"filename": "Fahrt, übers Land.mp4", "project": "film"},
            **options,
        }
        process = await asyncio.create_subprocess_exec(
            *self.node.command("uploads/send.mjs", json.dumps(given)),
            cwd=HERE,
            env=self.node.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(300):
            out, err = await process.communicate()
        assert out, err.decode()
        told: dict[str, Any] = json.loads(out)
        return told

    def stored(self, told: dict[str, Any]) -> bytes:
        path: Path = self.site.root.parent / "data" / "uploads" / told["url"].rsplit("/", 1)[1]
        return path.read_bytes()


@pytest.fixture
def sender(node: Node, site: Site, tmp_path: Path) -> Sender:
    content = np.random.default_rng(4).bytes(3 * MIB + 17)
    file = tmp_path / "clip.mp4"
    file.write_bytes(content)
    return Sender(node, site, file, content)


@pytest.mark.parametrize("chunk", [None, MIB], ids=["in one piece", "in pieces"])
async def test_an_upload_whose_connection_is_cut_again_and_again_arrives_whole(sender: Sender, chunk: int | None) -> None:
    async with cutting(sender.site.address, 900_000, 300_000, 200, 1_100_000, 50_000) as (proxy, address):
        told = await sender.send(address, chunkSize=chunk)
    assert (told["outcome"], proxy.cuts) == ("DONE", 5)
    assert told["retries"] >= 4
    assert sender.stored(told) == sender.content


async def test_another_program_goes_on_where_a_killed_one_stopped(sender: Sender) -> None:
    first = await sender.send(chunkSize=256 * 1024, stopAt=MIB)
    assert first["outcome"] == "STOPPED"
    second = await sender.send(uploadUrl=first["url"])
    assert (second["outcome"], second["url"]) == ("DONE", first["url"])
    assert second["methods"][0] == "HEAD"
    assert "POST" not in second["methods"]
    assert sender.stored(second) == sender.content


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
async def test_a_byte_that_changes_on_the_way_is_noticed_and_sent_again(sender: Sender, algorithm: str) -> None:
    async with cutting(sender.site.address, spoil_at=2 * MIB) as (_, address):
        told = await sender.send(address, chunkSize=MIB, algorithm=algorithm)
    assert told["outcome"] == "DONE"
    assert 460 in told["statuses"]
    assert sender.stored(told) == sender.content


async def test_the_first_piece_with_the_announcement_and_a_method_in_disguise_work_too(sender: Sender) -> None:
    told = await sender.send(chunkSize=MIB, withCreation=True, override=True)
    assert told["outcome"] == "DONE"
    assert set(told["methods"]) == {"POST"}
    assert sender.stored(told) == sender.content


async def test_what_is_sent_can_be_taken_back(sender: Sender) -> None:
    told = await sender.send(terminate=True)
    assert told["outcome"] == "DONE"
    assert told["methods"][-1] == "DELETE"
    assert told["statuses"][-1] == 204


async def test_a_project_that_is_not_there_is_told_in_words(sender: Sender) -> None:
    told = await sender.send(metadata={"filename": "a.mp4", "project": "no-such"})
    assert (told["outcome"], told["status"], told["retries"]) == ("FAILED", 404, 0)
    assert json.loads(told["body"])["code"] == "NOT_FOUND"
