"""From a file to shots, tracks and vectors in the graph: a real worker with the shipped weights on the shipped footage."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from graph.nodes.asset import RepresentationRole
from graph.nodes.model import AnalysisTask
from graph.nodes.page import PageRequest
from graph.nodes.run import RunStatus
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange
from tests.analyzers.workshop import Workshop
from tests.reel import Piece, make_reel

SHORT = (Piece("nasa-telescope.mp4", 20, 30, Transition.START), Piece("car-traffic.mp4", 190, 40, Transition.CUT))


@pytest.mark.weights
async def test_a_file_becomes_shots_tracks_and_vectors_in_the_graph_and_a_forced_run_makes_its_pictures_anew(
    workshop: Workshop, footage: Path, tmp_path: Path
) -> None:
    await asyncio.to_thread(make_reel, footage, tmp_path / "reel.mp4", SHORT)
    ingested = await workshop.ingest(tmp_path / "reel.mp4")
    assert ingested.run is not None
    workshop.start_worker()
    stores = workshop.services.stores

    run = await workshop.until(ingested.run, "final")

    assert run.status is RunStatus.SUCCEEDED, run.failure
    assert len(run.model_version_ids) == len(AnalysisTask)
    assert run.metrics["frames"] == ingested.version.media.frames
    (shots,) = await stores.shots.page_by_version([run.version_id], PageRequest(50))
    assert [shot.range for shot in shots.items] == [FrameRange(0, 30), FrameRange(30, 70)]
    labels = await stores.labels.by_shot([shot.id for shot in shots.items])
    assert any(labels)
    (files,) = await stores.representations.by_version([run.version_id])
    assert {file.role for file in files} >= {
        RepresentationRole.ORIGINAL,
        RepresentationRole.PROXY,
        RepresentationRole.PTS_TABLE,
        RepresentationRole.POSTER,
        RepresentationRole.SPRITE,
    }
    for file in files:
        path = workshop.services.files.locate(file.path)
        assert (await asyncio.to_thread(path.stat)).st_size == file.bytes
    vectors = workshop.services.features.read_embeddings(run.id)
    assert set(vectors.keyframes.shot_ids) == {shot.id for shot in shots.items}
    assert np.allclose(np.linalg.norm(vectors.vectors, axis=1), 1, atol=1e-3)
    boxes = workshop.services.features.read_boxes(run.id)
    assert len(boxes) == run.metrics["boxes"] > 0

    pictures = [file for file in files if file.role in (RepresentationRole.POSTER, RepresentationRole.SPRITE)]
    made = {file.id: await asyncio.to_thread(workshop.services.files.locate(file.path).read_bytes) for file in pictures}
    for file in pictures:
        await asyncio.to_thread(workshop.services.files.locate(file.path).write_bytes, b"spoilt")
    forced = await workshop.services.analysis.request(workshop.viewer, run.version_id, (AnalysisTask.SHOTS,), force=True)
    ended = await workshop.until(forced, "final")
    assert ended.status is RunStatus.SUCCEEDED, ended.failure
    (anew,) = await stores.representations.by_version([run.version_id])
    assert {file.id for file in anew} == {file.id for file in files}
    for file in pictures:
        assert await asyncio.to_thread(workshop.services.files.locate(file.path).read_bytes) == made[file.id]
