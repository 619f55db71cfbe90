"""What search is asked, and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.errors import InvalidError
from graph.nodes import search as nodes
from graph.nodes.asset import AssetKind
from graph.nodes.search import Relevance, SearchChannel
from schema.context import Info
from schema.directives import Cost, ListSize
from schema.ids import decode_any, decode_id
from schema.pagination import PageInfo
from schema.scalars import FrameRange
from schema.types.facets import Facets, SearchSuggestion
from schema.types.model import ModelVersion
from schema.types.shot import Keyframe, Shot

if TYPE_CHECKING:
    from schema.types.asset import Asset


def _own_ids(ids: list[strawberry.ID] | None, kind: str, name: str) -> tuple[str, ...] | None:
    path = ("input", "where", name)
    return None if ids is None else tuple(decode_id(id, kind, path=path) for id in ids)


@strawberry.input(description="What a hit must satisfy; all given conditions hold together, within a list any value does.")
class SearchFilter:
    """GraphQL input for ``graph.nodes.search.SearchFilter``."""

    projects: list[strawberry.ID] | None = strawberry.field(default=None, description="Only in these projects.")
    assets: list[strawberry.ID] | None = strawberry.field(default=None, description="Only in these assets.")
    entities: list[strawberry.ID] | None = strawberry.field(default=None, description="Only shots that show one of these.")
    labels: list[str] | None = strawberry.field(default=None, description="Only shots with one of these labels.")
    kinds: list[AssetKind] | None = strawberry.field(default=None, description="Only assets of these kinds.")
    min_seconds: float | None = strawberry.field(default=None, description="Only shots at least this long.")
    max_seconds: float | None = strawberry.field(default=None, description="Only shots at most this long.")
    created_after: datetime | None = strawberry.field(default=None, description="Only versions ingested then or later.")
    created_before: datetime | None = strawberry.field(default=None, description="Only versions ingested before.")
    review_statuses: list[str] | None = strawberry.field(
        default=None,
        description="Only versions that were decided to be one of these last; an empty text stands for no decision yet.",
    )
    model_version: strawberry.ID | None = strawberry.field(
        default=None, description="Search with the vectors of this model version instead of the current one."
    )

    def conditions(self) -> nodes.SearchFilter:
        """Return the conditions as the service takes them; raises InvalidError for ids of something else."""
        return nodes.SearchFilter(
            projects=_own_ids(self.projects, "Project", "projects"),
            assets=_own_ids(self.assets, "Asset", "assets"),
            entities=_own_ids(self.entities, "Entity", "entities"),
            labels=None if self.labels is None else tuple(self.labels),
            kinds=None if self.kinds is None else tuple(self.kinds),
            min_seconds=self.min_seconds,
            max_seconds=self.max_seconds,
            created_after=self.created_after,
            created_before=self.created_before,
            review_statuses=None if self.review_statuses is None else tuple(self.review_statuses),
            model_version=None
            if self.model_version is None
            else decode_id(self.model_version, "ModelVersion", path=("input", "where", "modelVersion")),
        )


@strawberry.input(
    description="What to look for: words, a shot or a picture. With none of them, all shots that meet `where` are found,"
    " those of the newest versions first."
)
class SearchInput:
    """GraphQL input for ``graph.nodes.search.SearchRequest``."""

    text: str | None = strawberry.field(
        default=None,
        description="Words for what is seen or how it is called. What follows `not`, `without`, `no` or a dash is left out"
        " (`street without people`); a text that says nothing but what is not wanted is refused.",
    )
    like_shot: strawberry.ID | None = strawberry.field(default=None, description="A shot that hits shall look like.")
    like_image: strawberry.ID | None = strawberry.field(
        default=None,
        description="A picture that hits shall look like: a finished upload, an image asset, or a version of one.",
    )
    where: SearchFilter | None = strawberry.field(default=None, description="What a hit must satisfy.")
    channels: list[SearchChannel] | None = strawberry.field(default=None, description="Ways to look; all unless told.")

    def request(self, first: int, after: str | None) -> nodes.SearchRequest:
        """Return the request as the service takes it; raises InvalidError for ids of something else."""
        return nodes.SearchRequest(
            text=self.text,
            like_shot=None if self.like_shot is None else decode_id(self.like_shot, "Shot", path=("input", "likeShot")),
            like_image=None if self.like_image is None else _picture(self.like_image),
            where=nodes.SearchFilter() if self.where is None else self.where.conditions(),
            channels=frozenset(SearchChannel if self.channels is None else self.channels),
            first=first,
            after=after,
        )


def _picture(given: str) -> str:
    """Return the own id of an asset or version; anything that is no id of ours is taken for an upload's."""
    try:
        decode_any(given)
    except InvalidError:
        return given
    return decode_id(given, "Asset", "Version", path=("input", "likeImage"))


