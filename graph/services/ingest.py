"""Ingest: how a file becomes a Version, once, or leaves nothing behind.

The file is probed before anything else happens, read once (hashed while it is copied), and put in place under a temporary
name; then ONE statement lets the version in. The same bytes in the same project are the version that is there already.
While that lasts a mark lies in the version's folder: what a crash leaves is known by it, and nothing else is ever deleted.
"""

from __future__ import annotations

import asyncio
import mimetypes
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TypeVar

from graph.errors import InvalidError, MediaError, NotFoundError, ReelgraphError, UnavailableError
from graph.events import VersionIngested
from graph.files import DataFolder, StoredFile, changed_at, digest_of_sequence
from graph.nodes.access import Viewer
from graph.nodes.asset import Asset, AssetKind, Project, Representation, RepresentationRole, StorageMode, Version
from graph.nodes.ids import derived_id, new_id
from graph.nodes.run import AnalysisRun
from graph.ports import EventBus, Fetcher, MediaProbe, ProbedMedia
from graph.services import access
from graph.services.analysis import AnalysisService
from graph.services.assets import checked_tags
from graph.services.projects import checked_name, fitted_name
from graph.services.quota import Quota
from graph.services.sources import Source, find_source, frame_paths
from graph.stores.registry import Stores

INCOMING = ".incoming"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What to ingest: ``path`` on the server, ``upload``, a finished one and the name it came under, or ``url``: one.

    ``version_of`` is the id of the asset that gets the file as its next version. ``force`` analyses again what was analysed.
    """

    project_id: str
    path: Path | None = None
    upload: tuple[Path, str] | None = None
    url: str | None = None
    name: str | None = None
    version_of: str | None = None
    tags: tuple[str, ...] = ()
    analyze: bool = True
    force: bool = False


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of it. ``created`` is False when the bytes were there already; ``run`` None where no analysis was asked.

    ``problem`` says why the version, which is in, has no run although one was asked for.
    """

    asset: Asset
    version: Version
    created: bool
    run: AnalysisRun | None
    problem: ReelgraphError | None = None


@dataclass(slots=True)
class _Taking:
    """One file on its way in. ``unsure`` while the graph may hold it or may not; ``entered`` once it does."""

    source: Source
    folder: Path
    version_id: str
    stop: Event = field(default_factory=Event)
    moved: list[tuple[Path, Path]] = field(default_factory=list)
    unsure: bool = False
    answered: bool = False
    entered: bool = False


