"""What an operation needs of the graph's nodes: which of their attributes the fields that it selects are made of.

Of each kind of node, loaders read what the operation needs of it anywhere, and no more, so two places that select the same
node find all that either asks for. Selections that ``@skip`` leaves out count as selected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)
from strawberry.utils.str_converters import to_camel_case

from graph.nodes.access import GuestLink, Token, User
from graph.nodes.annotation import Annotation
from graph.nodes.asset import Asset, Project, Representation, Version
from graph.nodes.attachment import Attachment
from graph.nodes.comment import Comment
from graph.nodes.entity import Entity
from graph.nodes.review import Decision, ReviewSession
from graph.nodes.run import AnalysisRun
from graph.nodes.shot import Keyframe, Shot
from graph.nodes.track import Track
from graph.nodes.verdict import Verdict

Needs = Mapping[str, frozenset[str]]
"""Kind of node -> names of its attributes. A kind that is not there is needed for its keys alone, if at all."""

KINDS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        *(Project, Asset, Version, Representation, Shot, Keyframe, Track, Entity, AnalysisRun),
        *(ReviewSession, Comment, Annotation, Attachment, Decision, Verdict, User, Token, GuestLink),
    )
}
"""The kinds of nodes that are read in parts. A network's identity is one thing, and a member's user comes with the role."""

_RUN_BEHIND = "AnalysisRun.version_id AnalysisRun.model_version_ids Version.sha256"

# A field needs the attribute of its own name, or what stands here; one that neither holds for needs only its node's keys.
_OTHERWISE = {
    "Version.asset": "Version.asset_id",
    "Version.playback": "Version.media Representation.role Representation.mime_type Representation.width"
    " Representation.height",
    "Version.sprite": "Representation.role Representation.mime_type Representation.width Representation.height"
    " Representation.frames",
    "Version.posterUrl": "Representation.role",
    "Version.waveformUrl": "Representation.role",
    "Asset.project": "Asset.project_id",
    "Asset.posterUrl": "Representation.role",
    "AssetAdded.asset": "Version.asset_id",
    "VersionAdded.asset": "Version.asset_id",
    "FrameRange.startTimecode": "Version.media",
    "FrameRange.endTimecode": "Version.media",
    "FrameRange.seconds": "Version.media",
    "Detection.timecode": "Version.media",
    "Keyframe.timecode": "Keyframe.frame Version.media",
    "Keyframe.thumbnailUrl": "Keyframe.thumbnail",
    "Shot.labels": "",
    "Shot.provenance": f"Shot.run_id Shot.range {_RUN_BEHIND}",
    "Track.shot": "Track.shot_id",
    "Track.detections": "Track.run_id Track.ordinal",
    "Track.provenance": f"Track.run_id Track.range {_RUN_BEHIND}",
    "Provenance.parameters": "AnalysisRun.parameters",
    "AnalysisStatus.status": "AnalysisRun.status",
    "AnalysisRun.version": "AnalysisRun.version_id",
    "AnalysisRun.modelVersions": "AnalysisRun.model_version_ids",
    "AnalysisRun.error": "AnalysisRun.failure",
    "ReviewSession.project": "ReviewSession.project_id",
    "Comment.author": "Comment.author_id",
    "Comment.at": "Comment.at Comment.version_id",
    "Comment.on": "Comment.version_id",
    "Annotation.author": "Annotation.author_id",
    "Annotation.at": "Annotation.at Annotation.version_id",
    "Annotation.on": "Annotation.version_id",
    "Decision.author": "Decision.author_id",
    "Decision.on": "Decision.version_id",
    "Verdict.author": "Verdict.author_id",
    "Verdict.about": "Verdict.subject Verdict.subject_id",
    "Verdict.run": "Verdict.run_id",
    "User.name": "User.name User.display_name",
    "User.owner": "User.owner_id",
    "GuestLink.mayComment": "GuestLink.role",
    "GuestLink.passwordNeeded": "GuestLink.password",
    "GuestLink.session": "GuestLink.session_id",
}

# What cursors carry beside ids (see schema.orders).
_SORTED_BY = {
    "Project": "key",
    "Asset": "name",
    "Version": "number",
    "Shot": "index",
    "Track": "ordinal",
    "Entity": "name",
    "Comment": "at",
    "User": "name",
}


def needs_of(schema: GraphQLSchema, document: DocumentNode) -> Needs:
    """Return what all operations of a valid document need."""
    table = _table(schema)
    found: defaultdict[str, set[str]] = defaultdict(set)
    waiting = list(_beginnings(schema, document))
    while waiting:
        parent, selected = waiting.pop()
        for node in selected.selections:
            of: GraphQLNamedType | None = parent
            deeper: SelectionSetNode | None = None  # a spread has none: its definition is among the beginnings
            if isinstance(node, FieldNode):
                name = node.name.value
                for kind, attribute in table.get((parent.name, name), ()):
                    found[kind].add(attribute)
                definition = schema.get_field(parent, name) if is_composite_type(parent) else None
                of = None if definition is None else get_named_type(definition.type)
                deeper = node.selection_set
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is not None:
                    of = schema.get_type(node.type_condition.name.value)
                deeper = node.selection_set
            if of is not None and deeper is not None:
                waiting.append((of, deeper))
    return {kind: frozenset(attributes) for kind, attributes in found.items()}


def _beginnings(schema: GraphQLSchema, document: DocumentNode) -> Iterable[tuple[GraphQLNamedType, SelectionSetNode]]:
    for node in document.definitions:
        of: GraphQLNamedType | None = None
        if isinstance(node, OperationDefinitionNode):
            of = schema.get_root_type(node.operation)
        elif isinstance(node, FragmentDefinitionNode):
            of = schema.get_type(node.type_condition.name.value)
        if of is not None and isinstance(node, (OperationDefinitionNode, FragmentDefinitionNode)):
            yield of, node.selection_set


@lru_cache(maxsize=8)
def _table(schema: GraphQLSchema) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return what each field of each type needs, as (kind, attribute); an interface's, what it needs of any of its types."""
    table: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for owner in schema.type_map.values():
        if not isinstance(owner, GraphQLObjectType):
            continue
        for name in owner.fields:
            for each in (owner, *owner.interfaces):
                table[each.name, name] |= set(_needed(owner.name, name))
    return {field: tuple(sorted(needed)) for field, needed in table.items() if needed}


def _needed(owner: str, name: str) -> Iterable[tuple[str, str]]:
    given = _OTHERWISE.get(f"{owner}.{name}")
    if given is not None:
        for each in given.split():
            kind, _, attribute = each.partition(".")
            yield kind, attribute
    elif owner in KINDS:
        for field in fields(KINDS[owner]):
            if to_camel_case(field.name) == name:
                yield owner, field.name
    elif (name == "cursor" and owner.endswith("Edge")) or (name == "pageInfo" and owner.endswith("Connection")):
        kind = owner.removesuffix("Edge").removesuffix("Connection")
        if kind in _SORTED_BY:
            yield kind, _SORTED_BY[kind]
