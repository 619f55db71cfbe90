"""Notes that go along to a newer version, asked for through the schema."""

from __future__ import annotations

from typing import Any

from schema.ids import encode_id
from tests.schema.desk import Desk

OPEN = "mutation ($input: OpenReviewSessionInput!) { openReviewSession(input: $input) { reviewSession { id } } }"
ARRANGE = """mutation ($input: ArrangeReviewSessionInput!) { arrangeReviewSession(input: $input) {
  reviewSession { id } problems { code message } } }"""
SAY = "mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id } problems { code } } }"
CARRY = """mutation ($input: CarryNotesInput!) { carryNotes(input: $input) {
  comments { id text at { start end } needsEyes confidence carriedFrom { id } }
  problems { code path } clientMutationId } }"""
PLACE = """mutation ($input: EditCommentInput!) { editComment(input: $input) {
  comment { at { start end } needsEyes version } problems { code path } } }"""


async def test_notes_are_carried_and_put_in_their_place(desk: Desk) -> None:
    scene = desk.scene
    older = await scene.ingest()
    newer = await scene.ingest(scene.file("two.mov", "VIDEO two"), version_of=older.asset.id)
    versions = [encode_id("Version", each.version.id) for each in (older, newer)]
    given = {"project": encode_id("Project", scene.project.id), "name": "Dailies", "versions": versions[:1]}
    session = (await desk.ask(OPEN, input=given))["openReviewSession"]["reviewSession"]["id"]
    words = {"sessionId": session, "versionId": versions[0], "at": {"start": 5, "end": 7}, "text": "too dark"}
    note = (await desk.ask(SAY, input=words))["addComment"]["comment"]["id"]
    await desk.ask(ARRANGE, input={"sessionId": session, "versions": versions})

    async def carry(**more: str) -> dict[str, Any]:
        asked = {"sessionId": session, "versionId": versions[1], "clientMutationId": "c", **more}
        payload: dict[str, Any] = (await desk.ask(CARRY, input=asked))["carryNotes"]
        return payload

    carried = await carry()
    repeated = await carry()
    nothing = await carry(clientMutationId="d")
    wrong = await carry(fromSessionId=versions[0], clientMutationId="e")
    (comment,) = carried["comments"]
    placed = await desk.ask(PLACE, input={"id": comment["id"], "expectedVersion": 1, "at": {"start": 50, "end": 51}})

    assert (comment["text"], comment["at"], comment["needsEyes"]) == ("too dark", {"start": 5, "end": 7}, True)
    assert comment["carriedFrom"] == {"id": note}
    assert (repeated, nothing["comments"]) == (carried, [])
    assert wrong["problems"] == [{"code": "INVALID", "path": ["input", "fromSessionId"]}]
    assert placed["editComment"] == {
        "comment": {"at": {"start": 50, "end": 51}, "needsEyes": False, "version": 2},
        "problems": [],
    }
