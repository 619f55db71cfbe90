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

    ``scope`` is the least scope of a token. Guests are let in only where ``guests`` says so, and those whose link opens one
    review session only where ``in_session`` does; ``administrators`` keeps an action to those of the server.
    """

    name: str
    says: str
    scope: Scope
    role: Role | None = None
    guests: bool = False
    in_session: bool = False
    administrators: bool = False


KNOW_ONESELF = Action(
    "know oneself", "ask who calls, and which projects there are for them", Scope.READ, guests=True, in_session=True
)
READ = Action("read", "see a project: assets, shots, runs, media, search, progress", Scope.READ, Role.VIEWER, guests=True)
FOLLOW = Action(
    "follow",
    "see a review session: its versions, comments, drawings and decisions; enter its room",
    Scope.READ,
    Role.VIEWER,
    guests=True,
    in_session=True,
)
SEE_MEMBERS = Action("see members", "see who belongs to a project", Scope.READ, Role.VIEWER)
LEAVE = Action("leave", "leave a project", Scope.ADMIN, Role.VIEWER)
INGEST = Action("ingest", "take footage in, by upload or path", Scope.WRITE, Role.ARTIST)
EDIT = Action("edit", "change the names and tags of assets", Scope.WRITE, Role.ARTIST)
CORRECT = Action("correct", "name entities, and say which are the same", Scope.WRITE, Role.SUPERVISOR)
FETCH = Action("fetch", "take footage in from an address on the web", Scope.WRITE, Role.ARTIST)
UPLOAD = Action("upload", "send files, to take them in or to search by a picture", Scope.READ)
ANALYSE = Action("analyse", "ask for analysis, and stop what one asked for", Scope.WRITE, Role.ARTIST)
CANCEL_OTHERS = Action("cancel others", "stop the analysis that others asked for", Scope.WRITE, Role.SUPERVISOR)
COMMENT = Action(
    "comment",
    "comment, reply, draw and give verdicts in review sessions, and take back one's own; drive, point",
    Scope.WRITE,
    Role.REVIEWER,
    guests=True,
    in_session=True,
)
HOST = Action(
    "host",
    "open review sessions, rename them, arrange their playlists; resolve others' comments, carry notes forward, place them",
    Scope.WRITE,
    Role.ARTIST,
)
DECIDE = Action(
    "decide",
    "decide what a version is; delete others' comments and drawings; close others' sessions; take control from a driver",
    Scope.WRITE,
    Role.SUPERVISOR,
)
INVITE = Action("invite", "make, see and revoke guest links", Scope.WRITE, Role.SUPERVISOR)
AUDIT = Action("audit", "see who did what in a project", Scope.ADMIN, Role.ADMIN)
MANAGE = Action(
    "manage", "add and remove members, change their roles; say which review statuses there are", Scope.ADMIN, Role.ADMIN
)
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
    FOLLOW,
    SEE_MEMBERS,
    LEAVE,
    INGEST,
    EDIT,
    CORRECT,
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


def followed(viewer: Viewer) -> list[str] | None:
    """Return the ids of the projects in whose review sessions a viewer may see something, None for all of them.

    It is the ``within`` of the stores for what belongs to sessions; ``in_reach`` is asked of each thing then.
    """
    return None if viewer.user.admin else [project for project in viewer.roles if may(viewer, FOLLOW, project)]


def follows(viewer: Viewer, project_id: str, session_id: str) -> bool:
    """Say whether a session of a project is a viewer's to see."""
    return may(viewer, FOLLOW, project_id) and in_reach(viewer, session_id)


def in_reach(viewer: Viewer, session_id: str | None) -> bool:
    """Say whether a thing of a session, in a project that a viewer follows, is theirs to see: a link may open one alone."""
    return viewer.session_id is None or viewer.session_id == session_id


def missing(what: str, *, path: tuple[str, ...] = ()) -> NotFoundError:
    """Return the answer to whoever asks for what is not there, or not theirs to see; ``path`` names the field that asks."""
    return NotFoundError(f"There is no such {what}, or it is not yours to see. Check the id, or ask for access.", path=path)


def _refusal(viewer: Viewer, action: Action, project_id: str | None) -> ReelgraphError | None:
    """Return what keeps a viewer from an action, None where nothing does."""
    if viewer.guest and not action.guests:
        return NotAllowedError("A guest link does not reach that far. Ask whoever invited you.")
    if viewer.session_id is not None and not action.in_session:
        return NotAllowedError("Your link opens one review session and nothing beside it. Ask whoever invited you.")
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
