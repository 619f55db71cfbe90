"""The audit log."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.context import Info
from schema.ids import decode_id
from schema.orders import AUDIT_LOG
from schema.pagination import After, Connection, First, connection, page_request
from schema.types.audit import AuditEntry


@strawberry.type
class AuditQueries:
    """The part of ``Query`` about deeds."""

    @strawberry.field(
        description="Who did what, newest first: everywhere for administrators of the server, in one project for its ADMIN."
    )
    async def audit_log(
        self,
        info: Info,
        project: Annotated[strawberry.ID | None, strawberry.argument(description="Id of the project to look at.")] = None,
        first: First = 20,
        after: After = None,
    ) -> Connection[AuditEntry]:
        """Page through the log; raises NotAllowedError for whom it is no affair of."""
        context = info.context
        project_id = None if project is None else decode_id(project, "Project", path=("project",))
        request = page_request(AUDIT_LOG, project_id or "", first=first, after=after)
        page = await context.services.audit.page(context.viewer, project_id, request)
        return connection(AUDIT_LOG, project_id or "", request, page, [AuditEntry.of(found) for found in page.items])
