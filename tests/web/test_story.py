"""One story from a question to a file: search, select, review, say something, export."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

from playwright.sync_api import Page, expect


def test_footage_is_found_reviewed_commented_and_leaves_as_a_timeline(page: Page) -> None:
    said = f"Earlier by two frames, please {uuid.uuid4().hex}"
    page.get_by_test_id("search-box").press_sequentially("reel")
    hit = page.get_by_test_id("hit").first
    expect(page).to_have_url(re.compile(r"q=reel$"))
    expect(hit).to_contain_text(re.compile("reel", re.IGNORECASE))
    hit.focus()
    page.keyboard.press("x")
    page.get_by_role("button", name="Review", exact=True).click()
    name = f"Story {uuid.uuid4().hex[:8]}"
    page.get_by_label("Name of the review").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()

    expect(page).to_have_url(re.compile("/review/"))
    player = page.get_by_test_id("player")
    expect(player).to_have_attribute("data-frame", "0")
    page.get_by_test_id("step-forward").click()
    expect(player).to_have_attribute("data-frame", "1")
    page.get_by_test_id("comment-box").fill(said)
    page.get_by_test_id("send-comment").click()
    expect(page.get_by_test_id("comment").filter(has_text=said)).to_have_count(1)

    page.goto("/projects/film/reviews")
    page.get_by_role("button", name=f"Export {name}").click()
    with page.expect_download() as saved:
        page.get_by_role("dialog").get_by_role("button", name="Export").click()
    assert saved.value.suggested_filename == f"{name}.otio"
    timeline = json.loads(Path(saved.value.path()).read_text())
    clips = timeline["tracks"]["children"][0]["children"]
    (marker,) = clips[0]["markers"]
    assert said in json.dumps(marker)
    assert marker["marked_range"]["start_time"]["value"] == clips[0]["source_range"]["start_time"]["value"] + 1
