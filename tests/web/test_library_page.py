"""The library, a project and its uploads, as people use them."""

from __future__ import annotations

import re
import uuid
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from graph.nodes.shot import Transition
from tests.reel import Piece, make_reel
from tests.web.conftest import PHONE, OpenPage, Site
from tests.web.waiting import wait_for

HOSTILE = '<img src=x onerror="document.title=1">&amp;.mp4'
PIECE = Piece("nasa-telescope.mp4", 20, 12, Transition.START)
CREATE_PROJECT = """
mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { id key } problems { message } } }
"""
CREATE_USER = "mutation Create($name: String!) { createUser(input: {name: $name}) { user { id } problems { message } } }"


@pytest.fixture
def project(site: Site) -> str:
    """The key of an empty project of ana's own."""
    key = f"own-{uuid.uuid4().hex[:8]}"
    made = site.studio.ask(CREATE_PROJECT, input={"key": key, "name": HOSTILE})["createProject"]
    assert made["problems"] == []
    return key


@pytest.fixture(scope="module")
def clip(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small film."""
    made = tmp_path_factory.mktemp("upload") / "clip.mp4"
    make_reel(footage, made, (PIECE,))
    return made


def test_a_project_is_made_and_what_is_wrong_stands_at_its_field(page: Page) -> None:
    page.goto("/projects")
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Name", exact=True).fill("The Film")
    expect(page.get_by_label("Short name")).to_have_value("the-film")
    page.get_by_label("Short name").fill("film")
    page.get_by_role("button", name="Make the project").click()
    expect(page.get_by_label("Short name")).to_have_attribute("aria-invalid", "true")

    key = f"new-{uuid.uuid4().hex[:8]}"
    page.get_by_label("Short name").fill(key)
    page.get_by_role("button", name="Make the project").click()
    expect(page).to_have_url(re.compile(f"/projects/{key}$"))
    expect(page.get_by_text("No footage yet")).to_be_visible()
    page.get_by_role("link", name="Library").first.click()
    expect(page.locator(f'a[href="/projects/{key}"]')).to_be_visible()


def test_an_upload_that_was_cut_goes_on_after_a_reload_with_the_file_chosen_again(
    page: Page, project: str, clip: Path
) -> None:
    begun = {"name": HOSTILE, "buffer": clip.read_bytes()}
    page.goto(f"/projects/{project}")
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    page.route("**/upload/*", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    choose(page, "upload-files", begun)
    row = page.get_by_test_id("upload")
    expect(row).to_contain_text(HOSTILE)
    wait_for(page, "Object.values(localStorage).some(text => text.includes('/upload/'))")

    page.reload()
    expect(row).to_contain_text("Choose the same file again")
    other = {**begun, "buffer": clip.read_bytes() + b"\0"}
    choose(page, "upload-file-again", other)
    expect(row.get_by_role("alert")).to_contain_text("That is another file")
    page.unroute("**/upload/*")
    created: list[str] = []
    page.on(
        "request", lambda asked: created.append(asked.url) if asked.method == "POST" and "/upload" in asked.url else None
    )
    choose(page, "upload-file-again", begun)

    expect(row).to_have_attribute("data-state", "done")
    assert created == [], "it went on at the address it had"
    expect(page.get_by_test_id("asset")).to_have_count(1)
    assert page.title().startswith(HOSTILE), "the name is text, and ran nothing"
    page.get_by_role("link", name="Jobs").click()
    expect(row).to_contain_text("Done")


def choose(page: Page, test_id: str, file: dict[str, Any]) -> None:
    """Choose a file of always the same date: a browser without files has none of its own."""
    page.get_by_test_id(test_id).evaluate(
        """(input, [name, bytes]) => {
          const raw = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
          const chosen = new DataTransfer();
          chosen.items.add(new File([raw], name, { type: 'video/mp4', lastModified: 1700000000000 }));
          input.files = chosen.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }""",
        [file["name"], b64encode(file["buffer"]).decode()],
    )


def test_a_file_that_is_no_footage_says_why_and_an_upload_can_be_paused(page: Page, project: str) -> None:
    page.goto(f"/projects/{project}")
    choose(page, "upload-files", {"name": "notes.mp4", "buffer": b"no film"})
    row = page.get_by_test_id("upload")
    expect(row).to_have_attribute("data-state", "failed")
    expect(row).to_contain_text("is not footage that can be read here")
    row.get_by_role("button", name="Discard notes.mp4").click()
    expect(row).to_have_count(0)

    held: list[Route] = []
    page.route("**/upload/*", lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_())
    choose(page, "upload-files", {"name": "slow.mp4", "buffer": b"no film either"})
    row.get_by_role("button", name="Pause slow.mp4").click()
    expect(row).to_contain_text("Paused")
    page.unroute("**/upload/*")
    row.get_by_role("button", name="Go on slow.mp4").click()
    expect(row).to_have_attribute("data-state", "failed")


def test_files_and_folders_dropped_anywhere_are_sent(page: Page, project: str) -> None:
    page.goto(f"/projects/{project}")
    expect(page.get_by_text("No footage yet")).to_be_visible()
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(['no film'], 'dropped.mov'));
          for (const kind of ['dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_test_id("upload")).to_contain_text("dropped.mov")


def test_assets_are_found_by_name_tagged_and_opened_for_review(page: Page) -> None:
    page.goto("/projects/film?order=NAME")
    expect(page.get_by_test_id("asset").first).to_be_visible()
    page.get_by_label("Find by name").fill("take 0")
    expect(page.get_by_test_id("asset")).to_have_count(10)
    expect(page).to_have_url(re.compile("name=take"))
    page.get_by_label("Select take 03").check()
    page.get_by_label("Select take 04").check()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Give these tags").fill("night, <i>rain</i>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("asset").filter(has_text="take 03")).to_contain_text("<i>rain</i>")

    page.get_by_role("button", name="Open a review").click()
    page.get_by_label("Name", exact=True).fill("Dailies <script>")
    page.get_by_role("dialog").get_by_role("button", name="Open a review").click()
    page.wait_for_url(re.compile("/review/"))
    page.goto("/projects/film/reviews")
    review = page.get_by_test_id("review-session").filter(has_text="Dailies <script>")
    review.get_by_role("button", name="Close").click()
    expect(review.get_by_role("button", name="Open again")).to_be_visible()


def test_members_come_and_go_and_guest_links_are_shown_once(site: Site, open_page: OpenPage, project: str) -> None:
    name = f"zoe {uuid.uuid4().hex[:6]}"
    site.studio.ask(CREATE_USER, caller="admin", name=name)
    page = open_page("ana", f"/projects/{project}/members", viewport=PHONE)
    page.get_by_role("button", name="Add a member").click()
    page.get_by_label("Name of the user").fill("nobody at all")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.get_by_label("Name of the user").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    member = page.get_by_test_id("member").filter(has_text=name)
    with page.expect_response(lambda answer: "mutation SetRole" in (answer.request.post_data or "")):
        member.get_by_label(f"Role of {name}").select_option("SUPERVISOR")
    page.reload()
    expect(member.get_by_label(f"Role of {name}")).to_have_value("SUPERVISOR")
    member.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(member).to_have_count(0)

    page.get_by_role("button", name="New guest link").click()
    page.get_by_label("Whom it is for").fill("The jury")
    page.get_by_role("button", name="Make the link").click()
    secret = page.get_by_test_id("secret").input_value()
    assert secret.startswith(f"{site.address}/login?token=")
    page.get_by_role("button", name="Done").click()
    link = page.get_by_test_id("guest-link")
    expect(link).to_contain_text("Live")
    link.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(link).to_contain_text("Revoked")


def test_a_token_is_shown_once_and_revoked(site: Site, open_page: OpenPage) -> None:
    page = open_page("ana", "/account")
    name = f"farm {uuid.uuid4().hex[:6]}"
    page.get_by_role("button", name="New token").click()
    page.get_by_label("What it is for").fill(name)
    page.get_by_role("button", name="Make the token").click()
    assert page.get_by_test_id("secret").input_value()
    page.get_by_role("button", name="Done").click()
    row = page.get_by_test_id("token").filter(has_text=name)
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)


def test_people_are_for_administrators(open_page: OpenPage) -> None:
    page = open_page("ana", "/people")
    expect(page.get_by_role("heading", name="This page is for administrators")).to_be_visible()
    page = open_page("admin", "/people")
    name = f"<u>max</u> {uuid.uuid4().hex[:6]}"
    page.get_by_role("button", name="New user").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Make the user").click()
    expect(page.get_by_role("heading", name=f"New token: {name}")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    user = page.get_by_test_id("user").filter(has_text=name)
    user.get_by_role("button", name="Shut out").click()
    expect(user.get_by_role("button", name="Let in again")).to_be_visible()


def test_the_system_says_what_works_and_where_weights_come_from(page: Page) -> None:
    page.goto("/status")
    expect(page.get_by_role("heading", name="System")).to_be_visible()
    parts = page.get_by_role("table", name="Parts")
    for part in ("graph", "redis", "workers", "vectors"):
        expect(parts.get_by_role("row").filter(has_text=part).first).to_contain_text("Works")
    expect(page.get_by_role("table", name="Where weights come from")).to_be_visible()
    page.goto("/jobs")
    expect(page.get_by_test_id("job").filter(has_text="Reel").first).to_contain_text("Analysed")
