"""Real people at real browsers: Chromium in front of the running server, with the pages as they are shipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from server.routes.pages import BUILT
from tests.outside.studio import Studio
from tests.web.reviewing import open_review

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ANSWER_MS = 60_000
expect.set_options(timeout=ANSWER_MS)


@dataclass(frozen=True)
class Site:
    """The server as people install it, with the film of ``studio`` in it. Make projects and sessions of your own in it."""

    studio: Studio

    @property
    def address(self) -> str:
        return self.studio.shipped

    def token(self, caller: str = "ana") -> str:
        """The token of ana (ARTIST), vera (VIEWER) or admin."""
        return self.studio.tokens[caller]


@dataclass
class Window:
    """What a browser did that no page of ours may do."""

    home: str
    violations: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Note everything from now on."""
        context.on("console", self._said)
        context.on("request", self._asked)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "violates the following" in message.text:
            self.violations.append(message.text)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.home).netloc:
            self.strangers.append(request.url)

    def check(self) -> None:
        """Nothing of that happened."""
        assert self.violations == []
        assert self.strangers == []
        assert self.errors == []


def _absent(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def site(studio: Studio) -> Site:
    """The running server, with the pages built."""
    if not (BUILT / "index.html").is_file():
        _absent("the pages are not built: make web")
    return Site(studio)


# A browser of each module: the synchronous driver keeps an event loop running in this thread as long as it is open, and
# asynchronous tests elsewhere need the thread to themselves.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; its tests are skipped where there is none, and fail under CI=true."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        _absent("no Chromium: install the package chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield opened
        opened.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(site: Site, browser: Browser) -> Iterator[OpenPage]:
    """Open a window of one's own: ``open_page(caller, path, viewport=..., color_scheme=...)``, signed in unless None calls.
    With ``address`` the server is reached there, as through a relay that can be cut.

    At the end no window may have broken the pages' policy, asked another host for anything, or left an error uncaught.
    """
    contexts: list[tuple[BrowserContext, Window]] = []

    def open_(caller: str | None = "ana", path: str = "/", *, address: str = site.address, **options: object) -> Page:
        context = browser.new_context(base_url=address, **{"viewport": DESK, **options})  # type: ignore[arg-type]
        context.set_default_timeout(ANSWER_MS)
        window = Window(address)
        window.watch(context)
        contexts.append((context, window))
        page = context.new_page()
        if caller is not None:
            context.request.get(f"/login?token={site.token(caller)}&next=/status")
        page.goto(path)
        return page

    yield open_
    for context, window in contexts:
        context.close()
        window.check()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A window at 1440 pixels in which ana is signed in, at the search."""
    return open_page()


@pytest.fixture
def session(site: Site) -> str:
    """A review of one clip of a second."""
    return open_review(site, "Dailies")
