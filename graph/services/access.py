"""The one place where roles are decided: what each right needs, and who may know what.

A stranger to a project is told that nothing is there; a member whose role does not reach is told which role would.
"""

from __future__ import annotations

from graph.errors import NotAllowedError, NotFoundError
from graph.nodes.access import Role, Viewer

READ = Role.VIEWER
INGEST = Role.ARTIST
ANALYSE = Role.ARTIST
CANCEL_OTHERS = Role.SUPERVISOR
MANAGE = Role.ADMIN


def require(viewer: Viewer, project_id: str, role: Role, *, what: str = "project") -> None:
    """Let a viewer pass who holds ``role`` or more in a project.

    Raises NotFoundError for a stranger (``what`` names the thing that does not exist for them) and NotAllowedError for a
    member below the role.
    """
    held = viewer.role_in(project_id)
    if held is None:
        raise missing(what)
    if held < role:
        raise NotAllowedError(
            f"This needs the role {role.name} in the project; yours is {held.name}. Ask an ADMIN of the project."
        )


def require_admin(viewer: Viewer) -> None:
    """Let an administrator of the server pass. Raises NotAllowedError for anybody else."""
    if not viewer.admin:
        raise NotAllowedError("This needs an administrator of the server. Ask one, or use an administrator's token.")


def visible(viewer: Viewer) -> list[str] | None:
    """Return the ids of the projects that a viewer may see, None for all of them: the ``within`` of the stores."""
    return None if viewer.admin else [project for project, role in viewer.roles.items() if role >= READ]


def missing(what: str, *, path: tuple[str, ...] = ()) -> NotFoundError:
    """Return the answer to whoever asks for what is not there, or not theirs to see; ``path`` names the field that asks."""
    return NotFoundError(f"There is no such {what}, or it is not yours to see. Check the id, or ask for access.", path=path)
