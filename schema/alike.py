"""Fields that say the same of many objects of a column: one of these is asked for all that are alike.

Five hundred comments have a few authors, and most of them answer nobody: what a field gives depends on an id or two of its
object. Where that is declared, the resolver runs once for each distinct key, and no coroutine is made for the rest.
"""

from __future__ import annotations

from asyncio import ensure_future
from collections.abc import Callable, Hashable, Mapping, Sequence
from inspect import iscoroutine
from typing import Any

_ALIKE = "alike"


def alike(key: Callable[[Any], Hashable]) -> dict[str, object]:
    """Return the ``metadata`` of a field that says the same of all objects of which ``key`` says the same, to one caller."""
    return {_ALIKE: key}


def key_of(metadata: Mapping[Any, Any]) -> Callable[[Any], Hashable] | None:
    """Return what a field's metadata says that it depends on, None where it may say something else of each object."""
    key: Callable[[Any], Hashable] | None = metadata.get(_ALIKE)
    return key


def once_each(call: Callable[[int], Any], objects: Sequence[Any], key: Callable[[Any], Hashable]) -> Callable[[int], Any]:
    """Return a function of a row that calls ``call`` for the first of the objects that are alike; it must run in a loop."""
    known: dict[Hashable, Any] = {}

    def value(row: int) -> Any:
        same = key(objects[row])
        if same not in known:
            found = call(row)
            known[same] = ensure_future(found) if iscoroutine(found) else found
        return known[same]

    return value
