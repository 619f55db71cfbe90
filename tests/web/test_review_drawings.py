"""What is drawn on the picture of a review, and looking at it closely: the same spot for everyone, in every window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.processes import wait_until
from tests.web.conftest import DESK, PHONE, OpenPage, Site
from tests.web.reviewing import DRAW, drag, held, ready
from tests.web.waiting import wait_for

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


def painted(page: Page, colour: list[int], wanted: list[float], within: float) -> None:
    """Wait until what is painted in a colour lies where it is wanted: it follows the size of the window."""
    found: list[list[float]] = []

    def fits() -> bool:
        found.append(page.evaluate(PAINTED, colour))
        return found[-1] == pytest.approx(wanted, abs=within)

    wait_until(fits, f"{colour} is painted at {wanted}")


def test_who_follows_sees_what_the_leader_looks_at_closely_and_drawings_land_there(
    site: Site, open_page: OpenPage, session: str
) -> None:
    ana, admin = (ready(open_page(caller, f"/review/{session}")) for caller in ("ana", "admin"))
    expect(admin.get_by_test_id("participant")).to_have_count(2)
    ana.get_by_test_id("step-forward").click()
    picture = ana.locator("section[data-testid=player] video").bounding_box()
    assert picture is not None
    ana.mouse.move(picture["x"] + 0.75 * picture["width"], picture["y"] + 0.25 * picture["height"])
    ana.mouse.wheel(0, -300)
    seen = admin.locator("[data-zoom]")
    expect(seen).to_have_attribute("data-zoom", "2.12")
    wait_until(lambda: admin.evaluate(MIDDLE) == pytest.approx(ana.evaluate(MIDDLE), abs=1e-3), "both look at one spot")
    assert ana.evaluate(MIDDLE) == pytest.approx([0.75 - 0.25 / 2.12, 0.25 + 0.25 / 2.12], abs=2e-2)
    ana.get_by_test_id("draw").click()
    box = drag(ana, (0.7, 0.2), (0.8, 0.4))
    expect(admin.get_by_test_id("drawing")).to_have_count(1)
    (edge,) = held(site, session)["annotations"]["edges"]
    (mark,) = edge["node"]["marks"]
    (x0, y0, _), (x1, y1, _) = mark["path"][:3], mark["path"][-3:]
    assert max(abs(x0 - 0.7), abs(x1 - 0.8)) * box["width"] <= 1
    assert max(abs(y0 - 0.2), abs(y1 - 0.4)) * box["height"] <= 1
    admin.keyboard.press("0")
    expect(seen).to_have_attribute("data-zoom", "1.00")
    expect(admin.get_by_test_id("follow")).to_have_attribute("aria-pressed", "false")
    wait_for(admin, "document.querySelector('[data-testid=drawings] canvas')?.width > 1")
    whole = admin.locator("section[data-testid=player] video").bounding_box()
    assert whole is not None
    wait_for(admin, FILLS, whole["width"])
    line = 0.008 * whole["height"] / 2  # the middle width
    wanted = [0.7 * whole["width"] - line, 0.2 * whole["height"] - line]
    wanted += [0.8 * whole["width"] + line, 0.4 * whole["height"] + line]
    painted(admin, [255, 77], wanted, 1.5)
    ana.get_by_test_id("draw").click()
    ana.locator("section[data-testid=player] video").dblclick(force=True, position={"x": picture["width"], "y": 200})
    expect(ana.locator("[data-zoom]")).to_have_attribute("data-zoom", "1.00")


@pytest.mark.parametrize("density", [1, 2])
def test_a_drawing_lands_on_the_same_spot_in_every_window(
    site: Site, open_page: OpenPage, session: str, density: int
) -> None:
    left, top, right, bottom, width = 0.2, 0.25, 0.7, 0.8, 0.01
    corners = [{"x": left, "y": top}, {"x": right, "y": bottom}]
    drawn = {"kind": "BOX", "colour": "#00ff00", "width": width, "points": corners}
    at = {"sessionId": session, "versionId": site.studio.clip, "at": {"start": 0, "end": 1}}
    site.studio.ask(DRAW, input={**at, "marks": [drawn]})
    page = ready(open_page("ana", f"/review/{session}", device_scale_factor=density))
    for size in (DESK, {"width": 1024, "height": 700}, {"width": 1920, "height": 1080}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wait_for(page, "document.querySelector('[data-testid=drawings] canvas')?.width > 1")
        box = page.get_by_test_id("drawing-surface").bounding_box()
        assert box is not None
        picture = page.locator("section[data-testid=player] video").bounding_box()
        assert picture is not None
        assert [abs(box[side] - picture[side]) < 0.5 for side in ("x", "y", "width", "height")] == [True] * 4
        line = max(1, width * box["height"]) / 2
        wanted = [left * box["width"] - line, top * box["height"] - line]
        wanted += [right * box["width"] + line, bottom * box["height"] + line]
        wait_for(page, FILLS, box["width"])
        painted(page, [0, 255], wanted, 1)


def test_what_a_hand_draws_is_kept_where_it_was_drawn_and_can_be_taken_back(
    site: Site, open_page: OpenPage, session: str
) -> None:
    page = ready(open_page("ana", f"/review/{session}"))
    page.get_by_test_id("draw").click()
    page.get_by_role("button", name="Arrow").click()
    box = drag(page, (0.25, 0.25), (0.5, 0.4), (0.75, 0.5))
    expect(page.get_by_test_id("drawing")).to_have_count(1)
    (edge,) = held(site, session)["annotations"]["edges"]
    (mark,) = edge["node"]["marks"]
    assert (mark["kind"], edge["node"]["at"]) == ("ARROW", {"start": 0, "end": 1})
    x0, y0, _, x1, y1, _ = mark["path"]
    assert max(abs(x0 - 0.25), abs(x1 - 0.75)) * box["width"] <= 1
    assert max(abs(y0 - 0.25), abs(y1 - 0.5)) * box["height"] <= 1
    page.get_by_role("button", name="Take back your last drawing").click()
    expect(page.get_by_test_id("drawing")).to_have_count(0)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_test_id("drawing")).to_have_count(1)


def test_two_fingers_look_closer_and_one_draws_where_it_touches(site: Site, open_page: OpenPage, session: str) -> None:
    page = ready(open_page("ana", f"/review/{session}", viewport=PHONE, has_touch=True, is_mobile=True))
    page.get_by_test_id("draw").tap()
    box = page.get_by_test_id("drawing-surface").bounding_box()
    assert box is not None
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *parts: float) -> None:
        at = [
            {"x": box["x"] + part * box["width"], "y": box["y"] + 0.5 * box["height"], "id": n}
            for n, part in enumerate(parts)
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    fingers("touchStart", 0.4)
    fingers("touchStart", 0.4, 0.6)
    for step in (0.35, 0.3, 0.25):
        fingers("touchMove", step, 1 - step)
    fingers("touchEnd")
    # As far apart as 2.5 times the distance that they came down at, around the middle of the picture.
    expect(page.locator("[data-zoom]")).to_have_attribute("data-zoom", "2.50")
    assert page.evaluate(MIDDLE) == pytest.approx([0.5, 0.5], abs=2e-2)
    assert held(site, session)["annotations"]["edges"] == []
    fingers("touchStart", 0.25)
    fingers("touchMove", 0.5)
    fingers("touchMove", 0.75)
    fingers("touchEnd")
    expect(page.get_by_test_id("drawing")).to_have_count(1)
    (edge,) = held(site, session)["annotations"]["edges"]
    (mark,) = edge["node"]["marks"]
    assert [mark["path"][0], mark["path"][-3]] == pytest.approx([0.4, 0.6], abs=2e-2)
    assert page.locator("[data-zoom]").get_attribute("data-zoom") == "2.50"
