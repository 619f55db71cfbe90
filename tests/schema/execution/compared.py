"""Answers side by side: of graphql-core, and of ours."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import strawberry
from graphql import DocumentNode, ExecutionResult, execute, parse, validate
from graphql.execution import Executor
from graphql.validation import OverlappingFieldsCanBeMergedRule
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.executor import planned
from schema.execution.plans import Plans
from tests.schema.execution import made
from tests.schema.execution.questions import Question


def load_made_later() -> ModuleType:
    """Return the made schema's module, loaded a second time under the name that makes it asynchronous."""
    if "made_later" not in sys.modules:
        spec = importlib.util.spec_from_file_location("made_later", Path(made.__file__))
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules["made_later"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["made_later"]


class Pair:
    """A schema executed by graphql-core, as Strawberry has it, and by ours."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.schema = schema._schema
        self.plans = Plans()

    def parse(self, question: Question) -> DocumentNode | None:
        """Return the document, None where two fields disagree on a response name: all else is valid as it was made."""
        document = parse(question.text)
        return None if validate(self.schema, document, [OverlappingFieldsCanBeMergedRule]) else document

    async def core(self, document: DocumentNode, question: Question, root: Any, context: Any) -> ExecutionResult:
        return await self._execute(StrawberryGraphQLCoreExecutionContext, document, question, root, context)

    async def ours(self, document: DocumentNode, question: Question, root: Any, context: Any) -> ExecutionResult:
        return await self._execute(planned(self.plans), document, question, root, context)

    async def _execute(
        self, by: type[Executor[Any]], document: DocumentNode, question: Question, root: Any, context: Any
    ) -> ExecutionResult:
        result = execute(
            self.schema,
            document,
            root_value=root,
            context_value=context,
            variable_values=dict(question.variables),
            executor_class=by,
        )
        return result if isinstance(result, ExecutionResult) else await result


def as_text(result: ExecutionResult) -> str:
    """The answer to the byte: order of fields, and errors with message, locations, path and extensions."""
    return json.dumps({"data": result.data, "errors": [error.formatted for error in result.errors or ()]})


def nulled_at(result: ExecutionResult) -> dict[str, set[str]]:
    """Which errors are told of each position that is null because of errors."""
    found: dict[str, set[str]] = {}
    for error in result.errors or ():
        place: Any = result.data
        path: list[str | int] = []
        for key in error.path or ():
            if place is None:
                break
            path.append(key)
            place = place[key]
        found.setdefault(json.dumps(path), set()).add(json.dumps(error.formatted))
    return found
