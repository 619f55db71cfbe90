"""Whole runs with the shipped weights, in this process: what each kind of medium gives, and that a retry gives the same."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analyzers.child_process import RunCancelledError
from analyzers.media.probe import probe
from analyzers.picture_file import read_picture
from analyzers.picture_vectors import PictureVectors
from analyzers.pipeline.session import AnalysisSession
from analyzers.registry import build_analyzers
from analyzers.wire import (
    AnalysisRequest,
    Configure,
    Finished,
    Message,
    Progressed,
    RepresentationsMade,
    ShotsFound,
    TracksFound,
)
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.asset import AssetKind, Representation, RepresentationRole
from graph.nodes.ids import new_id
from graph.nodes.model import AnalysisTask
from graph.nodes.shot import Transition
from graph.nodes.time import FrameRange
from graph.nodes.track import Track
from tests.analyzers.coded_clips import make_clip, number_picture
from tests.analyzers.networks import pictures_at
from tests.reel import Piece, make_reel

pytestmark = pytest.mark.weights

SHORT = (Piece("nasa-telescope.mp4", 20, 30, Transition.START), Piece("car-traffic.mp4", 190, 40, Transition.CUT))
PROXY_FILES = {RepresentationRole.PROXY, RepresentationRole.PTS_TABLE, RepresentationRole.SPRITE}


@dataclass
class Heard:
    """What a run emitted."""

    messages: list[Message] = field(default_factory=list)

    def one(self, kind: type[Message]) -> Message:
        (message,) = [message for message in self.messages if isinstance(message, kind)]
        return message

    @property
    def shots(self) -> ShotsFound:
        message = self.one(ShotsFound)
        assert isinstance(message, ShotsFound)
        return message

    @property
    def tracks(self) -> tuple[Track, ...]:
        message = self.one(TracksFound)
        assert isinstance(message, TracksFound)
        return message.tracks

    @property
    def roles(self) -> set[RepresentationRole]:
        made = [message for message in self.messages if isinstance(message, RepresentationsMade)]
        return {one.role for message in made for one in message.representations}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def session(data: Path) -> AnalysisSession:
    return AnalysisSession.open(Configure(data, "bundled", None, "cpu", 300, 5.0))


def _request(session: AnalysisSession, path: Path) -> AnalysisRequest:
    probed = probe(path)
    return AnalysisRequest(
        run_id=new_id(),
        attempt=1,
        version_id=new_id(),
        kind=probed.kind,
        path=path,
        media=probed.media,
        tasks=tuple(AnalysisTask),
        files=probed.files,
        model_versions={model.task: new_id() for model in session.ready.models},
    )


def _analyse(
    session: AnalysisSession, request: AnalysisRequest, check: Callable[[], None] = lambda: None
) -> tuple[Finished, Heard]:
    heard = Heard()
    return session.analyse(request, heard.messages.append, check), heard


def test_a_clip_becomes_shots_whose_keyframes_have_thumbnails_and_vectors_and_a_retry_the_same(
    session: AnalysisSession, data: Path, footage: Path, tmp_path: Path
) -> None:
    make_reel(footage, tmp_path / "reel.mp4", SHORT)
    request = _request(session, tmp_path / "reel.mp4")

    finished, heard = _analyse(session, request)

    shots, keyframes = heard.shots.shots, heard.shots.keyframes
    assert [shot.range for shot in shots] == [FrameRange(0, 30), FrameRange(30, 70)]
    assert shots[1].transition_in is Transition.CUT
    assert any(label.name == "car" for label in shots[1].labels)
    assert "car" in {track.label for track in heard.tracks if track.shot_id == shots[1].id}
    assert {keyframe.shot_id for keyframe in keyframes} == {shot.id for shot in shots}
    assert all(any(keyframe.frame == shot.range.middle for keyframe in keyframes) for shot in shots)
    assert heard.roles >= PROXY_FILES | {RepresentationRole.POSTER}
    for keyframe in keyframes:
        assert keyframe.thumbnail is not None
        with Image.open(data / keyframe.thumbnail) as picture:
            assert picture.format == "WEBP"
            assert np.asarray(picture).std() > 5
    features = FeatureStore(DataFolder(data).features)
    table = features.read_embeddings(request.run_id)
    assert {one for one in table.keyframe_ids if one is not None} == {keyframe.id for keyframe in keyframes}
    signatures = features.read_signatures(request.run_id)
    assert (len(signatures), signatures.luminances.shape) == (70, (70, 9, 16))
    assert len(set(signatures.digests.tolist())) > 60

    again, heard_again = _analyse(session, replace(request, attempt=2, present=_made(heard)))

    assert heard_again.shots == heard.shots
    assert heard_again.tracks == heard.tracks
    assert heard_again.roles == set()
    assert again.metrics["vectors"] == finished.metrics["vectors"]


def _made(heard: Heard) -> tuple[Representation, ...]:
    made = heard.one(RepresentationsMade)
    assert isinstance(made, RepresentationsMade)
    return made.representations


def test_sound_alone_gives_peaks_and_a_proxy_and_no_shots(session: AnalysisSession, tmp_path: Path) -> None:
    source = tmp_path / "tone.wav"
    with wave.open(str(source), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.sin(np.arange(32_000) / 10) * 10_000).astype("<i2").tobytes())
    request = _request(session, source)
    assert request.kind is AssetKind.AUDIO

    finished, heard = _analyse(session, request)

    assert heard.roles >= {RepresentationRole.WAVEFORM}
    assert not any(isinstance(message, ShotsFound) for message in heard.messages)
    assert "shots" not in finished.metrics


def test_a_picture_is_one_shot_with_one_keyframe(session: AnalysisSession, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.fromarray(number_picture(5, (320, 192))).save(path)
    request = _request(session, path)
    assert request.kind is AssetKind.IMAGE

    _, heard = _analyse(session, request)

    (shot,) = heard.shots.shots
    (keyframe,) = heard.shots.keyframes
    assert shot.range == FrameRange(0, 1)
    assert keyframe.frame == 0
    assert heard.roles == {RepresentationRole.POSTER}


@pytest.mark.parametrize("frame", [20, 204])
def test_a_picture_that_is_searched_by_has_the_vector_that_its_analysis_gives(
    session: AnalysisSession, data: Path, footage: Path, tmp_path: Path, frame: int
) -> None:
    path = tmp_path / "still.png"
    Image.fromarray(pictures_at(footage / "car-traffic.mp4", {frame})[frame]).save(path)
    request = _request(session, path)
    _analyse(session, request)
    kept = FeatureStore(DataFolder(data).features).read_embeddings(request.run_id).vectors[0]

    vector = PictureVectors(build_analyzers("bundled", "cpu")).of(read_picture(path))

    assert float(vector @ kept) > 0.9999  # the analysis keeps half precision


def test_an_image_sequence_is_analysed_like_a_clip(session: AnalysisSession, tmp_path: Path) -> None:
    folder = tmp_path / "plates"
    folder.mkdir()
    for number in range(30):
        Image.fromarray(number_picture(5)).save(folder / f"plate.{number:04}.png")
    request = _request(session, folder)
    assert request.kind is AssetKind.IMAGE_SEQUENCE

    finished, heard = _analyse(session, request)

    assert finished.metrics["frames"] == 30
    assert [shot.range for shot in heard.shots.shots] == [FrameRange(0, 30)]
    assert heard.roles >= PROXY_FILES


def test_a_cancelled_run_leaves_no_half_made_file(session: AnalysisSession, data: Path, tmp_path: Path) -> None:
    request = _request(session, make_clip(tmp_path / "clip.mp4", 100))
    heard = Heard()

    def check() -> None:
        if any(isinstance(one, Progressed) and one.stage == "decode" and one.done > 0 for one in heard.messages):
            raise RunCancelledError

    with pytest.raises(RunCancelledError):
        session.analyse(request, heard.messages.append, check)

    folder = DataFolder(data).version_folder(request.version_id)
    assert [file.name for file in folder.rglob("*") if file.is_file()] == []
