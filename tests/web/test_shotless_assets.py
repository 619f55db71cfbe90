"""Sounds on the search page: they have no shots to be hits, and are found by name above them."""

from __future__ import annotations

import uuid
import wave
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.conftest import Site

CREATE = "mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }"
INGEST = "mutation ($input: IngestInput!) { ingest(input: $input) { asset { id } problems { message } } }"


def test_a_sound_is_found_by_its_name_and_opened(site: Site, page: Page) -> None:
    path: Path = site.studio.root / "quartz-lullaby.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    made = site.studio.ask(CREATE, input={"key": f"sound-{uuid.uuid4().hex[:8]}", "name": "Sound"})
    given = {"project": made["createProject"]["project"]["id"], "path": str(path), "analyze": False}
    asset = site.studio.ask(INGEST, input=given)["ingest"]["asset"]["id"]

    page.goto("/?q=quartz")

    found = page.get_by_role("region", name="Called so, without shots to look at").get_by_test_id("shotless-asset")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("quartz-lullaby")
    expect(found).to_contain_text("Sound · 0.5 s")
    found.click()
    expect(page).to_have_url(f"{site.address}/asset/{asset}")
