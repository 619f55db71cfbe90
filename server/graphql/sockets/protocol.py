"""The messages of graphql-transport-ws: what a client may say, how the server says its part, and the codes of closing.

Sections *Communication* and *Message types* of the protocol. Whatever is none of these messages closes with 4400.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import orjson
from graphql import GraphQLError

SUBPROTOCOL = "graphql-transport-ws"


class Close(IntEnum):
    """Why the server closes. Clients come back after those below 4000; RFC 6455, section 7.4.1, and its registry."""

    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INITIALISATION_TIMEOUT = 4408
    SUBSCRIBER_ALREADY_EXISTS = 4409
    TOO_MANY_REQUESTS = 4429


@dataclass(frozen=True, slots=True)
class Init:
    """*ConnectionInit*: who calls; nothing runs before it was acknowledged."""

    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    """*Ping*: asks for a pong, which brings the payload back."""

    payload: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    """*Pong*: may come unasked, and means nothing then."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """*Subscribe*: an operation of any kind, under an id of the client's choice."""

    id: str
    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Complete:
    """*Complete*: the client wants no more of an operation."""

    id: str


ClientMessage: TypeAlias = Init | Ping | Pong | Subscribe | Complete


class MalformedError(Exception):
    """What came is no message of the protocol; says why, in what fits into a close frame."""


def read(data: str | bytes) -> ClientMessage:
    """Return the message in a frame. Raises MalformedError."""
    try:
        message = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise MalformedError("A message must be JSON in UTF-8") from None
    if not isinstance(message, dict):
        raise MalformedError("A message must be a JSON object")
    match message.get("type"):
        case "connection_init":
            return Init(_object(message, "payload") or {})
        case "ping":
            return Ping(_object(message, "payload"))
        case "pong":
            _object(message, "payload")
            return Pong()
        case "subscribe":
            return _subscribe(_id(message), message.get("payload"))
        case "complete":
            return Complete(_id(message))
    raise MalformedError("`type` is not one that a client sends")


def _subscribe(operation_id: str, payload: object) -> Subscribe:
    if not isinstance(payload, dict):
        raise MalformedError("`payload` must be an object")
    if not isinstance(payload.get("query"), str):
        raise MalformedError("`payload.query` must be a string")
    if not isinstance(payload.get("operationName"), str | None):
        raise MalformedError("`payload.operationName` must be a string")
    return Subscribe(
        operation_id,
        payload["query"],
        _object(payload, "variables"),
        payload.get("operationName"),
        _object(payload, "extensions"),
    )


def _id(message: dict[str, Any]) -> str:
    value = message.get("id")
    if not isinstance(value, str) or not value:
        raise MalformedError("`id` must be a string that is not empty")
    return value


def _object(message: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = message.get(name)
    if not isinstance(value, dict | None):
        raise MalformedError(f"`{name}` must be an object")
    return value


ACKNOWLEDGED = b'{"type":"connection_ack"}'


def pong(payload: Mapping[str, Any] | None) -> bytes:
    """Return the answer to a ping."""
    return b'{"type":"pong"}' if payload is None else orjson.dumps({"type": "pong", "payload": payload})


def next_head(operation_id: str) -> bytes:
    """Return what stands before the result in each *Next* of an operation; ``NEXT_TAIL`` stands after it.

    The id is all that differs between clients who are told the same, so the result is serialised once for them all.
    """
    return b'{"id":%b,"type":"next","payload":' % orjson.dumps(operation_id)


NEXT_TAIL = b"}"


def error(operation_id: str, errors: Sequence[GraphQLError]) -> bytes:
    """Return *Error*: the operation did not run, and is over."""
    return orjson.dumps({"id": operation_id, "type": "error", "payload": [one.formatted for one in errors]})


def complete(operation_id: str) -> bytes:
    """Return *Complete*: the operation is over."""
    return orjson.dumps({"id": operation_id, "type": "complete"})
