"""The search page, as people use it: words in, shots out, and on to where they are looked at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, expect

from tests.processes import wait_until
from tests.web.conftest import PHONE, OpenPage, Site

HOSTILE = '<img src=x onerror="document.title=1">'
LABELS = "{ search(input: {}, first: 0) { facets { facets { kind values { name } } } } }"


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks."""
    return parse_qs(urlsplit(page.url).query)


def label(site: Site) -> str:
    """The most frequent label of the footage that ana may see."""
    facets = site.studio.ask(LABELS)["search"]["facets"]["facets"]
    name: str = next(facet for facet in facets if facet["kind"] == "LABEL")["values"][0]["name"]
    return name


def test_words_become_hits_and_a_hit_opens_at_its_frame(page: Page) -> None:
    page.get_by_test_id("search-box").press_sequentially("reel")
    hit = page.get_by_test_id("hit").first
    expect(page).to_have_url(re.compile(r"q=reel$"))
    expect(hit).to_contain_text(re.compile("reel", re.IGNORECASE))
    assert asked(page) == {"q": ["reel"]}
    expect(page).to_have_title(re.compile("^reel"))
    target = urlsplit(hit.get_attribute("href") or "")
    assert target.path.startswith("/asset/")
    assert {"version", "frame"} == parse_qs(target.query).keys()

    hit.click()
    expect(page).to_have_url(re.compile(re.escape(target.query)))
    page.go_back()
    expect(page.get_by_test_id("search-box")).to_have_value("reel")
    page.go_back()
    expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()


def test_a_question_can_be_sent_as_its_address_and_narrowed_by_what_was_counted(site: Site, page: Page) -> None:
    name = label(site)
    page.goto("/?q=reel")
    filters = page.get_by_role("complementary", name="Filters")
    labels = filters.get_by_role("group", name="Label")
    value = labels.get_by_role("checkbox", name=re.compile(rf"^{re.escape(name)}\s*\d+$"))
    expect(value).to_be_visible()
    count = re.findall(r"\d+$", value.locator("..").inner_text().strip())[0]
    value.check()
    found = page.get_by_text(re.compile(rf"^{count} shots? · best first$"))
    expect(found).to_be_visible()
    assert asked(page) == {"q": ["reel"], "label": [name]}

    page.reload()
    expect(found).to_be_visible()
    page.get_by_role("button", name=f"Remove: {name}").click()
    expect(value).not_to_be_checked()
    assert asked(page) == {"q": ["reel"]}


def test_the_start_shows_what_is_there_and_words_that_find_something(site: Site, page: Page) -> None:
    expect(page.get_by_role("link", name=re.compile("reel", re.IGNORECASE)).first).to_be_visible()
    name = label(site)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_test_id("hit").first).to_be_visible()
    assert asked(page) == {"q": [name]}


def test_nothing_good_is_said_and_something_else_is_offered(page: Page) -> None:
    page.goto("/?q=zzyzx+qwfpg")
    said = page.get_by_role("region", name="Nothing good was found")
    expect(said).to_be_visible()
    expect(said.get_by_role("button").first).to_be_visible()


def test_hits_are_walked_selected_and_opened_by_keyboard(page: Page) -> None:
    page.goto("/?q=reel")
    hits = page.get_by_test_id("hit")
    expect(hits.first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_test_id("search-box")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    expect(hits.nth(1)).to_be_focused()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 selected")).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/asset/"))


def test_selected_hits_become_a_review_and_a_timeline(page: Page) -> None:
    page.goto("/?q=reel")
    expect(page.get_by_test_id("hit").first).to_be_visible()
    for place in (0, 1):
        page.get_by_test_id("hit").nth(place).focus()
        page.keyboard.press("x")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="OpenTimelineIO").click()
    assert saved.value.suggested_filename.endswith(".otio")
    assert "Timeline" in json.loads(Path(saved.value.path()).read_text())["OTIO_SCHEMA"]

    page.get_by_role("button", name="Review", exact=True).click()
    dialog = page.get_by_role("dialog", name="Open a review")
    expect(dialog.get_by_label("Name of the review")).to_have_value("reel")
    dialog.get_by_role("button", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile("/review/"))


def test_more_like_a_hit_and_more_like_a_picture_are_in_the_address(site: Site, page: Page, shared: Path) -> None:
    page.goto("/?q=reel")
    expect(page.get_by_test_id("hit").first).to_be_visible()
    page.get_by_role("button", name="More like this").first.click()
    expect(page.get_by_text(re.compile("Looks like a shot of reel", re.IGNORECASE))).to_be_visible()
    assert asked(page).keys() == {"like"}
    expect(page.get_by_test_id("hit").first).to_be_visible()

    picture = next((shared / "media" / "coco8_train4" / "images").glob("*.jpg"))
    page.locator('input[type="file"]').set_input_files(picture)
    expect(page.get_by_text("Looks like your picture")).to_be_visible()
    assert asked(page).keys() == {"image"}
    expect(page.get_by_test_id("hit").first).to_be_visible()


def test_a_hit_is_looked_through_by_pointer_and_by_key(page: Page) -> None:
    page.goto("/?q=reel")
    hit = page.get_by_test_id("hit").first
    expect(hit).to_be_visible()
    sheet = hit.locator('[style*="background-image"]')

    def looked_through() -> bool:
        """Point at the hit where it is now: what comes above it later moves it."""
        box = hit.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
        return sheet.is_visible()

    wait_until(looked_through, "a hit under the pointer is looked through")
    page.mouse.move(0, 0)
    expect(sheet).not_to_be_attached()
    hit.focus()
    page.keyboard.press(".")
    expect(sheet).to_be_visible()


def test_a_cut_connection_is_said_and_tried_again(page: Page) -> None:
    def cut(route: Route) -> None:
        if "query Hits" in (route.request.post_data or ""):
            route.abort()
        else:
            route.continue_()

    page.route("**/graphql", cut)
    page.goto("/?q=reel")
    expect(page.get_by_text("The server could not be reached")).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_test_id("hit").first).to_be_visible()


def test_hostile_words_are_shown_as_words(page: Page) -> None:
    page.get_by_test_id("search-box").fill(HOSTILE)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(re.escape(HOSTILE)))
    page.goto(f"/?label={HOSTILE}")
    expect(page.get_by_role("button", name=f"Remove: {HOSTILE}")).to_be_visible()


def test_a_phone_has_the_filters_behind_a_button_and_room_for_the_selection(open_page: OpenPage) -> None:
    page = open_page("ana", "/?q=reel", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.get_by_test_id("hit").first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Select")).first.tap()
    expect(page.get_by_role("button", name="Review", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Filters").tap()
    page.get_by_role("dialog", name="Filters").get_by_label("Video").tap()
    page.get_by_role("button", name="Show the hits").tap()
    expect(page.get_by_role("button", name="Remove: Video")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
