"""Answers of the routes that are not GraphQL: problems as JSON, with the same codes and sentences."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from graph.errors import (
    ConflictError,
    GoneError,
    InvalidError,
    LeaseHeldError,
    NotAllowedError,
    NotFoundError,
    RateLimitedError,
    ReelgraphError,
    TooLargeError,
    UnavailableError,
)

GRAPHQL_PATH = "/graphql"

_STATUS: Mapping[type[ReelgraphError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    InvalidError: 400,
    ConflictError: 409,
    GoneError: 410,
    TooLargeError: 413,
    LeaseHeldError: 423,
    RateLimitedError: 429,
    UnavailableError: 503,
}
_CODES: Mapping[int, str] = {
    400: "INVALID",
    401: "NOT_AUTHENTICATED",
    403: "NOT_ALLOWED",
    404: "NOT_FOUND",
    405: "INVALID",
    408: "UNAVAILABLE",
    413: "TOO_LARGE",
}


def problem(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return ``{"code", "message"}`` with an HTTP status."""
    return JSONResponse({"code": code, "message": message}, status, headers=dict(headers or {}))


def refusal(scope: Scope, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem of a request that no route has seen, in the form of its address: for GraphQL as ``errors``."""
    if scope["path"] != GRAPHQL_PATH:
        return problem(status, code, message, headers)
    told = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(told, status, headers=dict(headers or {}))


async def answer_reelgraph_error(request: Request, error: Exception) -> Response:
    """Answer an expected failure."""
    if not isinstance(error, ReelgraphError):
        raise error
    return problem(status_of_error(error), error.code, error.message)


def status_of_error(error: ReelgraphError) -> int:
    """Return the HTTP status of an expected failure."""
    return next((number for kind, number in _STATUS.items() if isinstance(error, kind)), 422)


async def answer_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the routing refuses: no such path, no such method, no token."""
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, _CODES.get(error.status_code, "INVALID"), error.detail, error.headers)
