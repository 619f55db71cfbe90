"""Who of those whom the provider knows may come in, and as what: the claims of a token become an Identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from graph.errors import InvalidError, NotAllowedError
from graph.nodes.access import Identity, Role

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ClaimIs:
    """A claim that has a value, or holds it where it is a list. ``*`` alone is fulfilled by everybody."""

    name: str
    value: str = ""

    @classmethod
    def read(cls, text: str) -> ClaimIs:
        """Return the condition of ``NAME=VALUE`` or ``*``. Raises InvalidError for anything else."""
        if text == "*":
            return cls("*")
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise InvalidError(f"{text!r} is no condition; write NAME=VALUE, such as groups=editors, or *.")
        return cls(name, value)

    def holds(self, claims: Mapping[str, Any]) -> bool:
        """Say whether the claims of a token fulfil it."""
        if self.name == "*":
            return True
        said = claims.get(self.name)
        return self.value in said if isinstance(said, list) else said == self.value


@dataclass(frozen=True, slots=True)
class Grants:
    """Who fulfils the condition is a member of the project with a key."""

    condition: ClaimIs
    project: str
    role: Role

    @classmethod
    def read(cls, text: str) -> Grants:
        """Return the rule of ``NAME=VALUE>PROJECT:ROLE``. Raises InvalidError for anything else."""
        condition, _, grant = text.rpartition(">")
        project, _, role = grant.rpartition(":")
        if not project or role.upper() not in Role.__members__:
            raise InvalidError(f"{text!r} is no rule; write NAME=VALUE>PROJECT:ROLE, such as groups=editors>film:ARTIST.")
        return cls(ClaimIs.read(condition), project, Role[role.upper()])


@dataclass(frozen=True, slots=True)
class PeopleRules:
    """``domains`` and ``allowed`` let in (either will do; everybody where both are empty); the others say as what."""

    domains: tuple[str, ...] = ()
    allowed: tuple[ClaimIs, ...] = ()
    grants: tuple[Grants, ...] = ()
    administrators: tuple[ClaimIs, ...] = ()

    def identity(self, issuer: str, claims: Mapping[str, Any]) -> Identity:
        """Return who the claims of a verified token name. Raises NotAllowedError for whom the rules do not let in."""
        email = _text(claims, "email") if claims.get("email_verified") is True else None
        domain = "" if email is None else email.rpartition("@")[2].lower()
        if (self.domains or self.allowed) and not (
            domain in self.domains or any(condition.holds(claims) for condition in self.allowed)
        ):
            raise NotAllowedError("Your account may not use this server. Ask its administrator.")
        roles: dict[str, Role] = {}
        for grant in self.grants:
            if grant.condition.holds(claims):
                roles[grant.project] = max(grant.role, roles.get(grant.project, grant.role))
        shown = _text(claims, "name")
        administrators = self.administrators
        return Identity(
            subject=f"{issuer}|{claims['sub']}",
            name=_text(claims, "preferred_username") or email or shown or str(claims["sub"])[:_LONGEST_NAME],
            display_name=shown,
            email=email,
            admin=any(condition.holds(claims) for condition in administrators) if administrators else None,
            roles=roles,
            issued_at=datetime.fromtimestamp(float(claims.get("iat", 0)), UTC),
            expires_at=datetime.fromtimestamp(float(claims["exp"]), UTC),
        )


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    """Return a claim that can be shown, without surrounding blanks; None for any other."""
    value = claims.get(name)
    if not isinstance(value, str):
        return None
    value = value.strip()
    return value if 1 <= len(value) <= _LONGEST_NAME and value.isprintable() else None
