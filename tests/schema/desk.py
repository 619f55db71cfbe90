"""A desk to ask the schema from: the scene of the graph's tests, and whoever sits there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from strawberry.types import ExecutionResult

from graph.errors import NotFoundError
from graph.events import Event, Topic
from graph.nodes.access import Viewer
from graph.nodes.model import ModelIdentity
from graph.ports import PartState
from schema.context import Context
from schema.root import schema
from tests.graph.scene import ALL_MODELS, Scene


class NoUploads:
    """Uploads of a server that has none."""

    async def finished(self, viewer: Viewer, upload_id: str) -> tuple[Path, str]:
        raise NotFoundError(f"There is no upload {upload_id!r} of yours.", path=("upload_id",))

    async def remove(self, upload_id: str) -> None:
        raise AssertionError("nothing was uploaded")


class Silence:
    """Live events of a server where nothing happens."""

    @contextmanager
    def listen(self, *topics: Topic) -> Iterator[AsyncIterator[Event]]:
        async def silence() -> AsyncIterator[Event]:
            return
            yield

        yield silence()


@dataclass(frozen=True)
class Part:
    ok: bool
    latency_ms: float
    reason: str
    detail: str


async def report() -> Mapping[str, PartState]:
    return {
        "graph": Part(True, 1.5, "works", "falkordb at 127.0.0.1"),
        "disk": Part(False, 0.5, "no room", "no room in /secret"),
    }


@dataclass(frozen=True)
class Weights:
    profile: str
    why: str
    models: Sequence[ModelIdentity]


@dataclass
class Desk:
    scene: Scene

    def context(self, viewer: Viewer) -> Context:
        return Context(
            services=self.scene.services,
            uploads=NoUploads(),
            events=Silence(),
            report=report,
            engine=self.scene.client.engine,
            model_profile=Weights("bundled", "the hub cannot be reached", ALL_MODELS),
            request_id="request-1",
            caller=viewer,
        )

    async def answer(self, query: str, viewer: Viewer | None = None, **variables: Any) -> ExecutionResult:
        """What the schema answers; the artist asks unless another viewer is given."""
        context = self.context(viewer or self.scene.artist)
        result = await schema.execute(query, variable_values=variables, context_value=context)
        assert isinstance(result, ExecutionResult)
        return result

    async def ask(self, query: str, viewer: Viewer | None = None, **variables: Any) -> dict[str, Any]:
        """The data of an answer that has no errors."""
        result = await self.answer(query, viewer, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def problem(self, query: str, viewer: Viewer | None = None, **variables: Any) -> tuple[str, str, list[str] | None]:
        """Code, message and input path of the one error of an answer."""
        result = await self.answer(query, viewer, **variables)
        assert result.errors is not None
        (error,) = result.errors
        assert error.extensions is not None
        return error.extensions["code"], error.message, error.extensions.get("path")

    async def cost(self, query: str, viewer: Viewer | None = None, **variables: Any) -> int:
        """How many statements an answer without errors sends to the graph."""
        before = self.scene.client.queries
        await self.ask(query, viewer, **variables)
        return self.scene.client.queries - before
