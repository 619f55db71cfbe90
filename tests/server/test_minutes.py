"""The page of a session's minutes: who may read it, that it runs nothing, and its pictures with what was drawn."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from redis.asyncio import Redis

from analyzers.media.represent import represent
from graph.errors import GoneError
from graph.files import DataFolder
from graph.nodes.annotation import Mark, MarkKind, MarkPoint
from graph.nodes.asset import Representation, RepresentationRole
from graph.nodes.comment import Comment
from graph.nodes.ids import new_id
from graph.nodes.review import ReviewSession
from graph.ports import GraphClient
from graph.services.comments import NewComment
from schema.ids import encode_id
from server.drawing import FramePictures
from server.isolation import IsolatedProcesses
from tests.analyzers.coded_clips import make_clip, read_number, source_of
from tests.server.graphql_site import Site, open_site

FRAME = 23
BOX = Mark(MarkKind.BOX, (MarkPoint(0.5, 0.6), MarkPoint(0.9, 0.9)), "#00ff00", 0.1)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@dataclass
class Held:
    site: Site
    session: ReviewSession
    comment: Comment

    @property
    def page(self) -> str:
        return f"/minutes/{encode_id('ReviewSession', self.session.id)}"

    @property
    def picture(self) -> str:
        return f"/minutes/pictures/{encode_id('Comment', self.comment.id)}"


@pytest.fixture
async def held(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Held]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as site:
        ingested = await site.ingest()
        await with_proxy(site, ingested.version.id, tmp_path)
        project, version = site.project.id, ingested.version.id
        session = await site.services.reviews.open(site.artist, project, f"Dailies {HOSTILE}", [version])
        asked = NewComment(session.id, version, FRAME, FRAME + 1, HOSTILE, marks=(BOX,))
        comment, _ = await site.services.comments.add(site.artist, asked)
        yield Held(site, session, comment)


async def with_proxy(site: Site, version_id: str, folder: Path) -> None:
    """Give a version the forms of a clip whose pictures carry their numbers."""
    services = site.services
    _, made = represent(source_of(make_clip(folder / "clip.mp4", 40)), site.resources.files.version_folder(version_id))
    run, attempt = await services.analysis.begin(
        (await services.analysis.request(site.admin, version_id)).id, "worker", "cpu", []
    )
    forms = [
        Representation(
            new_id(), version_id, one.role, site.resources.files.relative(one.path), one.mime_type, one.bytes, one.width
        )
        for one in made
        if one.role in (RepresentationRole.PROXY, RepresentationRole.PTS_TABLE)
    ]
    await services.analysis.record_representations(run, attempt, forms)


async def test_the_page_shows_hostile_words_and_may_run_nothing(held: Held) -> None:
    async with held.site.client() as client:
        page = await client.get(held.page)
        style = await client.get("/minutes/style.css")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert f'<img src="{held.picture}"' in page.text
    assert "style=" not in page.text
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


async def test_the_picture_is_the_frame_with_the_drawing(held: Held) -> None:
    async with held.site.client() as client:
        answer = await client.get(held.picture)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"].startswith("private")
    picture = np.asarray(Image.open(BytesIO(answer.content)).convert("RGB"))
    height, width = picture.shape[:2]
    assert read_number(picture) == FRAME
    drawn = picture[round(0.6 * height) : round(0.64 * height), round(0.6 * width) : round(0.8 * width)].mean(axis=(0, 1))
    assert drawn[1] > 180
    assert drawn[0] < 90


async def test_minutes_are_files_too_and_graphql_says_the_same(held: Held) -> None:
    session = encode_id("ReviewSession", held.session.id)
    query = """query ($session: ID!, $format: ReportFormat!) {
      sessionReport(sessionId: $session, format: $format) { format mimeType fileName url text } }"""
    async with held.site.client() as client:
        file = await client.get(held.page, params={"format": "json"})
        wrong = await client.get(held.page, params={"format": "docx"})
    answer = (await held.site.post(query, session=session, format="JSON")).json()["data"]["sessionReport"]

    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.json()["notes"][0]["text"] == HOSTILE
    assert file.json()["notes"][0]["picture"] == held.picture
    assert (answer["mimeType"], answer["url"]) == ("application/json", held.page)
    assert file.json()["notes"][0]["id"] in answer["text"]
    assert (wrong.status_code, wrong.json()["code"]) == (400, "INVALID")


async def test_the_command_writes_them_to_a_file(held: Held, tmp_path: Path) -> None:
    session, out = encode_id("ReviewSession", held.session.id), tmp_path / "minutes.md"
    environment = {**os.environ, "REELGRAPH_SERVER": held.site.address, "REELGRAPH_TOKEN": held.site.token}

    async def command(*words: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.cli", "minutes", session, *words, stderr=PIPE, stdout=PIPE, env=environment
        )
        _, said = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode()

    done, wrong = await asyncio.gather(command("-o", str(out)), command("--format", "docx"))

    assert done[0] == 0, done
    assert out.read_text().startswith("# Dailies &lt;script&gt;")
    assert (wrong[0], "markdown, json, html" in wrong[1]) == (2, True)


async def test_strangers_find_neither_page_nor_picture(held: Held) -> None:
    site = held.site
    stranger = await site.services.users.create_user(site.admin, "the stranger")
    _, token = await site.services.users.issue_token(site.admin, stranger.id)
    nobody = encode_id("Comment", new_id())
    async with site.client(token) as client, site.client("") as anonymous, site.client() as known:
        answers = [(await client.get(address)).status_code for address in (held.page, held.picture)]
        refused = [(await anonymous.get(address)).status_code for address in (held.page, held.picture)]
        absent = [
            (await known.get(f"/minutes/{address}")).status_code
            for address in (f"pictures/{nobody}", "pictures/x", encode_id("ReviewSession", new_id()))
        ]

    assert answers == [404, 404]
    assert refused == [401, 401]
    assert absent == [404, 404, 404]


async def test_a_still_is_drawn_on_too_and_what_has_no_picture_says_so(tmp_path: Path) -> None:
    decoders, poster = IsolatedProcesses(1, None), tmp_path / "poster.webp"
    pictures = FramePictures(decoders, DataFolder(tmp_path))
    Image.new("RGB", (200, 100), "#404040").save(poster)
    form = Representation(new_id(), new_id(), RepresentationRole.POSTER, poster.name, "image/webp", 1)

    drawn = Image.open(BytesIO(await pictures.webp([form], 0, [BOX])))
    poster.unlink()

    assert drawn.size == (200, 100)
    red, green, _ = drawn.convert("RGB").getpixel((140, 61))  # type: ignore[misc]
    assert green > 180 > 90 > red
    with pytest.raises(GoneError, match="is gone"):
        await pictures.webp([form], 0, [])
    with pytest.raises(GoneError, match="no picture"):
        await pictures.webp([], 0, [])
    await decoders.close()


@pytest.mark.parametrize(
    ("rotation", "aspect", "size", "red"),
    [
        (0, None, (160, 96), (0, 2 / 3, 1 / 4, 1)),
        (90, None, (96, 160), (0, 0, 1 / 3, 1 / 4)),
        (180, None, (160, 96), (3 / 4, 0, 1, 1 / 3)),
        (0, Fraction(2), (320, 96), (0, 2 / 3, 1 / 4, 1)),
    ],
)
async def test_a_drawing_lies_where_it_was_seen_on_footage_that_is_turned_or_anamorphic(
    tmp_path: Path, rotation: int, aspect: Fraction | None, size: tuple[int, int], red: tuple[float, float, float, float]
) -> None:
    decoders, files = IsolatedProcesses(1, None), DataFolder(tmp_path)
    clip = make_clip(tmp_path / "clip.mp4", 5, rotation=rotation, pixel_aspect=aspect)
    _, made = represent(source_of(clip), files.version_folder(new_id()))
    forms = [Representation(new_id(), new_id(), one.role, files.relative(one.path), one.mime_type, 1) for one in made]
    left, top, right, bottom = red
    around = Mark(MarkKind.BOX, (MarkPoint(left, top), MarkPoint(right, bottom)), "#00ff00", 0.06)

    picture = Image.open(BytesIO(await FramePictures(decoders, files).webp(forms, 2, [around]))).convert("RGB")
    await decoders.close()

    def colour(x: float, y: float) -> tuple[int, ...]:
        place = round(x * (picture.width - 1)), round(y * (picture.height - 1))
        return picture.getpixel(place)  # type: ignore[return-value]

    assert picture.size == size
    inside = colour((left + right) / 2, (top + bottom) / 2)
    assert inside[0] > 150 > 90 > inside[1]
    for x, y in ((left, (top + bottom) / 2), (right, (top + bottom) / 2), ((left + right) / 2, top)):
        assert colour(x, y)[1] > 110, (x, y)  # red has 20 of it, and what is around 60


async def test_what_was_deleted_has_no_picture_any_more(held: Held) -> None:
    await held.site.services.comments.delete(held.site.artist, held.comment.id)

    async with held.site.client() as client:
        assert (await client.get(held.picture)).status_code == 404
        assert HOSTILE not in (await client.get(held.page)).text
