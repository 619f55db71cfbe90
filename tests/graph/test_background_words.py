"""The background of searches is made once for an embedder, and read back after a restart."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.files import DataFolder
from graph.services.background import background_queries
from graph.services.background_words import BackgroundWords
from tests.graph.library import DIMENSIONS, WordSpace, space


@dataclass
class CountingSpace(WordSpace):
    """An embedder that counts what it is asked."""

    asked: list[str] = field(default_factory=list)

    async def encode_text(self, text: str) -> NDArray[np.float32]:
        self.asked.append(text)
        return await super().encode_text(text)


async def test_a_restart_reads_the_background_back_and_encodes_one_text_to_load_the_network(tmp_path: Path) -> None:
    files, queries = DataFolder(tmp_path), background_queries()
    first = await BackgroundWords(files, CountingSpace(space())).vectors()
    assert first.shape == (len(queries), DIMENSIONS)

    again = CountingSpace(space())
    assert np.array_equal(await BackgroundWords(files, again).vectors(), first)
    assert again.asked == [queries[0]]

    other = CountingSpace(space("another-net"))
    assert not np.array_equal(await BackgroundWords(files, other).vectors(), first)
    assert set(other.asked) == set(queries)


async def test_a_damaged_background_is_made_again(tmp_path: Path) -> None:
    files = DataFolder(tmp_path)
    first = await BackgroundWords(files, CountingSpace(space())).vectors()
    (kept,) = (tmp_path / "backgrounds").iterdir()
    for damage in (b"", b"not an array", kept.read_bytes()[:-100]):
        kept.write_bytes(damage)
        assert np.array_equal(await BackgroundWords(files, CountingSpace(space())).vectors(), first)
        assert len(kept.read_bytes()) > 1000


async def test_without_an_encoder_there_is_no_background(tmp_path: Path) -> None:
    assert (await BackgroundWords(DataFolder(tmp_path), None).vectors()).shape == (0, 0)
