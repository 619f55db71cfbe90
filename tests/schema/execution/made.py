"""A schema in which everything happens: every nullability, lists of lists, unions, interfaces, and resolvers that fail.

What a field gives is decided by its object's number and its own name, never by when it is asked. Loaded under the name
``made_later`` the module answers many fields asynchronously, some later than others; else it gives the same answers at once.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import wraps
from typing import Annotated, Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

Even = NewType("Even", int)
ASYNCHRONOUS = __name__ == "made_later"


def _even(value: int) -> int:
    if value % 2:
        raise ValueError(f"{value} is odd")
    return value


class Colour(Enum):
    RED = "r"
    GREEN = "g"
    BLUE = 3


def number_of(seed: int, name: str) -> int:
    return zlib.crc32(f"{seed}/{name}".encode())


def happens(seed: int, name: str, value: Any) -> Any:
    """Return the value, or now and then something else, or raise."""
    number = number_of(seed, name)
    match number % 37:
        case 0 | 1:
            return None
        case 2:
            raise ValueError(f"{name} of {seed} broke")
        case 3:
            return ValueError(f"{name} of {seed} was returned")
        case 4:
            raise GraphQLError(f"{name} of {seed} is refused", extensions={"code": "REFUSED", "seed": seed})
        case 5:
            return object if name.endswith("s") else {"not": "this"}
        case _:
            return value


class Refuses(BasePermission):
    message = "not for you"

    def has_permission(self, source: Any, info: Any, **given: Any) -> bool:
        return number_of(source.seed, "permission") % 5 != 0


class Doubles(FieldExtension):
    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **given: Any) -> Any:
        return next_(source, info, **given) * 2


def later(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make the resolver asynchronous in the asynchronous schema."""
    if not ASYNCHRONOUS:
        return function

    @wraps(function)
    async def resolve(*args: Any, **given: Any) -> Any:
        source = args[0]
        for _ in range(number_of(source.seed, function.__name__) % 4):
            await asyncio.sleep(0)
        return function(*args, **given)

    return resolve


def item(value: Any) -> Any:
    """Make an item of a list something to await in the asynchronous schema."""
    if not ASYNCHRONOUS:
        return value

    async def give() -> Any:
        await asyncio.sleep(0)
        return value

    return give()


def children(seed: int, name: str, most: int = 3) -> list[Any]:
    return [thing(seed * 7 + place + 1) for place in range(number_of(seed, name + "#") % (most + 1))]


@strawberry.interface
class Being:
    seed: int

    @strawberry.field
    def greeting(self) -> str:
        return happens(self.seed, "greeting", f"being {self.seed}")  # type: ignore[no-any-return]


@strawberry.input
class Where:
    least: int = 0
    words: list[str] | None = None


@strawberry.type
class Stone:
    seed: int
    weight: float

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        return getattr(value, "seed", 0) % 11 != 3 and isinstance(value, cls)


@strawberry.type
class Thing(Being):
    count: int
    ratio: float | None
    flag: bool
    name: str | None
    colour: Colour
    colours: list[Colour | None]
    moment: datetime | None
    blob: JSON
    even: Even | None

    @strawberry.field
    def word(self) -> str:
        return happens(self.seed, "word", "w" * (self.seed % 4))  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def slow_word(self) -> str | None:
        return happens(self.seed, "slow_word", "slow")  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def sure_word(self) -> str:
        return happens(self.seed, "sure_word", "sure")  # type: ignore[no-any-return]

    @strawberry.field
    def where_am_i(self, info: strawberry.Info) -> str:
        return f"{info.path.as_list()} {info.field_name} {sorted(info.variable_values)} {info.context}"

    @strawberry.field
    def words(self, times: int = 2) -> list[str]:
        return happens(self.seed, "words", [happens(self.seed, f"word{place}", "x") for place in range(max(0, times))])  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def maybe_words(self, where: Where | None = None) -> list[str | None] | None:
        given = ["a", None, *((where.words or []) if where else [])]
        return happens(self.seed, "maybe_words", given[where.least if where and where.least > 0 else 0 :])  # type: ignore[no-any-return]

    @strawberry.field
    def grid(self) -> list[list[int]]:
        return [[place, happens(self.seed, f"grid{place}", 1)] for place in range(3)]

    @strawberry.field
    def maybe_grid(self) -> list[list[int | None] | None] | None:
        rows = [
            happens(self.seed, f"row{place}", [1, None, happens(self.seed, f"cell{place}", 2**31)]) for place in range(4)
        ]
        return happens(self.seed, "maybe_grid", rows)  # type: ignore[no-any-return]

    @strawberry.field
    def evens(self) -> list[Even | None]:
        return [Even(self.seed + place) for place in range(3)]

    @strawberry.field
    def counted(self) -> list[int]:
        def count() -> Iterator[int]:
            yield from range(self.seed % 3)

        return count()  # type: ignore[return-value]

    @strawberry.field
    def streamed(self) -> list[int | None] | None:
        if not ASYNCHRONOUS:
            return [0, self.seed % 5]

        async def stream() -> AsyncIterator[int]:
            yield 0
            await asyncio.sleep(0)
            yield self.seed % 5

        return stream()  # type: ignore[return-value]

    @strawberry.field
    def promises(self) -> list[int | None]:
        return [item(happens_or_fails(self.seed, place)) for place in range(3)]

    @strawberry.field
    def child(self) -> Thing:
        return happens(self.seed, "child", thing(self.seed * 3 + 1))  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def slow_child(self) -> Thing:
        return happens(self.seed, "slow_child", thing(self.seed * 5 + 2))  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def maybe_child(self) -> Thing | None:
        return happens(self.seed, "maybe_child", thing(self.seed * 3 + 2))  # type: ignore[no-any-return]

    @strawberry.field
    def children(self, first: int = 2) -> list[Thing]:
        return happens(self.seed, "children", children(self.seed, "children", abs(first)))  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def maybe_children(self) -> list[Thing | None] | None:
        made: list[Any] = children(self.seed, "maybe_children")
        return happens(self.seed, "maybe_children", [happens(self.seed, f"m{place}", one) for place, one in enumerate(made)])  # type: ignore[no-any-return]

    @strawberry.field
    def ladder(self) -> list[list[Thing] | None]:
        return [children(self.seed + place, "ladder", 2) for place in range(2)]

    @strawberry.field
    def being(self) -> Being:
        return happens(self.seed, "being", anything(self.seed * 3))  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def maybe_being(self) -> Being | None:
        return happens(self.seed, "maybe_being", anything(self.seed * 3 + 1))  # type: ignore[no-any-return]

    @strawberry.field
    def beings(self) -> list[Being | None]:
        return [happens(self.seed, f"b{place}", anything(self.seed + place)) for place in range(4)]

    @strawberry.field
    def found(self) -> Found | None:
        return happens(self.seed, "found", either(self.seed))  # type: ignore[no-any-return]

    @strawberry.field
    @later
    def finds(self) -> list[Found]:
        return happens(self.seed, "finds", [either(self.seed + place) for place in range(self.seed % 4)])  # type: ignore[no-any-return]

    @strawberry.field(permission_classes=[Refuses])  # type: ignore[untyped-decorator]
    def secret(self) -> str | None:
        return "secret"

    @strawberry.field(extensions=[Doubles()])  # type: ignore[untyped-decorator]
    def doubled(self, by: int = 1) -> int:
        return self.seed % 100 * by

    @strawberry.field
    def of_root(root: Any) -> int:  # noqa: N805 -- Strawberry gives the object by this name
        return int(root.seed % 1000)

    @strawberry.field
    @staticmethod
    def constant() -> str:
        return "constant"


