"""A worker that has an analysis process hang, says its id, and waits to be killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from analyzers.child import AnalysisChild, ChildLimits
from analyzers.wire import AnalysisRequest, Configure, Result
from graph.nodes.asset import AssetKind, MediaInfo
from graph.nodes.ids import new_id


async def _work() -> None:
    child = AnalysisChild(
        Configure(Path("/nowhere"), "bundled", None, "cpu", 300, 5), ChildLimits(4096, 600), "tests.analyzers.hostile"
    )

    async def say(_result: Result) -> None:
        print(child.pid, flush=True)  # noqa: T201

    request = AnalysisRequest(new_id(), 1, new_id(), AssetKind.VIDEO, Path("/footage/hang.mp4"), MediaInfo("mp4"), ())
    await child.analyse(request, say)


if __name__ == "__main__":
    asyncio.run(_work())
