"""What assets and entities are called, as search needs it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.cypher import names as cypher
from graph.ports import GraphClient
from graph.stores.search import Scope


@dataclass(frozen=True, slots=True)
class ShotlessAsset:
    """An asset of which there is no shot, with the words it carries."""

    id: str
    name: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssetName:
    """The name of an asset, with its versions in scope."""

    name: str
    version_ids: tuple[str, ...]


class NameStore:
    """Reads only. Everything takes a Scope: what the viewer may see is decided before."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def assets_without_shots(self, words: Collection[str] | None, scope: Scope, limit: int) -> list[ShotlessAsset]:
        """Return the newest assets in scope that have no shots; with words (in lower case), those that carry one of them."""
        rows = await self._client.read(
            cypher.ASSETS_WITHOUT_SHOTS,
            words=None if words is None else sorted(words),
            projects=scope.params["projects"],
            versions=scope.params["versions"],
            limit=limit,
        )
        return [ShotlessAsset(row["id"], row["name"], tuple(row["tags"] or ())) for row in rows]

    async def of_assets(self, scope: Scope, limit: int) -> list[AssetName]:
        """Return the names of the newest assets in scope."""
        params = {"projects": scope.params["projects"], "versions": scope.params["versions"], "limit": limit}
        rows = await self._client.read(cypher.ASSET_NAMES, **params)
        return [AssetName(row["name"], tuple(row["versions"])) for row in rows]

    async def of_entities(self, scope: Scope, limit: int) -> dict[str, str]:
        """Return the names by id of the newest entities in scope."""
        rows = await self._client.read(cypher.ENTITY_NAMES, projects=scope.params["projects"], limit=limit)
        return {row["id"]: row["name"] for row in rows}