@strawberry.type
class Robot(Being):
    serial: strawberry.ID

    @strawberry.field
    @later
    def maker(self) -> Thing | None:
        return happens(self.seed, "maker", thing(self.seed * 2))  # type: ignore[no-any-return]


Found = Annotated[Thing | Robot | Stone, strawberry.union("Found")]


def thing(seed: int) -> Thing:
    seed %= 100_000
    return Thing(
        seed=seed,
        count=happens_plainly(seed, "count", seed),
        ratio=happens_plainly(seed, "ratio", seed / 7),
        flag=happens_plainly(seed, "flag", seed % 2 == 0),
        name=happens_plainly(seed, "name", f"thing {seed}"),
        colour=happens_plainly(seed, "colour", list(Colour)[seed % 3]),
        colours=[Colour.RED, None if seed % 2 else Colour.BLUE],
        moment=happens_plainly(seed, "moment", datetime(2026, 1, 31, tzinfo=UTC) + timedelta(hours=seed)),
        blob=JSON({"seed": seed, "list": [None, 1.5]}),
        even=Even(seed),
    )


def robot(seed: int) -> Robot:
    return Robot(seed=seed % 100_000, serial=strawberry.ID(f"r{seed}"))


def anything(seed: int) -> Any:
    return robot(seed) if seed % 4 == 0 else Stone(seed=seed, weight=1.0) if seed % 31 == 0 else thing(seed)


def either(seed: int) -> Any:
    return Stone(seed=seed, weight=seed / 3) if seed % 5 == 0 else anything(seed)


def happens_plainly(seed: int, name: str, value: Any) -> Any:
    """As ``happens``, for an attribute: nothing is raised before it is asked for."""
    number = number_of(seed, name) % 41
    return None if number == 0 else ValueError(f"{name} of {seed}") if number == 1 else [1] if number == 2 else value


def happens_or_fails(seed: int, place: int) -> Any:
    number = number_of(seed, f"promise{place}") % 9
    return None if number == 0 else ValueError(f"promise {place} of {seed}") if number == 1 else number


@strawberry.type
class Query:
    seed: int

    @strawberry.field
    def thing(self, seed: int = 1) -> Thing:
        return thing(self.seed + seed)

    @strawberry.field
    @later
    def maybe_thing(self, seed: int = 2) -> Thing | None:
        return happens(seed, "maybe_thing", thing(self.seed + seed))  # type: ignore[no-any-return]

    @strawberry.field
    def things(self, first: int = 3) -> list[Thing] | None:
        return [thing(self.seed + place) for place in range(max(0, first))]

    @strawberry.field
    @later
    def find(self, seeds: list[int]) -> list[Found | None]:
        return [None if seed < 0 else either(self.seed + seed) for seed in seeds]


@strawberry.type
class Mutation:
    seed: int

    @strawberry.field
    @later
    def append(self, info: strawberry.Info, word: str) -> Thing | None:
        info.context.append(word)
        return happens(number_of(len(info.context), word), "append", thing(len(info.context)))  # type: ignore[no-any-return]

    @strawberry.field
    def insist(self, info: strawberry.Info, word: str) -> str:
        info.context.append(word)
        return happens(number_of(len(info.context), word), "insist", "".join(info.context))  # type: ignore[no-any-return]


class Made(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log nothing: failures are what this schema is for."""


def make_schema(**options: Any) -> strawberry.Schema:
    """Return the schema."""
    scalar = strawberry.scalar(name="Even", serialize=_even, parse_value=int)
    return Made(
        query=Query,
        mutation=Mutation,
        types=[Thing, Robot, Stone],
        config=StrawberryConfig(scalar_map={Even: scalar}),
        **options,
    )
