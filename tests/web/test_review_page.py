"""The review page: two people in a room, the playlist, files, guests, keys, and what nobody may do to others."""

from __future__ import annotations

import json
import re
import time
from itertools import count

from playwright.sync_api import FilePayload, Page, expect

from tests.web.conftest import PHONE, OpenPage, Site
from tests.web.reviewing import SAY, comments, drag, drawings, held, open_review, ready, say
from tests.web.test_sign_in import guest_link

SENT_MS = 240_000
CHANGE = "mutation Change($input: EditCommentInput!) { editComment(input: $input) { problems { message } } }"

PASTE = """
() => {
  const files = new DataTransfer();
  const bytes = Uint8Array.from(atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
  ), letter => letter.charCodeAt(0));
  files.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
  const box = document.querySelector('[data-testid=comment-box]');
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true }));
}
"""
STOP = """
() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent;
  const seen = at === document.body || (inside && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
  return [name.trim(), seen, at.outerHTML.slice(0, 200)];
}
"""
HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> \u202egnp.exe {{7*7}} ${7*7} "\'`'
WRITE_MUCH = """
name => {
  const box = document.querySelector('[data-testid=comment-box]');
  const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
  const pause = () => new Promise(done => setTimeout(done, 5));
  void (async () => {
    for (let number = 0; number < 100; number += 1) {
      write.call(box, `${name} ${number}`);
      box.dispatchEvent(new Event('input', { bubbles: true }));
      await pause();
      document.querySelector('[data-testid=send-comment]').click();
      await pause();
    }
  })();
}
"""


