"""No name gets out of the folders it may name, hangs anything, becomes anything but a name, or stands in a header."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import re
import socket
import stat
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from graph.errors import InvalidError, OutsideRootsError, ReelgraphError
from graph.nodes.asset import RepresentationRole
from graph.nodes.ids import derived_id
from graph.ports import GraphClient
from graph.services.ingest import IngestRequest
from schema.ids import decode_any, encode_id
from server.archive import unpack_frames
from server.commands.sources import find_sources
from server.tus import format_metadata
from tests.server.graphql_site import Site, open_site
from tests.server.hostile_names import SECRET, hostile_names

pytestmark = pytest.mark.no_cover  # so many cases: to note each line that they run would take as long again

NAMES = hostile_names()
ALLOWED = {
    "INVALID", "OUTSIDE_ROOTS", "NOT_FOUND", "UNSUPPORTED_MEDIA", "BROKEN_MEDIA", "TOO_LARGE",
}  # fmt: skip
PLAIN = re.compile(r"[0-9a-f-]{36}/(\.incoming|original(\.[a-z0-9]{1,10})?|frames/[^/]+)")
INGEST = """
mutation ($input: IngestInput!) {
  ingest(input: $input) { created version { id } problems { code message } }
}
"""
VERSIONS = "MATCH (v:Version) RETURN v.sha256 AS sha256"


@dataclass(frozen=True)
class Door:
    """Where names come in."""

    site: Site
    client: httpx.AsyncClient

    async def ingest(self, **given: Any) -> dict[str, Any]:
        """The payload of an ingest; every answer comes soon, is 200, and is no defect."""
        variables = {"input": {"project": encode_id("Project", self.site.project.id), "analyze": False, **given}}
        body = json.dumps({"query": INGEST, "variables": variables})
        async with asyncio.timeout(60):
            headers = {"Content-Type": "application/json"}
            answer = await self.client.post("/graphql", content=body.encode(), headers=headers)
        if answer.status_code == 400:  # half of a surrogate pair is no text: refused before anything looks at it
            assert "half of a surrogate pair" in answer.text, (given, answer.text)
            return {"created": False, "version": None, "problems": [{"code": "INVALID", "message": answer.text}]}
        assert answer.status_code == 200, (given, answer.text)
        payload: dict[str, Any] = answer.json()["data"]["ingest"]
        assert {problem["code"] for problem in payload["problems"]} <= ALLOWED, (given, payload)
        return payload

    async def refused(self, path: str) -> None:
        """Ask for a path as the endpoint would ask; it must be refused, soon and as expected."""
        request = IngestRequest(self.site.project.id, Path(path), analyze=False)
        async with asyncio.timeout(60):
            with pytest.raises(ReelgraphError) as caught:
                await self.site.services.ingest.ingest(self.site.artist, request)
        assert caught.value.code in ALLOWED, (path, caught.value)

    async def known(self) -> set[str]:
        """The digests of all that was taken in."""
        return {row["sha256"] for row in await self.site.resources.graph.read(VERSIONS)}


@pytest.fixture
async def site(embedded_graph: GraphClient, redis: Redis, redis_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(embedded_graph, redis, redis_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def door(site: Site) -> AsyncIterator[Door]:
    async with site.client() as client:
        yield Door(site, client)


async def each(work: Callable[[int, str], Awaitable[None]]) -> None:
    """Do something with every name and its number, eight at a time: most of it is waiting for the disk and the graph."""
    for start in range(0, len(NAMES), 8):
        await asyncio.gather(*(work(number, NAMES[number]) for number in range(start, min(start + 8, len(NAMES)))))


def secret(site: Site) -> Path:
    path = site.root.parent / SECRET
    path.parent.mkdir()
    path.write_text("VIDEO secret")
    (path.parent / "0001.png").write_text("VIDEO secret frame")
    return path


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_there_are_three_hundred_names_and_more() -> None:
    assert len(NAMES) >= 300


async def test_a_path_never_leads_out_of_the_roots(site: Site, door: Door) -> None:
    # given a secret beside the root, and ways out of it
    hidden, root = secret(site), site.root
    (root / "folder").mkdir()
    (root / "outlink").symlink_to(hidden.parent)
    (root / "link").symlink_to(hidden.parent, target_is_directory=True)
    (root / "secretlink.mov").symlink_to(hidden)
    (root / "chain").symlink_to(root / "secretlink.mov")
    (root / "loop").symlink_to(root / "loop")
    (root / "dangling.mov").symlink_to(root / "nothing.mov")
    os.mkfifo(root / "fifo")
    os.mkfifo(root / "fifo.mov")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(root)  # the address of a socket has at most 108 bytes
        try:
            listener.bind("socket")
        finally:
            os.chdir(here)
        (root / "folder" / "0001.png").symlink_to(hidden.parent / "0001.png")

        # when every name is asked for, bare and within the root
        async def ask(number: int, name: str) -> None:
            await door.refused(name)
            await door.refused(f"{root}/{name}")
            if number % 8 == 0 or not name.isprintable():
                payload = await door.ingest(path=f"{root}/{name}")
                assert payload["version"] is None
                assert payload["problems"]

        await each(ask)

    # then nothing of it is there
    assert digest(b"VIDEO secret") not in await door.known()
    assert await door.known() == set()


async def test_a_file_with_a_hostile_name_is_that_file_and_nothing_else(site: Site, door: Door) -> None:
    secret(site)
    contents = {}
    for number, name in enumerate(NAMES):
        if not name or "\0" in name or "/" in name or name in (".", ".."):
            continue
        try:
            (site.root / name).write_text(f"VIDEO {number}")
        except (OSError, UnicodeEncodeError):
            continue  # no file can be called that
        contents[name] = digest(f"VIDEO {number}".encode())
    assert len(contents) > 150

    taken = set()

    async def take(_: int, name: str) -> None:
        if name not in contents:
            return
        request = IngestRequest(site.project.id, site.root / name, name="given", analyze=False)
        with suppress(InvalidError, OutsideRootsError):
            done = await site.services.ingest.ingest(site.artist, request)
            assert done.version.sha256 == contents[name], name
            taken.add(contents[name])

    await each(take)
    assert len(taken) > 150
    assert await door.known() == taken
    assert_plain(site)


async def test_an_upload_under_a_hostile_name_lands_where_every_upload_does(site: Site, door: Door) -> None:
    tus = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
    contents: set[str] = set()
    client = door.client

    async def send(number: int, name: str) -> None:
        content = f"VIDEO {number}".encode()
        try:
            words = format_metadata({"filename": name, "project": "film"})
        except UnicodeEncodeError:
            words = "filename 7bCA7Q=="  # bytes that are no UTF-8
        headers = {**tus, "Upload-Length": str(len(content)), "Upload-Metadata": words}
        begun = await client.post("/upload", headers=headers, content=content)
        if begun.status_code != 201:
            assert begun.status_code in (400, 413), (name, begun.text)
            return
        place = begun.headers["location"]
        assert re.fullmatch(r"/upload/[0-9a-f-]{36}", place)
        if suspicious(name):
            looked = await client.head(place, headers={"Tus-Resumable": "1.0.0"})
            assert looked.headers["upload-metadata"] == words
        if number % 4 and not suspicious(name):
            return
        payload = await door.ingest(uploadId=place.rsplit("/", 1)[1])
        if payload["created"]:
            contents.add(digest(content))
            if suspicious(name):
                await check_media(door, payload["version"]["id"])

    await each(send)
    assert len(contents) > 60
    assert await door.known() == contents
    assert_plain(site)
    assert sorted(path.name for path in site.root.parent.iterdir()) == ["data", "footage"]


def suspicious(name: str) -> bool:
    """Whether the name could do harm in a header."""
    return not name.isprintable() or any(sign in name for sign in '"\\;%<>')


async def check_media(door: Door, version_id: str) -> None:
    """Nothing of the name stands in the header of what is served."""
    _, own_id = decode_any(version_id)
    representation = encode_id("Representation", derived_id(own_id, RepresentationRole.ORIGINAL, 0))
    answer = await door.client.get(f"/media/{representation}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] in ("inline", "attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {"x-injected", "set-cookie"} & set(answer.headers)
    assert re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", answer.headers["content-type"])
    assert not answer.headers["content-type"].startswith("text/")


def assert_plain(site: Site) -> None:
    media = site.root.parent / "data" / "media"
    for path in media.rglob("*"):
        if not path.is_dir():
            assert PLAIN.fullmatch(str(path.relative_to(media))), path
            assert stat.S_ISREG(path.lstat().st_mode)


def test_the_names_in_a_sequence_that_was_sent_are_bare_or_refused(tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        archive, folder = tmp_path / "sent.tar", tmp_path / f"frames{number}"
        try:
            with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as tar:
                member = tarfile.TarInfo(name)
                member.size = 4
                tar.addfile(member, io.BytesIO(b"1234"))
        except (UnicodeEncodeError, ValueError):
            continue
        try:
            unpack_frames(archive, folder, 1 << 20)
        except InvalidError:
            assert not folder.exists()
        else:
            (file,) = folder.iterdir()
            assert file.name.isprintable()
            assert file.read_bytes() == b"1234"
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith("frames")} == {"sent.tar"}


def test_links_and_devices_in_a_sequence_that_was_sent_are_refused(tmp_path: Path) -> None:
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
        archive = tmp_path / "sent.tar"
        with tarfile.open(archive, "w") as tar:
            member = tarfile.TarInfo("f.0001.png")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        with pytest.raises(InvalidError, match="only plain files"):
            unpack_frames(archive, tmp_path / "frames", 1 << 20)


def test_the_command_line_takes_a_name_for_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        if name and "\0" not in name and not name.startswith(("/", "..", "*", "?", "~", "http")):
            found = list(find_sources([name]))
            assert all(getattr(one, "reason", None) for one in found), name
