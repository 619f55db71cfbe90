"""What `reelgraph ingest` does: names files to the server, or sends them where it cannot read them, and waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from server.api import operations as api
from server.archive import pack, packed_size
from server.client import ServerClient, UnreachableError
from server.commands.failure import CommandFailedError
from server.commands.sources import Address, Source
from server.follow import CutError, follow
from server.settings import Settings
from server.terminal import ProgressLines, Terminal
from server.uploads import SEQUENCE_TYPE

FINAL = ("SUCCEEDED", "FAILED", "CANCELLED")
_SEND_INSTEAD = ("OUTSIDE_ROOTS",)
_LOOK_SECONDS = 2.0
_AWAY_SECONDS = 120.0
_SOCKETS = 8


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file; the names are the contract's."""

    path: str
    assetId: str | None = None  # noqa: N815
    versionId: str | None = None  # noqa: N815
    runId: str | None = None  # noqa: N815
    created: bool = False
    status: str = "FAILED"
    problems: list[dict[str, str]] = field(default_factory=list)
    name: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the file is not in, or its analysis did not succeed."""
        return self.status in ("FAILED", "CANCELLED") or bool(self.problems)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object of the contract."""
        return asdict(self)

    def with_run(self, run: api.AnalysisRun) -> FileOutcome:
        """Return the outcome after the run ended."""
        error = run["error"]
        problems = self.problems + ([{"code": error["code"], "message": error["message"]}] if error else [])
        return replace(self, status=run["status"], problems=problems)


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What all files of one command share."""

    name: str | None = None
    version_of: str | None = None
    tags: tuple[str, ...] = ()
    wait: bool = False
    reference: bool = False


async def open_project(client: ServerClient, key: str, terminal: Terminal, *, reference: bool = False) -> str:
    """Return the id of a project, which is made where there is none: a person who names one means it to be there.

    ``reference``: its files stay where they are. Raises CommandFailedError where the project is there and copies them.
    """
    found = await api.project(client, key=key)
    if found is not None:
        if reference and found["storage"] != "REFERENCE":
            raise CommandFailedError(
                f"The project {key!r} keeps copies of its files, which cannot be changed. "
                "Leave --reference out, or name a project that is not there yet.",
                2,
            )
        return str(found["id"])
    wanted: api.CreateProjectInput = {"key": key, "name": key, "storage": "REFERENCE" if reference else "COPY"}
    payload = await api.create_project(client, input=wanted)
    if payload["project"] is None:
        problem = payload["problems"][0]
        raise CommandFailedError(problem["message"], code=problem["code"])
    kept = "its files stay where they are" if reference else "copies of its files are kept"
    terminal.note(f"made the project {key!r}: {kept}")
    return str(payload["project"]["id"])


class Ingestion:
    """One command's files on their way in."""

    def __init__(
        self, client: ServerClient, settings: Settings, project_id: str, options: IngestOptions, progress: ProgressLines
    ) -> None:
        self._client = client
        self._settings = settings
        self._project_id = project_id
        self._options = options
        self._progress = progress
        self._sockets = asyncio.Semaphore(_SOCKETS)

    async def begin(self, source: Source | Address) -> FileOutcome:
        """Name the file to the server, or send it where the server cannot read it; addresses are only named."""
        shown = source.url if isinstance(source, Address) else str(source.path)
        try:
            if isinstance(source, Address):
                return _outcome(shown, await self._ask(url=source.url))
            payload = await self._ask(path=str(source.path.absolute()))
            refused = payload["problems"][0]["code"] if payload["problems"] else None
            if refused in _SEND_INSTEAD and not self._options.reference:  # what is sent would be a copy
                payload = await self._ask(upload_id=await self._send(source))
        except OSError as error:
            return _refused(shown, "INVALID", f"{error.filename or shown} cannot be read: {error.strerror}.")
        except UnreachableError:
            raise
        except CommandFailedError as error:
            return _refused(shown, error.code, error.message)
        finally:
            self._progress.end(shown)
        return _outcome(shown, payload)

    async def finish(self, outcome: FileOutcome) -> FileOutcome:
        """Wait for the analysis of a file, where there is one."""
        return outcome if outcome.runId is None else outcome.with_run(await self._wait(outcome.path, outcome.runId))

    async def _ask(self, *, path: str | None = None, upload_id: str | None = None, url: str | None = None) -> api.Ingest:
        options = self._options
        given: api.IngestInput = {
            "project": self._project_id,
            "name": options.name,
            "versionOf": options.version_of,
            "path": path,
            "uploadId": upload_id,
            "url": url,
        }
        if options.tags:
            given["tags"] = list(options.tags)
        return await api.ingest(self._client, input=given)

    async def _send(self, source: Source) -> str:
        shown = str(source.path)
        length = packed_size(source.files) if source.sequence else source.path.stat().st_size
        metadata = {"filename": source.path.name or source.path.absolute().name, "project": self._project_id}
        if source.sequence:
            metadata["filetype"] = SEQUENCE_TYPE

        def pieces() -> Iterator[bytes]:
            return pack(source.files) if source.sequence else _blocks(source.path)

        return await self._client.upload(
            length, metadata, pieces, lambda sent: self._progress.update(shown, "sending", sent, length)
        )

    async def _wait(self, shown: str, run_id: str) -> api.AnalysisRun:
        """Return the run once it ended. A server that is away for a while is waited for; the run goes on meanwhile."""
        watching = asyncio.create_task(self._watch(shown, run_id))
        last_heard = time.monotonic()
        try:
            while True:
                await asyncio.wait({watching}, timeout=_LOOK_SECONDS)
                try:
                    run = await api.analysis_run(self._client, id=run_id)
                except UnreachableError:
                    if time.monotonic() - last_heard > _AWAY_SECONDS:
                        raise
                    run = None
                else:
                    last_heard = time.monotonic()
                if run is not None and run["status"] in FINAL:
                    return run
                if watching.done():
                    await asyncio.sleep(0.5)
                    watching = asyncio.create_task(self._watch(shown, run_id))
        finally:
            watching.cancel()
            self._progress.end(shown)

    async def _watch(self, shown: str, run_id: str) -> None:
        async with self._sockets:
            try:
                async for now in api.analysis_progress(partial(follow, self._settings), run=run_id):
                    rate = f"{now['framesPerSecond']:.0f} frames/s" if now["framesPerSecond"] else ""
                    self._progress.update(shown, now["stage"], now["done"], now["total"], rate)
            except CutError:
                return  # the caller looks at the run itself, and comes back


def _outcome(path: str, payload: api.Ingest) -> FileOutcome:
    run, version, asset = payload["run"], payload["version"], payload["asset"]
    return FileOutcome(
        path=path,
        assetId=asset["id"] if asset else None,
        versionId=version["id"] if version else None,
        runId=run["id"] if run else None,
        created=payload["created"],
        status=run["status"] if run else "SUCCEEDED" if version and not payload["problems"] else "FAILED",
        problems=[{"code": problem["code"], "message": problem["message"]} for problem in payload["problems"]],
        name=asset["name"] if asset else None,
    )


def _refused(path: str, code: str, message: str) -> FileOutcome:
    return FileOutcome(path, problems=[{"code": code, "message": message}])


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block
