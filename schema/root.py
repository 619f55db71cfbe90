"""The schema: its roots, its extensions, its configuration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry import Schema
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext, ExecutionResult, get_object_definition
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from schema import enums  # noqa: F401 -- gives the graph's enums their descriptions
from schema.conduct import Conduct
from schema.conflicts import ConflictProblem
from schema.documents import MOST_ERRORS, Documents, Prepared, RefusedDocumentError
from schema.errors import ExplainErrors
from schema.execution.executor import planned
from schema.execution.plans import Plans
from schema.idempotency import execute_once
from schema.mutations.analysis import AnalysisMutations
from schema.mutations.annotations import AnnotationMutations
from schema.mutations.assets import AssetMutations
from schema.mutations.carrying import CarryingMutations
from schema.mutations.comments import CommentMutations
from schema.mutations.entities import EntityMutations
from schema.mutations.guests import GuestMutations
from schema.mutations.ingest import IngestMutations
from schema.mutations.members import MemberMutations
from schema.mutations.projects import ProjectMutations
from schema.mutations.reviews import ReviewMutations
from schema.mutations.rooms import RoomMutations
from schema.mutations.timelines import TimelineMutations
from schema.mutations.tokens import TokenMutations
from schema.mutations.users import UserMutations
from schema.mutations.verdicts import VerdictMutations
from schema.pagination import LARGEST_PAGE
from schema.queries.audit import AuditQueries
from schema.queries.models import ModelQueries
from schema.queries.nodes import NodeQueries
from schema.queries.projects import ProjectQueries
from schema.queries.reviews import ReviewQueries
from schema.queries.runs import RunQueries
from schema.queries.search import SearchQueries
from schema.queries.status import StatusQueries
from schema.queries.users import UserQueries
from schema.results import BasicProblem
from schema.scalars import SCALARS
from schema.session_guests import beyond_the_session
from schema.subscriptions.analysis import AnalysisSubscriptions
from schema.subscriptions.projects import ProjectSubscriptions
from schema.subscriptions.reviews import ReviewSubscriptions
from schema.types.project_event import PROJECT_EVENTS
from schema.types.session_event import SESSION_EVENTS


@strawberry.type(description="Everything that can be read.")
class Query(
    NodeQueries,
    ProjectQueries,
    ModelQueries,
    SearchQueries,
    RunQueries,
    StatusQueries,
    UserQueries,
    ReviewQueries,
    AuditQueries,
):
    """The root of all queries."""


@strawberry.type(description="Everything that can be changed. An expected failure is a problem in the payload.")
class Mutation(
    ProjectMutations,
    IngestMutations,
    AnalysisMutations,
    AssetMutations,
    EntityMutations,
    MemberMutations,
    GuestMutations,
    TokenMutations,
    UserMutations,
    ReviewMutations,
    CommentMutations,
    CarryingMutations,
    AnnotationMutations,
    VerdictMutations,
    RoomMutations,
    TimelineMutations,
):
    """The root of all mutations."""


for _field in get_object_definition(Mutation, strict=True).fields:
    _field.extensions = [*_field.extensions, Conduct()]


@strawberry.type(description="What can be followed while it happens, over graphql-transport-ws.")
class Subscription(AnalysisSubscriptions, ReviewSubscriptions, ProjectSubscriptions):
    """The root of all subscriptions."""


class ReelgraphSchema(Schema):
    """Strawberry's schema; documents are bounded, validated and kept by ours, errors explained by our extension, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = Documents(self._schema)

    async def _prepare_operation_async(
        self, context: ExecutionContext, extensions_runner: SchemaExtensionsRunner
    ) -> PreExecutionError | None:
        """Take the document from where it is kept, or bound, parse and validate it there."""
        try:
            prepared = await self.documents.prepare(context.query or "", introspection=context.context.introspection)
            context.graphql_document = prepared.document
            context.context.narrow(prepared.needs)
            if context._provided_operation_name is None:
                prepared.operation(None)
            self._keep_to_session(prepared, context)
        except RefusedDocumentError as refused:
            context.pre_execution_errors = refused.errors
            return PreExecutionError(data=None, errors=refused.errors)
        context.pre_execution_errors = []
        return await super()._prepare_operation_async(context, extensions_runner)

    def _keep_to_session(self, prepared: Prepared, context: ExecutionContext) -> None:
        """Raise RefusedDocumentError for what leads a guest out of the one session that their link opens."""
        caller = context.context.caller
        if caller is not None and caller.session_id is not None:
            operation = prepared.operation(context._provided_operation_name)
            beyond = beyond_the_session(self._schema, prepared.document, operation, context.variables)
            if beyond is not None:
                raise RefusedDocumentError(beyond)

    def _get_custom_context_kwargs(
        self, operation_extensions: dict[str, Any] | None = None, *, sync: bool = False
    ) -> dict[str, Any]:
        """Return what is passed to graphql-core: how many faults of variables it may tell, too."""
        passed = super()._get_custom_context_kwargs(operation_extensions, sync=sync)
        return {**passed, "max_coercion_errors": MOST_ERRORS}

    async def execute(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Execute an operation; one that carries an id of the caller's has one effect and one answer."""

        async def execute() -> ExecutionResult:
            return await super(ReelgraphSchema, self).execute(
                query,
                variable_values,
                context_value,
                root_value,
                operation_name,
                allowed_operation_types,
                operation_extensions,
            )

        if query is None or context_value is None or "mutation" not in query:
            return await execute()
        try:
            prepared = await self.documents.prepare(query, introspection=context_value.introspection)
        except RefusedDocumentError:  # the execution says why
            return await execute()
        return await execute_once(prepared, operation_name, variable_values, context_value, execute)

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Do nothing: see schema.errors."""


def build_schema(*, suggestions: bool = False, sort: bool = False) -> ReelgraphSchema:
    """Return a schema; ``suggestions`` lets errors guess at names, which tells strangers about the schema.

    ``sort`` is for printing alone: sorting replaces Strawberry's enum types by ones that do not know their Python members.
    """
    return ReelgraphSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[BasicProblem, ConflictProblem, *SESSION_EVENTS, *PROJECT_EVENTS],
        execution_context_class=planned(Plans()),
        extensions=[ExplainErrors],
        config=StrawberryConfig(
            sort_schema=sort,
            relay_max_results=LARGEST_PAGE,
            disable_field_suggestions=not suggestions,
            scalar_map=SCALARS,
        ),
    )


schema = build_schema()
