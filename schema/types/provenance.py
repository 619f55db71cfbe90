"""Where a result comes from."""

from __future__ import annotations

import strawberry
from strawberry.scalars import JSON

from schema.directives import ListSize
from schema.scalars import FrameRange
from schema.types.model import ModelVersion
from schema.types.run import AnalysisRun


@strawberry.type(description="Where a result comes from: enough to make it again.")
class Provenance:
    """The run behind a result, with all that went into it."""

    run: AnalysisRun = strawberry.field(description="The run that said it.")
    model_versions: list[ModelVersion] = strawberry.field(
        description="The exact networks the run used.", directives=[ListSize(assumed_size=20)]
    )
    parameters: JSON = strawberry.field(
        resolver=lambda self: JSON(dict(self.run.source.parameters)), description="The parameters the run was given."
    )
    input_sha256: str = strawberry.field(description="SHA-256 of the bytes that were analysed.")
    frames: FrameRange | None = strawberry.field(description="The frames the result is about.")
