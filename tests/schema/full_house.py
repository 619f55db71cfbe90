"""A project in which there is something of every type, several times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from graph.nodes.access import Role
from graph.nodes.page import PageRequest
from graph.nodes.verdict import VerdictKind, VerdictSubject
from schema.ids import encode_id
from tests.graph.review_room import ARROW, make_review_room
from tests.schema.desk import Desk

SEVERAL = 4


async def fill(desk: Desk) -> dict[str, list[str]]:
    """Make all of it; returns the global ids of the nodes of each GraphQL type, by type."""
    scene = desk.scene
    room = await make_review_room(scene)
    services, host = room.services, room[Role.SUPERVISOR]
    for number in range(SEVERAL):
        ingested = await scene.ingest(scene.file(f"{number}.mov", f"VIDEO {number}"))
        run = await scene.analysed(ingested, shots=SEVERAL, labels=("person", "dog", "car"))
        await services.projects.create(scene.admin, f"project-{number}", "Another")
        end = datetime.now(UTC) + timedelta(days=1)
        await services.guests.invite(host, scene.project.id, f"guest {number}", Role.REVIEWER, end)
        _, plain = await services.users.issue_token(scene.admin, host.user.id)
        await services.users.viewer_for_token(plain)
        await services.reviews.open(host, scene.project.id, f"Session {number}", [room.version.id])
        comment, _ = await room.say(f"comment {number}", marks=(ARROW,))
        await room.say(f"answer {number}", reply_to=comment.id)
        status = (await services.reviews.statuses(scene.project.id))[0]
        await services.reviews.decide(host, room.session.id, room.version.id, status, f"reason {number}")
        (shots,) = await services.stores.shots.page_by_version([run.version_id], PageRequest(SEVERAL))
        for shot in shots.items:
            await services.verdicts.give(host, VerdictSubject.SHOT, shot.id, VerdictKind.ACCEPT, session_id=room.session.id)
    ids: dict[str, list[str]] = {}
    for kind in NODES:
        rows = await scene.client.read(f"MATCH (n:{kind}) RETURN n.id AS id ORDER BY id LIMIT 20")
        ids[kind] = [encode_id(kind, row["id"]) for row in rows]
    return ids


NODES = (
    "Project",
    "Asset",
    "Version",
    "Shot",
    "Keyframe",
    "Track",
    "Entity",
    "AnalysisRun",
    "Model",
    "ModelVersion",
    "User",
    "Token",
    "GuestLink",
    "ReviewSession",
    "Comment",
    "Annotation",
    "Decision",
    "Verdict",
)
