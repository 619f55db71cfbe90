"""Choosing footage: what somebody finds by a search, picks by hand or reads out of a timeline, as ranges of versions.

What is chosen becomes a playlist, or leaves as a timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.errors import InvalidError, TooLargeError
from graph.nodes.access import Viewer
from graph.nodes.asset import Version
from graph.nodes.search import Relevance, SearchRequest
from graph.nodes.time import FrameRange
from graph.services import access
from graph.services.search import LARGEST_PAGE, SearchService
from graph.stores.registry import Stores

LONGEST_CHOICE = 1_000


@dataclass(frozen=True, slots=True)
class ChosenId:
    """A shot or a whole version, by its id, at its place in what was given."""

    id: str
    shot: bool
    place: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Frames of a version: all of them where ``frames`` is None."""

    version: Version
    frames: FrameRange | None = None


class FootageChoice:
    """Finds what was meant, among what a viewer may see."""

    def __init__(self, stores: Stores, search: SearchService) -> None:
        self._stores = stores
        self._search = search

    async def found(
        self, viewer: Viewer, request: SearchRequest, most: int, project_id: str | None = None
    ) -> tuple[Chosen, ...]:
        """Return the shots that a search finds, best first, ``most`` at most; of one project where that is told.

        Guesses stay out: nobody looks at each shot before it is in a reel. Raises what the search raises, InvalidError for a
        number of hits that cannot be, or where there is nothing but guesses.
        """
        if not 0 < most <= LONGEST_CHOICE:
            raise InvalidError(f"Take 1 to {LONGEST_CHOICE} hits of a search.", path=("first",))
        if project_id is not None:
            access.require(viewer, project_id, access.READ)
            request = replace(request, where=replace(request.where, projects=(project_id,)))
        ranges: list[tuple[str, FrameRange]] = []
        after: str | None = None
        while len(ranges) < most:
            page = replace(request, first=min(LARGEST_PAGE, most - len(ranges)), after=after)
            result = await self._search.search(viewer, page)
            good = [hit for hit in result.hits if hit.relevance is not Relevance.WEAK]
            ranges += [(hit.version_id, hit.range) for hit in good]
            if result.hits and not ranges:
                raise InvalidError(
                    "No shot stands out for this search: all it finds are guesses. Search otherwise, or select shots.",
                    path=("search",),
                )
            if not result.has_next or len(good) < len(result.hits) or not good:
                break
            after = result.hits[-1].cursor
        return await self._chosen(viewer, ranges)

    async def picked(
        self, viewer: Viewer, ids: Sequence[ChosenId], path: str, project_id: str | None = None
    ) -> tuple[Chosen, ...]:
        """Return shots and versions in the order given, of one project where that is told.

        Raises InvalidError for none or too many, NotFoundError for those that are not there, or not the viewer's to see.
        """
        if not ids:
            raise InvalidError("Choose at least one shot or version.", path=(path,))
        if len(ids) > LONGEST_CHOICE:
            raise TooLargeError(f"Choose at most {LONGEST_CHOICE} shots and versions.", path=(path,))
        within = access.visible(viewer)
        if project_id is not None:
            access.require(viewer, project_id, access.READ)
            within = [project_id]
        shots = await self._stores.shots.by_ids([each.id for each in ids if each.shot], within)
        known = {shot.id: shot for shot in shots if shot is not None}
        ranges: list[tuple[str, FrameRange | None]] = []
        for each in ids:
            if not each.shot:
                ranges.append((each.id, None))
            elif each.id in known:
                ranges.append((known[each.id].version_id, known[each.id].range))
            else:
                raise access.missing("shot", path=(path, str(each.place)))
        versions = await self._stores.versions.by_ids([version for version, _ in ranges], within)
        chosen = []
        for each, version, (_, frames) in zip(ids, versions, ranges, strict=True):
            if version is None:
                raise access.missing("version", path=(path, str(each.place)))
            chosen.append(Chosen(version, frames))
        return tuple(chosen)

    async def _chosen(self, viewer: Viewer, ranges: Sequence[tuple[str, FrameRange]]) -> tuple[Chosen, ...]:
        versions = await self._stores.versions.by_ids([version for version, _ in ranges], access.visible(viewer))
        return tuple(
            Chosen(version, frames) for version, (_, frames) in zip(versions, ranges, strict=True) if version is not None
        )


def only_one(*, within: str | None = None, **given: object) -> None:
    """Let one of several fields pass; they are named as in Python. Raises InvalidError for none, or for several."""
    if sum(value is not None for value in given.values()) != 1:
        names = [_spelled(name) for name in given]
        raise InvalidError(
            f"Give one of these: {', '.join(names)}.", path=(*(() if within is None else (within,)), next(iter(given)))
        )


def playlist_of(chosen: Sequence[Chosen]) -> list[str]:
    """Return the versions of a choice, each once, in the order in which they first come. Raises InvalidError for none."""
    playlist = list(dict.fromkeys(each.version.id for each in chosen))
    if not playlist:
        raise InvalidError("Nothing was found, so there is nothing to review.", path=("search",))
    return playlist


def _spelled(name: str) -> str:
    """Return a field's name as callers write it."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
