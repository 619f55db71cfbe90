"""A large file whose upload is cut in the middle by a reload goes on where it stopped, and arrives as it left."""

from __future__ import annotations

import hashlib
import struct
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from graph.nodes.shot import Transition
from tests.reel import Piece, make_reel
from tests.web.conftest import OpenPage, Site
from tests.web.test_library_page import CREATE_PROJECT

MIB = 1 << 20
PADDING_MIB = 300
LONG_MS = 180_000
SLOW_BYTES = 15e6
PIECE = Piece("nasa-telescope.mp4", 20, 12, Transition.START)
ARRIVED = """
query Arrived($key: String!) {
  project(key: $key) { assets(first: 2) { edges { node { latest { sha256 bytes media { frames } } } } } }
}
"""


@pytest.fixture
def large(footage: Path, tmp_path: Path) -> Path:
    """A film of twelve frames in a file of 300 MiB: most of it is a box that players skip, with another number each MiB."""
    made = tmp_path / "large.mp4"
    make_reel(footage, made, (PIECE,))
    with made.open("r+b") as file:
        file.seek(0, 2)
        end = file.tell()
        file.write(struct.pack(">I4s", PADDING_MIB * MIB, b"free"))
        for number in range(1, PADDING_MIB):
            file.seek(end + number * MIB)
            file.write(struct.pack(">Q", number))
        file.truncate(end + PADDING_MIB * MIB)
    return made


def throttle(page: Page, upload: float) -> None:
    """Let the page send no more than so many bytes a second, so that there is a middle; -1 for as many as it can."""
    link = page.context.new_cdp_session(page)
    free = {"offline": False, "latency": 0, "downloadThroughput": -1}
    link.send("Network.emulateNetworkConditions", free | {"uploadThroughput": upload})


def test_a_large_upload_cut_by_a_reload_goes_on_and_arrives_whole(site: Site, open_page: OpenPage, large: Path) -> None:
    key = f"large-{uuid.uuid4().hex[:8]}"
    assert site.studio.ask(CREATE_PROJECT, input={"key": key, "name": "Large"})["createProject"]["problems"] == []
    page = open_page("ana", f"/projects/{key}")
    page.on("dialog", lambda dialog: dialog.accept())

    throttle(page, SLOW_BYTES)
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok, timeout=LONG_MS):
        page.get_by_test_id("upload-files").set_input_files(large)
    row = page.get_by_test_id("upload")
    expect(row).to_have_attribute("data-state", "sending")

    page.reload()
    expect(row).to_contain_text("Choose the same file again")
    throttle(page, -1)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/upload" in request.url else None)
    page.get_by_test_id("upload-file-again").set_input_files(large)
    expect(row).to_have_attribute("data-state", "done", timeout=LONG_MS)

    assert [each.url for each in asked if each.method == "POST"] == [], "it went on at the address it had"
    sent = [int(each.headers["upload-offset"]) for each in asked if each.method == "PATCH"]
    assert min(sent) >= 64 * MIB, "what had arrived was not sent again"
    (arrived,) = site.studio.ask(ARRIVED, key=key)["project"]["assets"]["edges"]
    latest = arrived["node"]["latest"]
    with large.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    assert (latest["sha256"], latest["bytes"], latest["media"]["frames"]) == (digest, large.stat().st_size, 12)
