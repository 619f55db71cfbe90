"""What stands in a node for a part that was not read with it: whoever looks at it made a mistake, and is told so.

Only what can be large is left out, and only where nobody asks for it: see the stores' ``brief``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, SupportsIndex


def _unread() -> LookupError:
    return LookupError("this part of the node was not read: ask the store for the whole node")


class UnreadMap(Mapping[str, Any]):
    """In place of a mapping."""

    def __getitem__(self, key: str) -> NoReturn:
        raise _unread()

    def __iter__(self) -> Iterator[str]:
        raise _unread()

    def __len__(self) -> int:
        raise _unread()


class UnreadItems(tuple[Any, ...]):
    """In place of a tuple."""

    __slots__ = ()

    def __getitem__(self, key: SupportsIndex | slice) -> NoReturn:
        raise _unread()

    def __iter__(self) -> Iterator[Any]:
        raise _unread()

    def __len__(self) -> int:
        raise _unread()


UNREAD_MAP, UNREAD_ITEMS = UnreadMap(), UnreadItems()
