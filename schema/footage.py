"""What inputs name as footage: a timeline's file, a search, a selection."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from graph.errors import InvalidError, ReelgraphError
from graph.nodes.conform import Conformed
from graph.nodes.search import SearchRequest
from graph.nodes.time import Rational
from graph.nodes.timeline import Timeline, TimelineFormat
from graph.services.conform import bytes_of, reviewable
from graph.services.footage_choice import ChosenId, only_one, playlist_of
from schema.context import Context
from schema.ids import decode_any, decode_id
from schema.types.search import SearchInput
from schema.types.timeline import TimelineInput


async def read_and_match(context: Context, project_id: str, given: TimelineInput) -> Conformed:
    """Return a timeline's clips with the versions that they were cut from; an upload stays where it is."""
    return await context.services.conform.conform(context.viewer, project_id, *await _file(context, given))


async def read_cut(context: Context, project_id: str, given: TimelineInput, *path: str) -> Timeline:
    """Return a timeline as it is; an upload stays where it is. ``path`` is where it stands in its input."""
    try:
        return await context.services.conform.read(context.viewer, project_id, *await _file(context, given))
    except ReelgraphError as error:
        error.path = (*path, *error.path[1:])
        raise


async def _file(context: Context, given: TimelineInput) -> tuple[bytes, TimelineFormat | None, Rational | None]:
    """Return the bytes of a timeline, and what is said of them."""
    only_one(within="timeline", upload_id=given.upload_id, text=given.text)
    if given.upload_id is not None:
        path, _ = await context.uploads.finished(context.viewer, given.upload_id)
        data = await bytes_of(path)
    else:
        data = (given.text or "").encode("utf-8", "replace")
    return data, given.format, None if given.rate is None else given.rate.ratio("timeline", "rate")


async def forget_upload(context: Context, given: TimelineInput) -> None:
    """Delete the bytes of a timeline that was read."""
    if given.upload_id is not None:
        await context.uploads.remove(given.upload_id)


def chosen_ids(ids: Sequence[strawberry.ID]) -> tuple[ChosenId, ...]:
    """Return the own ids of shots and versions; raises InvalidError for ids of something else."""
    chosen = []
    for place, given in enumerate(ids):
        path = ("selection", str(place))
        own = decode_id(given, "Shot", "Version", path=path)
        chosen.append(ChosenId(own, decode_any(given, path=path)[0] == "Shot", place))
    return tuple(chosen)


def search_request(given: SearchInput, first: int) -> SearchRequest:
    """Return a search that is a part of another input; raises InvalidError for ids of something else."""
    try:
        return given.request(first, None)
    except InvalidError as error:
        raise InvalidError(error.message, path=("search", *error.path[1:])) from None


async def playlist(
    context: Context,
    project_id: str,
    *,
    versions: Sequence[strawberry.ID] | None,
    selection: Sequence[strawberry.ID] | None,
    search: SearchInput | None,
    first: int,
    timeline: TimelineInput | None,
) -> list[str]:
    """Return the own ids of the versions that one of the four names, in order."""
    only_one(versions=versions, selection=selection, search=search, timeline=timeline)
    choice, viewer = context.services.choice, context.viewer
    if versions is not None:
        return [decode_id(id, "Version", path=("versions", str(place))) for place, id in enumerate(versions)]
    if selection is not None:
        return playlist_of(await choice.picked(viewer, chosen_ids(selection), "selection", project_id))
    if search is not None:
        return playlist_of(await choice.found(viewer, search_request(search, first), first, project_id))
    assert timeline is not None  # noqa: S101 -- one of the four is given
    conformed = await read_and_match(context, project_id, timeline)
    return list(reviewable(conformed))
