"""Who calls, by what right, and what they may do in which project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum


class Role(IntEnum):
    """What a member may do in a project; each role may do all that the ones before it may."""

    VIEWER = 1
    REVIEWER = 2
    ARTIST = 3
    SUPERVISOR = 4
    ADMIN = 5


class Scope(IntEnum):
    """How far a token reaches, whoever's it is; each scope includes the ones before it."""

    READ = 1
    WRITE = 2
    ADMIN = 3

    @property
    def ceiling(self) -> Role:
        """The highest role that a token of this scope can act in, whatever its user holds."""
        return _CEILINGS[self]


_CEILINGS: Mapping[Scope, Role] = {Scope.READ: Role.VIEWER, Scope.WRITE: Role.SUPERVISOR, Scope.ADMIN: Role.ADMIN}


class UserKind(StrEnum):
    """Who a user is: a person, a program that some administrator answers for, or the bearer of a guest link."""

    PERSON = "PERSON"
    SERVICE = "SERVICE"
    GUEST = "GUEST"


class TokenKind(StrEnum):
    """What a secret is for: a program's bearer token, a browser's cookie, or a guest's bearer token."""

    API = "API"
    SESSION = "SESSION"
    GUEST = "GUEST"


class SignIn(StrEnum):
    """How a caller proved who they are."""

    TOKEN = "TOKEN"  # noqa: S105 -- a way to sign in, no secret
    SESSION = "SESSION"
    GUEST_LINK = "GUEST_LINK"
    PROVIDER = "PROVIDER"


@dataclass(frozen=True, slots=True)
class User:
    """A person, a service account or a guest. ``name`` is unique on the server; a guest's is made up.

    ``subject`` is who a person is at an identity provider (issuer and subject), ``synced_at`` when it last said what they
    may do; ``owner_id`` the administrator who answers for a service account. A disabled user's tokens open nothing.
    """

    id: str
    name: str
    admin: bool
    created_at: datetime
    kind: UserKind = UserKind.PERSON
    display_name: str | None = None
    email: str | None = None
    owner_id: str | None = None
    subject: str | None = None
    disabled: bool = False
    synced_at: datetime | None = None

    @property
    def shown_name(self) -> str:
        """The name that people read."""
        return self.display_name or self.name


@dataclass(frozen=True, slots=True)
class Grant:
    """The one project that a guest's token opens, in which role, and where the link says so in one review session alone."""

    project_id: str
    role: Role
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A secret, known by its hash: ``prefix`` is the part shown to people, ``sha256`` the hex digest of the whole.

    ``begun_with`` is the token or guest link that it was made from: it ends when that does.
    """

    id: str
    user_id: str
    prefix: str
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked: bool = False
    name: str = ""
    scope: Scope = Scope.ADMIN
    kind: TokenKind = TokenKind.API
    begun_with: str | None = None
    grant: Grant | None = None

    def valid(self, now: datetime) -> bool:
        """Whether the token opens anything at a moment."""
        return not self.revoked and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True)
class GuestLink:
    """An invitation to one project, or one review session in it; ``role`` is VIEWER to look on, REVIEWER to comment.

    ``password`` is the hash of one, where the link wants one.
    """

    id: str
    project_id: str
    created_by: str
    name: str
    prefix: str
    sha256: str
    role: Role
    created_at: datetime
    expires_at: datetime
    session_id: str | None = None
    password: str | None = None
    revoked: bool = False
    last_used_at: datetime | None = None

    def valid(self, now: datetime) -> bool:
        """Whether the link lets anybody in at a moment."""
        return not self.revoked and self.expires_at > now


class MemberSource(StrEnum):
    """Who said that a user is a member: people here, or the claims of an identity provider, which may take it back."""

    PEOPLE = "PEOPLE"
    PROVIDER = "PROVIDER"


@dataclass(frozen=True, slots=True)
class Member:
    """A user and the role they hold in a project."""

    user: User
    role: Role


@dataclass(frozen=True, slots=True)
class Credential:
    """What a caller showed: the way, how far it reaches, when it ends. ``token_id`` is None for a provider's own token."""

    sign_in: SignIn
    scope: Scope
    token_id: str | None = None
    expires_at: datetime | None = None


_EVERYTHING = Credential(SignIn.TOKEN, Scope.ADMIN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of one operation: a user with the roles they hold. ``roles`` maps project ids.

    ``session_id`` is the one review session that a guest's link opens, None where a link opens its project, and for members.
    """

    user: User
    roles: Mapping[str, Role] = field(default_factory=dict)
    credential: Credential = field(default=_EVERYTHING, compare=False)
    session_id: str | None = None

    @property
    def admin(self) -> bool:
        """Whether the caller may administer the whole server, by who they are and by what they showed."""
        return self.user.admin and self.credential.scope is Scope.ADMIN

    @property
    def guest(self) -> bool:
        """Whether a guest link let the caller in."""
        return self.user.kind is UserKind.GUEST

    def role_in(self, project_id: str) -> Role | None:
        """Return the role that the caller can act in, None for a stranger: the one held, up to the scope's ceiling."""
        held = Role.ADMIN if self.user.admin else self.roles.get(project_id)
        return None if held is None else min(held, self.credential.scope.ceiling)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at an identity provider, as its token says, verified.

    ``subject`` is issuer and subject; ``email`` one that the provider has verified. ``admin`` is None where the provider has
    no say in who administers the server; ``roles`` maps project keys.
    """

    subject: str
    name: str
    issued_at: datetime
    expires_at: datetime
    display_name: str | None = None
    email: str | None = None
    admin: bool | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
