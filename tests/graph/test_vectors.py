"""One vector index: exact answers, filters before top-k, and changes that leave readers alone."""

from __future__ import annotations

import numpy as np
import pytest

from graph.errors import EmbedderMismatchError, InvalidError
from graph.features import EmbeddingTable
from graph.nodes.ids import new_id
from graph.vectors import Allowed, VectorIndex
from tests.graph.vectors_made import clustered, run_of, table_of, unit

EVERYTHING = Allowed()


def test_the_nearest_keyframes_come_first_with_their_cosines() -> None:
    model, random = new_id(), np.random.default_rng(1)
    vectors = clustered(random, 500, 32)
    run, table = run_of(model, new_id()), table_of(vectors)
    index = VectorIndex.empty(model, 32).with_runs([(run, table)])
    query = unit(random.standard_normal(32))

    found = index.search(query, 10, index.select(EVERYTHING))

    expected = np.argsort(-(vectors @ query))[:10]
    assert [hit.keyframe_id for hit in found] == [table.keyframe_ids[row] for row in expected]
    assert [hit.shot_id for hit in found] == [table.shot_ids[row] for row in expected]
    assert np.allclose([hit.score for hit in found], (vectors @ query)[expected], atol=1e-6)
    assert {hit.run for hit in found} == {run}


def test_frames_that_were_only_sampled_are_not_indexed() -> None:
    model, vectors = new_id(), unit(np.eye(3))
    table = EmbeddingTable((new_id(), None, new_id()), (new_id(),) * 3, np.arange(3), vectors)

    index = VectorIndex.empty(model, 3).with_runs([(run_of(model, new_id()), table)])

    assert len(index) == 2


def test_a_copy_of_a_shot_that_shows_many_things_is_nearest_to_all_its_pictures_together() -> None:
    model, random = new_id(), np.random.default_rng(4)
    pictures = clustered(random, 6, 64)
    copies = unit(pictures + 0.01 * random.standard_normal(pictures.shape))
    one_alike = np.concatenate([pictures[:1], clustered(random, 5, 64)])
    table = table_of(np.concatenate([clustered(random, 60, 64), one_alike, copies]), per_shot=6)
    index = VectorIndex.empty(model, 64).with_runs([(run_of(model, new_id()), table)])

    found = index.search_like(pictures, 20, index.select(EVERYTHING))

    assert len({hit.shot_id for hit in found}) == len(found) == 12
    assert [hit.shot_id for hit in found[:2]] == [table.shot_ids[-1], table.shot_ids[-7]]
    assert found[0].score > 0.99
    assert found[1].score < 0.9
    assert found[1].keyframe_id == table.keyframe_ids[60], "what shows most clearly why"
    assert index.search_like(pictures[:1], 5, index.select(EVERYTHING)) == index.search(
        pictures[0], 5, index.select(EVERYTHING)
    )


def test_a_filter_of_projects_versions_and_shots_holds_before_the_best_are_taken() -> None:
    model, random = new_id(), np.random.default_rng(2)
    mine, theirs = new_id(), new_id()
    near, far = table_of(unit(np.ones((50, 8)) + 0.01 * random.standard_normal((50, 8)))), table_of(clustered(random, 50, 8))
    near_run, far_run = run_of(model, theirs), run_of(model, mine)
    index = VectorIndex.empty(model, 8).with_runs([(near_run, near), (far_run, far)])
    query = unit(np.ones(8))

    by_project = index.search(query, 50, index.select(Allowed(projects=frozenset([mine]))))
    by_version = index.search(query, 50, index.select(Allowed(versions=frozenset([far_run.version_id]))))
    by_shot = index.search(query, 50, index.select(Allowed(shots=frozenset([far.shot_ids[3], "no id at all"]))))

    assert {hit.run for hit in by_project} == {hit.run for hit in by_version} == {far_run}
    assert len(by_project) == len(by_version) == 50
    assert {hit.keyframe_id for hit in by_shot} == set(far.keyframe_ids[2:4])
    assert index.search(query, 5, index.select(Allowed(shots=frozenset()))) == []


def test_an_analysed_again_run_is_taken_as_it_now_is() -> None:
    model, random = new_id(), np.random.default_rng(3)
    run = run_of(model, new_id())
    index = VectorIndex.empty(model, 8).with_runs([(run, table_of(clustered(random, 20, 8)))])
    again = table_of(clustered(random, 6, 8))

    after = index.with_runs([(run, again)])

    assert len(after) == 6
    assert {hit.keyframe_id for hit in after.search(again.vectors[0], 99, after.select(EVERYTHING))} == set(
        again.keyframe_ids
    )
    assert len(index) == 20, "the index that readers hold does not change under them"
    assert after.generation > index.generation


