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


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, object or place of a project. Until somebody says who it is, one entity stands for each label seen."""

    id: str
    project_id: str
    kind: EntityKind
    name: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class CoAppearance:
    """How often two entities are seen in the same shot."""

    entity_id: str
    shots: int
