r"""What goes over the wire to FalkorDB: values as Cypher literals out, compact rows in.

The engine has no typed parameters: they stand as literals before the statement (``CYPHER name="x" MATCH ...``). Its string
literals know the escapes ``\\`` and ``\"`` and may hold any character but NUL. Compact replies are pairs of a type
number and a value (see https://docs.falkordb.com/design/client-spec.html).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson

from graph.errors import InvalidError

INT64 = range(-(2**63), 2**63)
JSON_OPTIONS = orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_SUBCLASS
LISTS = frozenset({list, tuple})
PLAIN_TYPES = frozenset({str, int, float, bool, type(None), list, tuple, dict})


class UnknownNameError(LookupError):
    """A reply speaks of a property whose name is not known here yet."""


def encode_statement(cypher: str, params: Mapping[str, Any]) -> bytes:
    """Return the statement with its parameters before it, as UTF-8.

    Raises InvalidError, with the parameter's name as path, for a value that the engine cannot hold: an integer beyond 64
    bits, a number that is not finite, text with NUL or a lone surrogate.
    """
    try:
        if not params:
            return cypher.encode()
        head = " ".join(f"{name}={_literal_of(name, value)}" for name, value in params.items())
        return f"CYPHER {head} {cypher}".encode()
    except UnicodeEncodeError as error:
        raise InvalidError("Text holds half of a surrogate pair, which is no character") from error


def _literal_of(name: str, value: object) -> str:
    try:
        if isinstance(value, list):
            return _by_json(value) or _list(value)
        return literal(value)
    except InvalidError as error:
        raise InvalidError(error.message, path=(name,)) from error


def literal(value: object) -> str:
    """Return ``value`` as a Cypher literal; raises InvalidError, or TypeError for what is no graph value at all."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    # Subclasses: enums, named tuples, other mappings.
    for kind in (bool, str, int, float):
        if isinstance(value, kind):
            return _WRITERS[kind](kind.__call__(value))
    if isinstance(value, Mapping):
        return _map(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return _list(value)
    raise TypeError(f"{type(value).__name__} is no graph value; pass text, numbers, booleans, None, lists or maps")


def _by_json(rows: list[object]) -> str | None:
    """Return rows as a literal by way of JSON, three times faster; None where the two might say different things.

    They differ in the keys of maps, which stand without quotes in Cypher, in escapes, and in numbers that are not finite.
    Where JSON holds no escape, quotes open and close in turn, so ``"word":`` can be nothing but a key.
    """
    keys, kinds = _keys_and_types(rows)
    if not kinds <= PLAIN_TYPES or not all(isinstance(key, str) and key.isidentifier() for key in keys):
        return None
    try:
        text = orjson.dumps(rows, option=JSON_OPTIONS)
    except orjson.JSONEncodeError:
        return None  # an integer of more than 53 bits, half of a surrogate pair: to be told of, or written, one by one
    if b"\\" in text or (float in kinds and b"null" in text):
        return None
    for key in keys:
        text = text.replace(f'"{key}":'.encode(), _name(key).encode())
    return text.decode()


def _keys_and_types(rows: list[object]) -> tuple[set[Any], set[type]]:
    """Return the keys of all maps in ``rows``, however deep, and the types of all values."""
    keys: set[Any] = set()
    kinds: set[type] = set()
    level: list[object] = rows
    while level:
        there = set(map(type, level))
        kinds |= there
        maps = [value for value in level if type(value) is dict] if dict in there else []
        lists: list[Any] = [value for value in level if type(value) in LISTS] if there & LISTS else []
        keys.update(*maps)
        level = [*chain.from_iterable(map(dict.values, maps)), *chain.from_iterable(lists)]
    return keys, kinds


def _string(value: str) -> str:
    if "\0" in value:
        raise InvalidError("Text may not hold the character NUL")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _integer(value: int) -> str:
    if value not in INT64:
        raise InvalidError(f"{value} does not fit into 64 bits")
    return str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise InvalidError(f"{value} is not a finite number")
    return repr(value)


def _list(value: Sequence[object]) -> str:
    return "[" + ",".join([_WRITERS.get(type(item), literal)(item) for item in value]) + "]"


def _map(value: Mapping[str, object]) -> str:
    return "{" + ",".join([_name(key) + _WRITERS.get(type(item), literal)(item) for key, item in value.items()]) + "}"


@lru_cache(maxsize=1024)
def _name(key: str) -> str:
    if not key or "`" in key or "\0" in key:
        raise InvalidError(f"{key!r} cannot be the name of a property")
    return f"`{key}`:"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _string,
    int: _integer,
    float: _number,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
    list: _list,
    tuple: _list,
    dict: _map,
}


def decode_rows(reply: Sequence[Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a compact reply as maps; nodes and relations become maps of their properties.

    ``names`` are the property names by number; raises UnknownNameError where they do not reach.
    """
    if len(reply) < 3:
        return []
    header, rows = reply[0], reply[1]
    columns = [column[1] for column in header]
    try:
        return [{name: _value(cell[0], cell[1], names) for name, cell in zip(columns, row, strict=True)} for row in rows]
    except IndexError as error:
        raise UnknownNameError(f"the engine knows more than {len(names)} property names") from error


_PLAIN = (2, 3)


def _value(kind: int, raw: Any, names: Sequence[str]) -> Any:
    match kind:
        case 1:
            return None
        case 2 | 3:
            return raw
        case 4:
            return raw == "true"
        case 5:
            return float(raw)
        case 6:
            return [_value(item[0], item[1], names) for item in raw]
        case 7:
            return _properties(raw[4], names)
        case 8:
            return _properties(raw[2], names)
        case 10:
            return {key: _value(cell[0], cell[1], names) for key, cell in zip(raw[::2], raw[1::2], strict=True)}
        case 12:
            return [float(item) for item in raw]
        case _:
            raise TypeError(f"the statement returns a value of engine type {kind}; return nodes, relations or plain values")


def _properties(cells: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    # Text and integers, which most properties are, come as they are.
    return {names[key]: raw if kind in _PLAIN else _value(kind, raw, names) for key, kind, raw in cells}
