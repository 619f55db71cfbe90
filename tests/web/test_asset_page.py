"""The page of an asset: the picture driven by keys, and what is known of it beside, below and over it."""

from __future__ import annotations

import json
import re
import uuid
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import OpenPage, Site
from tests.web.waiting import wait_for

KNOWN = """
query Known($id: ID!, $track: ID!) {
  asset(id: $id) {
    latest {
      media { frames }
      shots(first: 2) {
        edges { node { id range { start end startTimecode } provenance { modelVersions { weightsSha256 model { name } } } } }
      }
    }
  }
  node(id: $track) { ... on Track { label bestFrame bestBox { x y width height } entity { name } } }
}
"""
COMMENT = "mutation Say($input: AddCommentInput!) { addComment(input: $input) { comment { id } problems { message } } }"
ENTITIES = "query Seen($project: ID!) { entities(project: $project, first: 2) { edges { node { id name version } } } }"
MERGE = "mutation Merge($input: MergeEntitiesInput!) { mergeEntities(input: $input) { problems { message } } }"
NOTE = b"Look at the left edge."
HEAR = """
text => {
  const hear = () => { window.heard ||= document.body.textContent.includes(text); };
  new MutationObserver(hear).observe(document.body, { childList: true, subtree: true, characterData: true });
}
"""
PLAY_ROUNDS = """
(rounds) => new Promise((done) => {
  const player = document.querySelector("[data-testid=player]");
  const seen = [];
  const observer = new MutationObserver(() => {
    const frame = Number(player.dataset.frame);
    if (frame < seen.at(-1)) rounds -= 1;
    seen.push(frame);
    if (rounds > 0) return;
    observer.disconnect();
    done(seen);
  });
  observer.observe(player, { attributeFilter: ["data-frame"] });
  window.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));
})
"""


def known(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = site.studio.ask(KNOWN, id=site.studio.ids["Asset"], track=site.studio.ids["Track"])
    return {
        "frames": found["asset"]["latest"]["media"]["frames"],
        "shots": [edge["node"] for edge in found["asset"]["latest"]["shots"]["edges"]],
        "track": found["node"],
    }


def open_asset(site: Site, open_page: OpenPage, frame: int = 0, caller: str = "ana") -> Page:
    page = open_page(caller, f"/asset/{site.studio.ids['Asset']}?frame={frame}")
    on_frame(page, frame)
    return page


def on_frame(page: Page, frame: int) -> None:
    expect(page.get_by_test_id("player")).to_have_attribute("data-frame", str(frame))


def test_the_player_is_driven_by_keys_alone(site: Site, open_page: OpenPage) -> None:
    last = known(site)["frames"] - 1
    page = open_asset(site, open_page, 10)

    page.keyboard.press("ArrowRight")
    on_frame(page, 11)
    page.keyboard.press("ArrowLeft")
    on_frame(page, 10)
    page.keyboard.press("End")
    on_frame(page, last)
    page.keyboard.press("j")
    on_frame(page, 0)
    expect(page.get_by_test_id("play")).to_have_accessible_name("Play")
    page.keyboard.press("l")
    on_frame(page, last)
    page.keyboard.press("g")
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    on_frame(page, last - 7)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("One frame on")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"frame={last - 7}\b"))


def test_a_loop_shows_its_frames_and_no_others(site: Site, open_page: OpenPage) -> None:
    page = open_asset(site, open_page, 12)

    page.keyboard.press("i")
    page.keyboard.press("Shift+ArrowLeft")
    on_frame(page, 0)
    for frame in (18, 12):
        page.keyboard.press("g")
        page.keyboard.type(str(frame))
        page.keyboard.press("Enter")
        on_frame(page, frame)
        if frame == 18:
            page.keyboard.press("o")
    page.get_by_label("Speed").select_option("0.25")  # so slow that a busy machine leaves no frame out
    # Where the browser itself stands still, the picture goes on: another look tells that from a loop that does not hold.
    seen: list[int] = []
    for _ in range(5):
        seen = page.evaluate(PLAY_ROUNDS, 2)
        if set(seen) <= set(range(12, 19)) and 18 in seen:
            break
        page.keyboard.press(" ")
        expect(page.get_by_test_id("play")).to_have_accessible_name("Play")

    assert set(seen) <= set(range(12, 19)), seen
    assert 18 in seen


def test_a_shot_of_the_strip_leads_to_its_first_frame_and_what_is_known_of_it(site: Site, open_page: OpenPage) -> None:
    second = known(site)["shots"][1]
    page = open_asset(site, open_page)

    page.get_by_role("button", name=re.compile(rf"^Shot 2\b.*{second['range']['startTimecode']}")).click()

    on_frame(page, second["range"]["start"])
    expect(page.get_by_role("heading", name="Shot 2 of 2")).to_be_visible()
    page.get_by_role("button", name="Where this comes from", exact=True).click()
    for version in second["provenance"]["modelVersions"]:
        expect(page.get_by_role("dialog")).to_contain_text(version["model"]["name"])
        expect(page.get_by_role("dialog")).to_contain_text(version["weightsSha256"])


