"""Waiting for what only a script can tell of a page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.processes import wait_until


def wait_for(page: Page, script: str, *given: object) -> None:
    """Return once a script, or a function given one value, answers true in the page; fails the test after 60 s.

    Playwright's own ``wait_for_function`` makes a function in the page out of text, which the pages' policy forbids.
    """
    wait_until(lambda: bool(page.evaluate(script, *given)), script)
