"""Followers of a play head over a long and uneven line: they compute where the driver is, by the server's clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.nodes.access import Role, Viewer
from graph.ports import GraphClient
from schema.ids import encode_id
from tests.server.delaying import delaying
from tests.server.following import BEAT, JOIN, Page, frame_at, page
from tests.server.graphql_site import Site, open_site

LATE, JITTER = 0.2, 0.05
MOST_LATE, PROMISED = 0.03, 0.1
READINGS = 8
FPS, FRAMES = 30000 / 1001, 300


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site:
        yield site


async def test_a_follower_is_where_the_driver_is(site: Site) -> None:
    ingested = await site.ingest()
    opened = await site.services.reviews.open(site.artist, site.project.id, "Dailies", [ingested.version.id])
    session, version = encode_id("ReviewSession", opened.id), encode_id("Version", ingested.version.id)
    other = Viewer(await site.services.users.create_user(site.admin, "bo"), {})
    await site.services.projects.add_member(site.admin, site.project.id, other.user.id, Role.VIEWER)
    _, token = await site.services.users.issue_token(site.admin, other.user.id)
    port = int(site.address.rsplit(":", 1)[1])
    async with (
        asyncio.timeout(600),
        delaying(port, LATE, JITTER, 1) as far,
        page(far, site.token) as driver,
        page(far, token) as follower,
    ):
        for each in (driver, follower):
            await each.ask(JOIN, input={"sessionId": session})
            await each.follow(session)
        await asyncio.gather(*(settle(session, each) for each in (driver, follower)))
        # A clock is wrong by as much as a machine that is busy adds to the way: on one that is not, at most 35 ms each.
        wrong = sum(each.clock.round_trip / 2 - LATE for each in (driver, follower))
        allowed = max(PROMISED, wrong + MOST_LATE) * FPS

        # Paused: each step arrives, and is shown as it is.
        for frame in (100, 101, 7):
            await driver.move(session, version, frame, driver.clock.now())
            await sees(follower, frame=frame)
            assert abs(place(follower) - frame) <= 1

        # Playing, slowly and backwards too: at any moment from then on the follower is within 100 ms of the driver.
        for rate in (1.0, 0.5, -1.0):
            began = driver.clock.now()
            await driver.move(session, version, 150, began, playing=True, rate=rate)
            await sees(follower, frame=150, playing=True, rate=rate)
            for _ in range(5):
                # The driver is looked at before and after the follower: this process may be held up between two lines.
                looks = [driver.clock.now()]
                there = place(follower)
                looks.append(driver.clock.now())
                least, most = sorted(150 + rate * FPS * (moment - began) for moment in looks)
                if least < 0 or most > FRAMES - 1:
                    break
                assert least - allowed <= there <= most + allowed
                await asyncio.sleep(0.05)


async def settle(session: str, page: Page) -> None:
    """Let a page read the clock as often as it believes one reading before all others."""
    for _ in range(READINGS):
        await page.ask(BEAT, session=session)


def place(follower: Page) -> float:
    assert follower.head is not None
    return frame_at(follower.head, FPS, FRAMES, follower.clock.now())


async def sees(follower: Page, **wanted: object) -> None:
    """Wait until a page was told of a play head."""
    while follower.head is None or not wanted.items() <= follower.head.items():  # noqa: ASYNC110 -- it is polled
        await asyncio.sleep(0.005)


def test_where_a_play_head_is_by_now() -> None:
    head: dict[str, Any] = {
        "frame": 40,
        "playing": True,
        "rate": 2.0,
        "loop": None,
        "serverTime": "1970-01-01T00:01:40+00:00",
    }
    loop = {"start": 30, "end": 50}
    for change, now, frame in (
        ({"playing": False}, 107.0, 40),
        ({}, 101.0, 90),
        ({}, 99.0, 40),
        ({}, 200.0, 299),
        ({"rate": -1.0}, 103.0, 0),
        ({"loop": loop}, 100.5, 45),
        ({"loop": loop, "rate": -1.0}, 101.0, 35),
        ({"loop": {"start": 0, "end": 10}}, 101.0, 90),
    ):
        assert frame_at({**head, **change}, 25.0, 300, now) == frame, (change, now)
