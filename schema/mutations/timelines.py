"""Timelines in and out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

import strawberry

from graph.nodes.conform import Conformed
from graph.nodes.timeline import TimelineFormat
from graph.services.conform import reviewable
from graph.services.export import ExportRequest
from graph.services.footage_choice import only_one
from graph.services.timeline_making import Cutting
from schema.context import Info
from schema.directives import Cost
from schema.footage import chosen_ids, forget_upload, read_and_match, search_request
from schema.ids import decode_id
from schema.results import REPEATABLE, Problem
from schema.types.review import ReviewSession
from schema.types.search import SearchInput
from schema.types.timeline import CLIPS, ConformedClip, RationalInput, Timeline, TimelineInput
from schema.types.version import Version

_SELECTION = "Ids of shots and versions, in order."


@strawberry.input(description="A timeline to match with the footage of a project.")
class ConformInput:
    """Input of ``conform``."""

    project: strawberry.ID = strawberry.field(description="Id of the project.")
    timeline: TimelineInput = strawberry.field(description="The file.")
    open_session: str | None = strawberry.field(
        default=None, description="Also open a review session of this name over the versions that were matched."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="What became of a timeline's clips, or what kept it from being read.")
class ConformPayload:
    """Payload of ``conform``."""

    timeline: Timeline | None = strawberry.field(default=None, description="The timeline; null when it was not read.")
    clips: list[ConformedClip] = strawberry.field(
        default_factory=list,
        description="Every clip of the picture, in order of time; those of sound where there is no picture.",
        directives=[CLIPS],
    )
    matched: int = strawberry.field(default=0, description="How many of the clips were matched with a version.")
    review_session: ReviewSession | None = strawberry.field(
        default=None, description="The session that was opened; null when none was asked for, or there are problems."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.input(description="What leaves: a review session, what a search finds, or a selection, one of them; and how.")
class ExportInput:
    """Input of ``export``."""

    format: TimelineFormat = strawberry.field(description="How it is written down.")
    session: strawberry.ID | None = strawberry.field(
        default=None, description="Id of a review session: its playlist, and what was said in it."
    )
    search: SearchInput | None = strawberry.field(default=None, description="What to look for: its hits, best first.")
    first: int = strawberry.field(default=50, description="How many hits of the search, at most 1,000.")
    selection: list[strawberry.ID] | None = strawberry.field(default=None, description=_SELECTION)
    name: str | None = strawberry.field(default=None, description="Name of what leaves; the session's unless told.")
    rate: RationalInput | None = strawberry.field(
        default=None, description="Frames a second of the timeline; those of its first clip unless told."
    )
    drop_frame: bool | None = strawberry.field(
        default=None, description="Whether its timecode counts drop frame; as its first clip's unless told."
    )
    handles: int = strawberry.field(default=0, description="Frames that each clip shows more at both ends.")
    detections: bool = strawberry.field(default=False, description="In JSON-LD, also what the models saw.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")

    def request(self) -> ExportRequest:
        """Return the request as the service takes it; raises InvalidError for ids of something else."""
        only_one(session=self.session, search=self.search, selection=self.selection)
        return ExportRequest(
            self.format,
            session_id=None if self.session is None else decode_id(self.session, "ReviewSession", path=("session",)),
            search=None if self.search is None else search_request(self.search, self.first),
            first=self.first,
            selection=None if self.selection is None else chosen_ids(self.selection),
            cutting=Cutting(
                self.name or "", None if self.rate is None else self.rate.ratio("rate"), self.drop_frame, self.handles
            ),
            detections=self.detections,
        )


@strawberry.type(description="A file that was written.")
class ExportedFile:
    """GraphQL form of ``graph.services.export.Exported``."""

    name: str = strawberry.field(description="A name for it, with its extension.")
    mime_type: str = strawberry.field(description="Its media type.")
    text: str = strawberry.field(description="All of it.")
    notes: list[str] = strawberry.field(description="What is not in it, in sentences.")


@strawberry.type(description="What leaves, or what kept it.")
class ExportPayload:
    """Payload of ``export``."""

    file: ExportedFile | None = strawberry.field(default=None, description="The file; null when there are problems.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


def _clips(conformed: Conformed, versions: Mapping[str, Version]) -> list[ConformedClip]:
    return [ConformedClip.of(clip, conformed.timeline, versions) for clip in conformed.clips]


@strawberry.type
class TimelineMutations:
    """The part of ``Mutation`` that reads and writes timelines."""

    @strawberry.mutation(
        description="Match the clips of a timeline (OTIO, EDL, Final Cut Pro XML, AAF, ALE) with the footage of a project.",
        directives=[Cost(weight=200)],
    )
    async def conform(
        self, info: Info, input: Annotated[ConformInput, strawberry.argument(description="The timeline.")]
    ) -> ConformPayload:
        """Read and match the timeline, and open a session where one is asked for."""
        context = info.context
        project_id = decode_id(input.project, "Project", path=("project",))
        conformed = await read_and_match(context, project_id, input.timeline)
        session = None
        if input.open_session is not None:
            session = await context.services.reviews.open(
                context.viewer, project_id, input.open_session, reviewable(conformed), input.client_mutation_id
            )
        await forget_upload(context, input.timeline)
        ids = list(dict.fromkeys(clip.version_id for clip in conformed.clips if clip.version_id is not None))
        versions = dict(zip(ids, await context.review.some_versions(ids), strict=True))
        return ConformPayload(
            timeline=Timeline.of(conformed.timeline),
            # In a thread: thousands of clips are the work of a tenth of a second, and everyone else would wait.
            clips=await asyncio.to_thread(_clips, conformed, versions),
            matched=conformed.matched,
            review_session=None if session is None else ReviewSession.of(session),
        )

    @strawberry.mutation(
        description="Write footage, and what was said about it, as a timeline, a table or annotations.",
        directives=[Cost(weight=500)],
    )
    async def export(
        self, info: Info, input: Annotated[ExportInput, strawberry.argument(description="What leaves, and how.")]
    ) -> ExportPayload:
        """Write the file."""
        done = await info.context.services.export.export(info.context.viewer, input.request())
        file = ExportedFile(name=done.file_name, mime_type=done.mime_type, text=done.text, notes=list(done.notes))
        return ExportPayload(file=file)
