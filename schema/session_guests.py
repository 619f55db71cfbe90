"""How far guests get whose link opens one review session: which fields may lead them from one thing to another.

The services let them have the session and what belongs to it, by id (see graph.services.access). From there a field may lead
on, to other versions of an asset or to what was said about a version elsewhere; so each field that reads more than its own
object is refused unless it stands here. A field that is new leads these guests nowhere until somebody adds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    SKIP,
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableNode,
    Visitor,
    VisitorAction,
    value_from_ast_untyped,
    visit,
)

from graph.errors import NotAllowedError
from schema.audience import reads_its_object_alone

OPEN: frozenset[str] = frozenset(
    f"{kind}.{name}"
    for kind, names in {
        "Query": "me node nodes projects reviewSession sessionReport",
        "Mutation": "addComment editComment deleteComment addAnnotation removeAnnotation restoreAnnotation undoAnnotation"
        " redoAnnotation joinSession heartbeat leaveSession takeControl handOverControl movePlayhead signalRoom",
        "Subscription": "sessionEvents room roomSignals",
        "Viewer": "projects reviewSession",
        "ReviewSession": "project openedBy playlist carrying comments annotations decisions room",
        "Project": "reviewStatuses",
        "Version": "asset representations playback sprite posterUrl waveformUrl",
        "Asset": "project posterUrl",
        "User": "email admin disabled",
        "Comment": "at author on session replyTo replies annotations attachments mentions resolvedBy",
        "Annotation": "at author on",
        "Decision": "author on",
        "Playhead": "version comparedWith",
        "SessionEvent": "actor",
        "Resync": "session",
    }.items()
    for name in names.split()
)
"""Fields that may be asked for, though they read more than their own object."""

_ROOTS = ("Query", "Mutation", "Subscription")


def beyond_the_session(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any] | None
) -> GraphQLError | None:
    """Return why a valid document leads a guest out of their session; None where it does not.

    Fields that ``@include`` and ``@skip`` leave out are not asked for.
    """
    info = TypeInfo(schema)
    declared = operation.variable_definitions or ()
    unsaid = {
        each.variable.name.value: value_from_ast_untyped(each.default_value) for each in declared if each.default_value
    }
    reading = _Reading(info, operation, {**unsaid, **(variables or {})})
    visit(document, TypeInfoVisitor(info, reading))
    if reading.beyond is None:
        return None
    message = f"Your link opens one review session, and {reading.beyond} leads out of it."
    return GraphQLError(message, reading.node, extensions={"code": NotAllowedError.code})


class _Reading(Visitor):
    def __init__(self, info: TypeInfo, operation: OperationDefinitionNode, variables: dict[str, Any]) -> None:
        super().__init__()
        self.beyond: str | None = None
        self.node: FieldNode | None = None
        self._info = info
        self._operation = operation
        self._variables = variables

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> VisitorAction:
        return None if node is self._operation else SKIP

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        if self._left_out(node):
            return SKIP
        parent, name = self._info.get_parent_type(), node.name.value
        if self.beyond is None and not name.startswith("__") and not _is_open(parent, name):
            self.beyond, self.node = f"`{parent}.{name}`", node
        return None

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> VisitorAction:
        return SKIP if self._left_out(node) else None

    def _left_out(self, node: FieldNode | InlineFragmentNode) -> bool:
        """Say whether ``@skip`` or ``@include`` leave a field out (specification, section 3.13)."""
        said = {each.name.value: self._truth(each.arguments[0].value) for each in node.directives or () if each.arguments}
        return said.get("skip") is True or said.get("include") is False

    def _truth(self, value: ValueNode) -> object:
        if isinstance(value, VariableNode):
            return self._variables.get(value.name.value)
        return value.value if isinstance(value, BooleanValueNode) else None


def _is_open(parent: object, name: str) -> bool:
    if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        return False
    if any(f"{kind.name}.{name}" in OPEN for kind in (parent, *parent.interfaces)):
        return True
    return parent.name not in _ROOTS and reads_its_object_alone(parent, name)
