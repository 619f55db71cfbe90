"""Who calls, and what they may do in which project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum


class Role(IntEnum):
    """What a member may do in a project; each role may do all that the ones before it may."""

    VIEWER = 1
    REVIEWER = 2
    ARTIST = 3
    SUPERVISOR = 4
    ADMIN = 5


@dataclass(frozen=True, slots=True)
class User:
    """A person or a service account."""

    id: str
    name: str
    admin: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token, known by its hash: ``prefix`` is the part shown to people, ``sha256`` the hex digest of the whole."""

    id: str
    user_id: str
    prefix: str
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A user and the role they hold in a project."""

    user: User
    role: Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of one operation: a user with the roles they hold. ``roles`` maps project ids."""

    user: User
    roles: Mapping[str, Role] = field(default_factory=dict)

    @property
    def admin(self) -> bool:
        """Whether the caller administers the whole server, and so every project."""
        return self.user.admin

    def role_in(self, project_id: str) -> Role | None:
        """Return the caller's role in a project, None for a stranger."""
        return Role.ADMIN if self.admin else self.roles.get(project_id)
