"""DataLoaders, ``<value>_by_<key>``: what many resolvers ask for at once becomes one question to a store.

What a loader answers belongs to something the caller was already allowed to see; things asked for by id alone go through the
services instead. Keys are an own id, or for lists a tuple of it and the list's arguments: equal arguments share a statement.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

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


class Loaders:
    """The loaders of one context (see schema.context): what one of them loaded, it keeps."""

    def __init__(self, services: Services) -> None:
        def by_id(load: Load[T]) -> DataLoader[str, T]:
            async def batch(keys: list[str]) -> Sequence[T]:
                return await load(keys)

            return DataLoader(batch)

        def by_parent(load: Load[T]) -> DataLoader[tuple[Any, ...], T]:
            async def batch(keys: list[tuple[Any, ...]]) -> Sequence[T]:
                return await _by_arguments(load, keys)

            return DataLoader(batch)

        stores = services.stores
        self.project_by_id = by_id(stores.projects.by_ids)
        self.counts_by_project = by_id(stores.projects.counts)
        self.asset_by_id = by_id(stores.assets.by_ids)
        self.assets_by_project = by_parent(stores.assets.page_by_project)
        self.version_by_id = by_id(stores.versions.by_ids)
        self.version_by_asset = by_id(stores.versions.latest_by_asset)
        self.versions_by_asset = by_parent(stores.versions.page_by_asset)
        self.representations_by_version = by_id(stores.representations.by_version)
        self.shot_by_id = by_id(stores.shots.by_ids)
        self.shots_by_version = by_parent(stores.shots.page_by_version)
        self.labels_by_shot = by_parent(stores.labels.by_shot)
        self.keyframe_by_id = by_id(stores.keyframes.by_ids)
        self.keyframes_by_shot = by_id(stores.keyframes.by_shot)
        self.tracks_by_version = by_parent(stores.tracks.page_by_version)
        self.tracks_by_shot = by_parent(stores.tracks.page_by_shot)
        self.tracks_by_entity = by_parent(stores.tracks.page_by_entity)
        self.entity_by_id = by_id(stores.entities.by_ids)
        self.entities_merged_into = by_id(stores.entities.merged_into)
        self.entity_by_track = by_id(stores.entities.by_track)
        self.entities_by_project = by_parent(stores.entities.page_by_project)
        self.entities_by_shot = by_parent(stores.entities.page_by_shot)
        self.co_appearances_by_entity = by_parent(stores.entities.co_appearances)
        self.model_version_by_id = by_id(stores.models.by_ids)
        self.run_by_id = by_id(stores.runs.by_ids)
        self.runs_by_version = by_parent(stores.runs.page_by_version)
        self.analysis_by_version = by_id(stores.runs.status_by_version)
        self.user_by_id = by_id(stores.users.by_ids)
        self.tokens_by_user = by_parent(stores.tokens.page_by_user)
        self.members_by_project = by_parent(stores.projects.members_page)
        self.track_by_id = by_id(stores.tracks.by_ids)
        self.review_session_by_id = by_id(stores.reviews.by_ids)
        self.review_sessions_by_project = by_parent(stores.reviews.page_by_project)
        self.review_statuses_by_project = by_id(services.reviews.statuses_of)
        self.decisions_by_version = by_parent(stores.reviews.decisions_by_version)
        self.decisions_by_session = by_parent(stores.reviews.decisions_by_session)
        self.verdicts_by_subject = by_id(services.verdicts.of_subjects)
        self.comment_by_id = by_id(stores.comments.by_ids)
        self.comment_count_by_session = by_id(stores.comments.count_by_session)
        self.comments_by_session = by_parent(stores.comments.page_by_session)
        self.comments_by_version = by_parent(stores.comments.page_by_version)
        self.replies_by_comment = by_parent(stores.comments.page_of_replies)
        self.annotations_by_session = by_parent(stores.annotations.page_by_session)
        self.annotations_by_comment = by_id(stores.annotations.by_comments)
        self.attachments_by_comment = by_id(stores.attachments.by_comments)
        self.guest_links_by_project = by_parent(stores.guests.page_by_project)
        self.detections_by_track = by_parent(partial(_read_detections, services.features))


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
