"""The process boundary: whatever a file does in there, the worker gets an end with a reason, and the next file its turn."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from analyzers.child import HOME, AnalysisChild, ChildLimits
from analyzers.wire import AnalysisRequest, Cancelled, Configure, Failed, Finished, Progressed, Result
from graph.nodes.asset import AssetKind, MediaInfo
from graph.nodes.ids import new_id

PROGRAM = "tests.analyzers.hostile"


def _configuration() -> Configure:
    return Configure(Path("/nowhere"), "bundled", None, "cpu", 300, 5)


def _request(name: str) -> AnalysisRequest:
    return AnalysisRequest(new_id(), 1, new_id(), AssetKind.VIDEO, Path(f"/footage/{name}.mp4"), MediaInfo("mp4"), ())


async def _ignore(_result: Result) -> None:
    pass


@pytest.fixture
async def child() -> AsyncIterator[AnalysisChild]:
    child = AnalysisChild(_configuration(), ChildLimits(memory_mb=4096, seconds=60), PROGRAM)
    yield child
    await child.stop()


async def test_results_arrive_in_order_and_the_process_serves_run_after_run(child: AnalysisChild) -> None:
    seen: list[Result] = []

    async def keep(result: Result) -> None:
        seen.append(result)

    first = await child.analyse(_request("a"), keep)
    second = await child.analyse(_request("b"), keep)

    assert seen == [Progressed("decode", 1, 2)] * 2
    assert isinstance(first, Finished)
    assert isinstance(second, Finished)
    assert (first.metrics["runs"], second.metrics["runs"]) == (1, 2)
    assert first.metrics["pid"] == second.metrics["pid"]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("segfault", "BROKEN_MEDIA", "SIGSEGV"),
        ("abort", "BROKEN_MEDIA", "SIGABRT"),
        ("exit", "BROKEN_MEDIA", "exit status 3"),
        ("raise", "INTERNAL", "ZeroDivisionError"),
        ("full", "UNAVAILABLE", "disk of the data folder is full"),
        ("refuse", "BROKEN_MEDIA", "refuse.mp4 is damaged."),
    ],
)
async def test_a_file_that_ends_the_process_fails_its_own_run_with_a_reason(
    child: AnalysisChild, name: str, code: str, words: str
) -> None:
    end = await child.analyse(_request(name), _ignore)

    assert isinstance(end, Failed)
    assert end.code == code
    assert words in end.message
    assert f"{name}.mp4" in end.message
    assert isinstance(await child.analyse(_request("next"), _ignore), Finished)


async def test_a_file_that_takes_too_much_memory_is_stopped_and_the_setting_named() -> None:
    child = AnalysisChild(_configuration(), ChildLimits(memory_mb=400, seconds=60), PROGRAM)

    end = await child.analyse(_request("leak"), _ignore)

    assert isinstance(end, Failed)
    assert end.code == "TOO_LARGE"
    assert "400 MiB" in end.message
    assert "analysis_memory_mb" in end.message
    await child.stop()


async def test_a_file_that_takes_too_long_is_stopped_and_the_setting_named() -> None:
    child = AnalysisChild(_configuration(), ChildLimits(memory_mb=4096, seconds=1), PROGRAM)

    end = await child.analyse(_request("hang"), _ignore)

    assert isinstance(end, Failed)
    assert end.code == "TOO_LARGE"
    assert "analysis_seconds" in end.message
    await child.stop()


@pytest.mark.parametrize("name", ["patient", "hang"])
async def test_a_cancelled_run_ends_soon_whether_or_not_it_listens(child: AnalysisChild, name: str) -> None:
    async def cancel(_result: Result) -> None:
        child.cancel()

    async with asyncio.timeout(60):
        assert await child.analyse(_request(name), cancel) == Cancelled()


async def test_words_of_libraries_never_reach_the_protocol(child: AnalysisChild) -> None:
    assert isinstance(await child.analyse(_request("chatter"), _ignore), Finished)


async def test_a_process_killed_from_outside_is_tried_once_more(child: AnalysisChild, tmp_path: Path) -> None:
    request = replace(_request("once"), path=tmp_path / "once.mp4")
    kills = 0

    async def kill(_result: Result) -> None:
        nonlocal kills
        kills += 1
        if kills == 1:
            await _until((tmp_path / "once.seen").exists)
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)

    end = await child.analyse(request, kill)

    assert isinstance(end, Finished)
    assert kills == 2


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - another process makes it true
            await asyncio.sleep(0.01)


async def test_a_process_killed_from_outside_twice_fails_the_run(child: AnalysisChild) -> None:
    async def kill(_result: Result) -> None:
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)

    end = await child.analyse(_request("hang"), kill)

    assert isinstance(end, Failed)
    assert end.code == "UNAVAILABLE"
    assert "SIGKILL" in end.message


async def test_the_process_inherits_no_open_file_of_the_worker(child: AnalysisChild, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        await child.start()
        assert child.pid is not None
        held = psutil.Process(child.pid).open_files()

    assert not any("secret" in file.path for file in held)


def test_the_process_dies_with_a_worker_that_is_killed() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.analyzers.hostile_worker"], stdout=subprocess.PIPE, text=True, cwd=HOME
    )
    assert worker.stdout is not None
    pid = int(worker.stdout.readline())
    assert psutil.pid_exists(pid)

    worker.kill()
    worker.communicate()

    deadline = time.monotonic() + 60
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
