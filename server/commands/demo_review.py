"""The review session of the demonstration: a playlist of the shipped clips with notes, a drawing and a decision in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.api import operations as api
    from server.client import ServerClient

NAME = "First look"


def _arrow(*points: tuple[float, float]) -> list[api.MarkInput]:
    return [{"kind": "ARROW", "points": [{"x": x, "y": y} for x, y in points], "colour": "#F2A93B", "width": 0.008}]


NOTES: Final = {
    "big-buck-bunny.mp4": (
        (
            (428, 429),
            "Could the wings open a beat later? They read before the branch does.",
            _arrow((0.88, 0.12), (0.7, 0.3)),
        ),
        ((470, 520), "Lovely. Keep this pause.", None),
    ),
    "car-traffic.mp4": (((75, 76), "This car is the one for the insert.", _arrow((0.76, 0.18), (0.6, 0.36))),),
    "nasa-telescope.mp4": (((145, 195), "Lower third goes here: name and title, please check the spelling.", None),),
}


async def open_review(client: ServerClient, project_key: str, versions: Mapping[str, str]) -> str | None:
    """Return the path of the project's newest review session; one is opened over the clips where there is none.

    ``versions`` are version ids by the clips' file names. None where the server takes no session.
    """
    from server.api import operations as api

    project = await api.review_sessions(client, key=project_key)
    if project is None:
        return None
    if project["reviewSessions"]["edges"]:
        return f"/review/{project['reviewSessions']['edges'][0]['node']['id']}"
    playlist = [versions[name] for name in NOTES if name in versions]
    given: api.OpenReviewSessionInput = {"project": project["id"], "name": NAME, "versions": playlist}
    session = (await api.open_review_session(client, input=given))["reviewSession"]
    if session is None:
        return None
    await _fill(client, session["id"], versions, playlist)
    return f"/review/{session['id']}"


async def _fill(client: ServerClient, session_id: str, versions: Mapping[str, str], playlist: Sequence[str]) -> None:
    from server.api import operations as api

    for name, notes in NOTES.items():
        for (start, end), text, marks in notes:
            if name not in versions:
                continue
            note: api.AddCommentInput = {
                "sessionId": session_id,
                "versionId": versions[name],
                "at": {"start": start, "end": end},
                "text": text,
                "marks": marks,
            }
            await api.add_comment(client, input=note)
    if playlist:
        decision: api.DecideVersionInput = {"sessionId": session_id, "versionId": playlist[-1], "status": "approved"}
        await api.decide_version(client, input=decision)
