"""All indexes of a process: equal to the graph's current runs, whatever happened to the files."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import EmbedderMismatchError, GoneError, InvalidError
from graph.features import FeatureStore
from graph.nodes.ids import new_id
from graph.vectors import Allowed, IndexedRun, ShotSpans, VectorIndexes
from graph.vectors.rows import pack, unpack
from tests.graph.vectors_made import clustered, run_of, table_of, unit

DIMENSIONS = 16
ROOT = Path(__file__).resolve().parents[2]


def stored_run(features: FeatureStore, model: str, *, keyframes: int = 6, version: str | None = None) -> IndexedRun:
    """Return a run whose vectors are in the feature store."""
    run = run_of(model, "project", version)
    vectors = clustered(np.random.default_rng(len(run.run_id)), keyframes, DIMENSIONS)
    features.write_embeddings(run.run_id, table_of(vectors), model)
    return run


@pytest.fixture
def features(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features")


def indexed(indexes: VectorIndexes, model: str) -> set[str]:
    """Return the runs in the index of a model version."""
    index = indexes.index(model)
    return set() if index is None else {run.run_id for run in index.runs}


async def test_reconciling_adds_what_is_missing_and_drops_what_has_gone(tmp_path: Path, features: FeatureStore) -> None:
    model = new_id()
    old, kept, new = (stored_run(features, model) for _ in range(3))
    lost = run_of(model, "project")
    indexes = VectorIndexes(tmp_path / "vectors", features)
    await indexes.reconcile([old, kept])

    again = VectorIndexes(tmp_path / "vectors", features)
    report = await again.reconcile([kept, new, lost])

    assert indexed(again, model) == {kept.run_id, new.run_id}
    assert report.added == (new.run_id,)
    assert report.dropped == (old.run_id,)
    assert report.missing == (lost.run_id,)
    assert report.rebuilt == ()


async def test_an_index_that_became_empty_is_still_the_one_that_was_there(tmp_path: Path, features: FeatureStore) -> None:
    model = new_id()
    indexes = VectorIndexes(tmp_path / "vectors", features)
    await indexes.reconcile([stored_run(features, model)])
    await indexes.reconcile([])
    empty = indexes.index(model)
    assert empty is not None

    shutil.rmtree(tmp_path / "vectors")
    report = await indexes.reconcile([stored_run(features, model)])

    now = indexes.index(model)
    assert report.rebuilt == ()
    assert now is not None
    assert now.generation > empty.generation


async def test_a_finished_run_replaces_the_earlier_one_of_its_version(tmp_path: Path, features: FeatureStore) -> None:
    model = new_id()
    first = stored_run(features, model)
    second = stored_run(features, model, version=first.version_id)
    other = stored_run(features, model)
    indexes = VectorIndexes(tmp_path / "vectors", features)

    for run in (first, other, second, second):
        await indexes.add_run(run)

    assert indexed(indexes, model) == {second.run_id, other.run_id}
    assert indexes.sizes() == {model: 12}


async def test_each_model_version_has_an_index_of_its_own(tmp_path: Path, features: FeatureStore) -> None:
    one, two = new_id(), new_id()
    indexes = VectorIndexes(tmp_path / "vectors", features)
    for run in (stored_run(features, one), stored_run(features, two)):
        await indexes.add_run(run)

    found = await indexes.search(one, unit(np.ones(DIMENSIONS)), 99, Allowed())

    assert found is not None
    assert found.selection.count == len(found.near) == 6
    assert {hit.run.model_version_id for hit in found.near} == {one}


async def test_vectors_of_another_model_version_than_the_run_says_are_refused(
    tmp_path: Path, features: FeatureStore
) -> None:
    run = stored_run(features, new_id())
    indexes = VectorIndexes(tmp_path / "vectors", features)

    with pytest.raises(EmbedderMismatchError, match=run.run_id):
        await indexes.add_run(IndexedRun(run.run_id, run.version_id, run.project_id, new_id()))
    with pytest.raises(GoneError):
        await indexes.add_run(run_of(new_id(), "project"))


async def test_a_model_version_that_is_no_id_reaches_no_folder(tmp_path: Path, features: FeatureStore) -> None:
    run = stored_run(features, "../outside")
    indexes = VectorIndexes(tmp_path / "vectors", features)

    with pytest.raises(InvalidError):
        await indexes.reconcile([run])
    assert not (tmp_path / "outside").exists()


async def test_forgotten_runs_are_not_found(tmp_path: Path, features: FeatureStore) -> None:
    model = new_id()
    runs = [stored_run(features, model) for _ in range(3)]
    indexes = VectorIndexes(tmp_path / "vectors", features)
    await indexes.reconcile(runs)

    await indexes.reconcile([runs[0], runs[2]])

    assert indexed(indexes, model) == {runs[0].run_id, runs[2].run_id}


@pytest.mark.parametrize("harm", ["cut", "flip", "remove", "empty manifest", "other format", "mixed", "no json"])
async def test_a_harmed_file_means_a_rebuild_from_the_feature_store(
    tmp_path: Path, features: FeatureStore, harm: str
) -> None:
    model = new_id()
    runs = [stored_run(features, model) for _ in range(3)]
    await VectorIndexes(tmp_path / "vectors", features).reconcile(runs)
    folder = tmp_path / "vectors" / model
    manifest, victim = folder / "manifest.json", next(folder.glob("*.fresh.npy"))
    match harm:
        case "cut":
            victim.write_bytes(victim.read_bytes()[:-7])
        case "flip":
            content = bytearray(victim.read_bytes())
            content[-3] ^= 1
            victim.write_bytes(content)
        case "remove":
            victim.unlink()
        case "empty manifest":
            manifest.write_bytes(b"")
        case "other format":
            manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
        case "mixed":
            manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"rows": 1}))
        case "no json":
            manifest.write_bytes(b"\xff\xfe{")

    again = VectorIndexes(tmp_path / "vectors", features)
    report = await again.reconcile(runs)

    assert report.rebuilt == (model,)
    assert set(report.added) == indexed(again, model) == {run.run_id for run in runs}
    third = VectorIndexes(tmp_path / "vectors", features)
    assert (await third.reconcile(runs)).added == (), "the rebuilt index was saved"


async def test_a_large_index_comes_back_from_disk_with_its_structure(tmp_path: Path, features: FeatureStore) -> None:
    model = new_id()
    runs = [stored_run(features, model, keyframes=5_000) for _ in range(5)]
    indexes = VectorIndexes(tmp_path / "vectors", features)
    await indexes.reconcile(runs)
    await indexes.add_run(stored := stored_run(features, model, keyframes=300))
    await indexes.save()

    again = VectorIndexes(tmp_path / "vectors", features)
    report = await again.reconcile([*runs, stored])

    before, after = indexes.index(model), again.index(model)
    assert report.added == report.rebuilt == ()
    assert before is not None
    assert after is not None
    assert after.lists is not None
    assert len(after) == len(before) == 25_300
    query = unit(np.arange(DIMENSIONS) + 1.0)
    first, second = await indexes.search(model, query, 20, Allowed()), await again.search(model, query, 20, Allowed())
    assert first is not None
    assert second is not None
    assert [hit.keyframe_id for hit in first.near] == [hit.keyframe_id for hit in second.near]


WRITER = textwrap.dedent(
    """
    import asyncio, sys
    from pathlib import Path
    from graph.features import FeatureStore
    from graph.vectors import IndexedRun, VectorIndexes

    async def main() -> None:
        data, model = Path(sys.argv[1]), sys.argv[2]
        runs = [IndexedRun(run, run, "project", model) for run in sys.argv[3:]]
        indexes = VectorIndexes(data / "vectors", FeatureStore(data / "features"))
        await indexes.reconcile(runs[:1])
        print("ready", flush=True)
        while True:
            for run in runs:
                await indexes.add_run(run)
                await indexes.save()
            await indexes.reconcile(runs[:1])

    asyncio.run(main())
    """
)


def kill_while_it_writes(arguments: list[str], seconds: float) -> None:
    """Start a writer and kill it some time after it began; the moment is what the test varies, nothing waits on it."""
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)


async def test_a_writer_killed_at_any_moment_leaves_an_index_that_loads_or_is_made_again(
    tmp_path: Path, features: FeatureStore
) -> None:
    model, moments = new_id(), np.random.default_rng(7)
    runs = [stored_run(features, model, keyframes=400) for _ in range(4)]
    arguments = [sys.executable, "-c", WRITER, str(tmp_path), model, *(run.run_id for run in runs)]
    wanted = [IndexedRun(run.run_id, run.run_id, "project", model) for run in runs]

    for _ in range(6):
        kill_while_it_writes(arguments, moments.uniform(0, 0.15))
        indexes = VectorIndexes(tmp_path / "vectors", features)
        await indexes.reconcile(wanted)

        index = indexes.index(model)
        assert index is not None
        expected = {name for run in runs for name in features.read_embeddings(run.run_id).keyframe_ids}
        assert set(unpack(index.rows.keyframes)) == expected
        assert len(index) == 1600


@given(moves=st.lists(st.tuples(st.sampled_from(["add", "drop", "restart"]), st.integers(0, 4)), max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_order_of_changes_leaves_the_runs_that_are_current(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int]]
) -> None:
    data = tmp_path_factory.mktemp("moves")
    features, model = FeatureStore(data / "features"), new_id()
    runs = [stored_run(features, model, keyframes=3) for _ in range(5)]
    indexes, current = VectorIndexes(data / "vectors", features), set[int]()

    for move, number in moves:
        if move == "add":
            await indexes.add_run(runs[number])
            current.add(number)
        elif move == "drop":
            current.discard(number)
            await indexes.reconcile([runs[place] for place in sorted(current)])
        else:
            indexes = VectorIndexes(data / "vectors", features)
            await indexes.reconcile([runs[place] for place in sorted(current)])

        assert indexed(indexes, model) == {runs[place].run_id for place in current}
        found = await indexes.search(model, unit(np.ones(DIMENSIONS)), 99, Allowed())
        assert (0 if found is None else len(found.near)) == 3 * len(current)


@given(st.lists(st.uuids().map(str)))
def test_packed_ids_come_back_as_they_were(ids: list[str]) -> None:
    assert unpack(pack(ids)) == ids


async def test_keyframes_stand_for_the_shots_that_are_current_whatever_run_they_are_of(
    tmp_path: Path, features: FeatureStore
) -> None:
    run = stored_run(features, new_id())
    frames = features.read_embeddings(run.run_id).frames
    finer = ShotSpans((0, int(frames[3])), (new_id(), new_id()))
    elsewhere = replace(run, shots_run_id=new_id())
    indexes = VectorIndexes(tmp_path / "vectors", features)
    await indexes.add_run(run)

    assert indexes.missing([elsewhere]) == 1
    report = await indexes.reconcile([elsewhere], {str(elsewhere.shots_run_id): finer})

    assert (report.added, report.dropped) == ((run.run_id,), ())
    found = await indexes.search(run.model_version_id, unit(np.ones(DIMENSIONS)), 99, Allowed())
    assert found is not None
    assert {(one.frame, one.shot_id) for one in found.near} == {(int(frame), finer.at(int(frame))) for frame in frames}
    allowed = await indexes.search(
        run.model_version_id, unit(np.ones(DIMENSIONS)), 99, Allowed(shots=frozenset({finer.shot_ids[1]}))
    )
    assert allowed is not None
    assert {one.frame for one in allowed.near} == {int(frame) for frame in frames[3:]}
    again = VectorIndexes(tmp_path / "vectors", features)
    assert (await again.reconcile([elsewhere], {str(elsewhere.shots_run_id): finer})).added == ()
    assert (await again.reconcile([replace(run, shots_run_id=new_id())])).missing == (run.run_id,)
