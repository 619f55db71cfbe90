"""Subscribe, in the two steps of the GraphQL specification (section 6.2.3): the source, then the answer to each event.

https://spec.graphql.org/October2021/#sec-Subscription
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from graphql import ExecutionResult, Executor, GraphQLError, create_source_event_stream, execute_subscription_event
from strawberry.types.graphql import OperationType

from schema.audience import Audience, audience_of
from schema.documents import MOST_ERRORS
from schema.errors import explain

if TYPE_CHECKING:
    from schema.context import Context
    from schema.needs import Needs
    from schema.root import ReelgraphSchema

Answer = dict[str, Any]
"""What one event becomes: ``data``, and ``errors`` where there are any."""


class RefusedSubscriptionError(Exception):
    """The subscription cannot begin, for reasons that the caller may read."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@dataclass(frozen=True, slots=True)
class OpenSubscription:
    """A subscription that was found good: its source, and whom its answers serve."""

    source: AsyncIterable[Any]
    audience: Audience
    executor: Executor[Any]
    needs: Needs | None

    async def answer(self, value: object, context: Context) -> Answer:
        """Execute the selection for one value of the source."""
        if self.needs is not None and context.needs is not self.needs:
            context.narrow(self.needs)
        executor = self.executor.build_per_event_executor(value)
        executor.context_value = context
        result = execute_subscription_event(executor)
        if isawaitable(result):
            result = await result
        answer: Answer = {"data": result.data}
        if result.errors:
            answer["errors"] = [explain(error, context.request_id).formatted for error in result.errors]
        return answer


async def open_subscription(
    schema: ReelgraphSchema,
    query: str,
    variables: Mapping[str, Any] | None,
    operation_name: str | None,
    context: Context,
) -> OpenSubscription:
    """Check a document under the limits that hold for all, and ask its root field for the source of values.

    Raises RefusedSubscriptionError: the document is wrong, or the field says no.
    """
    values = None if variables is None else dict(variables)
    operation = schema._create_execution_context(
        query, {OperationType.SUBSCRIPTION}, values, context, operation_name=operation_name
    )
    extensions = schema.get_extensions()
    for extension in extensions:
        extension.execution_context = operation
    runner = schema.create_extensions_runner(operation, extensions)
    async with runner.operation():
        refused = await schema._prepare_operation_async(operation, runner)
    document = operation.graphql_document
    if document is None or (refused is not None and refused.errors):
        raise _refusal(refused.errors if refused and refused.errors else [], context)
    executor = schema.execution_context_class.build(
        schema._schema,
        document,
        context_value=context,
        raw_variable_values=values,
        operation_name=operation_name,
        max_coercion_errors=MOST_ERRORS,
        hide_suggestions=schema.config.disable_field_suggestions,
    )
    if isinstance(executor, list):
        raise _refusal(executor, context)
    source = create_source_event_stream(executor)
    if isawaitable(source):
        source = await source
    if isinstance(source, ExecutionResult):
        raise _refusal(source.errors or [], context)
    return OpenSubscription(source, audience_of(schema._schema, document), executor, context.needs)


def _refusal(errors: Sequence[GraphQLError], context: Context) -> RefusedSubscriptionError:
    return RefusedSubscriptionError([explain(error, context.request_id) for error in errors])
