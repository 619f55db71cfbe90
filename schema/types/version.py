"""Versions of assets, and what is known about them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.nodes import asset as nodes
from graph.nodes.asset import RepresentationRole
from graph.nodes.comment import CommentStatus
from graph.nodes.model import AnalysisTask
from graph.nodes.run import RunStatus
from graph.nodes.track import TrackFilter
from schema.alike import alike
from schema.context import Info
from schema.directives import ListSize
from schema.ids import decode_id
from schema.orders import RUNS, SHOTS, TRACKS, VERSION_COMMENTS, VERSION_DECISIONS
from schema.pagination import After, Connection, First, page_request
from schema.scalars import ByteCount, Clock, FrameRangeInput
from schema.types.media import MediaInfo, Representation
from schema.types.node import Node
from schema.types.playback import Playback, Sprite, url_of
from schema.types.run import AnalysisRun

if TYPE_CHECKING:
    from schema.types.asset import Asset
    from schema.types.comment import Comment
    from schema.types.shot import Shot
    from schema.types.track import Track
    from schema.types.verdict import Decision


OfRun = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="What this run of the version said, instead of the current one."),
]


def _own_run(run: strawberry.ID | None) -> str | None:
    return None if run is None else decode_id(run, "AnalysisRun", path=("run",))


@strawberry.type(description="The run whose results are current for a task: `champion` points at its model version.")
class CurrentRun:
    """One entry of ``graph.nodes.run.AnalysisStatus.current``."""

    task: AnalysisTask = strawberry.field(description="The task.")
    run: AnalysisRun = strawberry.field(description="The run.")


@strawberry.type(description="How far the analysis of a version is.")
class AnalysisStatus:
    """GraphQL form of ``graph.nodes.run.AnalysisStatus``."""

    status: RunStatus | None = strawberry.field(
        resolver=lambda self: None if self.run is None else self.run.source.status,
        description="Where its newest run is; null before the first.",
    )
    run: AnalysisRun | None = strawberry.field(description="Its newest run; null before the first.")
    current: list[CurrentRun] = strawberry.field(
        description="The runs whose results are shown, for each task that has one.",
        directives=[ListSize(assumed_size=20)],
    )


@strawberry.type(description="One published state of an asset: the same bytes in a project are the same version.")
class Version(Node):
    """GraphQL form of ``graph.nodes.asset.Version``."""

    source: strawberry.Private[nodes.Version]
    number: int = strawberry.field(
        resolver=lambda self: self.source.number, description="Its place in the asset's history, from 1."
    )
    sha256: str = strawberry.field(resolver=lambda self: self.source.sha256, description="SHA-256 of its bytes.")
    bytes: ByteCount = strawberry.field(resolver=lambda self: self.source.bytes, description="Size of what was ingested.")
    created_at: datetime = strawberry.field(
        resolver=lambda self: self.source.created_at, description="When it was ingested."
    )
    media: MediaInfo = strawberry.field(resolver=lambda self: self.source.media, description="What a probe found in it.")

    @classmethod
    def of(cls, version: nodes.Version) -> Version:
        """Return ``version`` for the answer."""
        return cls(source=version)

    @property
    def clock(self) -> Clock:
        """What turns its frame numbers into time."""
        return Clock(self.source)

    @strawberry.field(description="The asset it is a version of.", metadata=alike(lambda self: self.source.asset_id))
    async def asset(self, info: Info) -> Annotated[Asset, strawberry.lazy("schema.types.asset")]:
        """Load the asset."""
        return await info.context.objects.asset(self.source.asset_id)

    @strawberry.field(
        description="Its files: the original, and what was made of it for players and people.",
        directives=[ListSize(assumed_size=20)],
    )
    async def representations(self, info: Info) -> list[Representation]:
        """Load the representations."""
        return await info.context.objects.representations(self.source.id)

    @strawberry.field(description="What players play; null before the first analysis, and for a still picture.")
    async def playback(self, info: Info) -> Playback | None:
        """Choose among the representations."""
        return Playback.of(self.source.media, await info.context.objects.files(self.source.id))

    @strawberry.field(description="Small pictures of the whole, for scrubbing; null before the first analysis.")
    async def sprite(self, info: Info) -> Sprite | None:
        """Choose among the representations."""
        return Sprite.of(await info.context.objects.files(self.source.id))

    @strawberry.field(description="Address of one picture that stands for it; null before the first analysis.")
    async def poster_url(self, info: Info) -> str | None:
        """Choose among the representations."""
        return url_of(await info.context.objects.files(self.source.id), RepresentationRole.POSTER)

    @strawberry.field(description="Address of the outline of its sound, as audiowaveform's JSON; null without sound.")
    async def waveform_url(self, info: Info) -> str | None:
        """Choose among the representations."""
        return url_of(await info.context.objects.files(self.source.id), RepresentationRole.WAVEFORM)

    @strawberry.field(description="The shots of the current run, or of another, in order.")
    async def shots(
        self,
        info: Info,
        range: Annotated[
            FrameRangeInput | None, strawberry.argument(description="Only shots that share frames with it.")
        ] = None,
        run: OfRun = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Annotated[Shot, strawberry.lazy("schema.types.shot")]]:
        """Page through the shots."""
        request = page_request(SHOTS, self.source.id, first=first, after=after)
        frames = None if range is None else range.frames("range")
        return await info.context.objects.shots_by_version(self.source.id, self.clock, request, frames, _own_run(run))

    @strawberry.field(description="The tracks of the current run, or of another, in order of time.")
    async def tracks(
        self,
        info: Info,
        labels: Annotated[list[str] | None, strawberry.argument(description="Only with one of these labels.")] = None,
        entity: Annotated[strawberry.ID | None, strawberry.argument(description="Only those that show this entity.")] = None,
        min_confidence: Annotated[float | None, strawberry.argument(description="Only tracks at least this sure.")] = None,
        run: OfRun = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Annotated[Track, strawberry.lazy("schema.types.track")]]:
        """Page through the tracks."""
        request = page_request(TRACKS, self.source.id, first=first, after=after)
        conditions = TrackFilter(
            labels=None if labels is None else tuple(labels),
            entity_id=None if entity is None else decode_id(entity, "Entity", path=("entity",)),
            min_confidence=min_confidence,
        )
        return await info.context.objects.tracks_by_version(self.source.id, self.clock, request, conditions, _own_run(run))

    @strawberry.field(description="All its analysis runs, newest first.")
    async def runs(self, info: Info, first: First = 20, after: After = None) -> Connection[AnalysisRun]:
        """Page through the runs."""
        request = page_request(RUNS, self.source.id, first=first, after=after)
        return await info.context.objects.runs_by_version(self.source.id, request)

    @strawberry.field(description="What was said about it in all review sessions, in order of its frames.")
    async def comments(
        self,
        info: Info,
        status: Annotated[CommentStatus | None, strawberry.argument(description="Only those with this status.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Annotated[Comment, strawberry.lazy("schema.types.comment")]]:
        """Page through the comments."""
        request = page_request(VERSION_COMMENTS, self.source.id, first=first, after=after)
        return await info.context.review.comments_by_version(self.source.id, request, status)

    @strawberry.field(description="What it was decided to be, newest decision first.")
    async def decisions(
        self, info: Info, first: First = 20, after: After = None
    ) -> Connection[Annotated[Decision, strawberry.lazy("schema.types.verdict")]]:
        """Page through the decisions."""
        request = page_request(VERSION_DECISIONS, self.source.id, first=first, after=after)
        return await info.context.review.decisions_by_version(self.source.id, request)

    @strawberry.field(description="How far its analysis is.")
    async def analysis(self, info: Info) -> AnalysisStatus:
        """Load the newest run and the current ones."""
        return await info.context.objects.analysis(self.source.id)