class IngestService:
    """The rules of ingest. ``roots`` are the folders whose files may be named by path."""

    def __init__(
        self,
        stores: Stores,
        analysis: AnalysisService,
        files: DataFolder,
        probe: MediaProbe,
        bus: EventBus,
        quota: Quota,
        roots: Sequence[Path] = (),
        fetch: Fetcher | None = None,
    ) -> None:
        self._stores = stores
        self._analysis = analysis
        self._files = files
        self._probe = probe
        self._bus = bus
        self._quota = quota
        self._roots = tuple(roots)
        self._fetch = fetch

    async def ingest(self, viewer: Viewer, request: IngestRequest) -> Ingested:
        """Let a file in, or find that its bytes are here already, and ask for its analysis. Needs ARTIST.

        Raises OutsideRootsError, UnsupportedMediaError, BrokenMediaError for the file, InvalidError and NotFoundError for
        the request, UnavailableError when graph or disk fail. After any of them there is no new node and no new file, and
        an upload is where it was. TooLargeError where the project's quota has no room for a copy.
        """
        project = await self._project(viewer, request.project_id)
        if request.url is None:
            return await self._take_in(viewer, project, request)
        fetched = await self._fetched(viewer, project, request)
        try:
            return await self._take_in(viewer, project, replace(request, url=None, upload=fetched))
        finally:
            await asyncio.to_thread(fetched[0].unlink, missing_ok=True)

    async def _fetched(self, viewer: Viewer, project: Project, request: IngestRequest) -> tuple[Path, str]:
        """Fetch the file of a request that names an address; it is then an upload like any other."""
        access.require(viewer, project.id, access.FETCH)
        if self._fetch is None:
            raise InvalidError("This server fetches nothing from addresses. Upload the file instead.", path=("url",))
        if request.path is not None or request.upload is not None or request.url is None:
            raise _one_of_them()
        return await self._fetch(request.url, await self._quota.room(project.id))

    async def _take_in(self, viewer: Viewer, project: Project, request: IngestRequest) -> Ingested:
        name = None if request.name is None else checked_name(request.name)
        tags = checked_tags(request.tags, ("tags",))
        version_id = new_id()
        taking = _Taking(await self._source(request), self._files.version_folder(version_id), version_id)
        try:
            probed = await self._probed(taking)
            asset = await self._stacked_on(project, request.version_of, probed.kind) or Asset(
                id=new_id(),
                project_id=project.id,
                name=name or fitted_name(taking.source.title(probed.kind)),
                kind=probed.kind,
                tags=tags,
                created_at=datetime.now(UTC),
            )
            if taking.source.owned or project.storage is StorageMode.COPY:
                await self._quota.require(project.id, await asyncio.to_thread(self._size, taking, probed))
            version, original = await self._in_thread(taking, lambda: self._place(taking, project, asset, probed))
            asset, version = await self._enter(taking, asset, version, original)
        finally:
            if not taking.entered and not taking.unsure:
                await asyncio.shield(asyncio.to_thread(self._undo, taking))
        if taking.entered:
            await asyncio.to_thread(self._files.remove, taking.folder / INCOMING)
        await self._bus.publish(VersionIngested(project.id, asset.id, version.id, taking.entered))
        if not request.analyze:
            return Ingested(asset, version, taking.entered, None)
        try:
            run = await self._analysis.request(viewer, version.id, force=request.force)
        except ReelgraphError as error:
            message = f"The file is in, but its analysis could not be asked for: {error.message} Ask for it again."
            return Ingested(asset, version, taking.entered, None, type(error)(message, path=("analyze",)))
        return Ingested(asset, version, taking.entered, run)

    async def remove_strays(self, older_than: timedelta = timedelta(hours=1)) -> int:
        """Delete what ingests that were cut off (power, kill -9) left in the data folder; returns how many there were.

        A folder counts as left when it still has its mark, no version is known by its name, and nothing in it has changed
        for ``older_than``.
        """
        folders = await asyncio.to_thread(_quiet_folders, self._files.media, time.time() - older_than.total_seconds())
        known = await self._stores.versions.known([folder.name for folder in folders])
        for folder in folders:
            await asyncio.to_thread(self._files.remove, folder / INCOMING if folder.name in known else folder)
        return len(folders) - len(known)

    async def _project(self, viewer: Viewer, project_id: str) -> Project:
        access.require(viewer, project_id, access.INGEST)
        project = (await self._stores.projects.by_ids([project_id]))[0]
        if project is None:
            raise access.missing("project")
        return project

    async def _source(self, request: IngestRequest) -> Source:
        if (request.path is None) == (request.upload is None):
            raise _one_of_them()
        if request.upload is not None:
            path, file_name = request.upload
            return Source(path, Path(file_name).name or path.name, owned=True)
        assert request.path is not None  # noqa: S101 -- said above
        return await asyncio.to_thread(find_source, request.path, self._roots)

    async def _probed(self, taking: _Taking) -> ProbedMedia:
        """Probe the file; an upload first gets its place and extension, and keeps the name it came under in what is said."""
        if not taking.source.owned or taking.source.path.is_dir():
            return await self._probe(taking.source.path)
        target = taking.folder / self._files.original_name(taking.source.name)
        await self._in_thread(taking, lambda: self._take(taking, target))
        try:
            return await self._probe(target)
        except MediaError as error:
            raise type(error)(error.message.replace(target.name, taking.source.name), path=error.path) from error

    async def _stacked_on(self, project: Project, asset_id: str | None, kind: AssetKind) -> Asset | None:
        if asset_id is None:
            return None
        asset = (await self._stores.assets.by_ids([asset_id], [project.id]))[0]
        if asset is None:
            raise NotFoundError("There is no such asset in this project to add a version to.", path=("version_of",))
        if (asset.kind is AssetKind.AUDIO) != (kind is AssetKind.AUDIO):
            raise InvalidError(
                f"{asset.name} is {asset.kind.name}, this file is {kind.name}: it cannot be a version of it.",
                path=("version_of",),
            )
        return asset

    def _size(self, taking: _Taking, probed: ProbedMedia) -> int:
        """Return how many bytes the original has. Blocking."""
        source = taking.source
        if probed.files:
            return sum(path.stat().st_size for path in frame_paths(source, probed.files, self._roots))
        return (taking.moved[0][1] if taking.moved else source.path).stat().st_size

    def _place(self, taking: _Taking, project: Project, asset: Asset, probed: ProbedMedia) -> tuple[Version, Representation]:
        """Hash the file and put it where it stays. Blocking."""
        source = taking.source
        copied = source.owned or project.storage is StorageMode.COPY
        if copied:
            self._files.write(taking.folder / INCOMING, b"")
        paths = frame_paths(source, probed.files, self._roots) if probed.files else [source.path]
        folder = taking.folder / "frames" if probed.files else taking.folder
        stored = []
        for path in paths:
            target = folder / (path.name if probed.files else self._files.original_name(source.name))
            stored.append(self._store(taking, path, target) if copied else self._files.hash(path, taking.stop))
        home = folder if probed.files else folder / self._files.original_name(source.name)
        location = self._files.relative(home) if copied else str(source.folder if probed.files else source.path)
        version = Version(
            id=taking.version_id,
            asset_id=asset.id,
            project_id=project.id,
            number=0,
            sha256=_digest(probed.files, stored),
            location=location,
            bytes=sum(file.bytes for file in stored),
            media=probed.media,
            created_at=datetime.now(UTC),
            files=probed.files,
        )
        return version, Representation(
            id=derived_id(version.id, RepresentationRole.ORIGINAL, 0),
            version_id=version.id,
            role=RepresentationRole.ORIGINAL,
            path=location,
            mime_type=mimetypes.guess_type(probed.files[0] if probed.files else source.name)[0]
            or "application/octet-stream",
            bytes=version.bytes,
            width=probed.media.width,
            height=probed.media.height,
        )

    def _store(self, taking: _Taking, path: Path, target: Path) -> StoredFile:
        if not taking.source.owned:
            return self._files.copy(path, target, taking.stop)
        if path.exists():  # not moved for the probe already
            self._move(taking, path, target)
        return self._files.hash(target, taking.stop)

    def _take(self, taking: _Taking, target: Path) -> None:
        self._files.write(taking.folder / INCOMING, b"")
        self._move(taking, taking.source.path, target)

    def _move(self, taking: _Taking, path: Path, target: Path) -> None:
        self._files.move(path, target)
        taking.moved.append((path, target))

    async def _enter(
        self, taking: _Taking, asset: Asset, version: Version, original: Representation
    ) -> tuple[Asset, Version]:
        taking.unsure = True
        try:
            asset, version, taking.entered = await self._stores.versions.ingest(asset, version, original)
        except UnavailableError:
            # The answer may be lost where the write was not. While that cannot be told, the file stays: see remove_strays.
            written = (await self._stores.versions.by_ids([version.id]))[0]
            taking.unsure = False
            if written is None:
                raise
            taking.entered = True
            return asset, written
        except ReelgraphError:
            taking.unsure = False
            raise
        taking.unsure, taking.answered = False, True
        return asset, version

    def _undo(self, taking: _Taking) -> None:
        """Remove what was put in place; an upload goes back where it was, unless its bytes were here already. Blocking."""
        if not taking.answered:
            for origin, target in taking.moved:
                if target.exists():
                    self._files.move(target, origin)
        self._files.remove(taking.folder)

    async def _in_thread(self, taking: _Taking, work: Callable[[], T]) -> T:
        """Run blocking work in a thread. Where the caller is cancelled, it is told to stop, and waited for."""
        thread = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(thread)
        except asyncio.CancelledError:
            taking.stop.set()
            await asyncio.wait([thread])
            raise


def _one_of_them() -> InvalidError:
    return InvalidError("Name a path on the server, a finished upload or an address: one of them.", path=("path",))


def _digest(names: Sequence[str], stored: Sequence[StoredFile]) -> str:
    if not names:
        return stored[0].sha256
    return digest_of_sequence((name, file.sha256) for name, file in zip(names, stored, strict=True))


def _quiet_folders(media: Path, before: float) -> list[Path]:
    """Return the folders with the mark of an ingest in which nothing has changed since a time (seconds since the epoch)."""
    folders = [mark.parent for mark in media.glob(f"*/{INCOMING}")]
    return [folder for folder in folders if changed_at(folder) < before]
