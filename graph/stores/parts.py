"""Nodes from the properties that carry them, whole or in parts: of a list, only the parts that somebody asks for are read.

A node of parts is an ordinary one whose other attributes are not set: whoever looks at one of these is told by an
AttributeError, as of any name that an object does not have. Only ``Stores.only`` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graph.cypher.paging import narrowed
from graph.ports import GraphClient

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute of a node: which ``properties`` carry it, and what makes it of them. A null property is None."""

    properties: tuple[str, ...]
    read: Callable[..., Any] | None = None


def part(read: Callable[..., Any], *properties: str) -> Part:
    """Return an attribute that ``read`` makes of some properties."""
    return Part(properties, read)


class PartRow(dict[str, Any]):
    """The properties of a node that were read, with the attributes that they carry."""

    __slots__ = ("parts",)

    parts: Collection[tuple[str, Part]]


class Parts(Generic[T]):
    """How the attributes of a kind of node are read: a function from its properties to the node.

    ``keys`` are the attributes that are always read: ids, and what says who may see it. An attribute that no property
    carries keeps its default.
    """

    def __init__(self, node: type[T], /, *, keys: Collection[str] = ("id",), **parts: Part | str) -> None:
        self.node = node
        self._keys = frozenset(keys)
        self._parts = {name: Part((given,)) if isinstance(given, str) else given for name, given in parts.items()}

    def __call__(self, row: Mapping[str, Any]) -> T:
        """Return the node that some properties, or the payload of an event, say."""
        get = row.get
        if not isinstance(row, PartRow):
            return self.node(
                **{
                    name: get(part.properties[0]) if part.read is None else part.read(*map(get, part.properties))
                    for name, part in self._parts.items()
                }
            )
        made = object.__new__(self.node)
        for name, part in row.parts:
            value = get(part.properties[0]) if part.read is None else part.read(*map(get, part.properties))
            object.__setattr__(made, name, value)
        return made

    def named(self, names: Collection[str]) -> tuple[tuple[str, Part], ...]:
        """Return the parts of some names, and the keys. Raises KeyError for a name that is no attribute."""
        return tuple((name, self._parts[name]) for name in sorted(self._keys.union(names)))


class PartReader:
    """Reads through a graph, of the node that each row has as its ``item``, only some parts. It writes nothing."""

    def __init__(self, client: GraphClient, parts: Parts[Any], names: Collection[str]) -> None:
        self._client = client
        self._parts = parts.named(names)
        self._properties = tuple(sorted({name for _, part in self._parts for name in part.properties}))

    async def read(self, cypher: str, /, **params: Any) -> list[dict[str, Any]]:
        """Run a reading statement, narrowed to the properties of the parts."""
        rows = await self._client.read(narrowed(cypher, self._properties), **params)
        for row in rows:
            if "item" in row:
                row["item"] = item = PartRow(row["item"])
                item.parts = self._parts
        return rows
