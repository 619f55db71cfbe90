"""/upload: tus 1.0.0, and what is left when a connection is cut."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from graph.errors import InvalidError, NotFoundError, RateLimitedError, TooLargeError
from graph.nodes.access import User, Viewer
from server.auth import CSRF_HEADER
from server.client import ServerClient
from server.commands.failure import CommandFailedError
from server.tus import format_metadata, parse_metadata
from server.uploads import UploadBox
from tests.server.conftest import Running, reelgraph, until

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def client(running: Running) -> Iterator[httpx.Client]:
    with running.http() as client:
        yield client


def begin(client: httpx.Client, length: int, **metadata: str) -> str:
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": format_metadata({"filename": "clip.mp4", **metadata})}
    answer = client.post("/upload", headers=headers)
    assert answer.status_code == 201
    assert answer.headers["upload-expires"]
    return str(answer.headers["location"])


def offset(client: httpx.Client, place: str) -> int:
    answer = client.head(place, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def test_a_server_says_what_it_can_do(client: httpx.Client) -> None:
    answer = client.options("/upload")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert {"creation", "expiration", "termination", "checksum"} <= set(answer.headers["tus-extension"].split(","))
    assert int(answer.headers["tus-max-size"]) > 0
    assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256,md5"
    assert client.post("/upload", headers={"X-HTTP-Method-Override": "OPTIONS"}).headers["tus-version"] == "1.0.0"


def test_a_file_arrives_in_pieces_and_each_offset_is_exact(client: httpx.Client, running: Running) -> None:
    place = begin(client, 10)
    assert offset(client, place) == 0
    first = client.patch(place, headers={**PIECE, "Upload-Offset": "0"}, content=b"01234")
    assert (first.status_code, first.headers["upload-offset"]) == (204, "5")
    assert client.patch(place, headers={**PIECE, "Upload-Offset": "0"}, content=b"xxxxx").status_code == 409
    second = client.patch(place, headers={**PIECE, "Upload-Offset": "5"}, content=b"56789")
    assert second.headers["upload-offset"] == "10"
    assert (running.data / "uploads" / place.rsplit("/", 1)[1]).read_bytes() == b"0123456789"


def test_the_first_piece_may_come_with_the_announcement(client: httpx.Client) -> None:
    answer = client.post("/upload", headers={**PIECE, "Upload-Length": "4"}, content=b"abcd")
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "4")


def test_more_bytes_than_announced_are_refused_and_not_kept(client: httpx.Client) -> None:
    place = begin(client, 3)
    assert client.patch(place, headers={**PIECE, "Upload-Offset": "0"}, content=b"abcd").status_code == 413
    assert offset(client, place) == 0


def test_a_piece_with_a_wrong_checksum_is_thrown_away(client: httpx.Client) -> None:
    place = begin(client, 4)
    right = base64.b64encode(hashlib.sha256(b"abcd").digest()).decode()
    wrong = base64.b64encode(hashlib.sha256(b"abce").digest()).decode()
    headers = {**PIECE, "Upload-Offset": "0"}
    assert client.patch(place, headers={**headers, "Upload-Checksum": f"sha256 {wrong}"}, content=b"abcd").status_code == 460
    assert offset(client, place) == 0
    assert client.patch(place, headers={**headers, "Upload-Checksum": "crc9 AA=="}, content=b"abcd").status_code == 400
    assert client.patch(place, headers={**headers, "Upload-Checksum": f"sha256 {right}"}, content=b"abcd").status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "1"}, 412),
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "1"}, 412),
        (TUS, 400),
        ({**TUS, "Upload-Length": "-1"}, 400),
        ({**TUS, "Upload-Length": "1e9"}, 400),
        ({**TUS, "Upload-Length": "١"}, 400),
        ({**TUS, "Upload-Defer-Length": "1"}, 400),
        ({**TUS, "Upload-Length": str(1 << 60)}, 413),
        ({**TUS, "Upload-Length": "1", "Upload-Metadata": "filename YQ==,filename Yg=="}, 400),
        ({**TUS, "Upload-Length": "1", "Upload-Metadata": "filename " + "QUFB" * 1100}, 413),
        ({**TUS, "Upload-Length": "1", "Upload-Metadata": "filename not-base64!"}, 400),
        ({**TUS, "Upload-Length": "1", "Upload-Metadata": format_metadata({"project": "no-such-project"})}, 404),
    ],
)
def test_an_announcement_that_cannot_be_is_refused(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    answer = client.post("/upload", headers=[(name.encode(), value.encode()) for name, value in headers.items()])
    assert answer.status_code == status
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.json()["message"]


def test_a_method_in_disguise_is_the_method(client: httpx.Client) -> None:
    place = begin(client, 4)
    headers = {**PIECE, "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert client.post(place, headers=headers, content=b"abcd").status_code == 204
    refused = client.post(place, headers=TUS)
    assert (refused.status_code, refused.headers["allow"]) == (405, "OPTIONS, HEAD, PATCH, DELETE")
    assert client.post(place, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}).status_code == 204


def test_a_second_connection_cannot_write_into_an_upload(client: httpx.Client, running: Running) -> None:
    size = 4 << 20
    place = begin(client, size)
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.token}\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {size}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", urlsplit(running.address).port), timeout=60) as slow:
        slow.sendall(head + bytes(size - 1))
        # Once some of it lies there, this connection is the one that writes.
        until(lambda: (running.data / "uploads" / place.rsplit("/", 1)[1]).stat().st_size > 0, 60, "some bytes arrived")
        refused = client.patch(place, headers={**PIECE, "Upload-Offset": "0"}, content=b"")
        assert (refused.status_code, refused.json()["code"]) == (423, "LEASE_HELD")
        assert client.delete(place, headers=TUS).status_code == 423
        assert 0 < offset(client, place) < size
        slow.sendall(b"x")
        assert slow.recv(100).startswith(b"HTTP/1.1 204")
    assert offset(client, place) == size


def test_a_piece_of_another_content_type_is_refused(client: httpx.Client) -> None:
    place = begin(client, 1)
    assert client.patch(place, headers={**TUS, "Upload-Offset": "0"}, content=b"a").status_code == 415


def test_an_upload_that_is_ended_is_gone(client: httpx.Client) -> None:
    place = begin(client, 1)
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.head(place, headers=TUS).status_code == 404


def test_an_upload_is_its_owners_alone(client: httpx.Client, running: Running) -> None:
    place = begin(client, 1)
    made = reelgraph("token", "create", "--user", "uploader", "--data", str(running.data))
    with running.http(made.stdout.strip()) as stranger:
        assert stranger.head(place, headers=TUS).status_code == 404
        assert stranger.delete(place, headers=TUS).status_code == 404


def test_who_may_only_read_cannot_fill_the_disk(running: Running) -> None:
    token = reelgraph("token", "create", "--user", "onlooker", "--scope", "READ", "--data", str(running.data)).stdout.strip()
    with running.http(token) as onlooker:
        large = onlooker.post("/upload", headers={**TUS, "Upload-Length": str((100 << 20) + 1)})
        begin(onlooker, 100 << 20)

    assert large.status_code == 413
    assert "READ" in large.json()["message"]


def test_a_cut_connection_keeps_what_arrived_and_the_transfer_goes_on_from_there(
    client: httpx.Client, running: Running
) -> None:
    content = bytes(range(256)) * 16384
    place = begin(client, len(content))
    address = urlsplit(running.address)
    with socket.create_connection((address.hostname, address.port)) as cut:
        head = (
            f"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.token}\r\nTus-Resumable: 1.0.0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        cut.sendall(head.encode() + content[: 1 << 20])
        until(lambda: (running.data / "uploads" / place.rsplit("/", 1)[1]).stat().st_size > 0, 60, "some bytes arrived")

    settled: list[httpx.Response] = []

    def resumed() -> bool:
        at = offset(client, place)
        answer = client.patch(place, headers={**PIECE, "Upload-Offset": str(at)}, content=content[at:])
        settled.append(answer)
        return answer.status_code == 204

    until(resumed, 60, "the transfer goes on")
    assert {answer.status_code for answer in settled} <= {204, 409, 423}
    assert (running.data / "uploads" / place.rsplit("/", 1)[1]).read_bytes() == content


async def test_the_commands_pass_on_why_an_upload_was_refused(client: httpx.Client, running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.address, headers=client.headers, timeout=60) as http:
        with pytest.raises(CommandFailedError, match="no such project") as refused:
            await ServerClient(running.address, http).upload(
                4, {"filename": "clip.mp4", "project": "nowhere"}, lambda: iter([b"clip"]), lambda _: None
            )
    assert refused.value.code == "NOT_FOUND"


def test_metadata_survives_the_header_both_ways() -> None:
    pairs = {"filename": "Fahrt über die Brücke, 2.mp4", "project": "demo", "empty": ""}
    assert parse_metadata(format_metadata(pairs)) == pairs


def viewer(name: str = "ann") -> Viewer:
    return Viewer(User(name, name, admin=False, created_at=datetime.now(UTC)))


def test_an_unfinished_upload_expires_and_a_fresh_one_stays(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    old = box.begin(viewer(), 10, {"filename": "a.mp4"})
    assert asyncio.run(box.sweep()) == 0
    assert asyncio.run(box.sweep(datetime.now(UTC) + timedelta(hours=2))) == 1
    with pytest.raises(NotFoundError):
        box.find(viewer(), old.id)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_upload_is_not_swept_up(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    (tmp_path / "lost+found").mkdir()
    box.begin(viewer(), 10, {"filename": "a.mp4"})

    assert asyncio.run(box.sweep(datetime.now(UTC) + timedelta(hours=2))) == 1

    assert [path.name for path in tmp_path.iterdir()] == ["lost+found"]


async def test_only_a_complete_upload_can_be_ingested_under_its_bare_name(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    upload = box.begin(viewer(), 3, {"filename": "../../etc/clip.mp4"})
    with pytest.raises(InvalidError):
        await box.finished(viewer(), upload.id)
    with box.writing(upload) as descriptor:
        os.write(descriptor, b"abc")
    assert await box.finished(viewer(), upload.id) == (tmp_path / upload.id, "clip.mp4")
    with pytest.raises(NotFoundError):
        await box.finished(viewer("bob"), upload.id)
    with pytest.raises(NotFoundError):
        await box.finished(viewer(), "../" + upload.id)
    await box.remove(upload.id)
    await box.remove(upload.id)
    assert await box.sweep() == 0


def test_an_unpacking_that_was_cut_off_expires_too(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    upload = box.begin(viewer(), 10, {"filename": "a.tar"})
    (tmp_path / f"{upload.id}.partial").mkdir()
    (tmp_path / f"{upload.id}.partial" / "frame.0001.png").touch()

    assert asyncio.run(box.sweep(datetime.now(UTC) + timedelta(hours=2))) == 1

    assert list(tmp_path.iterdir()) == []


async def test_an_upload_whose_bytes_are_being_ingested_is_no_upload_any_more(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    upload = box.begin(viewer(), 3, {"filename": "clip.mp4"})
    box.path(upload).rename(tmp_path / "elsewhere")

    with pytest.raises(NotFoundError, match="ingested"):
        await box.finished(viewer(), upload.id)
    with pytest.raises(NotFoundError, match="ingested"), box.writing(upload):
        pytest.fail("there is nothing to write to")


def test_an_upload_whose_time_is_over_is_gone_before_anybody_sweeps(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    upload = box.begin(viewer(), 10, {"filename": "a.mp4"})
    os.utime(tmp_path / upload.id, (0, 0))
    with pytest.raises(NotFoundError, match="expired"):
        box.find(viewer(), upload.id)


def test_the_uploads_that_wait_share_the_room_of_their_project(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    box.begin(viewer(), 60, {}, "film", 100)
    with pytest.raises(TooLargeError, match="room for 40"):
        box.begin(viewer("bob"), 41, {}, "film", 100)
    box.begin(viewer("bob"), 41, {}, "series", 100)
    last = box.begin(viewer("bob"), 40, {}, "film", 100)
    asyncio.run(box.remove(last.id))
    box.begin(viewer("bob"), 40, {}, "film", 100)


def test_what_waits_for_no_project_is_bounded_for_each_user(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    box.begin(viewer(), 60, {}, None, 100)
    box.begin(viewer(), 60, {}, "film", 100)
    with pytest.raises(TooLargeError, match="name no project have room for 40"):
        box.begin(viewer(), 41, {}, None, 100)
    box.begin(viewer("bob"), 100, {}, None, 100)
    box.begin(viewer(), 40, {}, None, 100)


async def test_parallel_announcements_cannot_pass_the_room_together(tmp_path: Path) -> None:
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    begun = await asyncio.gather(
        *(asyncio.to_thread(box.begin, viewer(), 10, {}, "film", 100) for _ in range(30)), return_exceptions=True
    )
    assert sum(not isinstance(one, BaseException) for one in begun) == 10
    assert sum(isinstance(one, TooLargeError) for one in begun) == 20


def test_one_user_cannot_fill_the_folder_with_beginnings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.uploads._MOST_PER_USER", 3)
    box = UploadBox(tmp_path, 1000, timedelta(hours=1))
    for _ in range(3):
        box.begin(viewer(), 1, {})
    with pytest.raises(RateLimitedError, match="3 uploads"):
        box.begin(viewer(), 1, {})
    box.begin(viewer("bob"), 1, {})


def test_a_large_upload_passes_through_the_server_without_staying_in_its_memory(
    client: httpx.Client, running: Running
) -> None:
    # given a server that has received before, and the memory of all its processes
    def rss() -> dict[int, int]:
        return {process.pid: process.memory_info().rss for process in running.descendants()}

    size, block = 192 << 20, bytes(1 << 20)
    patch(client, begin(client, 8 << 20), (block for _ in range(8)), 8 << 20)
    until(lambda: "warming up" not in client.get("/readyz").text, 300, "what the server does at its start is done")
    before, worst = rss(), 0
    place = begin(client, size)

    # when a file comes that is many times larger than what may stay
    def watched() -> Iterator[bytes]:
        nonlocal worst
        for count in range(size >> 20):
            if count % 16 == 0:
                worst = max(worst, *(now - before[pid] for pid, now in rss().items() if pid in before))
            yield block

    patch(client, place, watched(), size)

    # then no process grew with it
    assert worst <= 32 << 20
    assert offset(client, place) == size
    assert client.delete(place, headers=TUS).status_code == 204


def patch(client: httpx.Client, place: str, content: Iterator[bytes], size: int) -> None:
    headers = {**PIECE, "Upload-Offset": "0", "Content-Length": str(size)}
    assert client.patch(place, headers=headers, content=content, timeout=120).status_code == 204


def test_what_is_larger_than_the_limit_is_refused_before_a_byte_comes(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        UploadBox(tmp_path, 1000, timedelta(hours=1)).begin(viewer(), 1001, {})


def test_a_page_sends_a_picture_with_its_cookie_and_searches_by_it(running: Running) -> None:
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "orange").save(drawn, "PNG")
    picture = drawn.getvalue()
    with httpx.Client(base_url=running.address, trust_env=False, timeout=60) as page:
        assert page.get("/login", params={"token": running.token}).status_code == 303
        headers = {**PIECE, "Upload-Length": str(len(picture)), "Upload-Metadata": format_metadata({"filename": "a.png"})}
        assert page.post("/upload", headers=headers, content=picture).status_code == 403  # as another site's page would
        own = {CSRF_HEADER: "1", "Origin": running.address}

        answer = page.post("/upload", headers=headers | own, content=picture)

        place = answer.headers["location"]
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(picture)))
        assert page.head(place, headers=TUS | own).headers["upload-length"] == str(len(picture))
        query = "query ($id: ID!) { search(input: {likeImage: $id}) { noGoodMatch } }"
        asked = {"query": query, "variables": {"id": place.rpartition("/")[2]}}
        found = page.post("/graphql", json=asked, headers=own).json()
        assert found["data"]["search"]["noGoodMatch"] in (True, False), found  # as there is footage here or none
