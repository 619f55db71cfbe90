"""Plans that were made before, by the text of their document; bounded, the least used are forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from graphql import OperationType
from graphql.execution import Executor
from graphql.execution.collect_fields import collect_fields

from schema.execution.plan import Selection, select
from schema.execution.unusual import deciding_variables, is_unusual

_Key = tuple[str, str | None]


@dataclass(slots=True)
class _Operation:
    """What is known of one operation of a document; ``deciding`` are the variables that its plans differ with."""

    size: int
    unusual: bool
    deciding: tuple[str, ...]
    plans: dict[tuple[Any, ...], Selection] = field(default_factory=dict)


class Plans:
    """The plans of one schema's operations. ``characters`` bounds the text of all documents that are remembered."""

    def __init__(self, documents: int = 512, characters: int = 1 << 20, variants: int = 16) -> None:
        self._documents = documents
        self._characters = characters
        self._variants = variants
        self._held = 0
        self._known: OrderedDict[_Key, _Operation] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def plan(self, executor: Executor[Any]) -> Selection | None:
        """Return what the executor's operation selects, None where that is graphql-core's to execute."""
        operation = self._operation(executor)
        if operation.unusual:
            return None
        values = tuple(executor.variable_values.coerced.get(name) for name in operation.deciding)
        plan = operation.plans.get(values)
        if plan is None:
            try:
                plan = _make(executor)
            except RecursionError:
                return None  # graphql-core says so, in its words
            if len(operation.plans) >= self._variants:
                operation.plans.clear()
            operation.plans[values] = plan
        return plan

    def _operation(self, executor: Executor[Any]) -> _Operation:
        node = executor.operation
        if node.loc is None:
            return _look_at(executor, 0)
        text = node.loc.source.body
        key = (text, None if node.name is None else node.name.value)
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            return known
        made = self._known[key] = _look_at(executor, len(text))
        self._held += made.size
        while len(self._known) > self._documents or self._held > self._characters:
            _, forgotten = self._known.popitem(last=False)
            self._held -= forgotten.size
        return made


def _look_at(executor: Executor[Any], size: int) -> _Operation:
    return _Operation(size, is_unusual(executor), deciding_variables(executor))


def _make(executor: Executor[Any]) -> Selection:
    """Collect the fields of the operation: section 6.2, *Executing Operations*."""
    root_type = executor.schema.get_root_type(executor.operation.operation)
    if root_type is None:
        raise LookupError(f"the schema has no {OperationType(executor.operation.operation).value}")
    collected = collect_fields(
        executor.schema,
        executor.fragments,
        executor.variable_values,
        root_type,
        executor.operation,
        executor.hide_suggestions,
    )
    return select(executor, root_type, collected.grouped_field_set)
