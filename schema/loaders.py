"""DataLoaders, ``<value>_by_<key>``: what many resolvers ask for at once becomes one question to a store.

What a loader answers belongs to something the caller was already allowed to see; things asked for by id alone go through the
services instead. Keys are an own id, or for lists a tuple of it and the list's arguments: equal arguments share a statement.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

from graph.nodes.box import Box
from graph.nodes.track import Detection

if TYPE_CHECKING:
    from graph.features import FeatureStore
    from graph.nodes.time import FrameRange
    from graph.services.registry import Services

K = TypeVar("K")
T = TypeVar("T")
Load = Callable[..., Awaitable[Sequence[T]]]


class _Loader(Generic[K, T]):
    """A loader of each context, made when it is first asked for: an operation uses few of them."""

    def __init__(
        self,
        find: Callable[[Services], Load[T]],
        ask: Callable[[Load[T], list[K]], Awaitable[Sequence[T]]],
        large: Collection[str],
    ) -> None:
        self._find = find
        self._ask = ask
        self._large = frozenset(large)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, loaders: Loaders, owner: type | None = None) -> DataLoader[K, T]:
        load, ask = self._find(loaders.services), self._ask
        if self._large and loaders.asked is not None and self._large.isdisjoint(loaders.asked):
            load = partial(load, brief=True)

        async def batch(keys: list[K]) -> Sequence[T]:
            return await ask(load, keys)

        # Found in the loaders' own attributes from here on, before this one.
        made: DataLoader[K, T] = DataLoader(batch)
        loaders.__dict__[self._name] = made
        return made


async def _by_keys(load: Load[T], keys: Sequence[str]) -> Sequence[T]:
    return await load(keys)


async def _by_arguments(load: Load[T], keys: Sequence[tuple[Any, ...]]) -> list[T]:
    """Ask once for each set of arguments; answers stand in the order of ``keys``."""
    parents: defaultdict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for key in keys:
        parents[key[1:]].append(key[0])
    found: dict[tuple[Any, ...], T] = {}
    for arguments, asked in parents.items():
        for parent, answer in zip(asked, await load(asked, *arguments), strict=True):
            found[(parent, *arguments)] = answer
    return [found[key] for key in keys]


def by_id(find: Callable[[Services], Load[T]], large: Collection[str] = ()) -> _Loader[str, T]:
    """Load what stands under own ids; without what can be ``large`` where an operation asks for no field of these names."""
    return _Loader(find, _by_keys, large)


def by_parent(find: Callable[[Services], Load[T]], large: Collection[str] = ()) -> _Loader[tuple[Any, ...], T]:
    """Load what belongs to parents, with equal arguments for all of them or for some; ``large`` as in ``by_id``."""
    return _Loader(find, _by_arguments, large)


_RUN = ("parameters", "metrics")
_DRAWING = ("marks",)


class Loaders:
    """The loaders of one context (see schema.context): what one of them loaded, it keeps.

    ``asked`` are the names of all fields that the operation selects anywhere, None where that is not known.
    """

    def __init__(self, services: Services, asked: Collection[str] | None = None) -> None:
        self.services = services
        self.asked = asked

    project_by_id = by_id(lambda services: services.stores.projects.by_ids)
    counts_by_project = by_id(lambda services: services.stores.projects.counts)
    asset_by_id = by_id(lambda services: services.stores.assets.by_ids)
    assets_by_project = by_parent(lambda services: services.stores.assets.page_by_project)
    version_by_id = by_id(lambda services: services.stores.versions.by_ids)
    version_by_asset = by_id(lambda services: services.stores.versions.latest_by_asset)
    versions_by_asset = by_parent(lambda services: services.stores.versions.page_by_asset)
    representations_by_version = by_id(lambda services: services.stores.representations.by_version)
    shot_by_id = by_id(lambda services: services.stores.shots.by_ids)
    shots_by_version = by_parent(lambda services: services.stores.shots.page_by_version)
    labels_by_shot = by_parent(lambda services: services.stores.labels.by_shot)
    keyframe_by_id = by_id(lambda services: services.stores.keyframes.by_ids)
    keyframes_by_shot = by_id(lambda services: services.stores.keyframes.by_shot)
    tracks_by_version = by_parent(lambda services: services.stores.tracks.page_by_version)
    tracks_by_shot = by_parent(lambda services: services.stores.tracks.page_by_shot)
    tracks_by_entity = by_parent(lambda services: services.stores.tracks.page_by_entity)
    entity_by_id = by_id(lambda services: services.stores.entities.by_ids)
    entities_merged_into = by_id(lambda services: services.stores.entities.merged_into)
    entity_by_track = by_id(lambda services: services.stores.entities.by_track)
    entities_by_project = by_parent(lambda services: services.stores.entities.page_by_project)
    entities_by_shot = by_parent(lambda services: services.stores.entities.page_by_shot)
    co_appearances_by_entity = by_parent(lambda services: services.stores.entities.co_appearances)
    model_version_by_id = by_id(lambda services: services.stores.models.by_ids)
    run_by_id = by_id(lambda services: services.stores.runs.by_ids, _RUN)
    runs_by_version = by_parent(lambda services: services.stores.runs.page_by_version, _RUN)
    analysis_by_version = by_id(lambda services: services.stores.runs.status_by_version, _RUN)
    user_by_id = by_id(lambda services: services.stores.users.by_ids)
    tokens_by_user = by_parent(lambda services: services.stores.tokens.page_by_user)
    members_by_project = by_parent(lambda services: services.stores.projects.members_page)
    track_by_id = by_id(lambda services: services.stores.tracks.by_ids)
    review_session_by_id = by_id(lambda services: services.stores.reviews.by_ids)
    review_sessions_by_project = by_parent(lambda services: services.stores.reviews.page_by_project)
    review_statuses_by_project = by_id(lambda services: services.reviews.statuses_of)
    decisions_by_version = by_parent(lambda services: services.stores.reviews.decisions_by_version)
    decisions_by_session = by_parent(lambda services: services.stores.reviews.decisions_by_session)
    verdicts_by_subject = by_id(lambda services: services.verdicts.of_subjects)
    comment_by_id = by_id(lambda services: services.stores.comments.by_ids)
    comment_count_by_session = by_id(lambda services: services.stores.comments.count_by_session)
    comments_by_session = by_parent(lambda services: services.stores.comments.page_by_session)
    comments_by_version = by_parent(lambda services: services.stores.comments.page_by_version)
    replies_by_comment = by_parent(lambda services: services.stores.comments.page_of_replies)
    annotations_by_session = by_parent(lambda services: services.stores.annotations.page_by_session, _DRAWING)
    annotations_by_comment = by_id(lambda services: services.stores.annotations.by_comments, _DRAWING)
    attachments_by_comment = by_id(lambda services: services.stores.attachments.by_comments)
    guest_links_by_project = by_parent(lambda services: services.stores.guests.page_by_project)
    detections_by_track = by_parent(lambda services: partial(_read_detections, services.features))


async def _read_detections(
    features: FeatureStore, ordinals: Sequence[int], run_id: str, frames: FrameRange | None
) -> list[list[Detection]]:
    """Return the boxes of some tracks of a run, read at once and off the event loop; raises GoneError without a file."""
    table = await asyncio.to_thread(features.read_boxes, run_id, tracks=ordinals, frames=frames)
    found: defaultdict[int, list[Detection]] = defaultdict(list)
    rows = zip(table.tracks.tolist(), table.frames.tolist(), table.boxes.tolist(), table.confidences.tolist(), strict=True)
    for ordinal, frame, box, confidence in rows:
        found[ordinal].append(Detection(frame, Box(*box), confidence))
    return [found[ordinal] for ordinal in ordinals]
