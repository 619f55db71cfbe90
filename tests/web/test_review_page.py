"""The review page: two people in a room, a link that is lost, drawings, and what nobody should be able to do to others."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.web.conftest import DESK, PHONE, OpenPage, Site
from tests.web.relay import relay_to
from tests.web.serving import serving

SENT_MS = 120_000

OPEN = """
mutation Open($input: OpenReviewSessionInput!) {
  openReviewSession(input: $input) { reviewSession { id } problems { message } }
}
"""
SAY = "mutation Say($input: AddCommentInput!) { addComment(input: $input) { comment { id version } problems { message } } }"
CHANGE = "mutation Change($input: EditCommentInput!) { editComment(input: $input) { problems { message } } }"
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
CHANGED = """
query Changed($id: ID!) {
  reviewSession(id: $id) {
    seq comments { edges { node { text status deleted version } } } decisions { edges { node { status } } }
  }
}
"""
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
COMMENTS = """
[...document.querySelectorAll('[data-testid=comment]')].map(e => [e.dataset.comment, e.querySelector('p').textContent])
"""
MIDDLE = """
(() => {
  const place = document.querySelector('[data-zoom]').getBoundingClientRect();
  const { left, top, width, height } = document.querySelector('[data-zoom] video').getBoundingClientRect();
  return [(place.left + place.width / 2 - left) / width, (place.top + place.height / 2 - top) / height];
})()
"""
FILLS = """
width => Math.abs(document.querySelector('[data-testid=drawings] canvas').getBoundingClientRect().width - width) < 1
"""
PAINTED = """
colour => {
  const canvas = document.querySelector('[data-testid=drawings] canvas');
  const { width, height } = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const scale = canvas.getBoundingClientRect().width / width;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    const at = 4 * (y * width + x);
    if (pixels[at + 3] > 127 && Math.abs(pixels[at] - colour[0]) < 40 && Math.abs(pixels[at + 1] - colour[1]) < 40) {
      left = Math.min(left, x); right = Math.max(right, x + 1); top = Math.min(top, y); bottom = Math.max(bottom, y + 1);
    }
  }
  return [left * scale, top * scale, right * scale, bottom * scale];
}
"""


@pytest.fixture
def session(site: Site) -> str:
    """A review of one clip of a second."""
    return _open(site, "Dailies")


def _open(site: Site, name: str) -> str:
    said = site.studio.ask(OPEN, input={"name": name, "project": site.studio.film, "versions": [site.studio.clip]})
    opened: str = said["openReviewSession"]["reviewSession"]["id"]
    return opened


def _ready(page: Page) -> Page:
    expect(page.locator("section[data-testid=player]")).to_have_attribute("data-frame", "0")
    return page


def _say(page: Page, text: str) -> None:
    page.get_by_test_id("comment-box").fill(text)
    page.get_by_test_id("send-comment").click()


def _comments(page: Page) -> list[tuple[str, str]]:
    """Return (id, words) of each comment on the page, in its order."""
    found: list[list[str]] = page.evaluate(COMMENTS)
    return [(key, words) for key, words in found]


def _drawings(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('[data-testid=drawing]')].map(e => e.dataset.drawing)")
    return found


def _held(site: Site, session: str) -> dict[str, Any]:
    held: dict[str, Any] = site.studio.ask(HELD, id=session)["reviewSession"]
    return held


def _drag(page: Page, *way: tuple[float, float]) -> dict[str, float]:
    """Draw through these parts of the picture; return where the picture lies."""
    box = page.get_by_test_id("drawing-surface").bounding_box()
    assert box is not None
    for place, (x, y) in enumerate(way):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if place == 0:
            page.mouse.down()
    page.mouse.up()
    return {"width": box["width"], "height": box["height"]}


def test_two_people_see_each_others_notes_and_drawings_once_and_in_one_order(
    site: Site, open_page: OpenPage, session: str
) -> None:
    ana, admin = (_ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    for page in (ana, admin):
        expect(page.get_by_test_id("participant")).to_have_count(2)
        page.get_by_test_id("draw").click()
    # Both write at the same time, as fast as the page takes it, and draw meanwhile.
    said = [f"{name} {number}" for name in ("ana", "admin") for number in range(100)]
    for name, page in (("ana", ana), ("admin", admin)):
        page.evaluate(WRITE_MUCH, name)
    for number in range(25):
        for page in (ana, admin):
            _drag(page, (0.1, 0.1), (0.2 + number / 50, 0.8))
    for page in (ana, admin):
        expect(page.get_by_test_id("unsent")).to_have_count(0, timeout=SENT_MS)
        expect(page.get_by_test_id("comment")).to_have_count(200)
        expect(page.get_by_test_id("drawing")).to_have_count(50)
    assert _comments(ana) == _comments(admin)
    assert sorted(words for _, words in _comments(ana)) == sorted(said)
    assert _drawings(ana) == _drawings(admin)
    assert len(set(_drawings(ana))) == 50
    ana.reload()
    expect(ana.get_by_test_id("comment")).to_have_count(200)
    assert _comments(ana) == _comments(admin)
    assert _held(site, session)["seq"] == 1 + 200 + 50


def test_who_follows_sees_the_frame_that_is_shown(open_page: OpenPage, session: str) -> None:
    ana, admin = (_ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
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


def test_who_follows_sees_what_the_leader_looks_at_closely_and_drawings_land_there(
    site: Site, open_page: OpenPage, session: str
) -> None:
    ana, admin = (_ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    expect(admin.get_by_test_id("participant")).to_have_count(2)
    ana.get_by_test_id("step-forward").click()
    picture = ana.locator("section[data-testid=player] video").bounding_box()
    assert picture is not None
    ana.mouse.move(picture["x"] + 0.75 * picture["width"], picture["y"] + 0.25 * picture["height"])
    ana.mouse.wheel(0, -300)
    seen = admin.locator("[data-zoom]")
    expect(seen).to_have_attribute("data-zoom", "2.12")
    assert admin.evaluate(MIDDLE) == pytest.approx(ana.evaluate(MIDDLE), abs=1e-3)
    assert ana.evaluate(MIDDLE) == pytest.approx([0.75 - 0.25 / 2.12, 0.25 + 0.25 / 2.12], abs=2e-2)
    ana.get_by_test_id("draw").click()
    box = _drag(ana, (0.7, 0.2), (0.8, 0.4))
    expect(admin.get_by_test_id("drawing")).to_have_count(1)
    (edge,) = _held(site, session)["annotations"]["edges"]
    (mark,) = edge["node"]["marks"]
    (x0, y0, _), (x1, y1, _) = mark["path"][:3], mark["path"][-3:]
    assert max(abs(x0 - 0.7), abs(x1 - 0.8)) * box["width"] <= 1
    assert max(abs(y0 - 0.2), abs(y1 - 0.4)) * box["height"] <= 1
    admin.keyboard.press("0")
    expect(seen).to_have_attribute("data-zoom", "1.00")
    expect(admin.get_by_test_id("follow")).to_have_attribute("aria-pressed", "false")
    admin.wait_for_function("document.querySelector('[data-testid=drawings] canvas')?.width > 1")
    whole = admin.locator("section[data-testid=player] video").bounding_box()
    assert whole is not None
    admin.wait_for_function(FILLS, arg=whole["width"])
    left, top, right, bottom = admin.evaluate(PAINTED, [255, 77])
    line = 0.008 * whole["height"] / 2  # the middle width
    wanted = [0.7 * whole["width"] - line, 0.2 * whole["height"] - line]
    wanted += [0.8 * whole["width"] + line, 0.4 * whole["height"] + line]
    assert [left, top, right, bottom] == pytest.approx(wanted, abs=1.5)
    ana.get_by_test_id("draw").click()
    ana.locator("section[data-testid=player] video").dblclick(force=True, position={"x": picture["width"], "y": 200})
    expect(ana.locator("[data-zoom]")).to_have_attribute("data-zoom", "1.00")


def test_the_playlist_is_edited_on_the_page_and_everyone_sees_it(open_page: OpenPage, session: str) -> None:
    ana, admin = (_ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
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
    strip.nth(1).drag_to(strip.nth(0), target_position={"x": 5, "y": 10})
    expect(entries).to_contain_text(["take 01", "Clip"])


def test_notes_written_while_the_link_is_cut_go_out_once_and_in_order(site: Site, open_page: OpenPage, session: str) -> None:
    admin = _ready(open_page("admin", f"/review/{session}"))
    with relay_to(site.address) as relay:
        ana = _ready(open_page("ana", f"/review/{session}", address=relay.address))
        _say(ana, "before")
        expect(admin.get_by_test_id("comment")).to_have_count(1)
        relay.cut()
        expect(ana.get_by_test_id("link-lost")).to_be_visible()
        for number in range(5):
            _say(ana, f"cut {number}")
        expect(ana.get_by_test_id("unsent")).to_have_count(5)
        _say(admin, "meanwhile")
        relay.mend()
        for page in (ana, admin):
            expect(page.get_by_test_id("comment")).to_have_count(7)
        expect(ana.get_by_test_id("link-lost")).to_have_count(0)
        expect(ana.get_by_test_id("unsent")).to_have_count(0)
        assert _comments(ana) == _comments(admin)
        mine = [each["node"]["text"] for each in _held(site, session)["comments"]["edges"]]
        assert [text for text in mine if text.startswith("cut")] == [f"cut {number}" for number in range(5)]
        ana.context.close()


def test_notes_outlive_a_server_that_is_killed_in_the_middle_of_a_review(
    site: Site, open_page: OpenPage, session: str
) -> None:
    with serving(site) as server:
        ana = _ready(open_page("ana", f"/review/{session}", address=server.address))
        _say(ana, "before")
        expect(ana.get_by_test_id("comment")).to_have_count(1)
        server.kill()
        expect(ana.get_by_test_id("link-lost")).to_be_visible()
        for number in range(3):
            _say(ana, f"meanwhile {number}")
        expect(ana.get_by_test_id("unsent")).to_have_count(3)
        server.start()
        expect(ana.get_by_test_id("unsent")).to_have_count(0)
        expect(ana.get_by_test_id("link-lost")).to_have_count(0)
        expect(ana.get_by_test_id("comment")).to_have_count(4)
        ana.context.close()
    held = [each["node"]["text"] for each in _held(site, session)["comments"]["edges"]]
    assert held == ["before", "meanwhile 0", "meanwhile 1", "meanwhile 2"]


def test_unsent_notes_and_a_draft_outlive_the_page(site: Site, open_page: OpenPage, session: str) -> None:
    ana = _ready(open_page("ana", f"/review/{session}"))
    ana.route("**/graphql", lambda route: route.abort())
    for number in range(3):
        _say(ana, f"kept {number}")
    ana.get_by_test_id("comment-box").fill("half a thou")
    expect(ana.get_by_test_id("unsent")).to_have_count(3)
    ana.reload()
    ana.unroute("**/graphql")
    expect(ana.get_by_test_id("comment")).to_have_count(3)
    expect(ana.get_by_test_id("unsent")).to_have_count(0)
    expect(ana.get_by_test_id("comment-box")).to_have_value("half a thou")
    held = [each["node"]["text"] for each in _held(site, session)["comments"]["edges"]]
    assert held == ["kept 0", "kept 1", "kept 2"]


def test_whoever_was_second_sees_both_texts_and_decides(site: Site, open_page: OpenPage, session: str) -> None:
    told = {"sessionId": session, "versionId": site.studio.clip, "at": {"start": 0, "end": 1}, "text": "first words"}
    comment = site.studio.ask(SAY, input=told)["addComment"]["comment"]
    page = _ready(open_page("ana", f"/review/{session}"))
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


def _edit(page: Page, number: int, text: str) -> None:
    note = page.get_by_test_id("comment").nth(number)
    note.hover()
    note.get_by_role("button", name="More about this note").click()
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Edit").fill(text)
    page.get_by_role("button", name="Save").click()


def test_changes_made_while_the_link_is_cut_go_out_once_and_in_order(site: Site, open_page: OpenPage, session: str) -> None:
    for number, text in enumerate(("one", "two", "three")):
        told = {
            "sessionId": session,
            "versionId": site.studio.clip,
            "at": {"start": number, "end": number + 1},
            "text": text,
        }
        site.studio.ask(SAY, caller="admin", input=told)
    with relay_to(site.address) as relay:
        page = _ready(open_page("admin", f"/review/{session}", address=relay.address))
        notes = page.get_by_test_id("comment")
        expect(notes).to_have_count(3)
        relay.cut()
        expect(page.get_by_test_id("link-lost")).to_be_visible()
        _edit(page, 0, "one, better")
        _edit(page, 0, "one, best")
        notes.nth(1).hover()
        notes.nth(1).get_by_role("button", name="Resolve").click()
        expect(notes).to_contain_text(["one, best", "three"])
        notes.nth(1).hover()
        notes.nth(1).get_by_role("button", name="More about this note").click()
        page.get_by_role("button", name="Delete", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        page.get_by_role("button", name="Decide", exact=True).click()
        page.get_by_role("dialog").get_by_role("combobox").select_option("approved")
        page.get_by_role("dialog").get_by_role("button", name="Decide", exact=True).click()
        expect(page.get_by_test_id("unsent")).to_have_count(5)
        expect(notes).to_contain_text(["one, best"])
        relay.mend()
        expect(page.get_by_test_id("unsent")).to_have_count(0)
        expect(page.get_by_test_id("link-lost")).to_have_count(0)
        page.context.close()
    held = site.studio.ask(CHANGED, id=session)["reviewSession"]
    assert [tuple(edge["node"].values()) for edge in held["comments"]["edges"]] == [
        ("one, best", "OPEN", False, 3),
        ("two", "RESOLVED", False, 2),
        ("", "OPEN", True, 2),
    ]
    assert [edge["node"] for edge in held["decisions"]["edges"]] == [{"status": "approved"}]
    assert held["seq"] == 1 + 3 + 5


def test_files_come_with_a_note_and_are_downloaded_as_they_were(open_page: OpenPage, session: str) -> None:
    ana, admin = (_ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
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
    _say(ana, "see the board")
    for page in (ana, admin):
        expect(page.get_by_test_id("attachment")).to_contain_text([name, "pasted.png"])
    expect(ana.get_by_test_id("attached")).to_have_count(0)
    with admin.expect_download() as begun:
        admin.get_by_test_id("attachment").first.click()
    assert begun.value.path().read_bytes() == words


def test_guests_are_invited_to_a_review_and_shown_out(open_page: OpenPage, session: str) -> None:
    admin = _ready(open_page("admin", f"/review/{session}"))
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


def test_hostile_words_are_shown_as_words(site: Site, open_page: OpenPage) -> None:
    session = _open(site, HOSTILE.replace("\u202e", ""))
    page = _ready(open_page("ana", f"/review/{session}"))
    _say(page, HOSTILE)
    expect(page.get_by_test_id("comment").locator("p")).to_have_text(HOSTILE)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE.replace("\u202e", ""))
    assert page.evaluate("window.hit") is None
    assert page.locator("[data-testid=comment] img").count() == 0


@pytest.mark.parametrize("density", [1, 2])
def test_a_drawing_lands_on_the_same_spot_in_every_window(
    site: Site, open_page: OpenPage, session: str, density: int
) -> None:
    left, top, right, bottom, width = 0.2, 0.25, 0.7, 0.8, 0.01
    corners = [{"x": left, "y": top}, {"x": right, "y": bottom}]
    drawn = {"kind": "BOX", "colour": "#00ff00", "width": width, "points": corners}
    at = {"sessionId": session, "versionId": site.studio.clip, "at": {"start": 0, "end": 1}}
    site.studio.ask(DRAW, input={**at, "marks": [drawn]})
    page = _ready(open_page("ana", f"/review/{session}", device_scale_factor=density))
    for size in (DESK, {"width": 1024, "height": 700}, {"width": 1920, "height": 1080}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_function("document.querySelector('[data-testid=drawings] canvas')?.width > 1")
        box = page.get_by_test_id("drawing-surface").bounding_box()
        assert box is not None
        picture = page.locator("section[data-testid=player] video").bounding_box()
        assert picture is not None
        assert [abs(box[side] - picture[side]) < 0.5 for side in ("x", "y", "width", "height")] == [True] * 4
        line = max(1, width * box["height"]) / 2
        wanted = [left * box["width"] - line, top * box["height"] - line]
        wanted += [right * box["width"] + line, bottom * box["height"] + line]
        page.wait_for_function(FILLS, arg=box["width"])
        found = page.evaluate(PAINTED, [0, 255])
        assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 1, (size, found, wanted)


def test_what_a_hand_draws_is_kept_where_it_was_drawn_and_can_be_taken_back(
    site: Site, open_page: OpenPage, session: str
) -> None:
    page = _ready(open_page("ana", f"/review/{session}"))
    page.get_by_test_id("draw").click()
    page.get_by_role("button", name="Arrow").click()
    box = _drag(page, (0.25, 0.25), (0.5, 0.4), (0.75, 0.5))
    expect(page.get_by_test_id("drawing")).to_have_count(1)
    (edge,) = _held(site, session)["annotations"]["edges"]
    (mark,) = edge["node"]["marks"]
    assert (mark["kind"], edge["node"]["at"]) == ("ARROW", {"start": 0, "end": 1})
    x0, y0, _, x1, y1, _ = mark["path"]
    assert max(abs(x0 - 0.25), abs(x1 - 0.75)) * box["width"] <= 1
    assert max(abs(y0 - 0.25), abs(y1 - 0.5)) * box["height"] <= 1
    page.get_by_role("button", name="Take back your last drawing").click()
    expect(page.get_by_test_id("drawing")).to_have_count(0)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_test_id("drawing")).to_have_count(1)


def test_a_phone_watches_comments_and_draws_by_touch(site: Site, open_page: OpenPage, session: str) -> None:
    page = _ready(open_page("ana", f"/review/{session}", viewport=PHONE, has_touch=True, is_mobile=True))
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
    (edge,) = _held(site, session)["annotations"]["edges"]
    assert json.dumps(edge["node"]["at"]) == '{"start": 1, "end": 2}'


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus; at each stop the focus is seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said, seen, what = page.evaluate(STOP)
        assert seen, what
        if re.fullmatch(name, said):
            return
    pytest.fail(f"no stop called {name}")


def test_a_review_goes_by_keyboard_alone(open_page: OpenPage, session: str) -> None:
    page = _ready(open_page("admin", f"/review/{session}"))
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
    page = _ready(open_page("vera", f"/review/{session}"))
    expect(page.get_by_text("You look on here")).to_be_visible()
    expect(page.get_by_test_id("comment-box")).to_have_count(0)
    expect(page.get_by_test_id("draw")).to_have_count(0)
