"""Limits that hold before an operation runs: how long, how deep, how many aliases, and who may ask for the schema itself."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLError, NoSchemaIntrospectionCustomRule, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.extensions.max_aliases import create_validator as alias_rule
from strawberry.extensions.query_depth_limiter import create_validator as depth_rule

TOKENS = 2000
DEPTH = 16  # a connection is three levels: the list, its edges, the node
ALIASES = 30

_RULES = (depth_rule(DEPTH, None, None), alias_rule(ALIASES))


class Limits(SchemaExtension):
    """Checked while parsing and validating: one synchronous step per operation."""

    def on_operation(self) -> Iterator[None]:
        """Set the limits of this operation."""
        operation = self.execution_context
        operation.parse_options["max_tokens"] = TOKENS
        hidden = () if operation.context.introspection else (NoSchemaIntrospectionCustomRule,)
        operation.validation_rules = (*operation.validation_rules, *_RULES, *hidden)
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse a document of several operations where none of them is named: Strawberry would run the first."""
        operation = self.execution_context
        definitions = operation.graphql_document.definitions if operation.graphql_document else ()
        count = sum(isinstance(definition, OperationDefinitionNode) for definition in definitions)
        if count > 1 and operation._provided_operation_name is None:
            operation.pre_execution_errors = [GraphQLError("The document has several operations: name the one to run.")]
        yield
