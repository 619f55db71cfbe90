"""Executing an operation: GraphQL specification, section 6.2, *Executing Operations*.

The executor stands in the place of graphql-core's: Strawberry and ``graphql.subscribe`` build it with the coerced variables
(section 6.1.2) and ask it for the result. It answers as graphql-core would, to the byte; what it leaves to graphql-core is
said in ``schema.execution.unusual``.

One event of a subscription is executed by the same plan, with the event as its root value and the context of who is told:
``schema.subscribing.OpenSubscription.answer`` does it once for all who ask alike.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from graphql import ExecutionResult, OperationType
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.faults import Faults
from schema.execution.plan import Selection
from schema.execution.plans import Plans
from schema.execution.running import Execution
from schema.execution.unusual import is_observed


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes operations by plan. ``plans`` belongs to the schema: see ``planned``."""

    plans: Plans

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Return the result, or an awaitable of it where something has to be awaited."""
        plan = None if is_observed(self) or self.schema.get_root_type(self.operation.operation) is None else self.plan()
        if plan is None:
            return super().execute_operation(serially)
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        return execute_serially(self, plan) if serially else execute_plan(self, plan)

    def plan(self) -> Selection | None:
        """Return what the operation selects, None where it is graphql-core's to execute."""
        return self.plans.plan(self)


def planned(plans: Plans) -> type[PlannedExecutor]:
    """Return the executor of a schema that keeps its plans in ``plans``: for ``execution_context_class``."""
    return type("SchemaExecutor", (PlannedExecutor,), {"plans": plans})


def execute_plan(executor: Executor[Any], plan: Selection) -> ExecutionResult | Awaitable[ExecutionResult]:
    """Execute all fields of the root together: sections 6.2.1, *Query*, and 6.2.3, *ExecuteSubscriptionEvent*."""
    faults = Faults()
    execution = Execution(executor, plan, faults)
    execution.advance()
    if not execution.waiting:
        return ExecutionResult(execution.response(), faults.told())

    async def result() -> ExecutionResult:
        await execution.finish()
        return ExecutionResult(execution.response(), faults.told())

    return result()


async def execute_serially(executor: Executor[Any], plan: Selection) -> ExecutionResult:
    """Execute each field of the root to its end before the next begins: section 6.2.2, *Mutation*."""
    faults = Faults()
    data: dict[str, Any] = {}
    for one in plan.alone():
        execution = Execution(executor, one, faults)
        execution.advance()
        await execution.finish()
        response = execution.response()
        if response is None:
            return ExecutionResult(None, faults.told())
        data.update(response)
    return ExecutionResult(data, faults.told())
