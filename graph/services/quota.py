"""How much of the data folder one project may fill: its originals, what came with comments, and what is on its way."""

from __future__ import annotations

from graph.errors import TooLargeError
from graph.stores.versions import VersionStore


class Quota:
    """The limit of each project in bytes; None sets none. Files that stay where they were (REFERENCE) do not count."""

    def __init__(self, versions: VersionStore, most: int | None) -> None:
        self._versions = versions
        self._most = most

    @property
    def most(self) -> int | None:
        """The limit of one project in bytes, and of one user's waiting uploads that name none."""
        return self._most

    async def room(self, project_id: str) -> int | None:
        """Return how many bytes the project's files leave, perhaps below zero; None where there is no limit."""
        if self._most is None:
            return None
        return self._most - await self._versions.stored_bytes(project_id)

    async def require(self, project_id: str, size: int) -> None:
        """Raise TooLargeError unless ``size`` more bytes fit."""
        room = await self.room(project_id)
        if room is not None and size > room:
            raise over_quota(size, room)


def over_quota(size: int, room: int) -> TooLargeError:
    """Return the refusal of ``size`` bytes where ``room`` are left."""
    return TooLargeError(
        f"The file has {size} bytes and the project's quota has room for {max(0, room)}. Remove what is not needed, or ask"
        " an administrator to raise REELGRAPH_PROJECT_QUOTA_MB."
    )
