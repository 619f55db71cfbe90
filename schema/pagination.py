"""Relay connections over keyset pages.

A cursor is opaque: the URL-safe base64 of a JSON list that holds a mark of the list it belongs to and the sort keys of its
item. A row that comes or goes elsewhere moves nothing. A cursor of another list is refused, and so is one with keys that
such a list cannot have.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from graph.errors import InvalidError
from graph.nodes.page import Page, PageRequest

LARGEST_PAGE = 100
LARGEST_SESSION_PAGE = 500  # of what a room reads at once: said in thousands, and cheap to hydrate
_LONGEST_CURSOR = 4_000  # names have 200 letters, of which JSON makes 12 bytes each at most, and base64 a third more
_INT64 = 2**63

First = Annotated[int, strawberry.argument(description="How many items, at most 100.")]
FirstOfSession = Annotated[
    int | None,
    strawberry.argument(description=f"How many items from the start, at most {LARGEST_SESSION_PAGE}; 100 unless told."),
]
LastOfSession = Annotated[
    int | None,
    strawberry.argument(description=f"How many from the end, instead of `first`; at most {LARGEST_SESSION_PAGE}."),
]
After = Annotated[str | None, strawberry.argument(description="Go on after the item with this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="Go back from the item with this cursor.")]

ItemT = TypeVar("ItemT")
NodeT = TypeVar("NodeT")


@dataclass(frozen=True, slots=True)
class Order(Generic[ItemT]):
    """The total order of a kind of list. ``keys`` gives an item's sort keys, ``types`` their types.

    A page of it holds at most ``largest`` items.
    """

    name: str
    types: tuple[type, ...]
    keys: Callable[[ItemT], tuple[Any, ...]]
    largest: int = LARGEST_PAGE


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """As the Relay cursor connections specification has it."""

    has_next_page: bool = strawberry.field(description="Whether items follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether items precede this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last item; null on an empty page.")


@strawberry.type(description="An item of a list, at its place.")
class Edge(Generic[NodeT]):
    """As the Relay cursor connections specification has it."""

    order: strawberry.Private[Order[Any]]
    parent: strawberry.Private[str]
    item: strawberry.Private[object]
    node: NodeT = strawberry.field(description="The item.")

    @strawberry.field(description="Marks the item's place; opaque, good for paging in the same list.")
    def cursor(self) -> str:
        """Return the item's cursor."""
        return encode_cursor(self.order, self.parent, self.item)


@strawberry.type(description="A page of a list that can grow.")
class Connection(Generic[NodeT]):
    """As the Relay cursor connections specification has it."""

    order: strawberry.Private[Order[Any]]
    parent: strawberry.Private[str]
    request: strawberry.Private[PageRequest]
    page: strawberry.Private[Page[Any]]
    edges: list[Edge[NodeT]] = strawberry.field(description="The items of this page, in the list's order.")

    @strawberry.field(description="Where this page lies in the list.")
    def page_info(self) -> PageInfo:
        """Say where; that items lie behind the position a walk came from is taken as given, as the specification allows."""
        behind, items = self.request.position is not None, self.page.items
        return PageInfo(
            has_next_page=behind if self.request.backward else self.page.more,
            has_previous_page=self.page.more if self.request.backward else behind,
            start_cursor=encode_cursor(self.order, self.parent, items[0]) if items else None,
            end_cursor=encode_cursor(self.order, self.parent, items[-1]) if items else None,
        )


def encode_cursor(order: Order[ItemT], parent: str, item: ItemT) -> str:
    """Return the cursor of an item in the list of ``order`` under ``parent`` (an own id, or empty for a root list)."""
    text = json.dumps([_mark(order, parent), *order.keys(item)], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _mark(order: Order[Any], parent: str) -> str:
    return _mark_of(f"{order.name}:{parent}")


def _mark_of(name: str) -> str:
    return blake2s(name.encode(), digest_size=6).hexdigest()


def _decode_cursor(order: Order[Any], parent: str, cursor: str, argument: str) -> tuple[Any, ...]:
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise ValueError
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if not isinstance(values, list) or not values or not isinstance(values[0], str):
        raise InvalidError("This is not a cursor. Take cursors from `edges` or `pageInfo` as they are.", path=(argument,))
    mark, *keys = values
    if mark != _mark(order, parent) or [type(key) for key in keys] != list(order.types):
        raise InvalidError("This cursor belongs to another list. Take one from this list.", path=(argument,))
    if any(isinstance(key, int) and not -_INT64 <= key < _INT64 for key in keys):
        raise InvalidError("This cursor belongs to no item. Take one from this list.", path=(argument,))
    return tuple(keys)


def mark_cursor(cursor: str, name: str) -> str:
    """Return a cursor that a service made, with a mark of the list that it is good for."""
    return urlsafe_b64encode(f"{_mark_of(name)}:{cursor}".encode()).rstrip(b"=").decode()


def unmark_cursor(cursor: str | None, name: str) -> str | None:
    """Return the service's cursor; raises InvalidError for one of another list, or none at all."""
    if cursor is None:
        return None
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise ValueError
        mark, _, inner = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")
    except (ValueError, binascii.Error):
        mark = inner = ""
    if not inner:
        raise InvalidError("This is not a cursor. Take cursors from `edges` or `pageInfo` as they are.", path=("after",))
    if mark != _mark_of(name):
        raise InvalidError("This cursor belongs to another list. Take one from this list.", path=("after",))
    return inner


def page_request(
    order: Order[Any],
    parent: str,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    default: int = 20,
) -> PageRequest:
    """Return what the paging arguments ask for; raises InvalidError where they contradict themselves or ask for too much."""
    if last is not None or before is not None:
        if first is not None or after is not None:
            raise InvalidError("Give `first` and `after`, or `last` and `before`, not both.", path=("last",))
        size, cursor, backward = checked_size(default if last is None else last, "last", order.largest), before, True
    else:
        size, cursor, backward = checked_size(default if first is None else first, "first", order.largest), after, False
    argument = "before" if backward else "after"
    position = None if cursor is None else _decode_cursor(order, parent, cursor, argument)
    return PageRequest(size, position, backward)


def checked_size(size: int, argument: str, largest: int = LARGEST_PAGE) -> int:
    """Return a page size that may be asked for; raises InvalidError for any other."""
    if not 0 <= size <= largest:
        raise InvalidError(f"`{argument}` is {size}; a page holds 0 to {largest} items", path=(argument,))
    return size


def connection(
    order: Order[ItemT], parent: str, request: PageRequest, page: Page[ItemT], nodes: Sequence[NodeT]
) -> Connection[NodeT]:
    """Return the connection of a page; ``nodes`` are the page's items as GraphQL objects, in the same order."""
    edges = [Edge(order=order, parent=parent, item=item, node=node) for item, node in zip(page.items, nodes, strict=True)]
    return Connection(order=order, parent=parent, request=request, page=page, edges=edges)
