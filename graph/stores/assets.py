"""Assets <-> nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.cypher import assets as cypher
from graph.nodes.asset import Asset, AssetFilter, AssetKind, AssetOrder
from graph.nodes.page import Page, PageRequest
from graph.nodes.spelling import folded
from graph.ports import GraphClient
from graph.stores.parts import Parts, part
from graph.stores.rows import maybe_text, one_each, read_by_id, read_pages, text_of, texts_of, time_of

_WITH_STATUS = {
    AssetOrder.NEWEST: cypher.ASSETS_OF_STATUS_NEWEST,
    AssetOrder.OLDEST: cypher.ASSETS_OF_STATUS_OLDEST,
    AssetOrder.NAME: cypher.ASSETS_OF_STATUS_BY_NAME,
}
_ORDERS = {
    AssetOrder.NEWEST: (cypher.ASSETS_NEWEST, 1),
    AssetOrder.OLDEST: (cypher.ASSETS_OLDEST, 1),
    AssetOrder.NAME: (cypher.ASSETS_BY_NAME, 2),
}


asset_from = Parts(
    Asset,
    id="id",
    project_id="projectId",
    name="name",
    kind=part(lambda name: AssetKind[name], "kind"),
    tags=part(texts_of, "tags"),
    created_at=part(time_of, "createdAt"),
    version="version",
)


def asset_row(asset: Asset) -> dict[str, object]:
    """Return the properties that an asset's node carries."""
    return {
        "id": asset.id,
        "projectId": asset.project_id,
        "name": asset.name,
        "nameLower": asset.name.lower(),
        "nameFolded": folded(asset.name),
        "kind": asset.kind.name,
        "tags": list(asset.tags),
        "createdAt": text_of(asset.created_at),
        "version": asset.version,
    }


class AssetStore:
    """Reads assets, and writes what people change of them; the version store makes them, with their first version."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def by_ids(self, ids: Sequence[str], within: Sequence[str] | None = None) -> list[Asset | None]:
        """Return the asset of each id, of the projects in ``within`` alone unless that is None."""
        return await read_by_id(self._client, cypher.ASSETS_BY_ID, ids, within, asset_from)

    async def page_by_project(
        self,
        project_ids: Sequence[str],
        request: PageRequest,
        where: AssetFilter | None = None,
        order: AssetOrder = AssetOrder.NEWEST,
    ) -> list[Page[Asset]]:
        """Return a page of each project's assets. Sort keys: (id,) by age, (name in lower case, id) by name."""
        where = where or AssetFilter()
        query, keys = _ORDERS[order]
        of_status = {} if where.statuses is None else {"statuses": list(where.statuses)}
        return await read_pages(
            self._client,
            _WITH_STATUS[order] if of_status else query,
            project_ids,
            request,
            asset_from,
            keys=keys,
            kinds=None if where.kinds is None else [kind.name for kind in where.kinds],
            tags=None if where.tags is None else list(where.tags),
            name=None if where.name is None else folded(where.name),
            after=maybe_text(where.created_after),
            before=maybe_text(where.created_before),
            **of_status,
        )

    async def edit(self, asset: Asset, *, name: str | None, tags: Sequence[str] | None) -> Asset | None:
        """Change what is given; None where the asset is not as the caller saw it (``asset.version``)."""
        changes: dict[str, Any] = (
            {} if name is None else {"name": name, "nameLower": name.lower(), "nameFolded": folded(name)}
        )
        if tags is not None:
            changes["tags"] = list(tags)
        rows = await self._client.write(cypher.ASSET_EDIT, id=asset.id, expected=asset.version, changes=changes)
        return asset_from(rows[0]["item"]) if rows else None

    async def tag(
        self, asset_ids: Sequence[str], *, added: Sequence[str], removed: Sequence[str], most: int
    ) -> list[Asset | None]:
        """Give tags to assets and take others away; None for an asset that is gone, or would have more than ``most``."""
        params = {"added": list(added), "removed": list(removed), "most": most}
        rows = await self._client.write(cypher.ASSETS_TAG, ids=sorted(set(asset_ids)), **params)
        return one_each(asset_ids, rows, lambda row: asset_from(row["item"]))
