"""Names of who and what was seen, given on the page of an asset."""

from __future__ import annotations

import uuid

from playwright.sync_api import expect

from tests.web.conftest import OpenPage, Site

ENTITIES = """
query Entities($project: ID!) { entities(project: $project, first: 50) { edges { node { id name version } } } }
"""
RENAME = "mutation Name($input: RenameEntityInput!) { renameEntity(input: $input) { problems { message } } }"


def test_a_name_is_given_to_what_was_seen_and_a_newer_one_is_not_written_over(site: Site, open_page: OpenPage) -> None:
    page = open_page("admin", f"/asset/{site.studio.ids['Asset']}")
    page.get_by_role("tab", name="Seen").click()
    panel = page.get_by_role("tabpanel")
    rename = panel.get_by_role("button", name="Rename").first
    rename.click()
    dialog = page.get_by_role("dialog")
    before = dialog.get_by_label("Name").input_value()
    name = f"<b>Bus {uuid.uuid4().hex[:6]}</b>"
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog).to_have_count(0)
    expect(panel.get_by_role("button", name=name, exact=True)).to_be_visible()

    rename.click()
    expect(dialog.get_by_label("Name")).to_have_value(name)
    seen = site.studio.ask(ENTITIES, caller="admin", project=site.studio.film)["entities"]["edges"]
    entity = next(edge["node"] for edge in seen if edge["node"]["name"] == name)
    newer = {"id": entity["id"], "name": before, "expectedVersion": entity["version"]}
    assert site.studio.ask(RENAME, caller="admin", input=newer)["renameEntity"]["problems"] == []
    dialog.get_by_label("Name").fill("too late")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
