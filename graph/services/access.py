"""The one place where rights are decided: what each action needs, and who may know what.

Every right is a line of ``ACTIONS``. A stranger to a project is told that nothing is there; a member whose role does not
reach is told which role would; a token whose scope does not reach is told which scope would.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import NotAllowedError, NotFoundError, ReelgraphError
from graph.nodes.access import Role, Scope, Viewer


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done, and what it needs: the least role in its project, or none where it concerns no project.

    ``scope`` is the least scope of a token. Guests are let in only where ``guests`` says so; ``administrators`` keeps an
    action to those of the server.
    """

    name: str
    says: str
    scope: Scope
    role: Role | None = None
    guests: bool = False
    administrators: bool = False


KNOW_ONESELF = Action("know oneself", "ask who calls, and which projects there are for them", Scope.READ, guests=True)
READ = Action("read", "see a project: assets, shots, runs, media, search, progress", Scope.READ, Role.VIEWER, guests=True)
SEE_MEMBERS = Action("see members", "see who belongs to a project", Scope.READ, Role.VIEWER)
LEAVE = Action("leave", "leave a project", Scope.ADMIN, Role.VIEWER)
INGEST = Action("ingest", "take footage in, by upload or path", Scope.WRITE, Role.ARTIST)
FETCH = Action("fetch", "take footage in from an address on the web", Scope.WRITE, Role.ARTIST)
UPLOAD = Action("upload", "send files, to take them in or to search by a picture", Scope.READ)
ANALYSE = Action("analyse", "ask for analysis, and stop what one asked for", Scope.WRITE, Role.ARTIST)
CANCEL_OTHERS = Action("cancel others", "stop the analysis that others asked for", Scope.WRITE, Role.SUPERVISOR)
COMMENT = Action(
    "comment",
    "comment, draw and give verdicts in review sessions; drive the play head",
    Scope.WRITE,
    Role.REVIEWER,
    guests=True,
)
HOST = Action("host", "open review sessions, arrange their playlists, resolve others' comments", Scope.WRITE, Role.ARTIST)
DECIDE = Action(
    "decide",
    "decide what a version is, close others' sessions, take control, delete others' comments",
    Scope.WRITE,
    Role.SUPERVISOR,
)
INVITE = Action("invite", "make, see and revoke guest links", Scope.WRITE, Role.SUPERVISOR)
AUDIT = Action("audit", "see who did what in a project", Scope.ADMIN, Role.ADMIN)
MANAGE = Action("manage", "add and remove members, and change their roles", Scope.ADMIN, Role.ADMIN)
SEE_SYSTEM = Action("see system", "ask how the server is, and which networks it knows", Scope.READ)
CREATE_PROJECT = Action("create project", "make a project, and be its ADMIN", Scope.WRITE)
SEE_TOKENS = Action("see tokens", "see one's own tokens: never the secrets", Scope.READ)
MANAGE_TOKENS = Action("manage tokens", "make and revoke one's own tokens", Scope.ADMIN)
ADMINISTER = Action(
    "administer", "users, service accounts, everybody's tokens, details of the system", Scope.ADMIN, administrators=True
)

ACTIONS = (
    KNOW_ONESELF,
    READ,
    SEE_MEMBERS,
    LEAVE,
    INGEST,
    FETCH,
    UPLOAD,
    ANALYSE,
    CANCEL_OTHERS,
    COMMENT,
    HOST,
    DECIDE,
    INVITE,
    AUDIT,
    MANAGE,
    SEE_SYSTEM,
    CREATE_PROJECT,
    SEE_TOKENS,
    MANAGE_TOKENS,
    ADMINISTER,
)


def require(viewer: Viewer, project_id: str, action: Action, *, what: str = "project") -> None:
    """Let a viewer pass who may do an action in a project.

    Raises NotFoundError for a stranger (``what`` names the thing that does not exist for them) and NotAllowedError for
    whoever is known there and whose role, scope or guest link does not reach.
    """
    if viewer.role_in(project_id) is None:
        raise missing(what)
    refusal = _refusal(viewer, action, project_id)
    if refusal is not None:
        raise refusal


def permit(viewer: Viewer, action: Action) -> None:
    """Let a viewer pass who may do an action that concerns no project. Raises NotAllowedError for anybody else."""
    refusal = _refusal(viewer, action, None)
    if refusal is not None:
        raise refusal


def may(viewer: Viewer, action: Action, project_id: str | None = None) -> bool:
    """Say whether ``require``, or without a project ``permit``, would let the viewer pass."""
    return _refusal(viewer, action, project_id) is None


def require_admin(viewer: Viewer) -> None:
    """Let an administrator of the server pass. Raises NotAllowedError for anybody else."""
    permit(viewer, ADMINISTER)


def knows(viewer: Viewer, user_id: str) -> bool:
    """Say whether a viewer may know what a user keeps to themself: oneself, and an administrator of the server."""
    return user_id == viewer.user.id or may(viewer, ADMINISTER)


def visible(viewer: Viewer) -> list[str] | None:
    """Return the ids of the projects that a viewer may see, None for all of them: the ``within`` of the stores."""
    return None if viewer.user.admin else [project for project in viewer.roles if may(viewer, READ, project)]


def missing(what: str, *, path: tuple[str, ...] = ()) -> NotFoundError:
    """Return the answer to whoever asks for what is not there, or not theirs to see; ``path`` names the field that asks."""
    return NotFoundError(f"There is no such {what}, or it is not yours to see. Check the id, or ask for access.", path=path)


def _refusal(viewer: Viewer, action: Action, project_id: str | None) -> ReelgraphError | None:
    """Return what keeps a viewer from an action, None where nothing does."""
    if viewer.guest and not action.guests:
        return NotAllowedError("A guest link does not reach that far. Ask whoever invited you.")
    if action.administrators and not viewer.user.admin:
        return NotAllowedError("This needs an administrator of the server. Ask one, or use an administrator's token.")
    scope = viewer.credential.scope
    if scope < action.scope:
        return NotAllowedError(f"This needs a token of the scope {action.scope.name}; this one has {scope.name}.")
    if action.role is None:
        return None
    held = None if project_id is None else viewer.role_in(project_id)
    if held is not None and held >= action.role:
        return None
    return NotAllowedError(
        f"This needs the role {action.role.name} in the project; yours is {'none' if held is None else held.name}."
        " Ask an ADMIN of the project."
    )
