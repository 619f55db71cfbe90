"""What is left to graphql-core: operations that no plan is made for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import FieldNode, SelectionNode, SelectionSetNode, VariableNode
from graphql.execution import Executor
from graphql.language.ast import DirectiveNode

_DIRECTIVES = {"skip", "include"}
_INTROSPECTION = {"__schema", "__type"}


def is_unusual(executor: Executor[Any]) -> bool:
    """Tell whether a document's operation is graphql-core's to execute.

    That is: the schema itself is asked about; a directive other than ``@skip`` and ``@include`` stands anywhere (``@defer``,
    ``@stream``, ``@experimental_disableErrorPropagation``, our own); or a fragment takes arguments.
    """
    if executor.operation.directives or any(fragment.variable_signatures for fragment in executor.fragments.values()):
        return True
    for selection in _selections(executor):
        if isinstance(selection, FieldNode) and selection.name.value in _INTROSPECTION:
            return True
    return any(directive.name.value not in _DIRECTIVES for directive in _directives(executor))


def is_observed(executor: Executor[Any]) -> bool:
    """Tell whether an execution is graphql-core's because of who looks on.

    An extension wraps every resolver, or the execution can be aborted from outside or has hooks.
    """
    middleware = executor.middleware_manager
    return (
        (middleware is not None and bool(middleware.middlewares))
        or executor.abort_signal is not None
        or executor.hooks is not None
    )


def deciding_variables(executor: Executor[Any]) -> tuple[str, ...]:
    """Return the variables of ``@skip`` and ``@include``, by name: plans differ with their values."""
    names = {
        argument.value.name.value
        for directive in _directives(executor)
        for argument in directive.arguments or ()
        if isinstance(argument.value, VariableNode)
    }
    return tuple(sorted(names))


def _directives(executor: Executor[Any]) -> Iterator[DirectiveNode]:
    for fragment in executor.fragment_definitions.values():
        yield from fragment.directives or ()
    for selection in _selections(executor):
        yield from selection.directives or ()


def _selections(executor: Executor[Any]) -> Iterator[SelectionNode]:
    definitions = (executor.operation, *executor.fragment_definitions.values())
    rest: list[SelectionSetNode] = [definition.selection_set for definition in definitions]
    while rest:
        for selection in rest.pop().selections:
            yield selection
            inner: SelectionSetNode | None = getattr(selection, "selection_set", None)
            if inner is not None:
                rest.append(inner)
