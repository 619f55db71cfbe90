"""The embedder of this process, for words and pictures that people search with."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from graph.errors import ReelgraphError
from graph.files import DataFolder
from graph.ports import ImageEncoder, TextEncoder
from server.isolation import IsolatedProcesses
from server.looking import IsolatedImageEncoder
from server.settings import Settings

if TYPE_CHECKING:
    from analyzers.profiles import ProfileReport

log = structlog.get_logger("reelgraph.models")


@dataclass(frozen=True, slots=True)
class Encoders:
    """What this process can turn into vectors; nothing where no embedder could be had. ``detail`` says why."""

    text: TextEncoder | None
    image: ImageEncoder | None
    detail: str
    report: ProfileReport | None = None


async def open_encoders(
    settings: Settings, files: DataFolder, decoders: IsolatedProcesses, stack: AsyncExitStack
) -> Encoders:
    """Find the embedder that the settings name; its weights are loaded by the first who asks.

    Without one the server runs all the same: names and labels are found without vectors, and the reason is told.
    """
    from analyzers.registry import build_analyzers, build_text_side
    from analyzers.text_encoder import BatchingTextEncoder

    try:
        analyzers = await asyncio.to_thread(
            build_analyzers,
            settings.profile,
            settings.device,
            weights=settings.weights,
            pulled=files.models,
            say=lambda name: log.warning("fetching a model", file=name),
        )
    except ReelgraphError as error:
        log.error("no embedder: search by words and pictures is off", reason=error.message)
        return Encoders(None, None, f"no embedder: {error.message}")
    report = replace(analyzers.report, why=settings.profile_reason or analyzers.report.why)
    profile, *models = report.lines()
    log.info(profile)
    # For words alone. Pictures of likeImage are looked at by an embedder in a process of its own.
    side = await asyncio.to_thread(build_text_side, report.profile, weights=settings.weights, pulled=files.models)
    text = BatchingTextEncoder(side, settings.device)
    stack.push_async_callback(text.close)
    image = IsolatedImageEncoder(
        side.identity,
        decoders,
        profile=report.profile,
        device=settings.device,
        weights=settings.weights,
        pulled=files.models,
        idle_seconds=settings.model_idle_seconds,
    )
    stack.push_async_callback(image.close)
    return Encoders(text, image, f"{profile} ({'; '.join(models)})", report)
