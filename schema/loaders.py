"""DataLoaders, ``<value>_by_<key>``: what many resolvers ask for at once becomes one question to a store.

What a loader answers belongs to something the caller was already allowed to see; things asked for by id alone go through the
services instead. Keys are an own id, or for lists a tuple of it and the list's arguments: equal arguments share a statement.
Of the nodes that it loads, a loader reads the attributes that the operation asks for anywhere: see ``schema.needs``.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from strawberry.dataloader import DataLoader

from graph.nodes.box import Box
from graph.nodes.track import Detection
from graph.stores.annotations import annotation_from
from graph.stores.assets import asset_from
from graph.stores.attachments import attachment_from
from graph.stores.comments import comment_from
from graph.stores.entities import entity_from
from graph.stores.guests import link_from
from graph.stores.keyframes import keyframe_from
from graph.stores.projects import project_from
from graph.stores.representations import representation_from
from graph.stores.reviews import decision_from, session_from, verdict_from
from graph.stores.runs import run_from
from graph.stores.shots import shot_from
from graph.stores.tokens import token_from
from graph.stores.tracks import track_from
from graph.stores.users import user_from
from graph.stores.versions import version_from

if TYPE_CHECKING:
    from graph.features import FeatureStore
    from graph.nodes.time import FrameRange
    from graph.services.registry import Services
    from graph.stores.parts import Parts
    from graph.stores.registry import Stores
    from schema.needs import Needs

K = TypeVar("K")
T = TypeVar("T")
Load = Callable[..., Awaitable[Sequence[T]]]


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a loader may ask: ``stores`` are narrowed to what the operation needs of the loader's nodes."""

    services: Services
    stores: Stores


Find = Callable[[_Reach], Load[T]]


class _Loader(Generic[K, T]):
    """A loader of each context, made when it is first asked for: an operation uses few of them."""

    def __init__(
        self, find: Find[T], ask: Callable[[Load[T], list[K]], Awaitable[Sequence[T]]], parts: Parts[Any] | None
    ) -> None:
        self._find = find
        self._ask = ask
        self._parts = parts

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, loaders: Loaders, owner: type | None = None) -> DataLoader[K, T]:
        services = loaders.services
        stores = services.stores if self._parts is None else narrowed(services.stores, self._parts, loaders.needs)
        load, ask = self._find(_Reach(services, stores)), self._ask

        async def batch(keys: list[K]) -> Sequence[T]:
            return await ask(load, keys)

        # Found in the loaders' own attributes from here on, before this one.
        made: DataLoader[K, T] = DataLoader(batch)
        loaders.__dict__[self._name] = made
        return made


def narrowed(stores: Stores, parts: Parts[Any], needs: Needs | None) -> Stores:
    """Return stores that read of nodes of one kind what an operation needs; everything where that is not known."""
    return stores if needs is None else stores.only(parts, needs.get(parts.node.__name__, ()))


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


def by_id(find: Find[T], parts: Parts[Any] | None = None) -> _Loader[str, T]:
    """Load what stands under own ids; of nodes, the ``parts`` that the operation needs."""
    return _Loader(find, _by_keys, parts)


def by_parent(find: Find[T], parts: Parts[Any] | None = None) -> _Loader[tuple[Any, ...], T]:
    """Load what belongs to parents, with equal arguments for all of them or for some; ``parts`` as in ``by_id``."""
    return _Loader(find, _by_arguments, parts)


