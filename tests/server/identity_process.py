"""An identity provider on loopback, in a process of its own: oidc-provider-mock, which also checks PKCE here.

It prints its port. ``/test/rotate`` gives it another signing key; ``/test/key`` shows the key that it signs with, so that
tests can make tokens that are right in all but one thing; ``/test/asked`` says how often its keys were asked for.
"""

from __future__ import annotations

import hashlib
import json
import sys
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

challenges: dict[str, str] = {}
counts = {"keys": 0}


def make_app(people: list[dict[str, Any]]) -> flask.Flask:
    """A provider with a signing key of its own."""
    users = [oidc_provider_mock.User(sub=person["sub"], claims=person) for person in people]
    app: flask.Flask = oidc_provider_mock.app(require_nonce=True, user_claims=users)

    @app.before_request
    def check_proof() -> tuple[dict[str, str], int] | None:
        if flask.request.path == "/jwks":
            counts["keys"] += 1
        if flask.request.path != "/oauth2/token":
            return None
        verifier = flask.request.form.get("code_verifier", "")
        made = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        right = challenges.pop(flask.request.form.get("code", ""), None) == made
        return None if right else ({"error": "invalid_grant"}, 400)

    @app.after_request
    def keep_challenge(response: flask.Response) -> flask.Response:
        code = parse_qs(urlsplit(response.headers.get("Location", "")).query).get("code")
        if flask.request.path == "/oauth2/authorize" and code and flask.request.args.get("code_challenge_method") == "S256":
            challenges[code[0]] = flask.request.args["code_challenge"]
        return response

    @app.get("/test/key")
    def key() -> dict[str, Any]:
        made: dict[str, Any] = flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True)
        return made

    @app.get("/test/asked")
    def asked() -> dict[str, int]:
        return counts

    return app


def main() -> None:
    """Serve until killed."""
    people = json.loads(sys.argv[1])
    current = [make_app(people)]

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/test/rotate":
            current[0] = make_app(people)
        return current[0](environ, start_response)

    server = make_server("127.0.0.1", 0, serve, threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
