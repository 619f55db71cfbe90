"""Fusion and relevance: order, ties, and how sure a library of any size may be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.nodes.search import Relevance, SearchChannel
from graph.services.background import background_queries
from graph.services.fusion import Finding, fuse
from graph.services.relevance import Background
from tests.graph.vectors_made import unit

DIMENSIONS = 128
LISTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.floats(0, 9), st.sampled_from(Relevance)),
    unique_by=lambda one: one[0],
    max_size=6,
)


@given(st.dictionaries(st.sampled_from(SearchChannel), LISTS, max_size=3))
def test_fusion_keeps_every_shot_once_in_one_order(
    given_: dict[SearchChannel, list[tuple[str, float, Relevance]]],
) -> None:
    channels = {channel: [Finding(*one) for one in found] for channel, found in given_.items()}

    fused = fuse(channels)

    assert [one.shot_id for one in fused] == [one.shot_id for one in fuse({**channels})]
    assert sorted(one.shot_id for one in fused) == sorted({one[0] for found in given_.values() for one in found})
    assert all(0 < one.score <= 1 + 1e-9 for one in fused)
    assert [one.score for one in fused] == sorted((one.score for one in fused), reverse=True)


def test_a_sure_hit_of_one_channel_beats_the_best_of_an_unsure_one() -> None:
    fused = fuse(
        {
            SearchChannel.VISUAL: [Finding("guess", 2.0, Relevance.WEAK), Finding("named", 1.0, Relevance.WEAK)],
            SearchChannel.NAME: [Finding("named", 1.0, Relevance.STRONG)],
        }
    )

    assert [one.shot_id for one in fused] == ["named", "guess"]
    assert [one.relevance for one in fused] == [Relevance.STRONG, Relevance.WEAK]


def test_shots_of_equal_score_share_a_rank() -> None:
    fused = fuse({SearchChannel.NAME: [Finding(name, 1.0, Relevance.FAIR) for name in "cab"]})

    assert [(one.shot_id, one.why[0].rank) for one in fused] == [("a", 1), ("b", 1), ("c", 1)]
    assert len({one.score for one in fused}) == 1


@pytest.fixture(scope="module")
def words() -> np.ndarray:
    return unit(np.random.default_rng(0).standard_normal((300, DIMENSIONS)))


@pytest.mark.parametrize("shots", [5, 20, 300])
def test_few_senseless_queries_are_said_to_match_whatever_the_size_of_the_library(words: np.ndarray, shots: int) -> None:
    random = np.random.default_rng(shots)
    pictures = unit(random.standard_normal((shots, DIMENSIONS)) + 0.5)
    background = Background(words, pictures)

    sure = 0
    for query in unit(random.standard_normal((200, DIMENSIONS))):
        sure += background.judge(query, [float((pictures @ query).max())], shots)[0][1] is not Relevance.WEAK

    assert sure <= 40, "one in ten is what FAIR allows"


@pytest.mark.parametrize("shots", [1, 5, 20, 300])
def test_a_picture_of_what_is_asked_stands_out_in_a_library_of_any_size(words: np.ndarray, shots: int) -> None:
    random = np.random.default_rng(shots)
    pictures = unit(random.standard_normal((shots, DIMENSIONS)))
    query = unit(pictures[0] + random.standard_normal(DIMENSIONS) / np.sqrt(DIMENSIONS))

    judged = Background(words, pictures).judge(query, (pictures @ query).tolist(), shots)

    assert judged[0][1] is Relevance.STRONG
    assert {relevance for _, relevance in judged[1:]} <= {Relevance.WEAK}


def test_an_embedder_of_another_scale_gives_the_same_verdicts(words: np.ndarray) -> None:
    """Two towers leave a gap between words and pictures: all cosines are low, and close to each other."""
    random = np.random.default_rng(1)
    gap = np.zeros(DIMENSIONS)
    gap[0] = 3.0
    pictures = unit(unit(random.standard_normal((50, DIMENSIONS))) - gap)
    told = unit(words + gap)
    query = unit(unit(pictures[7] + gap / 3) + gap)

    judged = Background(told, pictures).judge(query, (pictures @ query).tolist(), 50)

    assert max(range(50), key=lambda place: judged[place][0]) == 7
    assert judged[7][1] is Relevance.STRONG


def test_a_single_picture_without_background_is_not_judged() -> None:
    picture = unit(np.ones((1, DIMENSIONS)))

    assert Background(picture, picture).judge(picture[0], [1.0], 1)[0][1] is Relevance.WEAK


def test_the_background_is_many_different_queries() -> None:
    queries = background_queries()

    assert len(queries) == len(set(queries)) > 300
    assert all(query == query.strip() and query for query in queries)
