"""Entities: the people, things and places that tracks show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityKind(StrEnum):
    """What an entity is."""

    PERSON = "PERSON"
    ANIMAL = "ANIMAL"
    VEHICLE = "VEHICLE"
    OBJECT = "OBJECT"
    PLACE = "PLACE"


_KINDS = {
    EntityKind.PERSON: "person",
    EntityKind.ANIMAL: "bird cat dog horse sheep cow elephant bear zebra giraffe",
    EntityKind.VEHICLE: "bicycle car motorcycle airplane bus train truck boat",
}
_KIND_BY_LABEL = {label: kind for kind, labels in _KINDS.items() for label in labels.split()}


def kind_of_label(label: str) -> EntityKind:
    """Return the kind of thing that a detector's label names: COCO's super-categories, all else an OBJECT."""
    return _KIND_BY_LABEL.get(label.lower(), EntityKind.OBJECT)


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, object or place of a project. Until somebody says who it is, one entity stands for each label seen.

    ``label`` is the one that it was seen under, which a new name does not change. ``merged_into`` is the id of the entity
    that people say it is; it keeps its tracks, which then count as the other's.
    """

    id: str
    project_id: str
    kind: EntityKind
    name: str
    version: int = 1
    label: str = ""
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class CoAppearance:
    """How often two entities are seen in the same shot."""

    entity_id: str
    shots: int
