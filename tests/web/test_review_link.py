"""A review whose link is lost, whose server is killed, whose page is closed: what was said and done there is not lost."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import FilePayload, Page, expect

from graph.client import open_graph
from graph.embedded import read_address
from schema.ids import decode_id
from tests.web.conftest import OpenPage, Site
from tests.web.relay import relay_to
from tests.web.reviewing import SAY, comments, held, ready, say
from tests.web.serving import serving

ARRANGE = (
    "mutation Arrange($input: ArrangeReviewSessionInput!) { arrangeReviewSession(input: $input) { problems { message } } }"
)
VERSIONS = """
query Versions {
  project(key: "film") { assets(first: 3, filter: {name: "take"}, orderBy: NAME) { edges { node { latest { id } } } } }
}
"""
CREATE_USER = "mutation Create($name: String!) { createUser(input: {name: $name}) { user { id } problems { message } } }"
CREATE_TOKEN = "mutation Token($input: CreateTokenInput!) { createToken(input: $input) { secret problems { message } } }"
ADD_MEMBER = "mutation Add($input: AddMemberInput!) { addMember(input: $input) { problems { message } } }"
REMOVE_MEMBER = "mutation Remove($input: RemoveMemberInput!) { removeMember(input: $input) { problems { message } } }"
PLAYLIST = "query Playlist($id: ID!) { reviewSession(id: $id) { playlist { asset { name } } } }"
DOUBT = "MATCH (c:Comment {id: $id}) SET c.needsEyes = true, c.confidence = 0.41"

CHANGED = """
query Changed($id: ID!) {
  reviewSession(id: $id) {
    seq comments { edges { node { text status deleted version } } } decisions { edges { node { status } } }
  }
}
"""


def test_notes_written_while_the_link_is_cut_go_out_once_and_in_order(site: Site, open_page: OpenPage, session: str) -> None:
    admin = ready(open_page("admin", f"/review/{session}"))
    with relay_to(site.address) as relay:
        ana = ready(open_page("ana", f"/review/{session}", address=relay.address))
        say(ana, "before")
        expect(admin.get_by_test_id("comment")).to_have_count(1)
        expect(ana.get_by_test_id("unsent")).to_have_count(0)  # others may hear of a note before its author is answered
        relay.cut()
        expect(ana.get_by_test_id("link-lost")).to_be_visible()
        for number in range(5):
            say(ana, f"cut {number}")
        expect(ana.get_by_test_id("unsent")).to_have_count(5)
        say(admin, "meanwhile")
        relay.mend()
        for page in (ana, admin):
            expect(page.get_by_test_id("comment")).to_have_count(7)
        expect(ana.get_by_test_id("link-lost")).to_have_count(0)
        expect(ana.get_by_test_id("unsent")).to_have_count(0)
        assert comments(ana) == comments(admin)
        mine = [each["node"]["text"] for each in held(site, session)["comments"]["edges"]]
        assert [text for text in mine if text.startswith("cut")] == [f"cut {number}" for number in range(5)]
        ana.context.close()


def test_notes_outlive_a_server_that_is_killed_in_the_middle_of_a_review(
    site: Site, open_page: OpenPage, session: str
) -> None:
    with serving(site) as server:
        ana = ready(open_page("ana", f"/review/{session}", address=server.address))
        say(ana, "before")
        expect(ana.get_by_test_id("comment")).to_have_count(1)
        expect(ana.get_by_test_id("unsent")).to_have_count(0)  # it may hear of its note before it is answered
        server.kill()
        expect(ana.get_by_test_id("link-lost")).to_be_visible()
        for number in range(3):
            say(ana, f"meanwhile {number}")
        expect(ana.get_by_test_id("unsent")).to_have_count(3)
        server.start()
        expect(ana.get_by_test_id("unsent")).to_have_count(0)
        expect(ana.get_by_test_id("link-lost")).to_have_count(0)
        expect(ana.get_by_test_id("comment")).to_have_count(4)
        ana.context.close()
    found = [each["node"]["text"] for each in held(site, session)["comments"]["edges"]]
    assert found == ["before", "meanwhile 0", "meanwhile 1", "meanwhile 2"]


def test_unsent_notes_and_a_draft_outlive_the_page(site: Site, open_page: OpenPage, session: str) -> None:
    ana = ready(open_page("ana", f"/review/{session}"))
    ana.route("**/graphql", lambda route: route.abort())
    for number in range(3):
        say(ana, f"kept {number}")
    ana.get_by_test_id("comment-box").fill("half a thou")
    expect(ana.get_by_test_id("unsent")).to_have_count(3)
    ana.reload()
    ana.unroute("**/graphql")
    expect(ana.get_by_test_id("comment")).to_have_count(3)
    expect(ana.get_by_test_id("unsent")).to_have_count(0)
    expect(ana.get_by_test_id("comment-box")).to_have_value("half a thou")
    found = [each["node"]["text"] for each in held(site, session)["comments"]["edges"]]
    assert found == ["kept 0", "kept 1", "kept 2"]


def test_words_that_wait_for_a_review_that_is_closed_to_their_author_are_shown_to_copy(
    site: Site, open_page: OpenPage, session: str
) -> None:
    user = site.studio.ask(CREATE_USER, caller="admin", name="passing")["createUser"]["user"]["id"]
    member = {"project": site.studio.film, "user": user}
    site.studio.ask(ADD_MEMBER, caller="admin", input={**member, "role": "REVIEWER"})
    given = {"name": "browser", "user": user, "scope": "WRITE"}
    site.studio.tokens["passing"] = site.studio.ask(CREATE_TOKEN, caller="admin", input=given)["createToken"]["secret"]
    page = ready(open_page("passing", f"/review/{session}", permissions=["clipboard-read", "clipboard-write"]))
    page.route("**/graphql", lambda route: route.abort())
    say(page, "the grain is too coarse")
    page.get_by_test_id("comment-box").fill("and then")
    expect(page.get_by_test_id("unsent")).to_have_count(1)
    site.studio.ask(REMOVE_MEMBER, caller="admin", input=member)
    page.unroute("**/graphql")
    page.reload()
    expect(page.get_by_role("heading", name="This review cannot be shown")).to_be_visible()
    expect(page.get_by_test_id("kept-words")).to_contain_text(["the grain is too coarse", "and then"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "the grain is too coarse\n\nand then"
    site.studio.ask(ADD_MEMBER, caller="admin", input={**member, "role": "REVIEWER"})
    page.reload()
    expect(page.get_by_test_id("comment")).to_contain_text(["the grain is too coarse"])
    expect(page.get_by_test_id("comment-box")).to_have_value("and then")


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
        page = ready(open_page("admin", f"/review/{session}", address=relay.address))
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
    changed = site.studio.ask(CHANGED, id=session)["reviewSession"]
    assert [tuple(edge["node"].values()) for edge in changed["comments"]["edges"]] == [
        ("one, best", "OPEN", False, 3),
        ("two", "RESOLVED", False, 2),
        ("", "OPEN", True, 2),
    ]
    assert [edge["node"] for edge in changed["decisions"]["edges"]] == [{"status": "approved"}]
    assert changed["seq"] == 1 + 3 + 5


def test_files_of_a_draft_and_of_an_unsent_note_outlive_the_page(open_page: OpenPage, session: str) -> None:
    ana = ready(open_page("ana", f"/review/{session}"))
    ana.route("**/upload**", lambda route: route.abort())
    sent: FilePayload = {"name": "board.txt", "mimeType": "text/plain", "buffer": b"what we said\n"}
    kept: FilePayload = {"name": "later.txt", "mimeType": "text/plain", "buffer": b"what we say next\n"}
    ana.get_by_test_id("attach").set_input_files([sent])
    say(ana, "see the board")
    expect(ana.get_by_test_id("unsent")).to_contain_text("board.txt")
    ana.get_by_test_id("attach").set_input_files([kept])
    expect(ana.get_by_test_id("attached")).to_contain_text("later.txt")
    ana.reload()
    expect(ana.get_by_test_id("attached")).to_contain_text("later.txt")
    expect(ana.get_by_test_id("unsent")).to_contain_text("board.txt")
    ana.unroute("**/upload**")
    expect(ana.get_by_test_id("unsent")).to_have_count(0)
    ana.get_by_test_id("send-comment").click()
    files = ana.get_by_test_id("attachment")
    expect(files).to_contain_text(["board.txt", "later.txt"])
    for place, file in enumerate((sent, kept)):
        with ana.expect_download() as begun:
            files.nth(place).click()
        assert begun.value.path().read_bytes() == file["buffer"]
    ana.reload()
    expect(files).to_have_count(2)
    expect(ana.get_by_test_id("attached")).to_have_count(0)


def _names(site: Site, session: str) -> list[str]:
    playlist = site.studio.ask(PLAYLIST, id=session)["reviewSession"]["playlist"]
    return [version["asset"]["name"] for version in playlist]


def _later(page: Page, name: str) -> None:
    """Move a version of the playlist one place later, by keys."""
    page.get_by_test_id("playlist-entry").filter(has_text=name).focus()
    page.keyboard.press("Alt+ArrowDown")


def test_an_order_of_the_playlist_waits_for_the_link_and_yields_to_a_newer_one(
    site: Site, open_page: OpenPage, session: str
) -> None:
    found = site.studio.ask(VERSIONS)["project"]["assets"]["edges"]
    takes = [edge["node"]["latest"]["id"] for edge in found]
    arranged = [site.studio.clip, *takes[:2]]
    site.studio.ask(ARRANGE, input={"sessionId": session, "versions": arranged})
    with relay_to(site.address) as relay:
        ana = ready(open_page("ana", f"/review/{session}", address=relay.address))
        ana.get_by_test_id("edit-playlist").click()
        entries, unsent = ana.get_by_test_id("playlist-entry"), ana.get_by_test_id("unsent")
        expect(entries).to_contain_text(["Clip", "take 00", "take 01"])
        relay.cut()
        expect(ana.get_by_test_id("link-lost")).to_be_visible()
        _later(ana, "Clip")
        expect(entries).to_contain_text(["take 00", "Clip", "take 01"])
        expect(unsent).to_have_count(1)
        relay.mend()
        expect(unsent).to_have_count(0)
        expect(entries).to_contain_text(["take 00", "Clip", "take 01"])
        assert _names(site, session) == ["take 00", "Clip", "take 01"]
        # Somebody else arranges it meanwhile: theirs stands, and the author of the older one says whether it shall.
        relay.cut()
        expect(ana.get_by_test_id("link-lost")).to_be_visible()
        _later(ana, "Clip")
        expect(unsent).to_have_count(1)
        site.studio.ask(ARRANGE, caller="admin", input={"sessionId": session, "versions": [*arranged, takes[2]]})
        relay.mend()
        expect(unsent.get_by_role("alert")).to_contain_text("somebody else changed the playlist")
        expect(entries).to_contain_text(["Clip", "take 00", "take 01", "take 02"])
        ana.get_by_role("button", name="Done").click()
        unsent.get_by_role("button", name="Use yours").click()
        expect(unsent).to_have_count(0)
        expect(ana.get_by_test_id("playlist-version")).to_contain_text(["take 00", "take 01", "Clip"])
        ana.context.close()
    assert _names(site, session) == ["take 00", "take 01", "Clip"]


def test_a_note_that_was_brought_along_in_doubt_is_kept_there_or_placed(
    site: Site, open_page: OpenPage, session: str
) -> None:
    ids = []
    for text in ("stays", "moves"):
        told = {"sessionId": session, "versionId": site.studio.clip, "at": {"start": 4, "end": 6}, "text": text}
        ids.append(site.studio.ask(SAY, input=told)["addComment"]["comment"]["id"])

    async def doubt() -> None:
        client = open_graph(read_address(site.studio.running.data).graph)
        for comment in ids:
            await client.write(DOUBT, id=decode_id(comment, "Comment"))
        await client.close()

    with ThreadPoolExecutor(1) as hand:  # this thread has the browser's loop
        hand.submit(asyncio.run, doubt()).result()
    page = ready(open_page("ana", f"/review/{session}"))
    stays, moves = (page.get_by_test_id("comment").filter(has_text=text) for text in ("stays", "moves"))
    expect(stays.get_by_test_id("needs-eyes")).to_contain_text("41 %")
    stays.get_by_role("button", name="Keep it there").click()
    expect(page.get_by_test_id("needs-eyes")).to_have_count(1)
    page.get_by_test_id("step-forward").click()
    expect(page.locator("section[data-testid=player]")).to_have_attribute("data-frame", "1")
    moves.get_by_role("button", name="Place it here").click()
    expect(page.get_by_test_id("needs-eyes")).to_have_count(0)
    expect(moves).to_contain_text("00:00:00:01")
    expect(page.get_by_test_id("unsent")).to_have_count(0)
    page.reload()
    expect(moves).to_contain_text("00:00:00:01")
    expect(stays).to_contain_text("00:00:00:04")
    expect(page.get_by_test_id("needs-eyes")).to_have_count(0)
