"""The feature store: what is written comes back, whole or not at all, and nobody can point outside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import GoneError, InvalidError
from graph.features import ROW_GROUP, BoxTable, EmbeddingTable, FeatureStore
from graph.nodes.ids import new_id
from graph.nodes.time import FrameRange
from tests.graph.vectors_made import unit


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features")


def boxes(tracks: list[int], frames: list[int], labels: list[str]) -> BoxTable:
    random = np.random.default_rng(0)
    return BoxTable(
        np.array(tracks, np.int32),
        np.array(frames, np.int64),
        tuple(labels),
        random.random(len(labels), np.float32),
        random.random((len(labels), 4), np.float32),
    )


@given(rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50), st.sampled_from("ab")), max_size=40), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_boxes_are_read_by_track_and_frames(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    store, run = FeatureStore(tmp_path_factory.mktemp("boxes")), new_id()
    table = boxes([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    store.write_boxes(run, table)
    tracks = data.draw(st.none() | st.lists(st.integers(0, 7), max_size=3))
    start = data.draw(st.integers(0, 50))
    frames = data.draw(st.none() | st.integers(start, 55).map(lambda end: FrameRange(start, end)))

    found = store.read_boxes(run, tracks=tracks, frames=frames)

    expected = sorted(
        (track, frame, label)
        for track, frame, label in rows
        if (tracks is None or track in tracks) and (frames is None or frames.start <= frame < frames.end)
    )
    assert sorted(zip(found.tracks.tolist(), found.frames.tolist(), found.labels, strict=True)) == expected
    assert found.boxes.shape == (len(expected), 4)
    assert [(track, frame) for track, frame, _ in expected] == list(
        zip(found.tracks.tolist(), found.frames.tolist(), strict=True)
    )


def test_each_box_keeps_its_own_values(store: FeatureStore) -> None:
    run, table = new_id(), boxes([2, 1, 1], [5, 9, 3], ["car", "dog", "dog"])
    store.write_boxes(run, table)

    found = store.read_boxes(run)

    assert np.array_equal(found.boxes, table.boxes[[2, 1, 0]])
    assert np.array_equal(found.confidences, table.confidences[[2, 1, 0]])


def test_a_reader_of_one_track_can_skip_most_of_a_large_file(store: FeatureStore) -> None:
    run, count = new_id(), 4 * ROW_GROUP
    path = store.write_boxes(run, boxes([row % 64 for row in range(count)], list(range(count)), ["car"] * count))

    groups = pq.ParquetFile(path).metadata

    ranges = [groups.row_group(place).column(0).statistics for place in range(groups.num_row_groups)]
    assert [(one.min, one.max) for one in ranges] == [(0, 15), (16, 31), (32, 47), (48, 63)]
    assert len(store.read_boxes(run, tracks=[40])) == count // 64


def test_vectors_come_back_with_their_model_version(store: FeatureStore) -> None:
    run, model = new_id(), new_id()
    vectors = unit(np.random.default_rng(0).standard_normal((3, 8)))
    table = EmbeddingTable((new_id(), None, new_id()), (new_id(),) * 3, np.array([4, 9, 12]), vectors)
    store.write_embeddings(run, table, model)

    found = store.read_embeddings(run)

    assert (found.keyframe_ids, found.shot_ids) == (table.keyframe_ids, table.shot_ids)
    assert np.array_equal(found.vectors, vectors)
    assert found.keyframes.frames.tolist() == [4, 12]
    assert store.embedding_model(run) == model


def test_writing_again_replaces_and_leaves_nothing_else(store: FeatureStore) -> None:
    run = new_id()
    store.write_boxes(run, boxes([1], [1], ["car"]))
    path = store.write_boxes(run, boxes([1, 2], [1, 1], ["car", "dog"]))

    assert len(store.read_boxes(run)) == 2
    assert [file.name for file in path.parent.iterdir()] == ["boxes.parquet"]


def test_a_run_without_vectors_can_be_stored(store: FeatureStore) -> None:
    run = new_id()
    store.write_embeddings(run, EmbeddingTable((), (), np.empty(0, np.int64), np.empty((0, 8), np.float32)), new_id())

    assert store.read_embeddings(run).vectors.shape == (0, 8)


@pytest.mark.parametrize("run", ["", "..", "../x", "/etc", "a/b", "{01890000-0000-7000-8000-000000000000}", "\0"])
def test_what_is_no_id_is_no_path(store: FeatureStore, run: str) -> None:
    with pytest.raises(InvalidError, match="not the id of a run"):
        store.read_boxes(run)
    with pytest.raises(InvalidError):
        store.write_boxes(run, boxes([], [], []))
    with pytest.raises(InvalidError):
        store.remove(run)


def test_columns_that_do_not_fit_are_refused(store: FeatureStore) -> None:
    whole = boxes([1, 2], [1, 1], ["car", "dog"])
    with pytest.raises(InvalidError, match="length"):
        store.write_boxes(new_id(), BoxTable(whole.tracks[:1], whole.frames, whole.labels, whole.confidences, whole.boxes))
    with pytest.raises(InvalidError, match="finite"):
        store.write_boxes(
            new_id(), BoxTable(whole.tracks, whole.frames, whole.labels, whole.confidences, whole.boxes * np.nan)
        )
    long = EmbeddingTable((new_id(),), (new_id(),), np.array([7]), np.full((1, 4), 2, np.float32))
    with pytest.raises(InvalidError, match="frame 7"):
        store.write_embeddings(new_id(), long, new_id())


def test_a_missing_or_damaged_file_says_what_to_do(store: FeatureStore) -> None:
    run = new_id()
    for read in (store.read_boxes, store.read_embeddings, store.embedding_model):
        with pytest.raises(GoneError, match="analyse the version again"):
            read(run)
    path = store.write_boxes(run, boxes([1], [1], ["car"]))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(GoneError, match="damaged"):
        store.read_boxes(run)


def test_a_page_that_does_not_unpack_is_damage_too(store: FeatureStore) -> None:
    run = new_id()
    vectors = np.random.default_rng(1).standard_normal((2000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = tuple(new_id() for _ in vectors)
    path = store.write_embeddings(run, EmbeddingTable(ids, ids, np.arange(len(vectors)), vectors), new_id())
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(4096) + whole[4100:])

    with pytest.raises(GoneError, match="damaged"):
        store.read_embeddings(run)


def test_what_a_run_left_can_be_removed(store: FeatureStore) -> None:
    run = new_id()
    store.write_boxes(run, boxes([1], [1], ["car"]))

    store.remove(run)
    store.remove(run)

    assert not store.boxes_path(run).parent.exists()
