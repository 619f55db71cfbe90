"""Names of footage, for matching what other systems say with what is here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from graph.cypher import footage_names as cypher
from graph.ports import GraphClient

_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class FootageName:
    """A version, with its asset's name and where its original lies: relative to the data folder, or an absolute path."""

    asset_id: str
    version_id: str
    number: int
    name: str
    location: str


class FootageNameStore:
    """Reads names."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def of_project(self, project_id: str) -> AsyncIterator[FootageName]:
        """Yield every version of a project with its names, the versions of an asset oldest first."""
        after: str | None = None
        while True:
            rows = await self._client.read(cypher.FOOTAGE_NAMES, project=project_id, after=after, limit=_PAGE)
            for row in rows:
                yield FootageName(row["asset"], row["version"], row["number"], row["name"], row["location"])
            if not rows:
                return
            after = rows[-1]["asset"]

    async def by_content(self, project_id: str, hashes: Sequence[str]) -> dict[str, str]:
        """Return the version that has each of some SHA-256 sums, where there is one."""
        keys = [f"{project_id}:{sha256}" for sha256 in hashes]
        rows = await self._client.read(cypher.VERSIONS_BY_CONTENT, keys=keys) if keys else []
        return {row["sha256"]: row["version"] for row in rows}
