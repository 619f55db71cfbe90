"""Attachments in the graph: written with their comment in one statement, and gone with it, on each engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from graph.errors import ConflictError, NotAllowedError, NotFoundError
from graph.nodes.access import Role, Viewer
from graph.services.attachments import AttachmentService, plain_name
from graph.services.comments import CommentService, NewComment
from tests.graph.review_room import ReviewRoom, make_review_room
from tests.graph.scene import Scene


@dataclass
class Sent:
    """Uploads that lie in a folder under their ids; ``removed`` are those that were forgotten."""

    folder: Path
    removed: list[str] = field(default_factory=list)

    async def finished(self, viewer: Viewer, upload_id: str) -> tuple[Path, str]:
        path = self.folder / upload_id
        if upload_id in self.removed or not path.exists():
            raise NotFoundError(f"There is no upload {upload_id!r} of yours.", path=("uploadId",))
        return path, f"{upload_id}.txt"

    async def remove(self, upload_id: str) -> None:
        self.removed.append(upload_id)


@dataclass
class Desk:
    room: ReviewRoom
    sent: Sent
    attachments: AttachmentService
    comments: CommentService

    def asked(self, *uploads: str, text: str = "as in the brief") -> NewComment:
        return NewComment(self.room.session.id, self.room.version.id, 1, 2, text, uploads=uploads)

    def kept(self) -> list[str]:
        folder = self.room.services.files.attachments
        return sorted(path.read_text() for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


@pytest.fixture
async def desk(scene: Scene, tmp_path: Path) -> Desk:
    room, services = await make_review_room(scene), scene.services
    sent = Sent(tmp_path / "sent")
    sent.folder.mkdir()
    for name in ("one", "two"):
        (sent.folder / name).write_text(name)
    attachments = AttachmentService(services.stores.attachments, services.files, sent, services.quota)
    return Desk(room, sent, attachments, CommentService(services.stores, services.session_log, attachments))


async def test_attachments_are_written_with_their_comment_and_go_with_it(desk: Desk) -> None:
    author, store = desk.room[Role.REVIEWER], desk.room.services.stores.attachments
    versions, project = desk.room.services.stores.versions, desk.room.session.project_id
    originals = await versions.stored_bytes(project)

    comment, seq = await desk.comments.add(author, desk.asked("one", "two"), "k")

    assert await versions.stored_bytes(project) == originals + 6

    ((one, two),) = await store.by_comments([comment.id])
    assert (one.id, two.id) == comment.attachments
    assert [(each.name, each.mime_type, each.bytes) for each in (one, two)] == [
        ("one.txt", "text/plain", 3),
        ("two.txt", "text/plain", 3),
    ]
    assert (desk.kept(), desk.sent.removed) == (["one", "two"], ["one", "two"])
    assert await desk.attachments.visible(desk.room[Role.VIEWER], [one.id, desk.room.version.id]) == [one, None]
    assert await desk.attachments.visible(desk.room.scene.stranger, [one.id]) == [None]
    assert await desk.comments.add(author, desk.asked("one", "two"), "k") == (comment, seq)
    with pytest.raises(ConflictError):
        await desk.comments.add(author, desk.asked(text="other words"), "k")

    await desk.comments.delete(author, comment.id)

    assert await store.by_comments([comment.id]) == [[]]
    assert await desk.room.scene.count("Attachment") == 0
    assert desk.kept() == []


async def test_copies_whose_comment_was_never_written_are_swept_up(desk: Desk) -> None:
    author, services = desk.room[Role.REVIEWER], desk.room.services
    comment, _ = await desk.comments.add(author, desk.asked("one"), "k")
    # a process that is killed between copying and writing leaves this
    await desk.attachments.take(author, comment, ["two"])
    assert desk.kept() == ["one", "two"]

    assert await desk.attachments.remove_strays() == 0  # it may be on its way
    assert await desk.attachments.remove_strays(timedelta(seconds=-60)) == 1

    assert desk.kept() == ["one"]
    assert len(list(services.files.attachments.iterdir())) == 1


async def test_a_comment_that_is_refused_keeps_no_copy_and_takes_no_upload(desk: Desk) -> None:
    room = desk.room
    await room.services.reviews.close(room[Role.SUPERVISOR], room.session.id)

    with pytest.raises(ConflictError, match="closed"):
        await desk.comments.add(room[Role.REVIEWER], desk.asked("one"))
    with pytest.raises(NotFoundError):
        await desk.comments.add(room[Role.REVIEWER], desk.asked("one", "three"))
    with pytest.raises(NotAllowedError):
        await desk.comments.add(room[Role.VIEWER], desk.asked("one"))

    assert (desk.kept(), desk.sent.removed) == ([], [])


def test_names_lose_folders_and_what_cannot_be_seen() -> None:
    for sent, kept in (
        ("../../etc/passwd", "passwd"),
        ("C:\\work\\brief.pdf", "brief.pdf"),
        ("a\u202eb\x00c\n.png", "abc.png"),
        (" .. ", "attachment"),
        ("x" * 500, "x" * 200),
    ):
        assert plain_name(sent) == kept
