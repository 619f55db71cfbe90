"""What holds on every page: it opens, anybody can use it, and it asks nobody else for anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import DESK, PHONE, OpenPage, Site

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PATHS = (
    "/",
    "/?q=telescope",
    "/projects",
    "/projects/film",
    "/projects/film/reviews",
    "/projects/film/timelines",
    "/projects/film/members",
    "/asset/{Asset}",
    "/review/{ReviewSession}",
    "/timelines",
    "/jobs",
    "/status",
    "/account",
    "/people",
)


def findings(page: Page) -> list[str]:
    """What axe-core has to say; evaluated in the page's world, as the policy lets no script in."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations)"
    )
    return [f"{each['id']}: {json.dumps([node['html'][:160] for node in each['nodes'][:3]])}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(site: Site, open_page: OpenPage, viewport: dict[str, int], scheme: str) -> None:
    page = open_page("admin", "/status", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for path in PATHS:
        page.goto(path.format(**site.studio.ids))
        expect(page.locator("h1").first).to_be_attached()
        page.wait_for_load_state("networkidle")
        if said := findings(page):
            found[path] = said
    assert found == {}


def test_no_page_is_wider_than_a_phone(site: Site, open_page: OpenPage) -> None:
    page = open_page("admin", "/status", viewport=PHONE)
    wide = {}
    for path in PATHS:
        page.goto(path.format(**site.studio.ids))
        expect(page.locator("h1").first).to_be_attached()
        page.wait_for_load_state("networkidle")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > PHONE["width"]:
            wide[path] = width
    assert wide == {}


def test_a_page_whose_script_does_not_come_says_so_and_is_loaded_again(open_page: OpenPage) -> None:
    page = open_page("admin", "/status")
    page.route("**/pages/JobsPage*", lambda route: route.abort())
    page.get_by_role("link", name="Jobs").click()
    expect(page.get_by_role("heading", name="This page did not come")).to_be_visible()
    page.unroute("**/pages/JobsPage*")
    page.get_by_role("button", name="Load it again").click()
    expect(page.get_by_role("heading", name="Jobs")).to_be_visible()
