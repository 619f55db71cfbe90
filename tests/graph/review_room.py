"""A review session in a scene, with people of every role, for the tests of reviews."""

from __future__ import annotations

from dataclasses import dataclass

from graph.nodes.access import Role, Viewer
from graph.nodes.annotation import Mark, MarkKind, MarkPoint
from graph.nodes.asset import Version
from graph.nodes.comment import Comment
from graph.nodes.review import ReviewSession
from graph.services.comments import NewComment
from graph.services.registry import Services
from tests.graph.scene import Scene

ARROW = Mark(MarkKind.ARROW, (MarkPoint(0.1, 0.2), MarkPoint(0.5, 0.6, 0.4)), "#ff8800", 0.01)


@dataclass
class ReviewRoom:
    scene: Scene
    session: ReviewSession
    version: Version
    other: Version
    people: dict[Role, Viewer]

    @property
    def services(self) -> Services:
        return self.scene.services

    def __getitem__(self, role: Role) -> Viewer:
        return self.people[role]

    async def say(
        self, text: str = "too dark", *, who: Role = Role.REVIEWER, key: str | None = None, **more: object
    ) -> tuple[Comment, int]:
        asked = {"version_id": self.version.id, "start": 10, "end": 12, **more}
        return await self.services.comments.add(self[who], NewComment(self.session.id, text=text, **asked), key)  # type: ignore[arg-type]


async def make_review_room(scene: Scene) -> ReviewRoom:
    """Open a session over two versions; the supervisor hosts it."""
    people = {}
    for role in Role:
        name = f"{role.name.lower()}-{scene.project.id}"
        user = await scene.services.users.create_user(scene.admin, name)
        await scene.services.projects.add_member(scene.admin, scene.project.id, user.id, role)
        people[role] = Viewer(user, {scene.project.id: role})
    first = await scene.ingest(scene.file("one.mov", "VIDEO one"))
    second = await scene.ingest(scene.file("two.mov", "VIDEO two"))
    session = await scene.services.reviews.open(
        people[Role.SUPERVISOR], scene.project.id, "Dailies", [first.version.id, second.version.id]
    )
    return ReviewRoom(scene, session, first.version, second.version, people)
