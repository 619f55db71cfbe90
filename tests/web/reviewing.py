"""What the tests of the review page do to it, and read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.web.conftest import Site

OPEN = """
mutation Open($input: OpenReviewSessionInput!) {
  openReviewSession(input: $input) { reviewSession { id } problems { message } }
}
"""
SAY = "mutation Say($input: AddCommentInput!) { addComment(input: $input) { comment { id version } problems { message } } }"
DRAW = "mutation Draw($input: AddAnnotationInput!) { addAnnotation(input: $input) { problems { message } } }"
HELD = """
query Held($id: ID!) {
  reviewSession(id: $id) {
    seq
    comments(first: 100) { edges { node { text } } }
    annotations(first: 100) { edges { node { at { start end } marks { kind colour path } } } }
  }
}
"""
COMMENTS = """
[...document.querySelectorAll('[data-testid=comment]')].map(e => [e.dataset.comment, e.querySelector('p').textContent])
"""


def open_review(site: Site, name: str) -> str:
    """Open a review of the clip of a second; return its id."""
    said = site.studio.ask(OPEN, input={"name": name, "project": site.studio.film, "versions": [site.studio.clip]})
    opened: str = said["openReviewSession"]["reviewSession"]["id"]
    return opened


def ready(page: Page) -> Page:
    """Wait until the first frame is shown."""
    expect(page.locator("section[data-testid=player]")).to_have_attribute("data-frame", "0")
    return page


def say(page: Page, text: str) -> None:
    """Write a note and send it."""
    page.get_by_test_id("comment-box").fill(text)
    page.get_by_test_id("send-comment").click()


def comments(page: Page) -> list[tuple[str, str]]:
    """Return (id, words) of each comment on the page, in its order."""
    found: list[list[str]] = page.evaluate(COMMENTS)
    return [(key, words) for key, words in found]


def drawings(page: Page) -> list[str]:
    """Return the id of each drawing on the page, in its order."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('[data-testid=drawing]')].map(e => e.dataset.drawing)")
    return found


def held(site: Site, session: str) -> dict[str, Any]:
    """Return what the server holds."""
    held: dict[str, Any] = site.studio.ask(HELD, id=session)["reviewSession"]
    return held


def drag(page: Page, *way: tuple[float, float]) -> dict[str, float]:
    """Draw through these parts of the picture; return where the picture lies."""
    box = page.get_by_test_id("drawing-surface").bounding_box()
    assert box is not None
    for place, (x, y) in enumerate(way):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if place == 0:
            page.mouse.down()
    page.mouse.up()
    return {"width": box["width"], "height": box["height"]}
