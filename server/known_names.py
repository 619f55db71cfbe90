"""Names that clients choose, as label values: few, whatever they choose."""

from __future__ import annotations

from collections.abc import Iterable

OTHER = "other"
ANONYMOUS = "anonymous"


class KnownNames:
    """Those that were told beforehand, and the first ``room`` others that come; every further one is ``other``.

    A client that makes names up can take the room, and never the place of those that were told.
    """

    def __init__(self, told: Iterable[str], room: int) -> None:
        self._known = {ANONYMOUS, OTHER, *told}
        self._room = room

    def label(self, name: str | None, *, learn: bool) -> str:
        """Return the label of a name. Only where it may ``learn`` does a new one take room."""
        if name is None:
            return ANONYMOUS
        if name not in self._known:
            if not learn or self._room == 0:
                return OTHER
            self._room -= 1
            self._known.add(name)
        return name
