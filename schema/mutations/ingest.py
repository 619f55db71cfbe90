"""Taking footage in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import strawberry

from graph.services.ingest import Ingested, IngestRequest
from schema.context import Context, Info
from schema.ids import decode_id
from schema.results import BasicProblem, Problem
from schema.types.asset import Asset
from schema.types.run import AnalysisRun
from schema.types.version import Version


@strawberry.input(description="A file to take in: a path on the server, a finished upload or an address: one of them.")
class IngestInput:
    """Input of ``ingest``."""

    project: strawberry.ID = strawberry.field(description="Id of the project it goes into.")
    path: str | None = strawberry.field(
        default=None, description="A file, or a folder of numbered pictures, under a folder that the server may read."
    )
    upload_id: strawberry.ID | None = strawberry.field(
        default=None, description="A finished upload: the last segment of its address."
    )
    url: str | None = strawberry.field(
        default=None, description="An https:// address on the public internet, which the server fetches the file from."
    )
    name: str | None = strawberry.field(default=None, description="Name for people; the file's name unless told.")
    version_of: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the asset that it is the next version of; a new asset unless told."
    )
    tags: list[str] | None = strawberry.field(default=None, description="Words for a new asset.")
    analyze: bool = strawberry.field(default=True, description="Ask for its analysis as well.")
    client_mutation_id: str | None = strawberry.field(default=None, description="Comes back in the payload.")

    def request(self, upload: tuple[Path, str] | None) -> IngestRequest:
        """Return the request as the service takes it; raises InvalidError for ids of something else."""
        return IngestRequest(
            project_id=decode_id(self.project, "Project", path=("project",)),
            path=None if self.path is None else Path(self.path),
            upload=upload,
            url=self.url,
            name=self.name,
            version_of=None if self.version_of is None else decode_id(self.version_of, "Asset", path=("versionOf",)),
            tags=tuple(self.tags or ()),
            analyze=self.analyze,
        )


@strawberry.type(description="What came of a file, or what kept it out.")
class IngestPayload:
    """Payload of ``ingest``."""

    asset: Asset | None = strawberry.field(default=None, description="Its asset; null when it is not in.")
    version: Version | None = strawberry.field(default=None, description="Its version; null when it is not in.")
    created: bool = strawberry.field(default=False, description="Whether it is new: false when its bytes were there.")
    run: AnalysisRun | None = strawberry.field(
        default=None, description="Its analysis; null when none was asked for, or could be."
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list,
        description="What went wrong, in whole or with the analysis of what is in; empty when nothing did.",
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="As the input had it.")


@strawberry.type
class IngestMutations:
    """The part of ``Mutation`` that takes footage in."""

    @strawberry.mutation(description="Take a file in. The same bytes in a project are the same version.")
    async def ingest(
        self,
        info: Info,
        input: Annotated[IngestInput, strawberry.argument(description="The file, and where it goes.")],
    ) -> IngestPayload:
        """Ingest the file."""
        done = await _ingest(info.context, input)
        return IngestPayload(
            asset=Asset.of(done.asset),
            version=Version.of(done.version),
            created=done.created,
            run=None if done.run is None else AnalysisRun.of(done.run),
            problems=[] if done.problem is None else [BasicProblem.of(done.problem, "input")],
        )


async def _ingest(context: Context, given: IngestInput) -> Ingested:
    """Ingest, and forget the upload once its bytes are in."""
    upload = None
    if given.upload_id is not None:
        upload = await context.uploads.finished(context.viewer, given.upload_id)
    done = await context.services.ingest.ingest(context.viewer, given.request(upload))
    if given.upload_id is not None:
        await context.uploads.remove(given.upload_id)
    return done
