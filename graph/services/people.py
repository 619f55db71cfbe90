"""People who sign in at an identity provider: they become users here, with the roles that its claims give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from graph.errors import ConflictError, NotAllowedError
from graph.events import AccessChanged
from graph.nodes.access import Credential, Identity, Scope, SignIn, Token, TokenKind, User, Viewer
from graph.nodes.ids import new_id
from graph.ports import EventBus
from graph.services import credentials
from graph.stores.people import Known, PeopleStore
from graph.stores.tokens import TokenStore
from graph.stores.users import UserStore

_TRIES = 5


class PeopleService:
    """The rules of people from outside. Who is known by a subject is never taken for a user who only has the same name."""

    def __init__(self, people: PeopleStore, users: UserStore, tokens: TokenStore, bus: EventBus) -> None:
        self._people = people
        self._users = users
        self._tokens = tokens
        self._bus = bus

    async def begin_session(self, identity: Identity, lifetime: timedelta) -> tuple[Token, str]:
        """Return a browser's session for somebody who signed in just now, and its plain text.

        They become a user if they were none, and hold the roles that the provider's claims give. Raises NotAllowedError
        for a user who is shut out.
        """
        user = await self._enrol(identity)
        if user.disabled:
            raise NotAllowedError("Your account is shut out of this server. Ask its administrator.")
        now, secret = datetime.now(UTC), credentials.new_secret(credentials.SESSION)
        session = Token(
            new_id(),
            user.id,
            secret.prefix,
            secret.sha256,
            now,
            now + lifetime,
            name="identity provider",
            kind=TokenKind.SESSION,
        )
        return await self._tokens.create(session), secret.plain

    async def viewers(self, identities: Sequence[Identity]) -> list[Viewer | None]:
        """Return the callers who showed a provider's token, with the roles of now; None for who is shut out.

        One statement where all are known and nothing newer is said of them.
        """
        found = await self._known(identities)
        now = datetime.now(UTC)
        stale = [identity for identity, known in zip(identities, found, strict=True) if _outdated(known, identity)]
        if stale:
            for identity in {each.subject: each for each in stale}.values():
                await self._enrol(identity)
            found = await self._known(identities)
        return [
            None
            if known is None or known[0].disabled or identity.expires_at <= now
            else Viewer(known[0], known[1], Credential(SignIn.PROVIDER, Scope.ADMIN, expires_at=identity.expires_at))
            for identity, known in zip(identities, found, strict=True)
        ]

    async def _known(self, identities: Sequence[Identity]) -> list[Known | None]:
        return await self._people.by_subjects([identity.subject for identity in identities])

    async def _enrol(self, identity: Identity) -> User:
        """Return the user that somebody is here, made if need be, as the provider describes them now."""
        (known,) = await self._people.by_subjects([identity.subject])
        user = known[0] if known else await self._create(identity)
        synced = await self._people.sync(user.id, identity, datetime.now(UTC))
        await self._bus.publish(AccessChanged("", user.id))
        return synced

    async def _create(self, identity: Identity) -> User:
        """Make the user under their name, or where that is taken under one like it."""
        for attempt in range(_TRIES):
            name = identity.name if attempt == 0 else f"{identity.name} ({new_id()[-6:]})"
            made = User(new_id(), name, False, datetime.now(UTC), subject=identity.subject)
            try:
                return await self._users.create(made)
            except ConflictError:  # the name is somebody else's, or the same person came in twice at once
                (known,) = await self._people.by_subjects([identity.subject])
                if known:
                    return known[0]
        raise ConflictError(f"The name {identity.name!r} is taken. Ask an administrator.")


def _outdated(known: Known | None, identity: Identity) -> bool:
    """Say whether the provider's token is newer than what is known here."""
    return known is None or known[0].synced_at is None or known[0].synced_at < identity.issued_at
