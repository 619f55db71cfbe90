"""Timelines in and out: a cut that was made elsewhere finds its footage, and a review leaves with its comments."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.web.conftest import DESK, PHONE, OpenPage, Site
from tests.web.test_every_page import findings

HOSTILE = '<img src=x onerror="document.title=1">.mov'
EDL = f"""TITLE: Reel 1 & more
FCM: NON-DROP FRAME
001  REEL V C 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
* FROM CLIP NAME: reel.mp4
002  LOST V C 00:00:00:00 00:00:02:00 01:00:01:00 01:00:03:00
* FROM CLIP NAME: {HOSTILE}
003  REEL V C 09:00:00:00 09:00:01:00 01:00:03:00 01:00:04:00
* FROM CLIP NAME: reel.mp4
"""
OPEN = """
mutation Open($input: OpenReviewSessionInput!) {
  openReviewSession(input: $input) { reviewSession { id } problems { message } }
}
"""
COMMENT = "mutation Say($input: AddCommentInput!) { addComment(input: $input) { comment { id } problems { message } } }"
SAID = "Too dark, <b>please</b>"


def give(page: Page, name: str, text: str) -> None:
    page.get_by_test_id("timeline-file").set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=text.encode()))


def test_a_cut_finds_its_footage_says_what_it_did_not_find_and_becomes_a_review(page: Page) -> None:
    page.goto("/timelines?project=film")
    give(page, "reel1.edl", EDL)
    clips = page.get_by_test_id("clip")
    expect(clips).to_have_count(3)
    expect(page.get_by_role("heading", name="Reel 1 & more")).to_be_visible()
    expect(page.get_by_text("1 of 3 clips found", exact=True)).to_be_visible()
    expect(clips.nth(0).get_by_role("link", name=re.compile("Reel, version 1"))).to_be_visible()
    expect(clips.nth(1)).to_contain_text("Not in the project")
    expect(clips.nth(1)).to_contain_text(HOSTILE)
    expect(clips.nth(2)).to_contain_text("Outside the footage")

    page.get_by_label("Frame rate of the list").select_option("25")
    expect(page.get_by_text("25 frames a second")).to_be_visible()
    page.get_by_label("Footage of reel.mp4").select_option("Reel, version 1")
    expect(page.get_by_text("2 of 3 clips found", exact=True)).to_be_visible()
    page.get_by_label("Show", exact=True).select_option("Not found")
    expect(clips.filter(has_text="Not in the project")).to_have_count(1)
    page.get_by_role("button", name="Review", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("1 version to look at")
    page.get_by_role("dialog").get_by_role("button", name="Open it").click()
    expect(page).to_have_url(re.compile("/review/"))
    expect(page).to_have_title(re.compile("Reel 1 & more"))


def test_a_timeline_that_cannot_be_read_says_why_and_one_that_is_dropped_is_read(page: Page) -> None:
    page.goto("/projects/film/timelines")
    give(page, "broken.otio", '{"OTIO_SCHEMA"')
    expect(page.get_by_role("alert")).to_contain_text("broken.otio could not be matched")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read as OpenTimelineIO")
    page.evaluate(
        """text => {
          const carried = new DataTransfer();
          carried.items.add(new File([text], 'dropped.edl'));
          for (const kind of ['dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        EDL,
    )
    expect(page.get_by_test_id("clip")).to_have_count(3)
    expect(page.get_by_test_id("upload")).to_have_count(0)


@pytest.fixture(scope="module")
def session(site: Site) -> str:
    """The name of a review of the reel with a comment in it."""
    version = site.studio.ids["Version"]
    name = "To leave"
    opened = site.studio.ask(OPEN, input={"project": site.studio.film, "name": name, "versions": [version]})
    of = opened["openReviewSession"]["reviewSession"]["id"]
    at = {"start": 12, "end": 18}
    said = site.studio.ask(COMMENT, input={"sessionId": of, "versionId": version, "at": at, "text": SAID})
    assert said["addComment"]["problems"] == []
    return name


def leave(page: Page, session: str, form: str, **fields: str) -> str:
    """The text of the file that a review leaves as."""
    page.get_by_role("button", name=f"Export {session}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Format").select_option(form)
    for label, value in fields.items():
        dialog.get_by_label(label).fill(value)
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Export").click()
    expect(dialog).to_have_count(0)
    return Path(saved.value.path()).read_text()


def test_a_review_leaves_in_every_format_with_handles_and_its_comments(page: Page, session: str) -> None:
    page.goto("/projects/film/reviews")
    whole = json.loads(leave(page, session, "OTIO", Name="Mine"))
    assert whole["name"] == "Mine"
    assert SAID in json.dumps(whole)
    assert "LOC:" in leave(page, session, "EDL", Handles="12")
    assert "<xmeml" in leave(page, session, "XMEML")
    assert SAID in leave(page, session, "CSV")
    notes: dict[str, Any] = json.loads(leave(page, session, "JSONLD"))
    assert SAID in json.dumps(notes)


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_axe_finds_nothing_in_a_cut(open_page: OpenPage, viewport: dict[str, int], scheme: str) -> None:
    page = open_page("ana", "/timelines?project=film", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    give(page, "reel1.edl", EDL)
    expect(page.get_by_test_id("clip").first).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
