"""What all stores share: one answer per key in key order, plain values for times and maps, and pages from rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson

from graph.cypher.paging import PagedQuery
from graph.errors import InvalidError
from graph.nodes.page import Page, PageRequest, page_of
from graph.ports import GraphClient

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Row = Mapping[str, Any]


def text_of(moment: datetime) -> str:
    """Return a moment as RFC 3339 text in UTC, always with microseconds, so that texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    """Return the moment that a text of ``text_of`` says."""
    return datetime.fromisoformat(text)


def maybe_time(text: str | None) -> datetime | None:
    """Return the moment, or None for none."""
    return None if text is None else time_of(text)


def maybe_text(moment: datetime | None) -> str | None:
    """Return the moment as text, or None for none."""
    return None if moment is None else text_of(moment)


def texts_of(texts: Sequence[str] | None) -> tuple[str, ...]:
    """Return texts that a node has, none for none: the embedded engine keeps no empty lists."""
    return tuple(texts or ())


def payload_of(value: Any) -> str:
    """Return a nested value as text as ``json_of`` does, several times as quickly; what is hashed stays with the other."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:
        return json_of(value)  # half a surrogate pair, which the client then refuses by name


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def json_of(value: Any) -> str:
    """Return a nested value as one text property: the graph holds no maps."""
    return _JSON(value)


def one_each(keys: Sequence[K], rows: Iterable[Row], read: Callable[[Row], T]) -> list[T | None]:
    """Return one answer per key in key order from rows with ``key``; the last row of a key wins."""
    found = {row["key"]: row for row in rows}
    return [read(found[key]) if key in found else None for key in keys]


def many_each(keys: Sequence[K], rows: Iterable[Row], read: Callable[[Row], T]) -> list[list[T]]:
    """Return a list per key in key order from rows with ``key``, each list in the order of its rows."""
    found: dict[Hashable, list[T]] = {key: [] for key in keys}
    for row in rows:
        found[row["key"]].append(read(row))
    return [found[key] for key in keys]


async def read_by_id(
    client: GraphClient, query: str, ids: Sequence[str], within: Sequence[str] | None, read: Callable[[Row], T]
) -> list[T | None]:
    """Return the node of each id, None where there is none or where it lies in no project of ``within``."""
    unique = list(dict.fromkeys(ids))
    rows = await client.read(query, ids=unique, within=None if within is None else list(within)) if unique else []
    return one_each(ids, rows, lambda row: read(row["item"]))


async def read_pages(
    client: GraphClient,
    query: PagedQuery,
    parents: Sequence[str],
    request: PageRequest,
    read: Callable[[Row], T],
    *,
    keys: int = 1,
    **params: Any,
) -> list[Page[T]]:
    """Return one page per parent, in order, with one statement; ``keys`` is how many sort keys a position has.

    Raises InvalidError for a position with another number of keys.
    """
    position = request.position or (None,) * keys
    if len(position) != keys:
        raise InvalidError(f"A position in this list has {keys} sort keys, not {len(position)}.")
    unique = list(dict.fromkeys(parents))
    values = {f"p{place}": text_of(value) if isinstance(value, datetime) else value for place, value in enumerate(position)}
    rows = await client.read(
        query.backward if request.backward else query.forward,
        parents=unique,
        limit=request.limit,
        **values,
        **params,
    )
    found: dict[str, list[T]] = {parent: [] for parent in unique}
    for row in rows:
        found[row["parent"]].append(read(row["item"]))
    return [page_of(found[parent], request) for parent in parents]
