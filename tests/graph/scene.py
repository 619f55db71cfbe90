"""A small studio for the tests of stores and services: a project, people, files, and ports that keep what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import UnavailableError, UnsupportedMediaError
from graph.events import Event
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.access import Role, User, Viewer
from graph.nodes.asset import AssetKind, MediaInfo, Project, StorageMode
from graph.nodes.box import Box
from graph.nodes.ids import derived_id, new_id
from graph.nodes.model import AnalysisTask, ModelIdentity
from graph.nodes.run import AnalysisRun
from graph.nodes.shot import Keyframe, Label, Shot, Transition
from graph.nodes.time import FrameRange, Rational, StartTimecode
from graph.nodes.track import Track
from graph.ports import GraphClient, ProbedMedia
from graph.services.ingest import Ingested, IngestRequest
from graph.services.registry import Services, build_services
from graph.vectors.library import VectorIndexes

MEDIA = MediaInfo(
    container="mov",
    video_codec="h264",
    width=720,
    height=576,
    pixel_aspect=Rational(16, 15),
    rotation=90,
    frame_rate=Rational(30000, 1001),
    frames=300,
    start_timecode=StartTimecode(107892, drop_frame=True),
    warnings=("the sound ends early",),
)


class KeptEvents:
    """An EventBus that keeps what is published."""

    unpublished = 0

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def publish(self, *events: Event) -> None:
        self.events.extend(events)

    async def subscribe(self, *, again: bool = False) -> AsyncIterator[Event]:
        for event in self.events:
            yield event


class KeptRuns:
    """A RunQueue that keeps what is asked of it; ``away`` makes it unreachable."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.cancelled: list[str] = []
        self.away = False

    async def enqueue(self, run_id: str, *, attempt: int) -> None:
        if self.away:
            raise UnavailableError("The queue is away.")
        self.asked.append((run_id, attempt))

    async def cancel(self, run_id: str) -> None:
        self.cancelled.append(run_id)

    async def depth(self) -> int:
        return len(self.asked)


@dataclass(frozen=True)
class Probed:
    kind: AssetKind
    media: MediaInfo
    files: tuple[str, ...] = ()


async def probe(path: Path) -> ProbedMedia:
    """Take a file that begins with VIDEO or AUDIO for what it says, and a folder or pattern for the frames in it."""
    return await asyncio.to_thread(_look, path)


def _look(path: Path) -> Probed:
    if path.is_dir() or not path.exists():
        folder = path if path.is_dir() else path.parent
        names = tuple(sorted(file.name for file in folder.iterdir()))
        return Probed(AssetKind.IMAGE_SEQUENCE, replace(MEDIA, container="image2", frames=len(names)), names)
    with path.open("rb") as file:
        kind = file.read(5).decode(errors="replace")
    if kind not in ("VIDEO", "AUDIO"):
        raise UnsupportedMediaError(f"{path.name} is not footage. Give a video, sound or image file.")
    return Probed(AssetKind[kind], MEDIA)


def identity(task: AnalysisTask, name: str = "net", weights: str = "0") -> ModelIdentity:
    return ModelIdentity(task, name, weights * 64, {"size": 640}, {"threshold": 0.25}, "a wheel")


ALL_MODELS = tuple(identity(task, f"{task.name.lower()}-net") for task in AnalysisTask)


@dataclass
class Scene:
    client: GraphClient
    services: Services
    bus: KeptEvents
    queue: KeptRuns
    root: Path
    data: Path
    admin: Viewer
    artist: Viewer
    stranger: Viewer
    project: Project

    def file(self, name: str = "clip.mov", content: str = "VIDEO one") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    async def ingest(self, path: Path | None = None, **options: Any) -> Ingested:
        if path is None and "upload" not in options:
            path = self.file()
        request = IngestRequest(self.project.id, path, **options)
        return await self.services.ingest.ingest(self.artist, request)

    async def analysed(
        self,
        ingested: Ingested,
        *,
        shots: int = 3,
        labels: Sequence[str] = ("person", "dog"),
        models: Sequence[ModelIdentity] = ALL_MODELS,
        force: bool = False,
    ) -> AnalysisRun:
        """Run an analysis to its end: every shot shows every label."""
        analysis = self.services.analysis
        asked = await analysis.request(self.artist, ingested.version.id, force=force)
        run, attempt = await analysis.begin(asked.id, "worker", "cpu", models)
        made = shots_of(run, shots)
        await analysis.record_shots(run, attempt, made, keyframes_of(run, made))
        await analysis.record_tracks(run, attempt, tracks_of(run, made, labels))
        return await analysis.finish(run, attempt, {"frames": 300})

    def kept_files(self) -> list[str]:
        media = self.data / "media"
        return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()) if media.is_dir() else []

    async def count(self, label: str) -> int:
        rows = await self.client.read(f"MATCH (n:{label}) RETURN count(n) AS n")
        return int(rows[0]["n"])


def shots_of(run: AnalysisRun, count: int, labels: tuple[Label, ...] = (Label("outdoors", 0.75, "LABELS"),)) -> list[Shot]:
    return [
        Shot(
            id=derived_id(run.id, "shot", index),
            version_id=run.version_id,
            run_id=run.id,
            index=index,
            range=FrameRange(index * 100, index * 100 + 100),
            transition_in=Transition.CUT if index else Transition.START,
            transition=FrameRange(index * 100, index * 100),
            labels=labels,
        )
        for index in range(count)
    ]


def keyframes_of(run: AnalysisRun, shots: Sequence[Shot]) -> list[Keyframe]:
    return [
        Keyframe(derived_id(run.id, "keyframe", place), shot.id, run.id, place, shot.range.middle, f"thumbs/{place}.webp")
        for place, shot in enumerate(shots)
    ]


def tracks_of(run: AnalysisRun, shots: Sequence[Shot], labels: Sequence[str]) -> list[Track]:
    pairs = [(shot, label) for shot in shots for label in labels]
    return [
        Track(
            id=derived_id(run.id, "track", ordinal),
            shot_id=shot.id,
            version_id=run.version_id,
            run_id=run.id,
            ordinal=ordinal,
            label=label,
            confidence=0.5 + 0.1 * (ordinal % 4),
            range=FrameRange(shot.range.start + 10, shot.range.start + 50),
            best_frame=shot.range.start + 20,
            best_box=Box(0.1, 0.2, 0.3, 0.4),
            detections=9,
        )
        for ordinal, (shot, label) in enumerate(pairs)
    ]


async def make_scene(client: GraphClient, tmp_path: Path, storage: StorageMode = StorageMode.COPY) -> Scene:
    root, data = tmp_path / "footage", tmp_path / "data"
    root.mkdir()
    files = DataFolder(data)
    features = FeatureStore(files.features)
    bus, queue = KeptEvents(), KeptRuns()
    services = build_services(
        client, bus, queue, files, features, VectorIndexes(files.vectors, features), probe, roots=(root,)
    )
    _, plain = await services.users.bootstrap_admin()
    admin = await services.users.viewer_for_token(plain)
    assert admin is not None
    project = await services.projects.create(admin, "film", "The Film", storage)
    artist = Viewer(await services.users.create_user(admin, "ana"), {project.id: Role.ARTIST})
    await services.projects.add_member(admin, project.id, artist.user.id, Role.ARTIST)
    stranger = Viewer(User(new_id(), "nobody", False, datetime.now(UTC)))
    bus.events.clear()  # what follows is the test's own
    return Scene(client, services, bus, queue, root, data, admin, artist, stranger, project)
