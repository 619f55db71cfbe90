"""Signed tokens (JWT, RFC 7519), read as the best current practice for them asks (RFC 8725): nothing is taken on trust.

The algorithm is one of a list of asymmetric ones, the key is one of the provider's own and made for that algorithm, issuer
and audience are compared exactly, and a token that says anything twice says nothing.
"""

from __future__ import annotations

import binascii
import json
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from server.settings import ASYMMETRIC

LONGEST = 8192
LEEWAY_SECONDS = 30
_TYPES = ("JWT", "AT+JWT", "APPLICATION/AT+JWT")
_REFUSED_HEADERS = ("crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc")
"""What would name a key or change the rules from inside the token."""

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")

SigningKey = RSAKey | ECKey | OKPKey


class InvalidTokenError(Exception):
    """The token proves nothing; the text says why, for the log alone."""


class UnknownKeyError(InvalidTokenError):
    """The token names a key that is not among those at hand: the provider may have a new one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: exact issuer, one of the audiences, the party it was made for, the nonce of its sign-in."""

    issuer: str
    audiences: Collection[str]
    parties: Collection[str]
    algorithms: Collection[str]
    nonce: str | None = None


def verified(token: str, keys: KeySet, expected: Expected, *, now: float | None = None) -> Mapping[str, Any]:
    """Return the claims of a token that is what it must be. Raises InvalidTokenError for any other."""
    header, claims = _read(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in expected.algorithms or algorithm not in ASYMMETRIC:
        raise InvalidTokenError(f"its algorithm is {algorithm!r}")
    refused = [name for name in _REFUSED_HEADERS if name in header]
    if refused:
        raise InvalidTokenError(f"its header has {', '.join(refused)}")
    if "typ" in header and str(header["typ"]).upper() not in _TYPES:
        raise InvalidTokenError(f"its type is {header['typ']!r}")
    key = _key(keys, header.get("kid"), algorithm)
    try:
        jws.deserialize_compact(token, key, algorithms=[algorithm])
    except (JoseError, ValueError) as error:
        raise InvalidTokenError(f"its signature does not hold: {error}") from None
    _check(claims, expected, time.time() if now is None else now)
    return claims


def _read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims, of three parts in base64 without padding, as JSON objects that name nothing twice."""
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3 or not all(parts):
        raise InvalidTokenError("it has not three parts")
    try:
        header, claims = (_object(part) for part in parts[:2])
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidTokenError(f"it cannot be read: {error}") from None
    return header, claims


def _object(part: str) -> dict[str, Any]:
    if not _BASE64URL.fullmatch(part):
        raise ValueError("no base64url")
    text = urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")
    value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _key(keys: KeySet, kid: object, algorithm: str) -> SigningKey:
    """Return the key that the token names, if it was made for signing with this algorithm."""
    fitting = [key for key in keys.keys if _fits(key, algorithm)]
    named = [key for key in fitting if key.kid == kid] if isinstance(kid, str) else fitting if kid is None else []
    if not named:
        raise UnknownKeyError(f"no key {kid!r} for {algorithm} is known")
    if len(named) > 1:
        raise InvalidTokenError(f"several keys are called {kid!r}")
    return named[0]  # type: ignore[return-value]  # _fits lets these kinds pass alone


def _fits(key: object, algorithm: str) -> bool:
    kinds = {"R": RSAKey, "P": RSAKey, "E": OKPKey if algorithm == "EdDSA" else ECKey}
    if not isinstance(key, RSAKey | ECKey | OKPKey) or not isinstance(key, kinds[algorithm[0]]):
        return False
    said = key.as_dict(private=False)
    return said.get("use", "sig") == "sig" and said.get("alg", algorithm) == algorithm


def _check(claims: Mapping[str, Any], expected: Expected, now: float) -> None:
    """OpenID Connect Core 1.0, section 3.1.3.7, and RFC 9068, section 4."""
    if claims.get("iss") != expected.issuer:
        raise InvalidTokenError(f"its issuer is {claims.get('iss')!r}")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or not all(isinstance(one, str) for one in audiences):
        raise InvalidTokenError("its audience is no text")
    if not set(audiences) & set(expected.audiences):
        raise InvalidTokenError(f"its audience is {audience!r}")
    if "azp" in claims and claims["azp"] not in expected.parties:
        raise InvalidTokenError(f"it was made for {claims['azp']!r}")
    if len(audiences) > 1 and "azp" not in claims:
        raise InvalidTokenError("it has several audiences, and does not say for whom it was made")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise InvalidTokenError("it has no subject")
    if not subject.isprintable() or subject != subject.strip():
        raise InvalidTokenError("its subject has blanks around it, or characters that cannot be printed")
    if _moment(claims, "exp", needed=True) <= now - LEEWAY_SECONDS:
        raise InvalidTokenError("it has expired")
    for name in ("nbf", "iat"):
        if _moment(claims, name, needed=False) > now + LEEWAY_SECONDS:
            raise InvalidTokenError(f"its {name} is yet to come")
    if expected.nonce is not None and claims.get("nonce") != expected.nonce:
        raise InvalidTokenError("its nonce is of another sign-in")


def _moment(claims: Mapping[str, Any], name: str, *, needed: bool) -> float:
    """Return a NumericDate (RFC 7519, section 2); 0 where it is not there and need not be."""
    value = claims.get(name)
    if value is None and not needed and name not in claims:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise InvalidTokenError(f"its {name} is no moment")
    return float(value)