@strawberry.type(description="Why a shot was found, by one channel.")
class ChannelScore:
    """GraphQL form of ``graph.nodes.search.ChannelScore``."""

    channel: SearchChannel = strawberry.field(description="The way it was found.")
    score: float = strawberry.field(
        description="The channel's own: deviations above background for VISUAL, matched share of the words for others."
    )
    rank: int = strawberry.field(description="Its place in the channel's own list, from 1.")
    matched: list[str] = strawberry.field(description="The labels, entities, tags or words that matched.")

    @classmethod
    def of(cls, score: nodes.ChannelScore) -> ChannelScore:
        """Return ``score`` for the answer."""
        return cls(channel=score.channel, score=score.score, rank=score.rank, matched=list(score.matched))


@strawberry.type(description="A shot that was found.")
class SearchHit:
    """GraphQL form of ``graph.nodes.search.SearchHit``."""

    shot: Shot = strawberry.field(description="The shot.")
    keyframe: Keyframe = strawberry.field(description="The keyframe that fits best.")
    range: FrameRange = strawberry.field(description="The frames to look at.")
    score: float = strawberry.field(description="Score over all channels, 0 to 1; good for order only.")
    relevance: Relevance = strawberry.field(description="How far it stands out of what any query would find.")
    why: list[ChannelScore] = strawberry.field(
        description="The channels that found it, best first.", directives=[ListSize(assumed_size=20)]
    )


@strawberry.type(description="What an answer was made from.")
class SearchedWith:
    """GraphQL form of ``graph.nodes.search.SearchedWith``."""

    model_version: ModelVersion | None = strawberry.field(description="Whose vectors were searched; null where none were.")
    generation: int = strawberry.field(description="Counts the changes of the index.")
    keyframes: int = strawberry.field(description="How many keyframes were looked through, after all filters.")
    channels: list[SearchChannel] = strawberry.field(description="The ways that were looked.")


@strawberry.type(description="A hit, at its place.")
class SearchEdge:
    """As the Relay cursor connections specification has it."""

    cursor: str = strawberry.field(description="Marks the hit's place; opaque, good for `after` of the same search.")
    node: SearchHit = strawberry.field(description="The hit.")


@strawberry.type(description="A page of hits, best first.")
class SearchConnection:
    """As the Relay cursor connections specification has it, with how good the answer is."""

    request: strawberry.Private[nodes.SearchRequest]
    result: strawberry.Private[nodes.SearchResult]
    edges: list[SearchEdge] = strawberry.field(description="The hits of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    no_good_match: bool = strawberry.field(description="No shot stands out: what hits there are, are guesses.")
    searched: SearchedWith = strawberry.field(description="What the answer was made from.")

    @strawberry.field(
        description="What the hits of all pages have in common, counted: how to narrow the search.",
        directives=[Cost(weight=100)],
    )
    async def facets(self, info: Info) -> Facets:
        """Count them."""
        context = info.context
        return Facets.of(await context.services.search.facets(context.viewer, self.request, self.result))

    @strawberry.field(
        description="Up to 20 assets that are called so and of which no shot can be a hit: sounds, and footage that is not"
        " analysed yet. Without words, the newest that meet `where`. None where `where` has a condition on shots.",
        directives=[Cost(weight=20), ListSize(assumed_size=20)],
    )
    async def assets(self, info: Info) -> list[Annotated[Asset, strawberry.lazy("schema.types.asset")]]:
        """Find them by name and tags."""
        context = info.context
        return await context.objects.assets(await context.services.search.assets(context.viewer, self.request))

    @strawberry.field(
        description="What to try where nothing stands out; empty where something does.",
        directives=[Cost(weight=100), ListSize(assumed_size=20)],
    )
    async def suggestions(self, info: Info) -> list[SearchSuggestion]:
        """Find other words, or drop the conditions."""
        context = info.context
        found = await context.services.search.suggestions(context.viewer, self.request, self.result)
        return [SearchSuggestion(kind=one.kind, text=one.text, shots=one.shots) for one in found]
