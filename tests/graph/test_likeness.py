"""What an example finds is measured by how alike the frames of one shot are."""

from __future__ import annotations

import numpy as np
import pytest

from graph.features import EmbeddingTable
from graph.nodes.ids import new_id
from graph.nodes.search import Relevance
from graph.services.likeness import COPY, Likeness
from graph.vectors.kin import MOST_PAIRS, kin_of
from tests.graph.vectors_made import unit


def table(shots: list[int], vectors: np.ndarray) -> EmbeddingTable:
    """Return a table of sampled frames, ``shots`` of them in each shot, in no order of time."""
    order = np.random.default_rng(1).permutation(len(vectors))
    ids = np.repeat([new_id() for _ in shots], shots)
    return EmbeddingTable((None,) * len(vectors), tuple(ids[order]), np.arange(len(vectors))[order], vectors[order])


def test_frames_are_only_compared_with_those_of_their_own_shot() -> None:
    vectors = unit(np.repeat(np.eye(3), [4, 5, 1], axis=0))

    kin = kin_of(table([4, 5, 1], vectors))

    assert kin.tolist() == [1.0] * 4, "two pairs each: one frame stands in the middle, one alone"


def test_the_first_frame_of_a_shot_meets_the_last() -> None:
    turns = np.linspace(0, np.pi / 2, 4)

    kin = kin_of(table([4], unit(np.stack([np.cos(turns), np.sin(turns)], axis=1))))

    assert np.sort(kin) == pytest.approx([0.0, np.cos(np.pi / 6)], abs=1e-6)


def test_a_long_shot_counts_no_more_than_others() -> None:
    kin = kin_of(table([2000, 2], unit(np.ones((2002, 4)))))

    assert len(kin) <= MOST_PAIRS + 1


def test_a_run_without_vectors_has_no_kin() -> None:
    assert len(kin_of(table([], np.empty((0, 4), np.float32)))) == 0


def test_what_is_as_alike_as_frames_of_one_shot_matches() -> None:
    likeness = Likeness(np.linspace(0.0, 1.0, 301))

    assert [likeness.band(cosine) for cosine in (0.6, 0.4, 0.2)] == [Relevance.STRONG, Relevance.FAIR, Relevance.WEAK]


def test_a_copy_matches_in_a_library_where_nothing_moves() -> None:
    still = Likeness(np.linspace(0.999, 1.0, 301))

    assert still.band(COPY) is Relevance.STRONG
    assert still.band(0.9) is Relevance.WEAK


def test_a_few_pairs_say_nothing() -> None:
    assert Likeness(np.array([0.1, 0.2])).band(0.9) is Relevance.WEAK
