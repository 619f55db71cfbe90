"""The minutes of a review session."""

from __future__ import annotations

import strawberry

from graph.minutes.forms import ReportFormat


@strawberry.type(description="The minutes of a review session: who came, what was reviewed, said, drawn and decided.")
class SessionReport:
    """What ``graph.minutes`` writes."""

    format: ReportFormat = strawberry.field(description="What they are written as.")
    media_type: str = strawberry.field(description="Their media type.")
    file_name: str = strawberry.field(description="A name to keep them under.")
    path: str = strawberry.field(description="Where the page to print is, after this server's address.")
    text: str = strawberry.field(description="All of them. Addresses of pictures follow this server's address.")
