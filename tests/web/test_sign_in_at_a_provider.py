"""Signing in with an account that somebody has elsewhere: the provider is a real one, on loopback."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.server.identity import identity_process
from tests.web.conftest import ANSWER_MS, DESK, Site
from tests.web.serving import serving


def test_somebody_signs_in_at_the_provider_and_comes_back_to_the_page(site: Site, browser: Browser) -> None:
    with identity_process() as provider:
        settings = {f"REELGRAPH_{name.upper()}": value for name, value in provider.settings().items()}
        with serving(site, **settings) as server:
            context = browser.new_context(base_url=server.address, viewport=DESK)  # type: ignore[arg-type]
            context.set_default_timeout(ANSWER_MS)
            page = context.new_page()
            page.goto("/projects/film?as=list")
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            page.get_by_role("link", name="Sign in with your account").click()
            page.wait_for_url(f"{provider.issuer}/**")
            page.locator("input[name=sub]").first.fill("una")
            page.locator("form:has(input[name=sub]) [type=submit]").first.click()
            page.wait_for_url(f"{server.address}/projects/film?as=list")
            expect(page.get_by_role("row").nth(1)).to_be_visible()
            page.get_by_role("button", name=re.compile("Una Editor")).first.click()
            expect(page.get_by_text("Una Editor").first).to_be_visible()
            context.close()
