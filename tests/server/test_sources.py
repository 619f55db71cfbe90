"""What a person means by a path."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.commands.sources import NoSource, Source, find_sources


def touch(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return paths


def test_a_file_is_itself_whatever_it_is_called(tmp_path: Path) -> None:
    (path,) = touch(tmp_path, "notes.txt")
    assert list(find_sources([str(path)])) == [Source(path, (path,))]


def test_a_folder_of_numbered_pictures_is_one_sequence_and_gaps_do_not_matter(tmp_path: Path) -> None:
    frames = touch(tmp_path / "shot", "beach.0001.exr", "beach.0002.exr", "beach.0004.exr")
    assert list(find_sources([str(tmp_path / "shot")])) == [Source(tmp_path / "shot", tuple(frames))]


def test_other_folders_are_looked_through_for_footage(tmp_path: Path) -> None:
    first, _, second, *frames = touch(tmp_path, "a.mp4", "a.txt", "more/b.wav", "more/seq/f1.png", "more/seq/f2.png")
    touch(tmp_path, ".hidden.mp4")
    assert list(find_sources([str(tmp_path)])) == [
        Source(first, (first,)),
        Source(second, (second,)),
        Source(tmp_path / "more/seq", tuple(frames)),
    ]


def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (there,) = touch(tmp_path, "open/a.mp4")
    (tmp_path / "closed").mkdir()
    whole = Path.iterdir

    def refuse(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":  # rights do not hold back the user that tests may run as
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return whole(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)

    refused, found = find_sources([str(tmp_path)])

    assert refused == NoSource(str(tmp_path / "closed"), f"{tmp_path / 'closed'} cannot be read: Permission denied.")
    assert found == Source(there, (there,))


def test_a_link_that_leads_back_is_followed_once(tmp_path: Path) -> None:
    (clip,) = touch(tmp_path, "a.mp4")
    (tmp_path / "again").symlink_to(tmp_path)
    assert list(find_sources([str(tmp_path)])) == [Source(clip, (clip,))]


def test_stills_with_names_of_their_own_are_no_sequence(tmp_path: Path) -> None:
    stills = touch(tmp_path, "dog.jpg", "cat2.jpg")
    assert {source.path for source in find_sources([str(tmp_path)]) if isinstance(source, Source)} == set(stills)


def test_a_pattern_names_what_matches(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "b.mp4", "c.mov")
    found = list(find_sources([str(tmp_path / "*.mp4")]))
    assert [source.path.name for source in found if isinstance(source, Source)] == ["a.mp4", "b.mp4"]


@pytest.mark.parametrize("word", ["missing.mp4", "*.nothing"])
def test_a_word_that_names_nothing_is_told(tmp_path: Path, word: str) -> None:
    (found,) = find_sources([str(tmp_path / word)])
    assert isinstance(found, NoSource)
    assert "does not exist" in found.reason


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (found,) = find_sources([str(tmp_path)])
    assert isinstance(found, NoSource)
    assert "no footage" in found.reason
