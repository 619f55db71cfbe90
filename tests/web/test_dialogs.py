"""Every window that opens in front of a page: axe-core finds nothing in it, light and dark, at a desk and on a phone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.web.conftest import DESK, PHONE, OpenPage, Site
from tests.web.reviewing import SAY, open_review, ready
from tests.web.test_every_page import AXE

SOURCES = Path(__file__).resolve().parents[2] / "web" / "src"
BASES = {"Dialog", "FormDialog"}  # of which the others are made
CHANGE = "mutation Edit($input: EditCommentInput!) { editComment(input: $input) { problems { message } } }"
EDL = """TITLE: Cut
FCM: NON-DROP FRAME
001  REEL V C 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
* FROM CLIP NAME: reel.mp4
"""
LOOKS = [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]
FINDINGS = """
only => axe.run(document.querySelector("dialog[open]"), {resultTypes: ["violations"], ...(only && {runOnly: only})}).then(
  done => done.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).slice(0, 3)}`))
"""


class Looked:
    """Looks at the windows of one page, one after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[str]] = {}

    def at(self, name: str, opening: Callable[[], None], close: str | None = "Close") -> None:
        """Open a window and look at it in four ways; ``close`` is the button that closes it."""
        opening()
        dialog = self.page.locator("dialog[open]")
        expect(dialog).to_have_count(1)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        for viewport, scheme in LOOKS:
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            only = ["color-contrast"] if scheme == "dark" else None  # nothing else depends on it
            if said := self.page.evaluate(FINDINGS, only):
                self.found[f"{name} {viewport['width']} {scheme}"] = said
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        if close is not None:
            dialog.get_by_role("button", name=close, exact=True).first.click()
            expect(dialog).to_have_count(0)

    def press(self, name: str) -> None:
        """Press the first button whose name fits."""
        self.page.get_by_role("button", name=re.compile(name)).first.click()

    def item(self, menu: str, name: str) -> Callable[[], None]:
        """Return what opens a menu and presses a thing in it."""

        def opening() -> None:
            self.press(menu)
            self.press(name)

        return opening

    def edited_twice(self, site: Site, session: str) -> Callable[[], None]:
        """Return what edits a note that somebody else edits meanwhile."""

        def opening() -> None:
            at = {"start": 0, "end": 1}
            told = {"sessionId": session, "versionId": site.studio.clip, "at": at, "text": "first words"}
            comment = site.studio.ask(SAY, caller="admin", input=told)["addComment"]["comment"]
            note = self.page.get_by_test_id("comment")
            note.hover()
            note.get_by_role("button", name="More about this note").click()
            self.page.get_by_role("button", name="Edit", exact=True).click()
            self.page.get_by_role("textbox", name="Edit").fill("my words")
            newer = {"id": comment["id"], "expectedVersion": comment["version"], "text": "their words"}
            assert site.studio.ask(CHANGE, caller="admin", input=newer)["editComment"]["problems"] == []
            self.page.get_by_role("button", name="Save").click()

        return opening


@pytest.fixture
def looked(open_page: OpenPage) -> Iterator[Looked]:
    """A page of an administrator; nothing may be found in any window of it."""
    looked = Looked(open_page("admin", "/status", reduced_motion="reduce"))
    yield looked
    assert looked.found == {}


def test_windows_of_accounts_and_people(looked: Looked) -> None:
    page = looked.page
    page.goto("/account")
    looked.at("CreateTokenDialog", lambda: looked.press("^New token$"), close=None)
    name = f"farm {uuid.uuid4().hex[:6]}"
    page.get_by_label("What it is for").fill(name)
    page.get_by_role("button", name="Make the token").click()
    looked.at("Once", lambda: expect(page.get_by_test_id("secret")).to_be_visible(), close="Done")
    row = page.get_by_test_id("token").filter(has_text=name)
    looked.at("RevokeTokenDialog", row.get_by_role("button", name="Revoke").click)
    page.goto("/people")
    looked.at("CreateUserDialog", lambda: looked.press("^New user$"))


def test_windows_of_the_library(site: Site, looked: Looked) -> None:
    page = looked.page
    page.goto("/projects")
    looked.at("CreateProjectDialog", lambda: looked.press("^New project$"))
    page.goto("/projects/film")
    looked.at("EditAssetDialog", looked.item("^More about ", "^Name and tags$"))
    looked.at("VersionsDialog", looked.item("^More about ", "^Show versions$"))
    page.get_by_label(re.compile("^Select ")).first.check()
    looked.at("TagAssetsDialog", page.get_by_role("button", name="Tag", exact=True).click)
    looked.at("OpenReviewDialog", page.get_by_role("button", name="Open a review", exact=True).click)
    page.goto("/projects/film/members")
    looked.at("AddMemberDialog", lambda: looked.press("^Add a member$"))
    member = page.get_by_test_id("member").filter(has_text="vera")
    looked.at("RemoveMemberDialog", member.get_by_role("button", name="Remove").click)
    looked.at("CreateGuestLinkDialog", lambda: looked.press("^New guest link$"), close=None)
    page.get_by_label("Whom it is for").fill("The jury")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("button", name="Done").click()
    revoke = page.get_by_test_id("guest-link").first.get_by_role("button", name="Revoke")
    looked.at("RevokeGuestLinkDialog", revoke.click)


def test_windows_of_the_search_and_of_a_cut(site: Site, looked: Looked) -> None:
    page = looked.page
    page.goto("/?q=reel")
    page.get_by_role("button", name=re.compile("^Select ")).first.click()
    looked.at("OpenReview", page.get_by_role("button", name="Review", exact=True).click)
    looked.at("ExportDialog", looked.item("^Export$", "^With handles"))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    looked.at("Filters", page.get_by_role("button", name="Filters").click, close=None)
    page.goto("/timelines?project=film")
    files = FilePayload(name="reel1.edl", mimeType="text/plain", buffer=EDL.encode())
    page.get_by_test_id("timeline-file").set_input_files(files)
    looked.at("ReviewOfCut", page.get_by_role("button", name="Review", exact=True).click)


def test_windows_of_an_asset(site: Site, looked: Looked) -> None:
    page = looked.page
    page.goto(f"/asset/{site.studio.ids['Asset']}")
    looked.at("Provenance", page.get_by_role("button", name="Where this comes from", exact=True).first.click)
    looked.at("Verdicts", page.get_by_role("button", name="It is something else").first.click)
    page.get_by_role("tab", name="Seen").click()
    looked.at("RenameEntity", page.get_by_role("button", name="Rename").first.click)
    looked.at("MergeEntity", page.get_by_role("button", name="The same as another").first.click)


def test_windows_of_a_review(site: Site, looked: Looked) -> None:
    page = looked.page
    session = open_review(site, "Windows")
    page.goto(f"/review/{session}")
    ready(page)
    looked.at("KeySheet", page.get_by_role("button", name="What the keys do").click)
    looked.at("PlaylistDialog", page.get_by_test_id("edit-playlist").click, close="Done")
    looked.at("DecideDialog", page.get_by_role("button", name="Decide", exact=True).click)
    looked.at("GuestsDialog", looked.item("^More about this review$", "^Invite guests$"))
    looked.at("Conflict", looked.edited_twice(site, session))
    page.get_by_test_id("comment").hover()
    looked.at("RemoveNote", looked.item("^More about this note$", "^Delete$"))


def test_no_window_is_left_out() -> None:
    made = re.compile(r"<(?:Dialog|FormDialog)\b")
    there = {path.stem for path in SOURCES.rglob("*.tsx") if made.search(path.read_text())}
    looked_at = set(re.findall(r'looked\.at\(\s*"(\w+)"', Path(__file__).read_text()))
    assert there - BASES == looked_at
