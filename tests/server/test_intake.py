"""`ingest --wait`, interrupted: the server goes on, and the person is told so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from graph.ports import GraphClient
from server.api import operations as api
from server.client import connect
from server.commands.failure import CommandFailedError
from server.ingestion import IngestOptions
from server.intake import take_in
from server.terminal import Terminal
from tests.processes import wait_until_async
from tests.server.graphql_site import Site, open_site


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("as_json", [False, True])
async def test_whoever_stops_waiting_is_told_that_the_analysis_goes_on_and_how_to_stop_it(
    site: Site, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    path = site.root / "clip.mov"
    path.write_text("VIDEO one")
    settings = site.resources.settings.model_copy(update={"server": site.address, "token": SecretStr(site.token)})
    waiting = asyncio.create_task(
        take_in([str(path)], "film", IngestOptions(wait=True), settings, Terminal(as_json=as_json))
    )
    await wait_until_async(lambda: len(site.resources.sockets) > 0, "the analysis is followed")

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    (run,) = await site.services.analysis.waiting()
    said = capsys.readouterr()
    assert "goes on in the server" in said.err
    assert "reelgraph cancel " in said.err
    if as_json:
        outcome = json.loads(said.out.splitlines()[-1])
        assert (outcome["status"], outcome["path"]) == ("QUEUED", str(path))
        assert outcome["runId"] in said.err
    assert run.status.name == "QUEUED"


async def test_bytes_that_are_known_by_another_name_are_told_with_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    settings = site.resources.settings.model_copy(update={"server": site.address, "token": SecretStr(site.token)})
    first, second = site.root / "first.mov", site.root / "東京の夜景.mov"
    for path in (first, second):
        path.write_text("VIDEO one")
        await take_in([str(path)], "film", IngestOptions(wait=False), settings, Terminal())

    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith(str(site.root))]  # beside the log
    assert said == [f"{first}: queued", f"{second}: queued (known already, as 'first')"]


def copies_of(path: Path, data: Path) -> list[Path]:
    return [each for each in data.rglob("*") if each.is_file() and each.read_bytes() == path.read_bytes()]


async def test_a_project_can_be_made_that_leaves_files_where_they_are(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = site.resources.settings.model_copy(update={"server": site.address, "token": SecretStr(site.token)})
    here, away = site.root / "here.mov", site.root.parent / "away.mov"
    here.write_text("VIDEO one")
    away.write_text("VIDEO two")
    options = IngestOptions(reference=True)

    kept, refused = await take_in([str(here), str(away)], "heist", options, settings, Terminal())

    assert "made the project 'heist': its files stay where they are" in capsys.readouterr().err
    assert (kept.created, [problem["code"] for problem in refused.problems]) == (True, ["OUTSIDE_ROOTS"])
    async with connect(settings) as server:
        found = await api.project(server, key="heist")
        assert found is not None
        assert found["storage"] == "REFERENCE"
    assert copies_of(here, settings.data) == []

    await take_in([str(here)], "other", IngestOptions(), settings, Terminal())
    assert "made the project 'other': copies of its files are kept" in capsys.readouterr().err
    assert len(copies_of(here, settings.data)) == 1
    with pytest.raises(CommandFailedError, match="keeps copies of its files") as caught:
        await take_in([str(here)], "other", options, settings, Terminal())
    assert caught.value.status == 2
