"""``clientMutationId``: mutations that carry one have one effect and one answer, however often they are sent.

The answer is kept whole, as the first caller got it. The ids of an operation stand for all of it: document, operation name
and variables. A refusal is told by the mutation itself, as a problem in its payload.

What is written into a session is left out: its log knows the ids of all that is in it, for as long as there is the session.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
    print_ast,
    value_from_ast_untyped,
)
from strawberry.types import ExecutionResult

from graph.errors import ConflictError, InvalidError, ReelgraphError
from graph.services.idempotency import LONGEST_ID, Done
from schema.context import Context
from schema.documents import Prepared, RefusedDocumentError

_LARGEST_ANSWER = 256 * 1024

LOGGED = frozenset(
    {
        "openReviewSession",
        "arrangeReviewSession",
        "closeReviewSession",
        "reopenReviewSession",
        "decideVersion",
        "addComment",
        "editComment",
        "deleteComment",
        "addAnnotation",
        "removeAnnotation",
        "restoreAnnotation",
        "undoAnnotation",
        "redoAnnotation",
    }
)
"""Mutations that write into the log of a session, always; ``giveVerdict`` does where it names one."""

Execute = Callable[[], Awaitable[ExecutionResult]]


@dataclass(slots=True)
class Attempt:
    """What the mutations of one operation are told (``refusal``), and tell of what they did."""

    refusal: ReelgraphError | None = None
    effect: bool = False
    secret: bool = False


_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def current_attempt() -> Attempt | None:
    """Return the attempt that runs here, None where the operation carries no id."""
    return _attempt.get()


async def execute_once(
    prepared: Prepared, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context, execute: Execute
) -> ExecutionResult:
    """Execute an operation, or give the answer that its ids stand for."""
    try:
        operation = prepared.operation(operation_name)
    except RefusedDocumentError:
        return await execute()
    if operation.operation is not OperationType.MUTATION or context.caller is None:
        return await execute()
    ids = list(_ids(operation.selection_set, prepared, variables or {}))
    if not ids:
        return await execute()
    attempt = Attempt()
    own: list[ExecutionResult] = []

    async def work() -> Done:
        result = await _execute_in(attempt, execute)
        own.append(result)
        if result.errors or result.data is None:
            raise _BrokenError
        answer = json.dumps(result.data, ensure_ascii=False, separators=(",", ":"))
        if attempt.secret or len(answer) > _LARGEST_ANSWER:
            return Done(None)
        return Done(answer, keep=attempt.effect)

    try:
        if any(not 0 < len(given) <= LONGEST_ID for given in ids):
            raise InvalidError(f"A clientMutationId has 1 to {LONGEST_ID} characters.", path=("clientMutationId",))
        body = _digest(prepared, operation_name, variables)
        answer = await context.services.idempotency.once(context.caller.user.id, ids, body, work)
    except _BrokenError:
        return own[0]
    except (ConflictError, InvalidError) as error:
        return own[0] if own else await _execute_in(Attempt(refusal=error), execute)
    return own[0] if own else ExecutionResult(data=json.loads(answer), errors=None)


class _BrokenError(Exception):
    """The operation ended with errors: nobody else gets its answer."""


async def _execute_in(attempt: Attempt, execute: Execute) -> ExecutionResult:
    token = _attempt.set(attempt)
    try:
        return await execute()
    finally:
        _attempt.reset(token)


def _ids(selections: SelectionSetNode, prepared: Prepared, variables: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids in the inputs of an operation's root fields, all but those that a log keeps."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            for argument in selection.arguments or ():
                if argument.name.value == "input":
                    value = value_from_ast_untyped(argument.value, dict(variables))
                    if not isinstance(value, Mapping) or _is_logged(selection.name.value, value):
                        continue
                    if isinstance(value.get("clientMutationId"), str):
                        yield value["clientMutationId"]
        elif isinstance(selection, InlineFragmentNode):
            yield from _ids(selection.selection_set, prepared, variables)
        elif isinstance(selection, FragmentSpreadNode):
            yield from _ids(prepared.fragments[selection.name.value].selection_set, prepared, variables)


def _is_logged(name: str, given: Mapping[str, Any]) -> bool:
    return name in LOGGED or (name == "giveVerdict" and given.get("sessionId") is not None)


def _digest(prepared: Prepared, operation_name: str | None, variables: Mapping[str, Any] | None) -> str:
    said = [print_ast(prepared.document), operation_name, variables or {}]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