def test_a_verdict_says_who_gave_it_and_viewers_give_none(site: Site, open_page: OpenPage) -> None:
    page = open_asset(site, open_page)
    page.get_by_role("group", name=re.compile("Shot 1$")).get_by_role("button", name="Wrong").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("ana: wrong")

    looking = open_asset(site, open_page, caller="vera")
    expect(looking.get_by_role("heading", name="Shot 1 of 2")).to_be_visible()
    expect(looking.get_by_role("button", name="Wrong")).to_have_count(0)


def test_a_box_lies_on_the_picture_where_the_network_saw_it(site: Site, open_page: OpenPage) -> None:
    track = known(site)["track"]
    page = open_asset(site, open_page, track["bestFrame"])
    picture = page.get_by_test_id("player").locator("video").bounding_box()
    assert picture is not None
    box = track["bestBox"]
    wanted = (
        picture["x"] + box["x"] * picture["width"],
        picture["y"] + box["y"] * picture["height"],
        box["width"] * picture["width"],
        box["height"] * picture["height"],
    )

    expect(page.locator("[data-box]").first).to_be_visible()
    drawn = page.evaluate(
        "Array.from(document.querySelectorAll('[data-box]'), (each) => each.getBoundingClientRect())"
        ".map(({ x, y, width, height }) => [x, y, width, height])"
    )
    assert any(all(abs(one - other) <= 1 for one, other in zip(each, wanted, strict=True)) for each in drawn), (
        drawn,
        wanted,
    )


def test_boxes_are_asked_for_in_shots_of_any_length(site: Site, open_page: OpenPage) -> None:
    page = open_page("ana", "/status")

    def lengthen(route: Route) -> None:
        """Answer as though the shots were long ones."""
        answer = route.fetch()
        found = answer.json()
        if "query ShotsOfVersion" in (route.request.post_data or ""):
            for edge in found["data"]["node"]["shots"]["edges"]:
                edge["node"]["range"]["end"] += 5000
        route.fulfill(response=answer, json=found)

    page.route("**/graphql", lengthen)
    with page.expect_response(lambda answer: "query BoxesOfShot" in (answer.request.post_data or "")) as boxes:
        page.goto(f"/asset/{site.studio.ids['Asset']}")
    assert boxes.value.json().get("errors") is None
    span = json.loads(boxes.value.request.post_data or "")["variables"]["range"]
    assert span["end"] - span["start"] > 100, "a window of its own, not all of the shot"


def test_what_is_said_in_a_review_shows_beside_the_asset_at_once(site: Site, open_page: OpenPage) -> None:
    ids = site.studio.ids
    page = open_asset(site, open_page)
    page.get_by_role("tab", name=re.compile("^Comments")).click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Better.")
    said = f"Look at the left edge {uuid.uuid4().hex}"
    where = {"sessionId": ids["ReviewSession"], "versionId": ids["Version"], "at": {"start": 4, "end": 5}}
    done = site.studio.ask(COMMENT, input=where | {"text": said, "attachments": [attached(site)]})["addComment"]
    assert done["problems"] == []
    row = page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text=said)
    expect(row).to_have_count(1)
    expect(row.get_by_role("link", name="left <edge>.txt")).to_be_visible()
    with page.expect_download() as saved:
        row.get_by_role("link", name="left <edge>.txt").click()
    assert Path(saved.value.path()).read_bytes() == NOTE


def attached(site: Site) -> str:
    """The id of a finished upload of a note."""
    name = b64encode(b"left <edge>.txt").decode()
    made = httpx.post(
        f"{site.address}/upload",
        content=NOTE,
        headers={
            "Authorization": f"Bearer {site.token()}",
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(NOTE)),
            "Upload-Metadata": f"filename {name}",
            "Content-Type": "application/offset+octet-stream",
        },
        timeout=60,
        trust_env=False,
    )
    assert made.status_code == httpx.codes.CREATED, made.text
    return made.headers["Location"].rsplit("/", 1)[-1]


def test_entities_that_were_merged_are_taken_apart_again(site: Site, open_page: OpenPage) -> None:
    seen = site.studio.ask(ENTITIES, caller="admin", project=site.studio.film)["entities"]["edges"]
    into, other = (edge["node"] for edge in seen[:2])
    merged = {"into": into["id"], "entities": [other["id"]], "expectedVersion": into["version"]}
    assert site.studio.ask(MERGE, caller="admin", input=merged)["mergeEntities"]["problems"] == []
    page = open_asset(site, open_page, caller="admin")
    page.get_by_role("tab", name="Seen").click()
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text("Also stands for")
    page.evaluate(HEAR, f"{other['name']} stands for itself again.")
    panel.get_by_role("button", name=f"{other['name']} is somebody or something else").click()
    wait_for(page, "Boolean(window.heard)")
    expect(panel).not_to_contain_text("Also stands for")
    expect(panel.get_by_role("button", name=other["name"], exact=True)).to_be_visible()
