"""Signing in at an identity provider: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636)."""

from __future__ import annotations
