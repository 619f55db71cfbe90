"""What every mutation passes, whatever it does: callers' ids are heeded, expected errors become problems, deeds are noted.

A resolver of a mutation does its work, raises what is wrong, and returns its payload; all else that mutations share is here.
"""

from __future__ import annotations

from typing import Any, cast

from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from graph.errors import ReelgraphError
from schema.conflicts import problem_of
from schema.context import Info
from schema.deeds import details_of, project_of, targets_of
from schema.idempotency import current_attempt

MOMENTARY = frozenset({"heartbeat", "movePlayhead", "signalRoom"})
"""Mutations that change nothing that lasts: many a second, and gone from Redis soon after."""

_NO_EFFECT = (None, False, 0)
_ABOUT_THE_ANSWER = ("problems", "client_mutation_id")


class Conduct(FieldExtension):
    """Runs around each mutation; one coroutine an operation's root field, none below."""

    def apply(self, field: StrawberryField) -> None:
        """Learn what the mutation answers with."""
        self._payload = cast("type[Any]", field.type)
        self._name = to_camel_case(field.python_name)

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **arguments: Any) -> Any:
        """Resolve the mutation, or refuse it."""
        attempt = current_attempt()
        if attempt is not None and attempt.refusal is not None:
            return self._answer(self._refused(attempt.refusal, arguments), arguments)
        try:
            payload = self._answer(await next_(source, info, **arguments), arguments)
        except ReelgraphError as error:
            payload = self._answer(self._refused(error, arguments), arguments)
        if self._name not in MOMENTARY:
            info.context.forget()  # what was loaded before may be otherwise now
        await self._write_down(info, payload, arguments)
        if attempt is not None:
            attempt.effect = attempt.effect or not payload.problems or _has_effect(payload)
            attempt.secret = attempt.secret or getattr(payload, "secret", None) is not None
        return payload

    async def _write_down(self, info: Info, payload: Any, arguments: dict[str, Any]) -> None:
        context = info.context
        if self._name in MOMENTARY or context.caller is None:
            return
        code = next((problem.code.value for problem in payload.problems), None)
        given = arguments.get("input", arguments)
        await context.services.audit.record(
            context.caller,
            self._name,
            context.request_id,
            code=None if _has_effect(payload) else code,
            project_id=project_of(payload, given),
            targets=targets_of(payload, given),
            details=details_of(given),
        )

    def _refused(self, error: ReelgraphError, arguments: dict[str, Any]) -> Any:
        """Return the payload of an expected failure."""
        within = ("input",) if "input" in arguments else ()
        return self._payload(
            problems=[problem_of(error, within=within, yours=getattr(arguments.get("input"), "text", None))]
        )

    def _answer(self, payload: Any, arguments: dict[str, Any]) -> Any:
        """Give a payload the id that the input had."""
        if hasattr(payload, "client_mutation_id"):
            payload.client_mutation_id = getattr(arguments.get("input"), "client_mutation_id", None)
        return payload


def _has_effect(payload: object) -> bool:
    """Say whether a payload with problems tells of something that was done all the same."""
    return any(
        value not in _NO_EFFECT for name, value in vars(payload).items() if name not in _ABOUT_THE_ANSWER and value != []
    )
