"""The token that commands of this machine come in with."""

from __future__ import annotations

from server.commands.failure import CommandFailedError
from server.settings import Settings


def find_token(settings: Settings) -> str:
    """Return the token of client commands: the setting's, else DATA/admin.token's. Raises CommandFailedError."""
    if settings.token is not None:
        return settings.token.get_secret_value()
    path = settings.data / "admin.token"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        raise CommandFailedError(
            f"There is no token: REELGRAPH_TOKEN is not set and {path} does not exist. Set it, or point --data at the data "
            "folder of a `reelgraph up` on this machine.",
            code="NOT_AUTHENTICATED",
        ) from None
    except OSError as error:
        raise CommandFailedError(f"The token in {path} cannot be read: {error.strerror}. Set REELGRAPH_TOKEN.") from None


def authorization(settings: Settings) -> dict[str, str]:
    """Return the headers that say who calls; none where there is no token, for answers that strangers get too."""
    try:
        return {"Authorization": f"Bearer {find_token(settings)}"}
    except CommandFailedError:
        return {}
