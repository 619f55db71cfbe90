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


EDL = """TITLE: cut
FCM: NON-DROP FRAME

{events}
"""
EVENT = "{number:03d}  {reel}  V  C  {source} {source_end} {record} {record_end}\n* FROM CLIP NAME: {reel}.mov\n"


def edl(*clips: tuple[str, int, int]) -> str:
    """An edit list at 24 frames a second of reels and the frames of them that are shown, one after the other."""

    def timecode(frame: int) -> str:
        seconds, frames = divmod(frame, 24)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"

    events, place = "", 0
    for number, (reel, start, end) in enumerate(clips, 1):
        given = {"source": start, "source_end": end, "record": place, "record_end": place + end - start}
        events += EVENT.format(number=number, reel=reel, **{name: timecode(frame) for name, frame in given.items()})
        place += end - start
    return EDL.format(events=events)


async def test_notes_follow_the_edit_lists_of_two_cuts(desk: Desk) -> None:
    scene = desk.scene
    older = await scene.ingest()
    newer = await scene.ingest(scene.file("recut.mov", "VIDEO recut"), version_of=older.asset.id)
    versions = [encode_id("Version", each.version.id) for each in (older, newer)]
    given = {"project": encode_id("Project", scene.project.id), "name": "Cuts", "versions": versions[:1]}
    session = (await desk.ask(OPEN, input=given))["openReviewSession"]["reviewSession"]["id"]
    words = {"sessionId": session, "versionId": versions[0], "at": {"start": 5, "end": 7}, "text": "too dark"}
    await desk.ask(SAY, input=words)
    arranged = await desk.ask(
        "mutation ($input: ArrangeReviewSessionInput!) { arrangeReviewSession(input: $input) {"
        " reviewSession { carrying { id } } problems { code } } }",
        input={"sessionId": session, "versions": versions},
    )

    def carry(older_list: str, newer_list: str) -> dict[str, Any]:
        rate = {"num": 24}
        cuts = {"older": {"text": older_list, "rate": rate}, "newer": {"text": newer_list, "rate": rate}}
        return {"sessionId": session, "versionId": versions[1], "cuts": cuts}

    moved = edl(("reel2", 0, 40), ("reel1", 0, 50))
    broken = await desk.ask(CARRY, input=carry("no list", moved))
    carried = await desk.ask(CARRY, input=carry(edl(("reel1", 0, 50), ("reel2", 0, 40)), moved))
    after = await desk.ask("query ($id: ID!) { node(id: $id) { ... on ReviewSession { carrying { id } } } }", id=session)

    # The newer version waits for its analysis: it is marked until somebody carries by hand.
    assert arranged["arrangeReviewSession"] == {"reviewSession": {"carrying": [{"id": versions[1]}]}, "problems": []}
    assert broken["carryNotes"]["problems"][0]["path"] == ["input", "cuts", "older"]
    (comment,) = carried["carryNotes"]["comments"]
    assert (comment["at"], comment["confidence"], comment["needsEyes"]) == ({"start": 45, "end": 47}, 0.9, False)
    assert after["node"] == {"carrying": []}
