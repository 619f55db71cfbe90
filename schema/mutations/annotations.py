"""Drawing in a review session, and taking back what one drew."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.nodes.annotation import Annotation as AnnotationNode
from graph.services.annotations import NewAnnotation
from schema.context import Info
from schema.ids import decode_id
from schema.mutations.comments import MarkInput
from schema.results import REPEATABLE, Problem
from schema.scalars import FrameRangeInput
from schema.types.annotation import Annotation


@strawberry.input(description="Something to draw on frames of a version.")
class AddAnnotationInput:
    """Input of ``addAnnotation``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    version_id: strawberry.ID = strawberry.field(description="Id of the version; it is in the session's playlist.")
    at: FrameRangeInput = strawberry.field(description="The frames it is shown on.")
    marks: list[MarkInput] = strawberry.field(description="What to draw, in order.")
    comment_id: strawberry.ID | None = strawberry.field(default=None, description="Id of the comment that it belongs to.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)

    def asked(self) -> NewAnnotation:
        """Return what is asked, as the service takes it; raises InvalidError for ids of something else."""
        return NewAnnotation(
            session_id=decode_id(self.session_id, "ReviewSession", path=("session_id",)),
            version_id=decode_id(self.version_id, "Version", path=("version_id",)),
            start=self.at.start,
            end=self.at.end,
            marks=tuple(mark.mark() for mark in self.marks),
            comment_id=None if self.comment_id is None else decode_id(self.comment_id, "Comment", path=("comment_id",)),
        )


@strawberry.input(description="A drawing to take away or to bring back.")
class ChangeAnnotationInput:
    """Input of ``removeAnnotation`` and ``restoreAnnotation``."""

    id: strawberry.ID = strawberry.field(description="Id of the annotation.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.input(description="Where to take back, or bring back, one's own last drawing.")
class UndoAnnotationInput:
    """Input of ``undoAnnotation`` and ``redoAnnotation``."""

    session_id: strawberry.ID = strawberry.field(description="Id of the session.")
    client_mutation_id: str | None = strawberry.field(default=None, description=REPEATABLE)


@strawberry.type(description="The drawing, or what kept it from being so.")
class AnnotationPayload:
    """Payload of the mutations of annotations."""

    annotation: Annotation | None = strawberry.field(
        default=None, description="The annotation as it is now; null when there are problems."
    )
    seq: int | None = strawberry.field(default=None, description="The number of its event in the session.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="What went wrong; empty when nothing did.")
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")

    @classmethod
    def of(cls, written: tuple[AnnotationNode, int]) -> AnnotationPayload:
        """Return the payload of what was written."""
        return cls(annotation=Annotation.of(written[0]), seq=written[1])


@strawberry.type
class AnnotationMutations:
    """The part of ``Mutation`` that is about annotations."""

    @strawberry.mutation(description="Draw on frames of a version.")
    async def add_annotation(
        self, info: Info, input: Annotated[AddAnnotationInput, strawberry.argument(description="What to draw, and where.")]
    ) -> AnnotationPayload:
        """Draw it."""
        written = await info.context.services.annotations.add(info.context.viewer, input.asked(), input.client_mutation_id)
        return AnnotationPayload.of(written)

    @strawberry.mutation(description="Take a drawing away.")
    async def remove_annotation(
        self, info: Info, input: Annotated[ChangeAnnotationInput, strawberry.argument(description="The drawing.")]
    ) -> AnnotationPayload:
        """Take it away."""
        written = await info.context.services.annotations.remove(
            info.context.viewer, decode_id(input.id, "Annotation"), input.client_mutation_id
        )
        return AnnotationPayload.of(written)

    @strawberry.mutation(description="Bring one's own drawing back that was taken away.")
    async def restore_annotation(
        self, info: Info, input: Annotated[ChangeAnnotationInput, strawberry.argument(description="The drawing.")]
    ) -> AnnotationPayload:
        """Bring it back."""
        written = await info.context.services.annotations.restore(
            info.context.viewer, decode_id(input.id, "Annotation"), input.client_mutation_id
        )
        return AnnotationPayload.of(written)

    @strawberry.mutation(description="Take back what one drew last in a session.")
    async def undo_annotation(
        self, info: Info, input: Annotated[UndoAnnotationInput, strawberry.argument(description="Where.")]
    ) -> AnnotationPayload:
        """Take it back."""
        own = decode_id(input.session_id, "ReviewSession", path=("session_id",))
        written = await info.context.services.annotations.undo(info.context.viewer, own, input.client_mutation_id)
        return AnnotationPayload.of(written)

    @strawberry.mutation(description="Bring back what one took back last in a session.")
    async def redo_annotation(
        self, info: Info, input: Annotated[UndoAnnotationInput, strawberry.argument(description="Where.")]
    ) -> AnnotationPayload:
        """Bring it back."""
        own = decode_id(input.session_id, "ReviewSession", path=("session_id",))
        written = await info.context.services.annotations.redo(info.context.viewer, own, input.client_mutation_id)
        return AnnotationPayload.of(written)
