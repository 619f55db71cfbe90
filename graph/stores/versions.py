"""Versions <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher import assets as cypher
from graph.errors import NotFoundError
from graph.nodes.asset import Asset, Representation, Version
from graph.nodes.page import Page, PageRequest
from graph.ports import GraphClient
from graph.stores.assets import asset_from, asset_row
from graph.stores.media import media_from, media_text
from graph.stores.parts import Parts, part
from graph.stores.representations import representation_row
from graph.stores.rows import one_each, read_by_id, read_pages, text_of, texts_of, time_of

version_from = Parts(
    Version,
    id="id",
    asset_id="assetId",
    project_id="projectId",
    number="number",
    sha256="sha256",
    location="location",
    bytes="bytes",
    media=part(media_from, "media"),
    created_at=part(time_of, "createdAt"),
    files=part(texts_of, "files"),
)


def _version_row(version: Version) -> dict[str, object]:
    return {
        "id": version.id,
        "assetId": version.asset_id,
        "projectId": version.project_id,
        "contentKey": f"{version.project_id}:{version.sha256}",
        "sha256": version.sha256,
        "location": version.location,
        "bytes": version.bytes,
        "media": media_text(version.media),
        "seconds": version.media.seconds,
        "createdAt": text_of(version.created_at),
        "files": list(version.files),
        "untoldIn": version.project_id,
    }


class VersionStore:
    """Reads versions, and lets new ones in."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def ingest(self, asset: Asset, version: Version, original: Representation) -> tuple[Asset, Version, bool]:
        """Let a version in with one atomic statement, and say whether it is new.

        The same bytes in the same project are the version that is there already, with its asset. Otherwise the version gets
        the next number of ``asset``, which is made if there is none with its id; ``version.number`` is not looked at.
        Raises NotFoundError when there is no such project.
        """
        rows = await self._client.write(
            cypher.VERSION_INGEST,
            asset=asset_row(asset),
            version=_version_row(version),
            original=representation_row(original, version.project_id),
        )
        if not rows:
            raise NotFoundError("There is no such project.", path=("project",))
        found = rows[0]
        return asset_from(found["asset"]), version_from(found["version"]), found["created"]

    async def exists(self, version_id: str) -> bool:
        """Say whether there is a version with an id."""
        return bool(await self._client.read(cypher.VERSIONS_KNOWN, ids=[version_id]))

    async def known(self, ids: Sequence[str]) -> set[str]:
        """Return those of some ids that are versions'."""
        return {row["id"] for row in await self._client.read(cypher.VERSIONS_KNOWN, ids=list(ids))}

    async def stored_bytes(self, project_id: str) -> int:
        """Return how many bytes the data folder holds for a project: originals, and what came with comments."""
        return int((await self._client.read(cypher.STORED_BYTES, project=project_id))[0]["bytes"])

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Version | None]:
        """Return the version of each id, of the projects in ``within`` alone unless that is None; without ``files``."""
        return await read_by_id(self._client, cypher.VERSIONS_BY_ID, ids, within, version_from)

    async def files(self, version_id: str) -> tuple[str, ...]:
        """Return the names of the files of an image sequence, in order; none for any other version."""
        rows = await self._client.read(cypher.VERSION_FILES, id=version_id)
        return tuple(rows[0]["files"] or ()) if rows else ()

    async def page_by_asset(self, asset_ids: Sequence[str], request: PageRequest) -> list[Page[Version]]:
        """Return a page of each asset's versions, newest first. Sort keys: (number,)."""
        return await read_pages(self._client, cypher.VERSIONS_BY_ASSET, asset_ids, request, version_from)

    async def latest_by_asset(self, asset_ids: Sequence[str]) -> list[Version | None]:
        """Return the newest version of each asset."""
        rows = await self._client.read(cypher.LATEST_BY_ASSET, assets=list(dict.fromkeys(asset_ids)))
        return one_each(asset_ids, rows, lambda row: version_from(row["item"]))
