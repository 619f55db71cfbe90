"""How a page is read: one statement for many parents, by keyset, forwards or backwards.

The parts are constants of the project; values are parameters alone: ``$parents``, ``$limit``, and ``$p0``, ``$p1`` for the
position (null at a list's beginning).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class PagedQuery:
    """The same list, read in its own order and against it."""

    forward: str
    backward: str


def paged(
    match: str, *, item: str, keys: tuple[str, ...], descending: bool = False, properties: Sequence[str] = ()
) -> PagedQuery:
    """Return the queries for pages of ``item``, which ``match`` binds once per item for a ``parent``.

    ``keys`` are one or two expressions; the last of them is unique in the list. Rows are ``parent`` and ``item``. A match
    that filters its items finds the parent first and passes it on by WITH: the embedded engine would else begin with the
    filtered label, and scan all of it. Where ``properties`` are named, only these are read.
    """
    read = only(item, properties)
    return PagedQuery(_page(match, item, keys, descending, read), _page(match, item, keys, not descending, read))


def only(item: str, properties: Sequence[str]) -> str:
    """Return the expression of a node with some of its properties; with all of them where none is named."""
    return f"{item} {{{', '.join('.' + name for name in properties)}}}" if properties else item


_ITEM = re.compile(r"\b(\w+)(?: \{[^}]*\})? AS item\b")


@lru_cache(maxsize=4096)
def narrowed(query: str, properties: tuple[str, ...]) -> str:
    """Return a query that reads only some properties of the node it answers as ``item``; one that answers none as it is.

    The names are the project's own.
    """
    return _ITEM.sub(lambda item: f"{only(item[1], properties)} AS item", query)


def _page(match: str, item: str, keys: tuple[str, ...], descending: bool, read: str) -> str:
    sign, direction = ("<", "DESC") if descending else (">", "ASC")
    beyond = f"{keys[0]} {sign} $p0"
    if len(keys) == 2:
        beyond += f" OR ({keys[0]} = $p0 AND {keys[1]} {sign} $p1)"
    order = ", ".join(f"{key} {direction}" for key in keys)
    return (
        f"UNWIND $parents AS parent\nCALL {{\nWITH parent\n{match}\nWITH {item}\nWHERE $p0 IS NULL OR {beyond}\n"
        f"RETURN {item} ORDER BY {order} LIMIT $limit\n}}\nRETURN parent, {read} AS item"
    )


def by_id(label: str, project: str = "projectId", *, also: str | None = None, properties: Sequence[str] = ()) -> str:
    """Return the query for nodes of a label by ``$ids``, those of the projects ``$within`` alone unless that is null.

    The label is the one whose ids are indexed; ``also`` is a second one that they must have. Where ``properties`` are named,
    only these are read.
    """
    narrowed = "" if also is None else f"n:{also} AND "
    return (
        f"UNWIND $ids AS id\nMATCH (n:{label} {{id: id}})\n"
        f"WHERE {narrowed}($within IS NULL OR n.{project} IN $within)\nRETURN id AS key, {only('n', properties)} AS item"
    )
