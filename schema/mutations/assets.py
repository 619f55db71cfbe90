"""Changing what people say of assets: their names and tags."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.context import Info
from schema.directives import ListSize
from schema.ids import decode_id
from schema.results import REPEATABLE, Problem
from schema.types.asset import Asset


@strawberry.input(description="Another name or other tags for an asset; what is left out stays.")
class EditAssetInput:
    """Input of ``editAsset``."""

    id: strawberry.ID = strawberry.field(description="Id of the asset.")
    expected_version: int = strawberry.field(description="The asset's `version` that the caller saw.")
    name: str | None = strawberry.field(default=None, description="What it is called from now on.")
    tags: list[str] | None = strawberry.field(default=None, description="All its tags from now on.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="Tags to give to assets, or to take away from them.")
class TagAssetsInput:
    """Input of ``tagAssets``."""

    assets: list[strawberry.ID] = strawberry.field(description="Ids of the assets, 1 to 100.")
    add: list[str] = strawberry.field(default_factory=list, description="Tags that they have from now on.")
    remove: list[str] = strawberry.field(default_factory=list, description="Tags that they have no more.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The asset as it is now, or what kept it from being so.")
class EditAssetPayload:
    """Payload of ``editAsset``."""

    asset: Asset | None = strawberry.field(default=None, description="The asset; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type(description="The assets as they are now, or what kept them from being so.")
class TagAssetsPayload:
    """Payload of ``tagAssets``."""

    assets: list[Asset] = strawberry.field(
        default_factory=list,
        description="The assets, in the order of the input; empty when there are problems.",
        directives=[ListSize(assumed_size=100)],
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class AssetMutations:
    """The part of ``Mutation`` that is about assets."""

    @strawberry.mutation(
        description="Change the name or the tags of an asset. Who saw an older state gets CONFLICT and the newer one."
    )
    async def edit_asset(
        self, info: Info, input: Annotated[EditAssetInput, strawberry.argument(description="The change.")]
    ) -> EditAssetPayload:
        """Change it."""
        changed = await info.context.services.assets.edit(
            info.context.viewer,
            decode_id(input.id, "Asset", path=("id",)),
            input.expected_version,
            name=input.name,
            tags=input.tags,
        )
        return EditAssetPayload(asset=Asset.of(changed))

    @strawberry.mutation(description="Give tags to assets and take others away; all their other tags stay.")
    async def tag_assets(
        self, info: Info, input: Annotated[TagAssetsInput, strawberry.argument(description="Which, and to what.")]
    ) -> TagAssetsPayload:
        """Tag them."""
        changed = await info.context.services.assets.tag(
            info.context.viewer,
            [decode_id(id, "Asset", path=("assets",)) for id in input.assets],
            add=input.add,
            remove=input.remove,
        )
        return TagAssetsPayload(assets=[Asset.of(asset) for asset in changed])
