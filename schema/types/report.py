"""The minutes of a review session."""

from __future__ import annotations

import strawberry

from graph.minutes.forms import ReportFormat


@strawberry.type(description="The minutes of a review session: who came, what was reviewed, said, drawn and decided.")
class SessionReport:
    """What ``graph.minutes`` writes."""

    format: ReportFormat = strawberry.field(description="What they are written as.")
    mime_type: str = strawberry.field(description="Their media type.")
    file_name: str = strawberry.field(description="A name to keep them under.")
    url: str = strawberry.field(description="Where the page to print is, relative to this server.")
    text: str = strawberry.field(description="All of them. Addresses of pictures are relative to this server.")
