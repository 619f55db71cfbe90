"""The pages at a server that runs trusted documents alone: what they send is known without being listed by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Response, expect

from tests.processes import wait_until
from tests.server.conftest import reelgraph
from tests.web.conftest import OpenPage, Site
from tests.web.reviewing import HELD, ready, say
from tests.web.serving import serving


@pytest.fixture
def trusting(site: Site, tmp_path: Path) -> Iterator[str]:
    """The address of a server that trusts what the client commands send, and nothing that its administrator wrote."""
    manifest = tmp_path / "documents.json"
    assert reelgraph("documents", "--output", str(manifest)).returncode == 0
    with serving(site, REELGRAPH_TRUSTED_DOCUMENTS=str(manifest)) as server:
        yield server.address


def test_the_pages_work_under_trusted_documents(site: Site, open_page: OpenPage, session: str, trusting: str) -> None:
    signed = {"Authorization": f"Bearer {site.token()}"}
    other = httpx.post(f"{trusting}/graphql", json={"query": "{ me { name } }"}, headers=signed, timeout=60, trust_env=False)
    assert other.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    refused: list[str] = []

    def heard(response: Response) -> None:
        if response.url.endswith("/graphql") and response.status != httpx.codes.OK:
            refused.append(response.request.post_data or "")

    page = open_page("ana", "/status", address=trusting)
    page.on("response", heard)
    for path in ("/", "/projects/film", "/asset/{Asset}", "/jobs", "/status", "/account"):
        page.goto(path.format(**site.studio.ids))
        expect(page.locator("h1").first).to_be_attached()
        page.wait_for_load_state("networkidle")
    page.goto(f"/review/{session}")
    ready(page)
    say(page, "Brighter here")

    def held() -> list[str]:
        found = site.studio.ask(HELD, id=session)["reviewSession"]["comments"]["edges"]
        return [edge["node"]["text"] for edge in found]

    wait_until(lambda: held() == ["Brighter here"], "the note is with the server")
    assert refused == []
