"""A real identity provider for tests, and tokens that are right in all but one thing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from joserfc.jwk import RSAKey

CLIENT, AUDIENCE = "reelgraph", "reelgraph-api"
UNA = {
    "sub": "una",
    "name": "Una Editor",
    "preferred_username": "una",
    "email": "una@studio.example",
    "email_verified": True,
    "groups": ["editors", "film"],
}
PEOPLE = [
    UNA,
    {"sub": "eve", "name": "Eve", "email": "eve@elsewhere.example", "email_verified": True},
    {"sub": "mal", "name": "Mal", "email": "mal@studio.example", "email_verified": False},
    {"sub": "ana-2", "name": "Another Ana", "preferred_username": "ana", "groups": ["editors"]},
    {"sub": "root", "name": "Root", "preferred_username": "root", "groups": ["ops"]},
]


@dataclass(frozen=True)
class IdentityProcess:
    """A running provider."""

    issuer: str

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of a server whose people sign in there."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": "s3cret & more",
            "oidc_audiences": AUDIENCE,
            "oidc_roles": "groups=editors>film:ARTIST, groups=ops>film:ADMIN",
            "oidc_administrators": "groups=ops",
            **more,
        }

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.issuer}{path}", trust_env=False, timeout=60).json()

    def rotate(self) -> None:
        """Let it sign with another key from now on."""
        httpx.get(f"{self.issuer}/test/rotate", trust_env=False, timeout=60)

    def key(self) -> RSAKey:
        """The key that it signs with now."""
        return RSAKey.import_key(self.get("/test/key"))

    def claims(self, **changed: Any) -> dict[str, Any]:
        """What a good access token says; None takes a claim away."""
        now = int(time.time())
        good = {**UNA, "iss": self.issuer, "aud": AUDIENCE, "azp": CLIENT, "iat": now, "nbf": now, "exp": now + 600}
        return {name: value for name, value in {**good, **changed}.items() if value is not None}


@contextmanager
def identity_process() -> Iterator[IdentityProcess]:
    """Run a provider until the block ends."""
    script = Path(__file__).with_name("identity_process.py")
    process = subprocess.Popen(
        [sys.executable, str(script), json.dumps(PEOPLE)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield IdentityProcess(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def part(value: bytes) -> str:
    """Base64 as tokens have it."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def signed(key: RSAKey, claims: Mapping[str, Any] | str, **header: Any) -> str:
    """A token with an RS256 signature by the key, whatever its header says."""
    said = {"alg": "RS256", "typ": "JWT", "kid": key.kid, **header}
    head = json.dumps({name: value for name, value in said.items() if value is not None})
    return sealed(key, head, claims if isinstance(claims, str) else json.dumps(claims))


def sealed(key: RSAKey, header: str, claims: str) -> str:
    """A token with an RS256 signature over exactly these texts."""
    text = f"{part(header.encode())}.{part(claims.encode())}"
    private = cast("RSAPrivateKey", key.private_key)
    return f"{text}.{part(private.sign(text.encode(), PKCS1v15(), hashes.SHA256()))}"
