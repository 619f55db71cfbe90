"""GraphQL over HTTP, sections 4 to 6: what a request may look like, and what an answer does.

https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from strawberry.http import GraphQLHTTPResponse

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_PARAMETERS: Mapping[str, type] = {
    "query": str,
    "documentId": str,
    "operationName": str,
    "variables": dict,
    "extensions": dict,
}
_HALF = "A text in the JSON has half of a surrogate pair. Send both halves, or the sign itself."
_UNREAD: Mapping[str, str] = {
    "number is infinity when parsed as double": "A number in the JSON is too large. Send it as text.",
    "no low surrogate in string": _HALF,
    "invalid low surrogate in string": _HALF,
    "invalid high surrogate in string": _HALF,
    "depth limit exceeded": "The JSON is nested too deeply. Send it flatter.",
}
"""What orjson says of JSON that is well-formed, and what a person is told."""


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """One operation, as a client asks for it: a document's text or its id, and what goes with it."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    document_id: str | None = None


def decode_json(text: str | bytes) -> object:
    """Return the value of strict JSON in UTF-8; raises json.JSONDecodeError, also for nesting that is too deep."""
    value: object = orjson.loads(text)
    return value


def encode_json(value: object) -> bytes:
    """Return ``value`` as JSON in UTF-8."""
    return orjson.dumps(value)


def read_body(content_type: str | None, body: bytes) -> OperationRequest:
    """Return the request in the body of a POST (section 5.4). Raises HTTPException 400 or 415."""
    media, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charsets = [part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")]
    if media != JSON or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise HTTPException(415, f"Send the body as {JSON} in UTF-8.")
    return read_parameters(parse_text(body))


def read_address(query: Mapping[str, str]) -> OperationRequest:
    """Return the request in the address of a GET (section 5.3). Raises HTTPException 400."""
    parameters: dict[str, object] = {name: value for name, value in query.items() if value}
    for name in ("variables", "extensions"):
        if text := query.get(name):
            parameters[name] = parse_text(text)
    return read_parameters(parameters)


def read_parameters(parameters: object) -> OperationRequest:
    """Return the request that well-formed parameters say (section 5.1). Raises HTTPException 400 naming the wrong one."""
    if not isinstance(parameters, dict):
        raise HTTPException(400, "The body must be one JSON object with `query`; batches are not taken.")
    for name, kind in _PARAMETERS.items():
        value = parameters.get(name)
        if value is not None and not isinstance(value, kind):
            expected = "a string" if kind is str else "an object"
            raise HTTPException(400, f"`{name}` must be {expected} or null.")
    extensions = parameters.get("extensions")
    document = parameters.get("documentId") or persisted_id(extensions)
    if not parameters.get("query") and not document:
        raise HTTPException(400, "Send the operation as `query`.")
    return OperationRequest(
        query=parameters.get("query") or "",
        variables=parameters.get("variables"),
        operation_name=parameters.get("operationName"),
        document_id=document,
    )


def persisted_id(extensions: Mapping[str, Any] | None) -> str | None:
    """Return the document's id as Apollo's clients send it, None where they do not."""
    told = (extensions or {}).get("persistedQuery")
    found = told.get("sha256Hash") if isinstance(told, dict) else None
    return found if isinstance(found, str) else None


def parse_text(text: str | bytes) -> object:
    """Return the value of JSON that was sent; raises HTTPException 400."""
    try:
        return decode_json(text)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, _UNREAD.get(error.msg, "This is not JSON in UTF-8.")) from None


def acceptable(accept: str | None) -> str | None:
    """Return the media type to answer with for an Accept header, None where it takes none of ours.

    The newer type must be asked for by name: wildcards and a missing header get ``application/json``.
    """
    if not accept or not accept.strip():
        return JSON
    best: tuple[float, int, str] | None = None
    for position, entry in enumerate(accept.split(",")):
        media, *parameters = (part.strip().lower() for part in entry.split(";"))
        kind = JSON if media in ("*/*", "application/*") else media
        weight = _weight(parameters)
        if kind not in (JSON, GRAPHQL) or weight <= 0:
            continue
        if best is None or (weight, -position) > best[:2]:
            best = (weight, -position, kind)
    return None if best is None else best[2]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0


def is_request_error(answer: GraphQLHTTPResponse) -> bool:
    """Tell whether execution never began: no data, and no error that happened at a field."""
    errors: list[Any] = answer.get("errors") or []
    return answer.get("data") is None and bool(errors) and not any(error.get("path") for error in errors)


def status_of(answer: GraphQLHTTPResponse, media: str) -> int:
    """Return the HTTP status of a well-formed request's answer: 400 for a request error, in the newer media type alone."""
    return 400 if media == GRAPHQL and is_request_error(answer) else 200
