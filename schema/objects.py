"""From ids to GraphQL objects: the one module that knows all types, so that these need not import each other.

Everything here was reached from something the caller may see. Time-carrying objects need their version's clock: where it is
not at hand, the versions of a whole list are loaded at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from graph.errors import GoneError, InvalidError
from graph.nodes.asset import AssetFilter, AssetOrder
from graph.nodes.asset import Project as ProjectNode
from graph.nodes.asset import Representation as RepresentationNode
from graph.nodes.entity import EntityKind
from graph.nodes.page import PageRequest
from graph.nodes.search import SearchChannel, SearchRequest
from graph.nodes.search import SearchHit as HitNode
from graph.nodes.shot import Keyframe as KeyframeNode
from graph.nodes.shot import Shot as ShotNode
from graph.nodes.time import FrameRange as Frames
from graph.nodes.track import Track as TrackNode
from graph.nodes.track import TrackFilter
from graph.services import access
from schema.orders import (
    APPEARANCES,
    ASSETS,
    ENTITIES,
    GUEST_LINKS,
    MEMBERS,
    RUNS,
    SHOTS,
    TOKENS,
    TRACKS,
    VERSIONS,
)
from schema.pagination import Connection, connection
from schema.scalars import Clock, FrameRange, FrameRangeInput
from schema.types.asset import Asset
from schema.types.entity import CoAppearance, Entity
from schema.types.media import Representation
from schema.types.member import GuestLink, Member
from schema.types.model import ModelVersion
from schema.types.project import Project, ProjectCounts
from schema.types.provenance import Provenance
from schema.types.run import AnalysisRun
from schema.types.search import ChannelScore, SearchHit
from schema.types.shot import Keyframe, Label, Shot
from schema.types.track import MOST_DETECTIONS, Detection, Track
from schema.types.user import Token, User
from schema.types.version import AnalysisStatus, CurrentRun, Version

if TYPE_CHECKING:
    from schema.context import Context

T = TypeVar("T")


def there(found: T | None, what: str) -> T:
    """Return what belongs to something that was found a moment ago; raises GoneError if it was deleted meanwhile."""
    if found is None:
        raise GoneError(f"the {what} was deleted meanwhile; ask again")
    return found


class Objects:
    """The GraphQL objects of one request, by the ids that others hold."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._load = context.loaders

    # one thing

    def as_project(self, project: ProjectNode) -> Project:
        """Return a project with the caller's role."""
        return Project.of(project, there(self._context.viewer.role_in(project.id), "membership"))

    async def project(self, id: str) -> Project:
        """Return the project with an id."""
        return self.as_project(there(await self._load.project_by_id.load(id), "project"))

    async def project_counts(self, id: str) -> ProjectCounts:
        """Return how much a project holds."""
        return cast("ProjectCounts", await self._load.counts_by_project.load(id))

    async def asset(self, id: str) -> Asset:
        """Return the asset with an id."""
        return Asset.of(there(await self._load.asset_by_id.load(id), "asset"))

    async def version(self, id: str) -> Version:
        """Return the version with an id."""
        return Version.of(there(await self._load.version_by_id.load(id), "version"))

    async def maybe_version(self, id: str) -> Version | None:
        """Return the version with an id, None where it is gone."""
        found = await self._load.version_by_id.load(id)
        return None if found is None else Version.of(found)

    async def assets(self, ids: Sequence[str]) -> list[Asset]:
        """Return the assets of some ids that are there."""
        return [Asset.of(found) for found in await self._load.asset_by_id.load_many(ids) if found is not None]

    async def asset_of_version(self, version_id: str) -> Asset | None:
        """Return the asset of a version, None where it is gone."""
        version = await self._load.version_by_id.load(version_id)
        asset = None if version is None else await self._load.asset_by_id.load(version.asset_id)
        return None if asset is None else Asset.of(asset)

    async def maybe_run(self, id: str) -> AnalysisRun | None:
        """Return the run with an id, None where it is gone."""
        found = await self._load.run_by_id.load(id)
        return None if found is None else AnalysisRun.of(found)

    async def latest_version(self, asset_id: str) -> Version:
        """Return the newest version of an asset."""
        return Version.of(there(await self._load.version_by_asset.load(asset_id), "version"))

    async def run(self, id: str) -> AnalysisRun:
        """Return the run with an id."""
        return AnalysisRun.of(there(await self._load.run_by_id.load(id), "run"))

    async def shot(self, id: str) -> Shot:
        """Return the shot with an id."""
        found = there(await self._load.shot_by_id.load(id), "shot")
        return (await self.shots([found]))[0]

    async def user(self, id: str) -> User:
        """Return the user with an id."""
        return User.of(there(await self._load.user_by_id.load(id), "user"))

    async def owner(self, id: str) -> User | None:
        """Return the user with an id; None for whoever made an account from the command line, without being a user."""
        found = await self._load.user_by_id.load(id)
        return None if found is None else User.of(found)

    async def entity(self, id: str) -> Entity:
        """Return the entity with an id."""
        return Entity.of(there(await self._load.entity_by_id.load(id), "entity"))

    async def entities_merged_into(self, entity_id: str) -> list[Entity]:
        """Return what people said to be the same as an entity."""
        return [Entity.of(found) for found in await self._load.entities_merged_into.load(entity_id)]

    async def entity_by_track(self, track_id: str) -> Entity | None:
        """Return what a track shows."""
        found = await self._load.entity_by_track.load(track_id)
        return None if found is None else Entity.of(found)

    async def analysis(self, version_id: str) -> AnalysisStatus:
        """Return how far the analysis of a version is."""
        status = await self._load.analysis_by_version.load(version_id)
        tasks = sorted(status.current)
        current = await self._load.run_by_id.load_many([status.current[task] for task in tasks])
        return AnalysisStatus(
            run=None if status.latest is None else AnalysisRun.of(status.latest),
            current=[
                CurrentRun(task=task, run=AnalysisRun.of(there(found, "run")))
                for task, found in zip(tasks, current, strict=True)
            ],
        )

    async def provenance(self, run_id: str, frames: FrameRange | None) -> Provenance:
        """Return where a result of a run comes from."""
        found = there(await self._load.run_by_id.load(run_id), "run")
        version = there(await self._load.version_by_id.load(found.version_id), "version")
        shown = AnalysisRun.of(found)
        return Provenance(
            run=shown,
            model_versions=await self.model_versions(found.model_version_ids),
            input_sha256=version.sha256,
            frames=frames,
        )

    # many things, with the clocks that they need

    async def clocks(self, version_ids: Sequence[str]) -> list[Clock]:
        """Return the clock of each version."""
        versions = await self._load.version_by_id.load_many(list(version_ids))
        return [Clock(there(version, "version")) for version in versions]

    async def shots(self, shots: Sequence[ShotNode]) -> list[Shot]:
        """Return shots of any versions."""
        clocks = await self.clocks([found.version_id for found in shots])
        return [Shot.of(found, clock) for found, clock in zip(shots, clocks, strict=True)]

    async def tracks(self, tracks: Sequence[TrackNode]) -> list[Track]:
        """Return tracks of any versions."""
        clocks = await self.clocks([found.version_id for found in tracks])
        return [Track.of(found, clock) for found, clock in zip(tracks, clocks, strict=True)]

    async def keyframes_of_any(self, keyframes: Sequence[KeyframeNode]) -> list[Keyframe]:
        """Return keyframes of any versions."""
        shots = await self._load.shot_by_id.load_many([keyframe.shot_id for keyframe in keyframes])
        clocks = await self.clocks([there(found, "shot").version_id for found in shots])
        return [Keyframe.of(keyframe, clock) for keyframe, clock in zip(keyframes, clocks, strict=True)]

    async def model_versions(self, ids: Sequence[str]) -> list[ModelVersion]:
        """Return the model versions with some ids."""
        found = await self._load.model_version_by_id.load_many(list(ids))
        return [ModelVersion.of(there(version, "model version")) for version in found]

    async def representations(self, version_id: str) -> list[Representation]:
        """Return the files of a version."""
        return cast("list[Representation]", await self.files(version_id))

    async def files(self, version_id: str) -> Sequence[RepresentationNode]:
        """Return the files of a version, as the graph has them."""
        return await self._load.representations_by_version.load(version_id)

    async def labels(self, shot_id: str, min_score: float | None) -> list[Label]:
        """Return the words of a shot."""
        found = await self._load.labels_by_shot.load((shot_id, min_score))
        return cast("list[Label]", found)

    async def keyframes(self, shot_id: str, clock: Clock) -> list[Keyframe]:
        """Return the keyframes of a shot."""
        return [Keyframe.of(found, clock) for found in await self._load.keyframes_by_shot.load(shot_id)]

    async def detections(self, of: TrackNode, clock: Clock, range: FrameRangeInput | None, every: int) -> list[Detection]:
        """Return boxes of a track; raises InvalidError for an empty range, an ``every`` below 1, or more than go at once."""
        if every < 1:
            raise InvalidError(f"`every` is {every}; give 1 or more", path=("every",))
        frames = None if range is None else range.frames("range")
        found = await self._load.detections_by_track.load((of.ordinal, of.run_id, frames))
        chosen = found[::every]
        if len(chosen) > MOST_DETECTIONS:
            raise InvalidError(
                f"the track has {len(chosen)} boxes here, and at most {MOST_DETECTIONS} are given at once; "
                "ask for a shorter `range`, or with a larger `every`",
                path=("range",),
            )
        return [Detection.of(detection, clock) for detection in chosen]

    async def co_appearances(self, entity_id: str, first: int) -> list[CoAppearance]:
        """Return who and what is seen with an entity."""
        found = await self._load.co_appearances_by_entity.load((entity_id, first))
        others = await self._load.entity_by_id.load_many([each.entity_id for each in found])
        return [
            CoAppearance(entity=Entity.of(there(other, "entity")), shots=each.shots)
            for each, other in zip(found, others, strict=True)
        ]

    async def similar_shots(self, shot_id: str, first: int) -> list[SearchHit]:
        """Return the shots whose pictures are nearest to a shot's."""
        request = SearchRequest(like_shot=shot_id, channels=frozenset({SearchChannel.VISUAL}), first=first)
        result = await self._context.services.search.search(self._context.viewer, request)
        return await self.hits(result.hits)

    async def hits(self, hits: Sequence[HitNode]) -> list[SearchHit]:
        """Return hits with their shots and keyframes: one statement per kind of thing, however many hits."""
        shots = await self._load.shot_by_id.load_many([hit.shot_id for hit in hits])
        clocks = await self.clocks([hit.version_id for hit in hits])
        keyframes = await self._load.keyframe_by_id.load_many([there(hit.keyframe_id, "keyframe") for hit in hits])
        return [
            SearchHit(
                shot=Shot.of(there(found, "shot"), clock),
                keyframe=Keyframe.of(there(keyframe, "keyframe"), clock),
                range=FrameRange.of(hit.range, clock),
                score=hit.score,
                relevance=hit.relevance,
                why=[ChannelScore.of(score) for score in hit.why],
            )
            for hit, found, clock, keyframe in zip(hits, shots, clocks, keyframes, strict=True)
        ]

    # pages

    async def assets_by_project(
        self, project_id: str, request: PageRequest, order_by: AssetOrder, where: AssetFilter
    ) -> Connection[Asset]:
        """Return a page of a project's assets."""
        page = await self._load.assets_by_project.load((project_id, request, where, order_by))
        return connection(ASSETS[order_by], project_id, request, page, [Asset.of(found) for found in page.items])

    async def versions_by_asset(self, asset_id: str, request: PageRequest) -> Connection[Version]:
        """Return a page of an asset's versions."""
        page = await self._load.versions_by_asset.load((asset_id, request))
        return connection(VERSIONS, asset_id, request, page, [Version.of(found) for found in page.items])

    async def shots_by_version(
        self, version_id: str, clock: Clock, request: PageRequest, frames: Frames | None, run_id: str | None
    ) -> Connection[Shot]:
        """Return a page of a version's shots."""
        page = await self._load.shots_by_version.load((version_id, request, frames, run_id))
        return connection(SHOTS, version_id, request, page, [Shot.of(found, clock) for found in page.items])

    async def tracks_by_version(
        self, version_id: str, clock: Clock, request: PageRequest, where: TrackFilter, run_id: str | None
    ) -> Connection[Track]:
        """Return a page of a version's tracks."""
        page = await self._load.tracks_by_version.load((version_id, request, where, run_id))
        return connection(TRACKS, version_id, request, page, [Track.of(found, clock) for found in page.items])

    async def tracks_by_shot(self, shot_id: str, clock: Clock, request: PageRequest) -> Connection[Track]:
        """Return a page of a shot's tracks."""
        page = await self._load.tracks_by_shot.load((shot_id, request))
        return connection(TRACKS, shot_id, request, page, [Track.of(found, clock) for found in page.items])

    async def tracks_by_entity(self, entity_id: str, request: PageRequest) -> Connection[Track]:
        """Return a page of an entity's appearances."""
        page = await self._load.tracks_by_entity.load((entity_id, request))
        return connection(APPEARANCES, entity_id, request, page, await self.tracks(page.items))

    async def entities_by_project(
        self, project_id: str, request: PageRequest, kind: EntityKind | None, name: str | None = None
    ) -> Connection[Entity]:
        """Return a page of a project's entities."""
        page = await self._load.entities_by_project.load((project_id, request, kind, name))
        return connection(ENTITIES, project_id, request, page, [Entity.of(found) for found in page.items])

    async def entities_by_shot(self, shot_id: str, request: PageRequest) -> Connection[Entity]:
        """Return a page of the entities seen in a shot."""
        page = await self._load.entities_by_shot.load((shot_id, request))
        return connection(ENTITIES, shot_id, request, page, [Entity.of(found) for found in page.items])

    async def runs_by_version(self, version_id: str, request: PageRequest) -> Connection[AnalysisRun]:
        """Return a page of a version's runs."""
        page = await self._load.runs_by_version.load((version_id, request))
        return connection(RUNS, version_id, request, page, [AnalysisRun.of(found) for found in page.items])

    async def tokens_by_user(self, user_id: str, request: PageRequest) -> Connection[Token] | None:
        """Return a page of a user's tokens; None to whom they are nobody's affair."""
        viewer = self._context.viewer
        if not access.may(viewer, access.SEE_TOKENS if user_id == viewer.user.id else access.ADMINISTER):
            return None
        page = await self._load.tokens_by_user.load((user_id, request))
        return connection(TOKENS, user_id, request, page, [Token.of(found) for found in page.items])

    async def members_by_project(self, project_id: str, request: PageRequest) -> Connection[Member] | None:
        """Return a page of a project's members; None to guests."""
        if not access.may(self._context.viewer, access.SEE_MEMBERS, project_id):
            return None
        page = await self._load.members_by_project.load((project_id, request))
        return connection(MEMBERS, project_id, request, page, [Member.of(found) for found in page.items])

    async def guest_links_by_project(self, project_id: str, request: PageRequest) -> Connection[GuestLink] | None:
        """Return a page of a project's guest links; None to whom may not invite."""
        if not access.may(self._context.viewer, access.INVITE, project_id):
            return None
        page = await self._load.guest_links_by_project.load((project_id, request))
        return connection(GUEST_LINKS, project_id, request, page, [GuestLink.of(found) for found in page.items])
