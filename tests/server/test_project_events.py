"""A project from outside: what its pages are told while it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.ports import GraphClient
from schema.ids import encode_id
from tests.server.graphql_site import Site, open_site
from tests.server.test_review_socket import ask, following, say

EVENTS = """
subscription ($project: ID!, $after: String) {
  projectEvents(projectId: $project, after: $after) {
    __typename
    cursor
    ... on AssetAdded { asset { name } version { number } }
    ... on AnalysisEnded { run { status } }
    ... on ReviewSessionUpdated { seq comments session { name status } }
  }
}
"""


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site:
        yield site


async def test_a_project_is_followed_from_any_place_and_told_what_changes(site: Site) -> None:
    project = encode_id("Project", site.project.id)
    ingested = await site.ingest()
    version = encode_id("Version", ingested.version.id)
    async with following(site, EVENTS, project=project, after="0") as events:
        added = await anext(events)
        assert (added["__typename"], added["cursor"], added["version"]) == ("AssetAdded", "1", {"number": 1})
        opened = await ask(
            site,
            "mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) {"
            " reviewSession { id } problems { message } } }",
            "openReviewSession",
            input={"project": project, "name": "Dailies", "versions": [version]},
        )
        review = {"id": opened["reviewSession"]["id"], "version": version}
        updated = await anext(events)
        assert (updated["cursor"], updated["session"]) == ("2", {"name": "Dailies", "status": "OPEN"})
        for place in range(3):
            await say(site, review, f"note {place}")
        told: dict[str, Any] = await anext(events)
        while told["seq"] < 4:
            told = await anext(events)
        assert told["comments"] == 3

    async with following(site, EVENTS, project=project, after="1") as events:
        assert (await anext(events))["cursor"] == "2"


async def test_who_was_away_too_long_or_asks_for_nonsense_is_told_so(site: Site) -> None:
    project = encode_id("Project", site.project.id)
    await site.ingest()
    async with following(site, EVENTS, project=project, after="77") as events:
        resync = await anext(events)
        assert (resync["__typename"], resync["cursor"]) == ("ProjectResync", "1")
        await site.ingest("VIDEO two")
        assert (await anext(events))["cursor"] == "2"
    for wrong in ("x", "-1", "9" * 13, "١"):
        with pytest.raises(AssertionError, match="cursor of an event"):
            async with following(site, EVENTS, project=project, after=wrong) as events:
                await anext(events)