def test_vectors_of_another_model_version_or_size_are_refused() -> None:
    model = new_id()
    index = VectorIndex.empty(model, 8).with_runs([(run_of(model, new_id()), table_of(unit(np.eye(8))))])

    with pytest.raises(EmbedderMismatchError, match="ModelVersion"):
        index.with_runs([(run_of(new_id(), new_id()), table_of(unit(np.eye(8))))])
    with pytest.raises(EmbedderMismatchError, match="dimensions"):
        index.with_runs([(run_of(model, new_id()), table_of(unit(np.eye(4))))])
    with pytest.raises(EmbedderMismatchError, match="shape"):
        index.search(unit(np.ones(4)), 3, index.select(EVERYTHING))


def test_a_keyframe_without_an_id_is_refused() -> None:
    model = new_id()
    table = EmbeddingTable(("../../etc",), (new_id(),), np.zeros(1, np.int64), unit(np.ones((1, 4))))

    with pytest.raises(InvalidError, match="something else than an id"):
        VectorIndex.empty(model, 4).with_runs([(run_of(model, new_id()), table)])


@pytest.fixture(scope="module")
def large() -> tuple[VectorIndex, np.ndarray, EmbeddingTable]:
    """An index above the limit of exact search: 30,000 vectors in 30 runs, each run a region of its own, plus fresh ones."""
    model, random = new_id(), np.random.default_rng(4)
    vectors = clustered(random, 30_000, 64, clusters=30)
    centres = clustered(random, 30, 64)
    vectors = unit(vectors + 0.8 * np.repeat(centres, 1000, axis=0))
    table = table_of(vectors)
    runs = []
    for start in range(0, 30_000, 1000):
        part = slice(start, start + 1000)
        rows = EmbeddingTable(table.keyframe_ids[part], table.shot_ids[part], table.frames[part], vectors[part])
        runs.append((run_of(model, f"project {start // 10_000}"), rows))
    index = VectorIndex.empty(model, 64).with_runs(runs[:28])
    assert index.outgrown
    return index.folded().with_runs(runs[28:]), vectors, table


@pytest.mark.parametrize("share", [1.0, 0.3, 0.1, 0.01, 0.001, 0.0001])
@pytest.mark.parametrize("kind", ["scattered", "one region"])
def test_a_filtered_search_finds_nearly_all_of_the_ten_nearest(
    large: tuple[VectorIndex, np.ndarray, EmbeddingTable], share: float, kind: str
) -> None:
    index, vectors, table = large
    random = np.random.default_rng(5)
    shots = list(dict.fromkeys(table.shot_ids))
    wanted = max(1, int(share * len(shots)))
    chosen = (
        random.permutation(len(shots))[:wanted] if kind == "scattered" else np.arange(wanted) + (len(shots) - wanted) // 2
    )
    allowed = frozenset(shots[place] for place in chosen)
    mask = np.isin(np.arange(len(vectors)) // 2, chosen)
    queries = unit(vectors[random.integers(0, len(vectors), 40)] + 0.1 * random.standard_normal((40, 64)))
    selection = index.select(EVERYTHING if share == 1 else Allowed(shots=allowed))

    found = total = 0
    for query in queries:
        truth = {table.keyframe_ids[row] for row in np.flatnonzero(mask)[np.argsort(-(vectors[mask] @ query))[:10]]}
        hits = {hit.keyframe_id for hit in index.search(query, 10, selection)}
        found, total = found + len(truth & hits), total + len(truth)

    assert selection.count == mask.sum()
    assert found / total >= 0.99


def test_rows_of_a_forgotten_run_are_not_found_in_a_large_index(
    large: tuple[VectorIndex, np.ndarray, EmbeddingTable],
) -> None:
    index, vectors, table = large
    gone = index.runs[3]

    after = index.without_runs({gone.run_id})

    assert len(after) == len(index) - 1000
    hits = after.search(vectors[3100], 50, after.select(EVERYTHING))
    assert gone not in {hit.run for hit in hits}
    assert table.keyframe_ids[3100] in {hit.keyframe_id for hit in index.search(vectors[3100], 1, index.select(EVERYTHING))}


def test_a_filter_that_nothing_meets_finds_nothing_in_a_large_index_with_forgotten_runs(
    large: tuple[VectorIndex, np.ndarray, EmbeddingTable],
) -> None:
    index, vectors, table = large
    after = index.without_runs({index.runs[3].run_id})
    pictures = vectors[3100:3102]

    for nothing in (Allowed(shots=frozenset()), Allowed(shots=frozenset({"no id"})), Allowed(projects=frozenset())):
        selection = after.select(nothing)
        assert (selection.count, selection.shots) == (0, 0)
        assert after.search(pictures[0], 5, selection) == []
        assert after.search_like(pictures, 5, selection) == []
    assert len(after.rows_of_shots([])) == 0
    assert len(after.rows_of_shots([table.shot_ids[0]])) == 2


def test_forgetting_much_of_a_large_index_makes_it_small_again(
    large: tuple[VectorIndex, np.ndarray, EmbeddingTable],
) -> None:
    index, vectors, table = large

    after = index.without_runs({run.run_id for run in index.runs[:20]})

    assert len(after) == 10_000
    assert after.lists is None
    found = after.search(vectors[25_000], 1, after.select(EVERYTHING))
    assert [hit.keyframe_id for hit in found] == [table.keyframe_ids[25_000]]
