"""Representations <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher import assets as cypher
from graph.nodes.asset import Representation, RepresentationRole
from graph.nodes.run import AnalysisRun
from graph.ports import GraphClient
from graph.stores.fence import Fence
from graph.stores.parts import Parts, part
from graph.stores.rows import many_each, read_by_id

representation_from = Parts(
    Representation,
    id="id",
    version_id="versionId",
    role=part(lambda name: RepresentationRole[name], "role"),
    path="path",
    mime_type="mimeType",
    bytes="bytes",
    width="width",
    height="height",
    frames=part(lambda frames: tuple(frames or ()), "frames"),
)


def representation_row(representation: Representation, project_id: str) -> dict[str, object]:
    """Return the properties that a representation's node carries."""
    return {
        "id": representation.id,
        "versionId": representation.version_id,
        "projectId": project_id,
        "role": representation.role.name,
        "path": representation.path,
        "mimeType": representation.mime_type,
        "bytes": representation.bytes,
        "width": representation.width,
        "height": representation.height,
        "frames": list(representation.frames) or None,
    }


class RepresentationStore:
    """Reads and writes what files a version has."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def record(self, run: AnalysisRun, attempt: int, representations: Sequence[Representation]) -> None:
        """Record files that a run made. The path is a file's identity: recorded again it keeps the id that it had first."""
        fence = Fence(self._client, run.id, attempt)
        await fence.check()
        nodes = [representation_row(representation, run.project_id) for representation in representations]
        rows = [{"id": node.pop("id"), "path": node["path"], "node": node} for node in nodes]
        await fence.write(cypher.REPRESENTATIONS_RECORD, rows)

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Representation | None]:
        """Return the representation of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.REPRESENTATIONS_BY_ID, ids, within, representation_from)

    async def by_version(self, version_ids: Sequence[str]) -> list[list[Representation]]:
        """Return the files of each version, by role and path."""
        rows = await self._client.read(cypher.REPRESENTATIONS_BY_VERSION, versions=list(dict.fromkeys(version_ids)))
        return many_each(version_ids, rows, lambda row: representation_from(row["item"]))
