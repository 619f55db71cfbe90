"""``reelgraph token``: who may come in. It works on the graph itself, so it needs no token but the graph's own address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from server.commands.failure import CommandFailedError
from server.commands.options import Data, Json
from server.commands.running import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from graph.nodes.access import Token, User
    from server.administration import Administration

_HOURS = {"h": 1, "d": 24, "w": 7 * 24}

User_ = Annotated[str, typer.Option("--user", metavar="NAME", help="Whose token; the user is made if there is none.")]
Admin = Annotated[bool, typer.Option("--admin", help="An administrator of the whole server.")]
Project = Annotated[str | None, typer.Option("--project", metavar="KEY", help="A member of this project.")]
RoleName = Annotated[
    str | None, typer.Option("--role", metavar="ROLE", help="VIEWER, REVIEWER, ARTIST, SUPERVISOR or ADMIN of the project.")
]
Days = Annotated[
    float | None, typer.Option("--days", metavar="N", min=0, help="Expires after so many days; default: never.")
]
Expires = Annotated[
    str | None,
    typer.Option("--expires", metavar="WHEN", help="When it ends: after 12h or 30d, or at 2030-01-31T18:00Z."),
]
ScopeName = Annotated[
    str,
    typer.Option("--scope", metavar="SCOPE", help="READ, WRITE (also ingest and review) or ADMIN: all that its user may."),
]
Name = Annotated[str, typer.Option("--name", metavar="WORDS", help="What the token is for, to know it by.")]
Service = Annotated[bool, typer.Option("--service", help="A service account, if the user is made: it is for a program.")]
Whose = Annotated[str | None, typer.Option("--user", metavar="NAME", help="Only this user's; default: everybody's.")]
TokenId = Annotated[str, typer.Argument(metavar="ID", help="The token's id, as `token list` prints it.", show_default=False)]


def register(cli: typer.Typer) -> None:
    """Add the commands."""
    tokens = typer.Typer(help="Make, list and revoke tokens.", no_args_is_help=True, rich_markup_mode=None)
    tokens.command("create")(create)
    tokens.command("list")(show)
    tokens.command("revoke")(revoke)
    cli.add_typer(tokens, name="token")


def create(
    user: User_,
    admin: Admin = False,
    project: Project = None,
    role: RoleName = None,
    scope: ScopeName = "ADMIN",
    expires: Expires = None,
    days: Days = None,
    name: Name = "",
    service: Service = False,
    data: Data = None,
) -> None:
    """Make a token and print it, once: only its hash is kept."""
    from graph.nodes.access import Role, Scope
    from server.administration import administration
    from server.settings import load_settings

    if admin and (project or role):
        raise CommandFailedError("--admin reaches every project; leave out --project and --role.", 2)
    if (project is None) != (role is None):
        raise CommandFailedError("--project and --role belong together: give both, or --admin.", 2)
    if role is not None and role.upper() not in Role.__members__:
        raise CommandFailedError(f"{role!r} is no role. Choose one of {', '.join(Role.__members__)}.", 2)

    if scope.upper() not in Scope.__members__:
        raise CommandFailedError(f"{scope!r} is no scope. Choose one of {', '.join(Scope.__members__)}.", 2)
    if expires is not None and days is not None:
        raise CommandFailedError("--expires and --days say the same: give one of them.", 2)
    ends = _moment(expires if days is None else f"{days}d")

    async def work() -> str:
        async with administration(load_settings(data=data)) as office:
            found = await _user(office, user, admin=admin, service=service)
            if project is not None and role is not None:
                place = await office.projects.get(office.viewer, project)
                await office.projects.add_member(office.viewer, place.id, found.id, Role[role.upper()])
            token, plain = await office.users.issue_token(
                office.viewer, found.id, name=name, scope=Scope[scope.upper()], expires_at=ends
            )
            said: dict[str, str | int | bool | None] = {
                "user": user,
                "admin": admin,
                "project": project,
                "role": role,
                "scope": token.scope.name,
                "name": name,
            }
            await office.wrote("createToken", token, said)
            return plain

    typer.echo(run(work()))


def _moment(text: str | None) -> datetime | None:
    """Return the moment that an option says. Raises CommandFailedError for what is neither a span nor a moment."""
    if text is None:
        return None
    hours = _HOURS.get(text[-1:], 0)
    try:
        if hours:
            return datetime.now(UTC) + timedelta(hours=hours * float(text[:-1]))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise CommandFailedError(
            f"--expires {text!r}: give a span such as 30d, or a moment: 2030-01-31T18:00Z.", 2
        ) from None
    return moment if moment.tzinfo is not None else moment.astimezone()


def show(user: Whose = None, json: Json = False, data: Data = None) -> None:
    """List tokens, a user's or everybody's. Oldest first of each; never the tokens themselves."""
    from server.administration import administration
    from server.settings import load_settings
    from server.terminal import Terminal

    async def work() -> list[dict[str, str]]:
        async with administration(load_settings(data=data)) as office:
            rows = []
            async for one in _users(office, user):
                rows += [_row(one, token) for token in await office.users.tokens(office.viewer, one.id)]
            return rows

    tokens = run(work())
    terminal = Terminal(as_json=json)
    if json:
        terminal.json(tokens)
    else:
        terminal.table(("USER", "ID", "NAME", "SCOPE", "LAST USED", "STATE"), [_cells(token) for token in tokens])


def revoke(token_id: TokenId, data: Data = None) -> None:
    """Make a token useless from now on."""
    from server.administration import administration
    from server.settings import load_settings

    async def work() -> str:
        async with administration(load_settings(data=data)) as office:
            token = await office.users.revoke(office.viewer, token_id)
            await office.wrote("revokeToken", token, {})
            return token.prefix

    typer.echo(f"revoked {run(work())}...")


async def _users(office: Administration, name: str | None) -> AsyncIterator[User]:
    """Yield the user with that name, or all by name. Raises CommandFailedError where there is no such user."""
    from graph.nodes.page import PageRequest

    if name is not None:
        found = await office.users.user_by_name(office.viewer, name)
        if found is None:
            raise CommandFailedError(f"There is no user {name!r}.", code="NOT_FOUND")
        yield found
        return
    request: PageRequest | None = PageRequest(size=200)
    while request is not None:
        page = await office.users.page(office.viewer, request)
        for user in page.items:
            yield user
        request = PageRequest(size=200, position=(page.items[-1].name,)) if page.more else None


def _row(user: User, token: Token) -> dict[str, str]:
    now = datetime.now(UTC)
    expired = token.expires_at is not None and token.expires_at <= now
    return {
        "user": user.name,
        "id": token.id,
        "begins": token.prefix,
        "name": token.name,
        "kind": token.kind.name,
        "scope": token.scope.name,
        "createdAt": token.created_at.isoformat(),
        "expiresAt": token.expires_at.isoformat() if token.expires_at else "",
        "lastUsedAt": token.last_used_at.isoformat() if token.last_used_at else "",
        "state": "revoked" if token.revoked else "expired" if expired else "valid",
    }


def _cells(row: dict[str, str]) -> list[str]:
    """Return of a row what a person wants, in a table that a narrow terminal holds; --json has the rest."""
    ends = row["expiresAt"][:10]
    state = f"valid until {ends}" if ends and row["state"] == "valid" else row["state"]
    return [row["user"], row["id"], row["name"], row["scope"], row["lastUsedAt"][:10] or "never", state]


async def _user(office: Administration, name: str, *, admin: bool, service: bool) -> User:
    from graph.nodes.access import UserKind

    found = await office.users.user_by_name(office.viewer, name)
    if found is None:
        kind = UserKind.SERVICE if service else UserKind.PERSON
        return await office.users.create_user(office.viewer, name, kind=kind, admin=admin)
    if service and found.kind is not UserKind.SERVICE:
        raise CommandFailedError(f"{name!r} exists and is no service account. Choose another name for the program.")
    if admin and not found.admin:
        raise CommandFailedError(f"{name!r} exists and is no administrator. Choose another name for the administrator.")
    return found
