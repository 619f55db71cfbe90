"""What `up` does with its children's output."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from server.children import Child
from server.log_file import LogFile

TALKS = "import sys; print('0123456789' * 20_000, 'enough', sep='\\n', flush=True); sys.exit(2)"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, a file on a disk without room")
async def test_a_child_goes_on_talking_while_the_disk_of_its_log_is_full() -> None:
    notes: list[str] = []
    child = Child("talker", [sys.executable, "-c", TALKS], Path("/dev/full"), notes.append)

    async with asyncio.timeout(60):
        why = await child.run()

    assert why.endswith("enough")
    (note,) = notes
    assert "/dev/full cannot be written (No space left on device)" in note


def test_a_log_is_written_again_once_it_can_be(tmp_path: Path) -> None:
    notes: list[str] = []
    path = tmp_path / "logs" / "part.log"
    log = LogFile(path, notes.append)
    path.mkdir(parents=True)  # in the place of the file
    log.write(b"lost\n")
    log.write(b"lost too\n")
    path.rmdir()

    log.write(b"kept\n")
    log.close()

    assert path.read_bytes() == b"kept\n"
    assert [note.partition(" (")[0] for note in notes] == [f"{path} cannot be written", f"{path} can be written again"]