def test_two_people_see_each_others_notes_and_drawings_once_and_in_one_order(
    site: Site, open_page: OpenPage, session: str
) -> None:
    ana, admin = (ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    for page in (ana, admin):
        expect(page.get_by_test_id("participant")).to_have_count(2)
        page.get_by_test_id("draw").click()
    # Both write at the same time, as fast as the page takes it, and draw meanwhile.
    said = [f"{name} {number}" for name in ("ana", "admin") for number in range(100)]
    for name, page in (("ana", ana), ("admin", admin)):
        page.evaluate(WRITE_MUCH, name)
    for number in range(25):
        for page in (ana, admin):
            drag(page, (0.1, 0.1), (0.2 + number / 50, 0.8))
    for page in (ana, admin):
        expect(page.get_by_test_id("comment")).to_have_count(200, timeout=SENT_MS)
        expect(page.get_by_test_id("drawing")).to_have_count(50)
        expect(page.get_by_test_id("unsent")).to_have_count(0)
    assert comments(ana) == comments(admin)
    assert sorted(words for _, words in comments(ana)) == sorted(said)
    assert drawings(ana) == drawings(admin)
    assert len(set(drawings(ana))) == 50
    ana.reload()
    expect(ana.get_by_test_id("comment")).to_have_count(200)
    assert comments(ana) == comments(admin)
    assert held(site, session)["seq"] == 1 + 200 + 50


def test_who_follows_sees_the_frame_that_is_shown(open_page: OpenPage, session: str) -> None:
    ana, admin = (ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    expect(admin.get_by_test_id("participant")).to_have_count(2)
    for _ in range(7):
        ana.get_by_test_id("step-forward").click()
    shown = admin.locator("section[data-testid=player]")
    expect(shown).to_have_attribute("data-frame", "7")
    ana.get_by_test_id("step-back").click()
    expect(shown).to_have_attribute("data-frame", "6")
    admin.get_by_test_id("follow").click()
    ana.get_by_test_id("step-forward").click()
    expect(ana.locator("section[data-testid=player]")).to_have_attribute("data-frame", "7")
    admin.get_by_test_id("step-back").click()
    expect(shown).to_have_attribute("data-frame", "5")
    admin.get_by_test_id("follow").click()
    expect(shown).to_have_attribute("data-frame", "7")


def test_the_playlist_is_edited_on_the_page_and_everyone_sees_it(open_page: OpenPage, session: str) -> None:
    ana, admin = (ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    ana.get_by_test_id("edit-playlist").click()
    ana.get_by_test_id("find-versions").fill("take 0")
    for name in ("take 01", "take 02"):
        ana.get_by_role("button", name=f"Add {name} v1").click()
    entries = admin.get_by_test_id("playlist-version")
    expect(entries).to_contain_text(["Clip", "take 01", "take 02"])
    ana.get_by_test_id("playlist-entry").nth(2).focus()
    ana.keyboard.press("Alt+ArrowUp")
    expect(entries).to_contain_text(["Clip", "take 02", "take 01"])
    expect(ana.get_by_test_id("playlist-entry").nth(1)).to_be_focused()
    ana.get_by_role("button", name="Remove take 02 v1").click()
    expect(entries).to_contain_text(["Clip", "take 01"])
    ana.get_by_role("button", name="Done").click()
    strip = ana.get_by_test_id("playlist-version")
    expect(strip).to_contain_text(["Clip", "take 01"])  # an entry that goes while it is dragged takes the drag with it
    strip.nth(1).drag_to(strip.nth(0), target_position={"x": 5, "y": 10})
    expect(entries).to_contain_text(["take 01", "Clip"])


def test_whoever_was_second_sees_both_texts_and_decides(site: Site, open_page: OpenPage, session: str) -> None:
    told = {"sessionId": session, "versionId": site.studio.clip, "at": {"start": 0, "end": 1}, "text": "first words"}
    comment = site.studio.ask(SAY, input=told)["addComment"]["comment"]
    page = ready(open_page("ana", f"/review/{session}"))
    note = page.get_by_test_id("comment")
    note.hover()
    note.get_by_role("button", name="More about this note").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Edit").fill("my words")
    newer = {"id": comment["id"], "expectedVersion": comment["version"], "text": "their words"}
    site.studio.ask(CHANGE, input=newer)
    page.get_by_role("button", name="Save").click()
    conflict = page.get_by_test_id("conflict")
    expect(conflict).to_contain_text("their words")
    expect(conflict.get_by_role("textbox")).to_have_value("my words")
    conflict.get_by_role("textbox").fill("their words, and mine")
    page.get_by_role("button", name="Use yours").click()
    expect(note.locator("p")).to_have_text("their words, and mine")


def test_files_come_with_a_note_and_are_downloaded_as_they_were(open_page: OpenPage, session: str) -> None:
    ana, admin = (ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    name, words = "<b>board.txt", b"what we said\n"
    files: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": words},
        {"name": "tool.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"},
    ]
    ana.get_by_test_id("attach").set_input_files(files)
    expect(ana.get_by_role("alert")).to_contain_text("tool.exe")
    expect(ana.get_by_test_id("attached")).to_have_count(1)
    ana.evaluate(PASTE)
    expect(ana.get_by_test_id("attached")).to_have_count(2)
    say(ana, "see the board")
    for page in (ana, admin):
        expect(page.get_by_test_id("attachment")).to_contain_text([name, "pasted.png"])
    expect(ana.get_by_test_id("attached")).to_have_count(0)
    with admin.expect_download() as begun:
        admin.get_by_test_id("attachment").first.click()
    assert begun.value.path().read_bytes() == words


def test_guests_are_invited_to_a_review_and_shown_out(open_page: OpenPage, session: str) -> None:
    admin = ready(open_page("admin", f"/review/{session}"))
    admin.get_by_role("button", name="More about this review").click()
    admin.get_by_role("button", name="Invite guests").click()
    admin.get_by_role("textbox", name="Whom is it for?").fill("The client")
    admin.get_by_role("combobox", name="What they may do").select_option("look")
    admin.get_by_role("textbox", name="Password").fill("a long secret")
    admin.get_by_role("button", name="Make the link").click()
    address = admin.get_by_test_id("guest-address").input_value()
    guest = open_page(None, address)
    guest.get_by_label("Your name").fill("Eva")
    guest.get_by_label("Password").fill("a long secret")
    guest.get_by_role("button", name="Come in").click()
    expect(guest.get_by_text("You look on here")).to_be_visible()
    (link,) = admin.get_by_test_id("guest-link").all()
    expect(link).to_contain_text("with a password")
    link.get_by_role("button").click()
    link.get_by_role("button").click()
    expect(admin.get_by_test_id("guest-link")).to_have_count(0)
    # The page shows the guest out by itself; a step of ours before that would meet its own.
    guest.wait_for_url("**/login?next=*")
    guest.goto(address)
    expect(guest.get_by_role("heading", name="This link does not open")).to_be_visible()


def test_guests_of_one_review_are_shown_no_way_out_of_it(site: Site, open_page: OpenPage, session: str) -> None:
    guest = open_page(None, guest_link(site, session=session, mayComment=True)["path"])
    guest.get_by_label("Your name").fill("Eva")
    guest.get_by_role("button", name="Come in").click()
    ready(guest)
    expect(guest.get_by_role("link", name="To the project")).to_have_count(0)
    said: list[str] = []
    guest.on("console", lambda message: said.append(message.text))
    other = open_review(site, "Another")
    for path in ("/", "/projects/film", "/jobs", "/account", "/nowhere", f"/review/{other}"):
        guest.goto(path)
        expect(guest.get_by_role("heading", name="Your invitation opens one review")).to_be_visible()
        expect(guest.get_by_role("navigation", name="Places")).to_have_count(0)
        assert "Dailies" in guest.inner_text("body")
    assert [text for text in said if "400" in text] == []
    guest.get_by_role("link", name="To the review").click()
    ready(guest)


def test_a_press_on_the_words_of_a_note_leads_to_its_frame(site: Site, open_page: OpenPage) -> None:
    told = {"versionId": site.studio.clip, "at": {"start": 7, "end": 9}, "text": "too dark here"}
    for options in ({}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}):
        session = open_review(site, "Dailies")  # of its own: one that was led begins where it was led to
        site.studio.ask(SAY, input={**told, "sessionId": session})
        page = ready(open_page("ana", f"/review/{session}", **options))
        player = page.locator("section[data-testid=player]")
        words = page.get_by_test_id("comment").get_by_text("too dark here")
        if options:
            box = words.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            words.tap()
        else:
            words.evaluate("words => getSelection().selectAllChildren(words)")
            words.evaluate("words => words.click()")  # what ends a selection by hand
            expect(player).to_have_attribute("data-frame", "0")
            words.evaluate("() => getSelection().removeAllRanges()")
            words.click()
        expect(player).to_have_attribute("data-frame", "7")


def test_hostile_words_are_shown_as_words(site: Site, open_page: OpenPage) -> None:
    session = open_review(site, HOSTILE.replace("\u202e", ""))
    page = ready(open_page("ana", f"/review/{session}"))
    say(page, HOSTILE)
    expect(page.get_by_test_id("comment").locator("p")).to_have_text(HOSTILE)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE.replace("\u202e", ""))
    assert page.evaluate("window.hit") is None
    assert page.locator("[data-testid=comment] img").count() == 0


def test_a_phone_watches_comments_and_draws_by_touch(site: Site, open_page: OpenPage, session: str) -> None:
    page = ready(open_page("ana", f"/review/{session}", viewport=PHONE, has_touch=True, is_mobile=True))
    page.get_by_test_id("step-forward").tap()
    expect(page.locator("section[data-testid=player]")).to_have_attribute("data-frame", "1")
    page.get_by_test_id("comment-box").fill("from a phone")
    page.get_by_test_id("send-comment").tap()
    expect(page.get_by_test_id("comment")).to_have_count(1)
    page.get_by_test_id("draw").tap()
    box = page.get_by_test_id("drawing-surface").bounding_box()
    assert box is not None
    touch = page.context.new_cdp_session(page)
    for kind, part in (("touchStart", 0.2), ("touchMove", 0.5), ("touchMove", 0.8), ("touchEnd", None)):
        points = [] if part is None else [{"x": box["x"] + part * box["width"], "y": box["y"] + part * box["height"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.get_by_test_id("drawing")).to_have_count(1)
    (edge,) = held(site, session)["annotations"]["edges"]
    assert json.dumps(edge["node"]["at"]) == '{"start": 1, "end": 2}'


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus; at each stop the focus is seen."""
    deadline = time.monotonic() + 60  # what it is may have to come from the server first
    for stop in count():
        page.keyboard.press("Tab")
        said, seen, what = page.evaluate(STOP)
        assert seen, what
        if re.fullmatch(name, said):
            return
        assert stop < 80 or time.monotonic() < deadline, f"no stop called {name}"


def test_a_review_goes_by_keyboard_alone(open_page: OpenPage, session: str) -> None:
    page = ready(open_page("admin", f"/review/{session}"))
    player, press, typed = page.locator("section[data-testid=player]"), page.keyboard.press, page.keyboard.type
    notes, box = page.get_by_test_id("comment"), page.get_by_test_id("comment-box")
    press("ArrowRight")
    expect(player).to_have_attribute("data-frame", "1")
    press("c")
    expect(box).to_be_focused()
    typed("typed")
    press("Control+Enter")
    expect(notes).to_contain_text(["typed"])
    press("Escape")
    press("Home")
    expect(player).to_have_attribute("data-frame", "0")
    press("]")
    expect(player).to_have_attribute("data-frame", "1")
    # The note: answered, changed and resolved.
    press("n")
    _tab_to(page, "Reply")
    press("Enter")
    expect(page.get_by_test_id("answer-box")).to_be_focused()
    typed("answered")
    press("Control+Enter")
    expect(notes).to_contain_text(["typed", "answered"])
    press("n")
    _tab_to(page, "More about this note")
    press("Enter")
    _tab_to(page, "Edit")
    press("Enter")
    expect(page.get_by_role("textbox", name="Edit")).to_be_focused()
    typed(" and changed")
    press("Control+Enter")
    expect(notes.first.locator("p")).to_contain_text("and changed")
    press("n")
    _tab_to(page, "Resolve")
    press("Enter")
    expect(notes).to_have_count(0)
    # The playlist: found, added, moved.
    press("e")
    _tab_to(page, "Add: find by name")
    typed("take 03")
    _tab_to(page, "Add take 03 v1")
    press("Enter")
    entries = page.get_by_test_id("playlist-version")
    expect(entries).to_contain_text(["Clip", "take 03"])
    press("Escape")
    press("v")
    expect(page.get_by_test_id("compared")).to_have_attribute("data-mode", "SIDE_BY_SIDE")
    for _ in range(4):
        press("v")
    expect(page.get_by_test_id("compared")).to_have_count(0)
    # Closer, and whole again; what was decided; and who leads.
    press("+")
    expect(page.get_by_test_id("magnified")).to_be_visible()
    press("0")
    expect(page.get_by_test_id("magnified")).to_have_count(0)
    _tab_to(page, "Decide")
    press("Enter")
    _tab_to(page, "Status")
    typed("approved")
    _tab_to(page, "Decide")
    press("Enter")
    expect(page.locator("h2 ~ span").filter(has_text="approved")).to_be_visible()
    press("t")
    expect(page.get_by_text("Nobody leads")).to_be_visible()
    press("?")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("Write a note")
    # It is made of the table that the keys are read from: each has a key and says what it does.
    rows = [row.split("\n") for row in sheet.locator("dl > div").all_inner_texts()]
    assert len(rows) >= 30
    assert all(len(row) >= 2 and all(part.strip() for part in row) for row in rows)
    press("Escape")
    expect(sheet).to_have_count(0)


def test_who_only_looks_on_is_told_so(open_page: OpenPage, session: str) -> None:
    page = ready(open_page("vera", f"/review/{session}"))
    expect(page.get_by_text("You look on here")).to_be_visible()
    expect(page.get_by_test_id("comment-box")).to_have_count(0)
    expect(page.get_by_test_id("draw")).to_have_count(0)