class Loaders:
    """The loaders of one context (see schema.context): what one of them loaded, it keeps.

    ``needs`` are the attributes that the operation needs of each kind of node, None where that is not known.
    """

    def __init__(self, services: Services, needs: Needs | None = None) -> None:
        self.services = services
        self.needs = needs

    project_by_id = by_id(lambda of: of.stores.projects.by_ids, project_from)
    counts_by_project = by_id(lambda of: of.stores.projects.counts)
    asset_by_id = by_id(lambda of: of.stores.assets.by_ids, asset_from)
    assets_by_project = by_parent(lambda of: of.stores.assets.page_by_project, asset_from)
    version_by_id = by_id(lambda of: of.stores.versions.by_ids, version_from)
    version_by_asset = by_id(lambda of: of.stores.versions.latest_by_asset, version_from)
    versions_by_asset = by_parent(lambda of: of.stores.versions.page_by_asset, version_from)
    representations_by_version = by_id(lambda of: of.stores.representations.by_version, representation_from)
    shot_by_id = by_id(lambda of: of.stores.shots.by_ids, shot_from)
    shots_by_version = by_parent(lambda of: of.stores.shots.page_by_version, shot_from)
    labels_by_shot = by_parent(lambda of: of.stores.labels.by_shot)
    keyframe_by_id = by_id(lambda of: of.stores.keyframes.by_ids, keyframe_from)
    keyframes_by_shot = by_id(lambda of: of.stores.keyframes.by_shot, keyframe_from)
    tracks_by_version = by_parent(lambda of: of.stores.tracks.page_by_version, track_from)
    tracks_by_shot = by_parent(lambda of: of.stores.tracks.page_by_shot, track_from)
    tracks_by_entity = by_parent(lambda of: of.stores.tracks.page_by_entity, track_from)
    entity_by_id = by_id(lambda of: of.stores.entities.by_ids, entity_from)
    entities_merged_into = by_id(lambda of: of.stores.entities.merged_into, entity_from)
    entity_by_track = by_id(lambda of: of.stores.entities.by_track, entity_from)
    entities_by_project = by_parent(lambda of: of.stores.entities.page_by_project, entity_from)
    entities_by_shot = by_parent(lambda of: of.stores.entities.page_by_shot, entity_from)
    co_appearances_by_entity = by_parent(lambda of: of.stores.entities.co_appearances)
    model_version_by_id = by_id(lambda of: of.stores.models.by_ids)
    run_by_id = by_id(lambda of: of.stores.runs.by_ids, run_from)
    runs_by_version = by_parent(lambda of: of.stores.runs.page_by_version, run_from)
    analysis_by_version = by_id(lambda of: of.stores.runs.status_by_version, run_from)
    user_by_id = by_id(lambda of: of.stores.users.by_ids, user_from)
    tokens_by_user = by_parent(lambda of: of.stores.tokens.page_by_user, token_from)
    members_by_project = by_parent(lambda of: of.stores.projects.members_page)
    track_by_id = by_id(lambda of: of.stores.tracks.by_ids, track_from)
    review_session_by_id = by_id(lambda of: of.stores.reviews.by_ids, session_from)
    review_sessions_by_project = by_parent(lambda of: of.stores.reviews.page_by_project, session_from)
    review_statuses_by_project = by_id(lambda of: of.services.reviews.statuses_of)
    decisions_by_version = by_parent(lambda of: of.stores.reviews.decisions_by_version, decision_from)
    decisions_by_session = by_parent(lambda of: of.stores.reviews.decisions_by_session, decision_from)
    verdicts_by_subject = by_id(lambda of: of.stores.reviews.verdicts_by_subject, verdict_from)
    comment_by_id = by_id(lambda of: of.stores.comments.by_ids, comment_from)
    comment_count_by_session = by_id(lambda of: of.stores.comments.count_by_session)
    comments_by_session = by_parent(lambda of: of.stores.comments.page_by_session, comment_from)
    comments_by_version = by_parent(lambda of: of.stores.comments.page_by_version, comment_from)
    replies_by_comment = by_parent(lambda of: of.stores.comments.page_of_replies, comment_from)
    annotations_by_session = by_parent(lambda of: of.stores.annotations.page_by_session, annotation_from)
    annotations_by_comment = by_id(lambda of: of.stores.annotations.by_comments, annotation_from)
    attachments_by_comment = by_id(lambda of: of.stores.attachments.by_comments, attachment_from)
    guest_links_by_project = by_parent(lambda of: of.stores.guests.page_by_project, link_from)
    detections_by_track = by_parent(lambda of: partial(_read_detections, of.services.features))


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
