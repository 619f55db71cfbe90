"""The minutes of a review: reached from its page, all words as text, and as good to use as any page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.web.conftest import OpenPage, Site
from tests.web.reviewing import SAY, ready
from tests.web.test_every_page import findings
from tests.web.waiting import wait_for

HOSTILE = '<img src=x onerror="document.title=1"> too dark'


def test_the_minutes_are_opened_from_the_review_and_say_what_was_said(site: Site, open_page: OpenPage, session: str) -> None:
    at = {"start": 5, "end": 6}
    told = {"sessionId": session, "versionId": site.studio.clip, "at": at, "text": HOSTILE}
    assert site.studio.ask(SAY, input=told)["addComment"]["problems"] == []
    page = ready(open_page("ana", f"/review/{session}", reduced_motion="reduce"))
    page.get_by_role("button", name="More about this review").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Minutes").click()
    minutes = opened.value
    expect(minutes.get_by_role("heading", level=1)).to_contain_text("Dailies")
    expect(minutes.get_by_text(HOSTILE, exact=True)).to_be_visible()
    picture = minutes.locator("img").first
    expect(picture).to_be_visible()
    wait_for(minutes, "[...document.images].every(each => each.complete && each.naturalWidth > 0)")
    for scheme in ("light", "dark"):
        minutes.emulate_media(color_scheme=scheme)
        for width in (1440, 390):
            minutes.set_viewport_size({"width": width, "height": 844})
            assert findings(minutes) == []
            assert minutes.evaluate("document.scrollingElement.scrollWidth") <= width
