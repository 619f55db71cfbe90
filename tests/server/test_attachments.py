"""Attachments: uploads that become files of a comment, fetched as downloads by those who see it, gone with its words."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from graph.nodes.access import Role
from graph.nodes.ids import new_id
from graph.ports import GraphClient
from graph.services.attached_kinds import kind_of
from schema.ids import encode_id
from tests.server.graphql_site import Site, open_site

PDF = b"%PDF-1.7\n<script>alert(1)</script>"
SAY = """mutation ($input: AddCommentInput!) { addComment(input: $input) {
  comment { id attachments { id name mimeType bytes url } } seq problems { code message path } } }"""


@dataclass
class Room:
    site: Site
    session: str
    version: str

    async def upload(self, content: bytes, name: str = "brief.pdf") -> str:
        """Send a file and return the id of its upload."""
        async with self.site.client() as client:
            made = await client.post(
                "/upload",
                content=content,
                headers={
                    "Tus-Resumable": "1.0.0",
                    "Upload-Length": str(len(content)),
                    "Upload-Metadata": f"filename {b64encode(name.encode()).decode()}",
                    "Content-Type": "application/offset+octet-stream",
                },
            )
        assert made.status_code == 201, made.text
        return made.headers["Location"].rpartition("/")[2]

    async def say(self, *uploads: str, key: str | None = None) -> dict[str, Any]:
        words = {
            "sessionId": self.session,
            "versionId": self.version,
            "at": {"start": 1, "end": 2},
            "text": "as in the brief",
            "attachments": list(uploads),
            "clientMutationId": key,
        }
        answer = (await self.site.post(SAY, input=words)).json()
        assert "errors" not in answer, answer
        payload: dict[str, Any] = answer["data"]["addComment"]
        return payload

    def kept(self) -> list[Path]:
        folder = self.site.resources.files.attachments
        return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []

    async def status(self, url: str, token: str | None = None) -> int:
        async with self.site.client(token) as client:
            return (await client.get(url)).status_code


@pytest.fixture
async def room(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Room]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site:
        ingested = await site.ingest()
        version = ingested.version.id
        session = await site.services.reviews.open(site.artist, site.project.id, "Dailies", [version])
        yield Room(site, encode_id("ReviewSession", session.id), encode_id("Version", version))


async def test_an_upload_becomes_a_download_of_the_comment(room: Room) -> None:
    upload = await room.upload(PDF, "../../the \u202ebrief\r\n<b>.pdf")

    payload = await room.say(upload)

    (attached,) = payload["comment"]["attachments"]
    assert payload["problems"] == []
    assert (attached["name"], attached["mimeType"], attached["bytes"]) == ("the brief<b>.pdf", "application/pdf", len(PDF))
    async with room.site.client() as client:
        file = await client.get(attached["url"])
        part = await client.get(attached["url"], headers={"Range": "bytes=0-4"})
    assert file.content == PDF
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''the%20brief%3Cb%3E.pdf"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert (part.status_code, part.content) == (206, b"%PDF-")
    assert await room.status(f"/upload/{upload}") in (404, 405, 412)
    assert len(room.kept()) == 1


async def test_a_repeated_comment_attaches_once(room: Room) -> None:
    upload = await room.upload(PDF)

    answers = await asyncio.gather(*(room.say(upload, key="k") for _ in range(5)))
    again = await room.say(upload, key="k")

    assert {answer["comment"]["id"] for answer in (*answers, again)} == {answers[0]["comment"]["id"]}
    assert again["comment"]["attachments"] == answers[0]["comment"]["attachments"]
    assert len(room.kept()) == 1


async def test_an_upload_that_another_comment_takes_meanwhile_is_gone(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = await room.upload(PDF)

    def taken_meanwhile(path: Path) -> str | None:
        path.unlink(missing_ok=True)
        return kind_of(path)

    monkeypatch.setattr("graph.services.attachments.kind_of", taken_meanwhile)
    (problem,) = (await room.say(upload))["problems"]

    assert (problem["code"], problem["path"]) == ("GONE", ["input", "attachments"])
    assert room.kept() == []


async def test_what_may_not_be_attached_is_refused_and_leaves_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = await room.upload(b"\x89PNG\r\n\x1a\n" + bytes(20), "a.png")
    program = await room.upload(b"MZ\x90\x00" + bytes(100), "a.png")
    nothing = await room.upload(b"\x00", "zero.txt")
    code = [(await room.say(picture, wrong))["problems"] for wrong in (program, nothing, new_id(), "../x")]
    monkeypatch.setattr("graph.services.attachments.LARGEST_ATTACHED", 10)
    large = (await room.say(picture))["problems"]
    monkeypatch.setattr("graph.services.attachments.MOST_ATTACHED", 1)
    many = (await room.say(picture, program))["problems"]

    assert [problems[0]["code"] for problems in (*code, large, many)] == [
        "INVALID",
        "INVALID",
        "NOT_FOUND",
        "NOT_FOUND",
        "TOO_LARGE",
        "INVALID",
    ]
    assert all(problems[0]["path"] in (["input", "attachments"], None) for problems in (*code[:2], large, many))
    assert room.kept() == []
    assert await room.site.services.stores.comments.by_ids([]) == []


async def test_strangers_and_others_uploads_are_kept_apart(room: Room) -> None:
    site = room.site
    stranger = await site.services.users.create_user(site.admin, "the stranger")
    _, token = await site.services.users.issue_token(site.admin, stranger.id)
    viewer = await site.services.users.create_user(site.admin, "the viewer")
    await site.services.projects.add_member(site.admin, site.project.id, viewer.id, Role.VIEWER)
    _, looking = await site.services.users.issue_token(site.admin, viewer.id)
    (attached,) = (await room.say(await room.upload(b"hello", "notes.txt")))["comment"]["attachments"]

    statuses = [await room.status(attached["url"], given) for given in (looking, token, "")]

    assert attached["mimeType"] == "text/plain"
    assert statuses == [200, 404, 401]
    assert await room.status(f"/attachments/{room.version}") == 404


async def test_attachments_go_with_the_words_they_came_with(room: Room) -> None:
    comment = (await room.say(await room.upload(PDF), await room.upload(b"words", "a.txt")))["comment"]
    delete = """mutation ($id: ID!) { deleteComment(input: {id: $id}) { comment { deleted attachments { id } } } }"""

    gone = (await room.site.post(delete, id=comment["id"])).json()["data"]["deleteComment"]["comment"]

    assert gone == {"deleted": True, "attachments": []}
    assert [await room.status(each["url"]) for each in comment["attachments"]] == [404, 404]
    assert room.kept() == []
