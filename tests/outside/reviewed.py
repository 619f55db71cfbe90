"""One of everything that people add to a film: a session, what is said in it, a verdict, a guest link, a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

OPEN = "mutation A($input: OpenReviewSessionInput!) { a: openReviewSession(input: $input) { it: reviewSession { id } %s } }"
COMMENT = "mutation A($input: AddCommentInput!) { a: addComment(input: $input) { it: comment { id } %s } }"
DRAW = "mutation A($input: AddAnnotationInput!) { a: addAnnotation(input: $input) { it: annotation { id } %s } }"
DECIDE = "mutation A($input: DecideVersionInput!) { a: decideVersion(input: $input) { it: decision { id } %s } }"
JUDGE = "mutation A($input: VerdictInput!) { a: giveVerdict(input: $input) { it: verdict { id } %s } }"
INVITE = "mutation A($input: CreateGuestLinkInput!) { a: createGuestLink(input: $input) { it: guestLink { id } %s } }"
TOKEN = "mutation A($input: CreateTokenInput!) { a: createToken(input: $input) { it: token { id } %s } }"
ME = "{ me { id } }"


def review(ask: Callable[..., Any], ids: dict[str, str]) -> dict[str, str]:
    """Make one of each as an administrator; ``ids`` names the film's things by type. Returns the new ids by type."""

    def made(document: str, **given: Any) -> str:
        payload = ask(document % "problems { code message path }", caller="admin", input=given)["a"]
        assert payload["problems"] == [], payload
        return str(payload["it"]["id"])

    film, version = ids["Project"], ids["Version"]
    at = {"start": 3, "end": 4}
    mark = {"kind": "ARROW", "points": [{"x": 0.1, "y": 0.1}, {"x": 0.4, "y": 0.5}], "colour": "#FF8800", "width": 0.01}
    session = made(OPEN, project=film, name="Dailies", versions=[version])
    there = {"sessionId": session, "versionId": version}
    comment = made(COMMENT, **there, at=at, text="The cut comes a frame late.")
    for text in ("Which one?", "The second."):
        made(COMMENT, **there, at=at, text=text, replyTo=comment)
    made(COMMENT, **there, at={"start": 9, "end": 12}, text="Better.")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return {
        "ReviewSession": session,
        "Comment": comment,
        "Annotation": made(DRAW, **there, at=at, marks=[mark]),
        "Decision": made(DECIDE, **there, status="approved", reason="As agreed."),
        "Verdict": made(JUDGE, about=ids["Track"], kind="ACCEPT"),
        "GuestLink": made(INVITE, project=film, name="Client", expiresAt=tomorrow),
        "Token": made(TOKEN, name="tool", scope="READ"),
        "User": str(ask(ME, caller="admin")["me"]["id"]),
    }
