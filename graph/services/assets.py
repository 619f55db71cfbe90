"""Assets: people give them other names, and tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.errors import InvalidError
from graph.nodes.access import Viewer
from graph.nodes.asset import Asset
from graph.nodes.printing import is_written, plain_blanks
from graph.services import access
from graph.services.projects import checked_name
from graph.services.session_writing import ChangedMeanwhileError
from graph.stores.registry import Stores

LONGEST_TAG = 100
MOST_TAGS = 50
MOST_AT_ONCE = 100


class AssetService:
    """The rules of what people change of assets."""

    def __init__(self, stores: Stores) -> None:
        self._assets = stores.assets

    async def edit(
        self,
        viewer: Viewer,
        asset_id: str,
        expected: int,
        *,
        name: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> Asset:
        """Give an asset another name, or other tags. Needs ARTIST.

        Raises ChangedMeanwhileError where it is not as the viewer saw it, NotFoundError, InvalidError for what is no name or
        tag.
        """
        asset = (await self._editable(viewer, [asset_id], ("id",)))[0]
        name = None if name is None else checked_name(name)
        tags = None if tags is None else checked_tags(tags, ("tags",))
        changed = await self._assets.edit(replace(asset, version=expected), name=name, tags=tags)
        if changed is not None:
            return changed
        asset = (await self._editable(viewer, [asset_id], ("id",)))[0]
        same = asset.version == expected + 1 and name in (None, asset.name) and tags in (None, asset.tags)
        if not same:  # else it came twice
            raise ChangedMeanwhileError("Somebody changed this asset first. Look at it, then decide.", asset)
        return asset

    async def tag(
        self, viewer: Viewer, asset_ids: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> list[Asset]:
        """Give tags to some assets and take others away, whatever else they carry. Needs ARTIST.

        Raises NotFoundError, InvalidError for no assets or too many, for what is no tag, and where one would have too many.
        """
        ids = list(dict.fromkeys(asset_ids))
        if not 0 < len(ids) <= MOST_AT_ONCE:
            raise InvalidError(f"Name 1 to {MOST_AT_ONCE} assets.", path=("assets",))
        added, removed = checked_tags(add, ("add",)), checked_tags(remove, ("remove",))
        if set(added) & set(removed):
            raise InvalidError("A tag cannot be added and removed at once.", path=("remove",))
        await self._editable(viewer, ids, ("assets",))
        changed = await self._assets.tag(ids, added=added, removed=removed, most=MOST_TAGS)
        full = [asset for asset in changed if asset is None]
        if full:
            raise InvalidError(
                f"{len(full)} of the assets would have more than {MOST_TAGS} tags; the others have them now.", path=("add",)
            )
        return [asset for asset in changed if asset is not None]

    async def _editable(self, viewer: Viewer, ids: Sequence[str], path: tuple[str, ...]) -> list[Asset]:
        found = []
        for asset in await self._assets.by_ids(ids, access.visible(viewer)):
            if asset is None:
                raise access.missing("asset", path=path)
            access.require(viewer, asset.project_id, access.EDIT, what="asset")
            found.append(asset)
        return found


def checked_tags(tags: Sequence[str], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return tags without surrounding blanks, each once; raises InvalidError for too many, or one that cannot be."""
    checked = tuple(dict.fromkeys(plain_blanks(tag) for tag in tags))
    if len(checked) > MOST_TAGS or any(not tag or len(tag) > LONGEST_TAG or not is_written(tag) for tag in checked):
        raise InvalidError(f"Give at most {MOST_TAGS} tags of 1 to {LONGEST_TAG} printable characters.", path=path)
    return checked
