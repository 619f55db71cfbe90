"""The data folder: files appear whole or not at all, and no name leads out of it."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import GoneError, InvalidError, UnavailableError
from graph.files import BLOCK, DataFolder, digest_of_sequence
from graph.nodes.ids import new_id


def test_a_copy_is_hashed_while_it_is_made(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "data" / "deep" / "target"
    source.write_bytes(os.urandom(BLOCK + 17))

    stored = DataFolder(tmp_path / "data").copy(source, target)

    assert target.read_bytes() == source.read_bytes()
    assert (stored.sha256, stored.bytes) == (hashlib.sha256(source.read_bytes()).hexdigest(), BLOCK + 17)
    assert DataFolder(tmp_path).hash(source) == stored
    assert target.stat().st_ino != source.stat().st_ino
    assert [path.name for path in target.parent.iterdir()] == ["target"]


def test_a_copy_that_is_stopped_or_fails_leaves_nothing(tmp_path: Path) -> None:
    files, source = DataFolder(tmp_path / "data"), tmp_path / "source"
    source.write_bytes(b"bytes")
    stop = Event()
    stop.set()

    with pytest.raises(GoneError, match="stopped"):
        files.copy(source, files.media / "target", stop)
    with pytest.raises(GoneError, match="missing"):
        files.copy(tmp_path / "missing", files.media / "target")
    (files.root / "file").write_bytes(b"")
    with pytest.raises(UnavailableError, match="could not be written"):
        files.copy(source, files.root / "file" / "target")

    assert list(files.media.iterdir()) == []


def test_what_fails_names_the_file_and_not_where_the_server_keeps_it(tmp_path: Path) -> None:
    files = DataFolder(tmp_path / "data")
    files.write(files.root / "file", b"")

    with pytest.raises(GoneError) as unreadable:
        files.hash(files.uploads / "clip.mov")
    with pytest.raises(UnavailableError) as unwritable:
        files.write(files.root / "file" / "notes.txt", b"")

    for error, name in ((unreadable.value, "clip.mov"), (unwritable.value, "notes.txt")):
        assert name in error.message
        assert str(tmp_path) not in error.message
        assert str(tmp_path) in str(error)


def test_several_processes_may_remove_the_same_folder(tmp_path: Path) -> None:
    files = DataFolder(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(20):
            folder = files.version_folder(new_id())
            for number in range(40):
                (folder / str(number)).mkdir(parents=True)
                (folder / str(number) / "file").touch()
            list(pool.map(files.remove, [folder] * 4))
            assert not folder.exists()


def test_a_link_that_took_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "clip.mov").symlink_to(tmp_path / "secret")

    with pytest.raises(GoneError):
        DataFolder(tmp_path / "data").hash(tmp_path / "clip.mov")


def test_a_written_file_replaces_what_was_there_and_has_the_mode_asked_for(tmp_path: Path) -> None:
    files = DataFolder(tmp_path)
    files.write(files.admin_token, b"old", mode=0o600)

    files.write(files.admin_token, b"new", mode=0o600)

    assert files.admin_token.read_bytes() == b"new"
    assert files.admin_token.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["admin.token"]


def test_a_moved_file_is_there_once_and_one_that_is_gone_is_said_so(tmp_path: Path) -> None:
    files = DataFolder(tmp_path)
    files.write(files.uploads / "u", b"bytes")

    files.move(files.uploads / "u", files.media / "v" / "original.mov")

    assert (files.media / "v" / "original.mov").read_bytes() == b"bytes"
    assert not (files.uploads / "u").exists()
    with pytest.raises(GoneError):
        files.move(files.uploads / "u", files.media / "v" / "original.mov")


def test_removing_twice_is_removing_once_and_nothing_outside_is_removed(tmp_path: Path) -> None:
    files = DataFolder(tmp_path / "data")
    files.write(files.media / "v" / "original.mov", b"bytes")
    (tmp_path / "outside").write_bytes(b"")

    for _ in range(2):
        files.remove(files.media / "v")
    with pytest.raises(InvalidError):
        files.remove(tmp_path / "outside")

    assert files.media.is_dir()
    assert not (files.media / "v").exists()
    assert (tmp_path / "outside").exists()


@pytest.mark.parametrize("location", ["../outside", "media/../../outside", "link/file"])
def test_a_location_that_leads_out_of_the_folder_is_refused(tmp_path: Path, location: str) -> None:
    files = DataFolder(tmp_path / "data")
    files.root.mkdir()
    (files.root / "link").symlink_to(tmp_path)

    with pytest.raises(InvalidError, match="leads out"):
        files.locate(location)


def test_locations_go_there_and_back(tmp_path: Path) -> None:
    files, version = DataFolder(tmp_path), new_id()
    path = files.version_folder(version) / "frames"

    assert files.relative(path) == f"media/{version}/frames"
    assert files.locate(files.relative(path)) == path
    assert files.locate("/elsewhere/clip.mov") == Path("/elsewhere/clip.mov")
    for name in ("", "..", "../x", "no-id"):
        with pytest.raises(InvalidError):
            files.version_folder(name)


@given(st.text())
def test_an_original_gets_a_plain_name_whatever_the_file_was_called(name: str) -> None:
    original = DataFolder(Path()).original_name(name)

    assert original.startswith("original")
    assert original.isascii()
    assert original.removeprefix("original").removeprefix(".").isalnum() or original == "original"


def test_a_sequence_is_another_when_a_name_a_byte_or_the_order_differs() -> None:
    frames = [("a.0001.exr", "1" * 64), ("a.0002.exr", "2" * 64)]
    others = [
        frames[::-1],
        frames[:1],
        [("b.0001.exr", "1" * 64), frames[1]],
        [("a.0001.exr", "3" * 64), frames[1]],
    ]

    assert digest_of_sequence(frames) == digest_of_sequence(list(frames))
    assert len({digest_of_sequence(each) for each in (frames, *others)}) == 5
