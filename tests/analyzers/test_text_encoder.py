from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from analyzers.text_encoder import BatchingTextEncoder
from graph.errors import UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Letters:
    """A real text side of a small space: how often each letter is there."""

    dimensions = 26

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()
        self.loads = 0

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(AnalysisTask.EMBEDDING, "letters", "0" * 64, {}, {}, "made here")

    def load_text(self, device: str) -> None:
        self.loads += 1

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if texts:
            self.batches.append(list(texts))
        self.threads.add(threading.current_thread().name)
        if "fail" in texts:
            raise UnavailableError("no letters today")
        return np.array([[text.count(chr(97 + i)) for i in range(26)] for text in texts], np.float32).reshape(-1, 26)


async def test_texts_that_wait_together_are_one_batch_off_the_event_loop() -> None:
    side = Letters()
    encoder = BatchingTextEncoder(side)
    vectors = await asyncio.gather(*(encoder.encode_text(f"text {chr(97 + i)}") for i in range(20)))
    assert len(side.batches) == 1
    assert [int(vector[i]) for i, vector in enumerate(vectors)] >= [1] * 20
    assert side.threads == {"text-encoder_0"}
    assert side.loads == 1
    await encoder.close()


async def test_a_text_that_was_asked_before_is_remembered_but_not_for_ever() -> None:
    side = Letters()
    encoder = BatchingTextEncoder(side, remembered=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        await encoder.encode_text(text)
    assert [batch[0] for batch in side.batches] == ["a", "b", "c", "b"]
    await encoder.close()


async def test_the_same_text_from_many_is_encoded_once() -> None:
    side = Letters()
    encoder = BatchingTextEncoder(side)
    await asyncio.gather(*(encoder.encode_text("same") for _ in range(50)))
    assert side.batches == [["same"]]
    await encoder.close()


async def test_a_failure_reaches_all_who_asked_and_the_next_batch_works() -> None:
    side = Letters()
    encoder = BatchingTextEncoder(side)
    answers = await asyncio.gather(encoder.encode_text("fail"), encoder.encode_text("other"), return_exceptions=True)
    assert all(isinstance(answer, UnavailableError) for answer in answers)
    assert (await encoder.encode_text("b"))[1] == 1
    await encoder.close()


async def test_one_who_leaves_does_not_disturb_the_others() -> None:
    side = Letters()
    encoder = BatchingTextEncoder(side)
    leaving = asyncio.create_task(encoder.encode_text("a"))
    staying = asyncio.create_task(encoder.encode_text("b"))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await staying)[1] == 1
    await encoder.close()


async def test_a_shared_vector_cannot_be_changed() -> None:
    encoder = BatchingTextEncoder(Letters())
    vector = await encoder.encode_text("a")
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 5
    await encoder.close()
