from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analyzers.cache import ModelCache
from analyzers.detect import YoloDetector
from analyzers.device import memory_ran_out
from analyzers.weights_file import WeightsFile
from graph.errors import UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity


class Counter:
    """A real, if small, network: it doubles numbers, and has memory for only so many at once."""

    def __init__(self, name: str = "doubler", fits: int = 1000) -> None:
        self._name = name
        self._fits = fits
        self.loads = 0
        self.unloads = 0
        self.batches: list[int] = []

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(AnalysisTask.LABELS, self._name, "0" * 64, {}, {}, "made here")

    def load(self, device: str) -> None:
        self.loads += 1

    def unload(self) -> None:
        self.unloads += 1

    def predict(self, batch: Sequence[int]) -> list[int]:
        self.batches.append(len(batch))
        if len(batch) > self._fits:
            raise MemoryError
        return [2 * number for number in batch]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_network_is_loaded_once_for_all_who_ask_for_its_identity() -> None:
    cache, first, second = ModelCache(), Counter(), Counter()
    with cache.use(first, "cpu") as one, cache.use(second, "cpu") as two:
        assert one is two is first
    assert (first.loads, second.loads) == (1, 0)
    assert cache.loaded() == [(first.identity, "cpu")]


def test_only_what_is_idle_is_unloaded_and_it_comes_back_when_asked() -> None:
    clock, counter = Clock(), Counter()
    cache = ModelCache(60, clock)
    with cache.use(counter, "cpu"):
        clock.now = 100
        assert cache.unload_idle() == 0
    clock.now = 159
    assert cache.unload_idle() == 0
    clock.now = 160
    assert cache.unload_idle() == 1
    assert cache.loaded() == []
    with cache.use(counter, "cpu"):
        assert counter.loads == 2


def test_a_batch_too_large_is_halved_until_it_fits_and_that_is_remembered() -> None:
    cache, counter = ModelCache(), Counter(fits=3)
    numbers = list(range(16))
    with cache.use(counter, "cpu"):
        assert cache.run(counter, "cpu", numbers, counter.predict) == [2 * number for number in numbers]
        assert counter.batches == [16, 8, 4, 2, 2, 2, 2, 2, 2, 2, 2]
        counter.batches.clear()
        cache.run(counter, "cpu", [1, 2, 3], counter.predict)
        assert counter.batches == [2, 1]


def test_one_item_too_large_is_an_answer_that_says_what_to_do() -> None:
    cache, counter = ModelCache(), Counter(fits=0)
    with cache.use(counter, "cpu"), pytest.raises(UnavailableError, match="does not fit into the memory of cpu"):
        cache.run(counter, "cpu", [1, 2], counter.predict)


def test_memory_that_really_runs_out_where_batches_are_not_halved_is_an_answer_too() -> None:
    import torch

    def broken() -> None:
        raise RuntimeError("another defect")

    with pytest.raises(UnavailableError, match="memory of cpu ran out"):
        ModelCache().run_whole("cpu", lambda: torch.empty(2**58, dtype=torch.uint8))
    with pytest.raises(RuntimeError, match="another defect"):
        ModelCache().run_whole("cpu", broken)


@pytest.mark.parametrize("said", ["CUDA error: out of memory", "cuDNN error: CUDNN_STATUS_ALLOC_FAILED"])
def test_the_ways_in_which_a_cards_libraries_say_that_memory_ran_out_are_known(said: str) -> None:
    assert memory_ran_out(RuntimeError(said))
    assert not memory_ran_out(ValueError(said))


def test_other_errors_of_a_network_pass_through() -> None:
    cache, counter = ModelCache(), Counter()

    def broken(_: Sequence[int]) -> list[int]:
        raise ValueError("a defect")

    with cache.use(counter, "cpu"), pytest.raises(ValueError, match="a defect"):
        cache.run(counter, "cpu", [1], broken)


def test_a_device_predicts_for_one_at_a_time() -> None:
    cache, counter = ModelCache(), Counter()
    inside, most, guard = 0, 0, threading.Lock()
    both_started = threading.Barrier(4)

    def predict(batch: Sequence[int]) -> list[int]:
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        answer = sum(range(50_000)) and counter.predict(batch)
        with guard:
            inside -= 1
        return answer or []

    def work() -> None:
        both_started.wait()
        with cache.use(counter, "cpu"):
            for _ in range(20):
                cache.run(counter, "cpu", [1, 2], predict)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert counter.loads == 1


def test_a_device_has_one_thread_for_all_who_ask_and_for_what_asks_from_within() -> None:
    cache, threads = ModelCache(), set[int]()

    def work() -> None:
        cache.run_whole("cpu", lambda: threads.add(threading.get_ident()))
        cache.run_whole("cpu", lambda: cache.run_whole("cpu", lambda: threads.add(threading.get_ident())))

    asking = [threading.Thread(target=work) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(threads) == 1
    assert threads.isdisjoint({thread.ident for thread in asking})


def test_closing_unloads_everything() -> None:
    cache, counter = ModelCache(0.05), Counter()
    cache.start()
    with cache.use(counter, "cpu"):
        pass
    cache.close()
    assert cache.loaded() == []
    assert counter.unloads == 1


def test_a_network_that_is_unloaded_leaves_no_weights_in_memory(bundled_weights: Path) -> None:
    cache, detector = ModelCache(), YoloDetector(WeightsFile(bundled_weights, "here"))
    others = {id(one) for one in _weights()}
    gc.disable()  # what happens to run now and then is not what frees them
    try:
        with cache.use(detector, "cpu"):
            detector.predict([np.zeros((64, 64, 3), np.uint8)])
        own = [weakref.ref(one) for one in _weights() if id(one) not in others]
        assert len(own) > 100
        cache.close()
        assert [one() for one in own if one() is not None] == []
    finally:
        gc.enable()


def _weights() -> list[object]:
    from torch.nn import Parameter

    return [one for one in gc.get_objects() if type(one) is Parameter]
