"""Finding footage."""

from __future__ import annotations

import json
from typing import Annotated

import strawberry

from graph.errors import ReelgraphError
from schema.context import Info
from schema.directives import Cost
from schema.pagination import After, First, PageInfo, checked_size, mark_cursor, unmark_cursor
from schema.types.search import SearchConnection, SearchEdge, SearchedWith, SearchInput


@strawberry.type
class SearchQueries:
    """The part of ``Query`` that finds footage."""

    @strawberry.field(
        description="Shots that fit words, a shot or a picture, best first, one hit a shot; without these the newest shots.",
        directives=[Cost(weight=100)],
    )
    async def search(
        self,
        info: Info,
        input: Annotated[SearchInput, strawberry.argument(description="What to look for.")],
        first: First = 20,
        after: After = None,
    ) -> SearchConnection:
        """Ask the search service, and load what its hits name."""
        context = info.context
        # The same input is the same list: a cursor of another search would point anywhere.
        name = f"search:{json.dumps(strawberry.asdict(input), sort_keys=True, default=str)}"
        request = input.request(checked_size(first, "first"), unmark_cursor(after, name))
        try:
            result = await context.services.search.search(context.viewer, request)
        except ReelgraphError as error:
            if error.path[:1] not in ((), ("first",)):  # the service knows the request, not the argument that it came in
                error.path = ("input", *error.path)
            raise
        hits = await context.objects.hits(result.hits)
        edges = [
            SearchEdge(cursor=mark_cursor(hit.cursor, name), node=node) for hit, node in zip(result.hits, hits, strict=True)
        ]
        searched = result.searched
        models = await context.objects.model_versions([searched.model_version_id] if searched.model_version_id else [])
        return SearchConnection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=result.has_next,
                has_previous_page=after is not None,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
            no_good_match=result.no_good_match,
            request=request,
            result=result,
            searched=SearchedWith(
                model_version=models[0] if models else None,
                generation=searched.generation,
                keyframes=searched.keyframes,
                channels=list(searched.channels),
            ),
        )
