"""Search quality: short queries over the shared clips and photographs: what comes first, how sure, how often right.

Frames are sampled as the product does by default. The second list was written before anything was measured by it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.machine import machine_line
from graph.client import open_graph
from graph.embedded import EmbeddedEngine
from graph.migrations import migrate
from tests.quality.blind_queries import BLIND_QUERIES, blind_pictures
from tests.quality.footage import Outcome, analysed, outcomes
from tests.quality.short_queries import CLIPS, SHORT_QUERIES, ShortQuery

SHARED = Path(__file__).resolve().parents[2] / "shared"
PER_SECOND = 5.0


def main() -> None:
    """Analyse the clips with the bundled networks and print a line a query."""
    if not (SHARED / "media").is_dir():
        print("no ../shared: the footage of this benchmark is not here", file=sys.stderr)
        return
    print(machine_line(("faiss-cpu",)))
    for title, clips, queries in (
        ("forty short queries", [SHARED / clip for clip in CLIPS], SHORT_QUERIES),
        ("the second list", blind_pictures(SHARED), BLIND_QUERIES),
    ):
        print(f"\n{title}:")
        with tempfile.TemporaryDirectory() as folder:
            _print(asyncio.run(_measure(Path(folder), clips, queries)))


async def _measure(data: Path, clips: Sequence[Path], queries: Sequence[ShortQuery]) -> list[Outcome]:
    engine = EmbeddedEngine.start(data)
    try:
        client = open_graph(engine.address.graph)
        await migrate(client)
        began = time.perf_counter()
        footage = await analysed(client, data, clips, per_second=PER_SECOND)
        print(f"{len(clips)} files analysed in {time.perf_counter() - began:.0f} s")
        await footage.services.search.warm()
        began = time.perf_counter()
        found = await outcomes(footage, queries)
        print(f"{len(found)} searches, {1000 * (time.perf_counter() - began) / len(found):.0f} ms each")
        await client.close()
        return found
    finally:
        engine.stop()


def _print(found: list[Outcome]) -> None:
    for one in found:
        asked = "right" if one.right else "honest" if one.honest else "WRONG"
        verdict = "no good match" if one.no_good_match else one.relevance
        print(f"{one.query.words:30} {one.first:18} {verdict:14} {asked:7} {one.why}")
    shown = [one for one in found if one.query.clips]
    absent = [one for one in found if not one.query.clips]
    print(
        f"right clip first: {sum(one.right for one in shown)} of {len(shown)};"
        f" of these said to be FAIR or STRONG: {sum(one.right and not one.no_good_match for one in shown)};"
        f" no good match said where nothing is shown: {sum(one.right for one in absent)} of {len(absent)};"
        f" right or honest: {sum(one.honest for one in found)} of {len(found)}"
    )


if __name__ == "__main__":
    main()
