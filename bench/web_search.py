"""The first page and a long list in Chromium: how much JavaScript comes, when one can type, and whether every hit shows.

The peers, in the same browser and run: GraphiQL as this server ships it, for how much comes and how soon one can type; and
for the list, the same number of cards in a plain page that has all of them at once. Needs Chromium, and the pages built
(``make web graphiql``).
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from bench.machine import machine_line
from graph.nodes.asset import Asset, AssetKind, Representation, RepresentationRole, Version
from graph.nodes.ids import new_id
from tests.graph.scene import ALL_MODELS, MEDIA, keyframes_of, shots_of
from tests.outside.studio import PLENTY, open_services
from tests.server.conftest import Running, end, start
from tests.web.conftest import CHROMIUM, DESK

VERSIONS, SHOTS = 21, 500
ROUNDS = 5
SCRIPT = Path(__file__).with_suffix(".js")
SCRIPTS = """
performance.getEntriesByType("resource")
  .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])
  .filter(([path]) => path.endsWith(".js"))
"""


async def fill(running: Running) -> None:
    """Make a project with 10,500 shots of footage that is nowhere."""
    async with open_services(running.data) as services:
        admin = await services.users.viewer_for_token(running.token)
        assert admin is not None
        project = await services.projects.create(admin, "bench", "Bench")
        for number in range(VERSIONS):
            now, version_id = datetime.now(UTC), new_id()
            asset = Asset(new_id(), project.id, f"reel {number:02}", AssetKind.VIDEO, (), now)
            location = f"media/{version_id}/original.mov"
            sha256 = version_id.replace("-", "").ljust(64, "0")
            version = Version(version_id, asset.id, project.id, 0, sha256, location, 100, MEDIA, now)
            original = Representation(
                new_id(),
                version_id,
                RepresentationRole.ORIGINAL,
                location,
                "video/quicktime",
                100,
                MEDIA.width,
                MEDIA.height,
            )
            await services.stores.versions.ingest(asset, version, original)
            asked = await services.analysis.request(admin, version_id)
            run, attempt = await services.analysis.begin(asked.id, "worker", "cpu", ALL_MODELS)
            shots = shots_of(run, SHOTS)
            await services.analysis.record_shots(run, attempt, shots, keyframes_of(run, shots))
            await services.analysis.finish(run, attempt, {"frames": SHOTS * 100})


def opening(browser: Browser, running: Running, path: str, ready: str) -> tuple[float, float]:
    """Return kB of JavaScript as it came, and the milliseconds (median) until ``ready`` is there and nothing is busy."""
    sizes, times = [], []
    for _ in range(ROUNDS):
        context = browser.new_context(base_url=running.address, viewport=DESK)  # type: ignore[arg-type]
        context.request.get(f"/login?token={running.token}&next=/status")
        page = context.new_page()
        page.add_init_script(f"({SCRIPT.read_text()})({ready!r})")
        page.goto(path)
        times.append(page.evaluate("window.ready"))
        sizes.append(sum(size for _, size in page.evaluate(SCRIPTS)) / 1000)
        context.close()
    return float(np.median(sizes)), float(np.median(times))


def lists(browser: Browser, running: Running) -> dict[str, dict[str, Any]]:
    """Scroll through our list and the plain one; returns what was seen of each."""
    context = browser.new_context(base_url=running.address, viewport=DESK)  # type: ignore[arg-type]
    context.request.get(f"/login?token={running.token}&next=/status")
    page: Page = context.new_page()
    page.add_init_script(f"({SCRIPT.read_text()})('[data-testid=search-box]')")
    page.goto("/?kind=VIDEO")
    page.wait_for_selector("[data-testid=hit]")
    ours = page.evaluate("window.scrollThrough()")
    ours["said"] = page.locator("[data-end]").inner_text()
    plain = page.evaluate("count => window.plainList(count)", VERSIONS * SHOTS)
    context.close()
    return {"ours": ours, "plain": plain}


def main() -> None:
    """Print both tables."""
    print(machine_line(["playwright"]))
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", REELGRAPH_WORKERS="0", REELGRAPH_DEVELOPMENT="true", **PLENTY)
        try:
            asyncio.run(fill(running))
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                first = opening(browser, running, "/", "[data-testid=search-box]")
                peer = opening(browser, running, "/graphql", "#token")
                seen = lists(browser, running)
                browser.close()
        finally:
            end(running)
    print("\n| page | JavaScript, kB as sent | until one can type, ms |\n|---|---|---|")
    for name, (size, time) in {"search": first, "GraphiQL of this server": peer}.items():
        print(f"| {name} | {size:.0f} | {time:.0f} |")
    print("\n| list | hits reached | places seen empty | frames, median ms | 95th, ms | until it stood, ms |")
    print("|---|---|---|---|---|---|")
    for name, each in seen.items():
        median, late = np.percentile(each["frames"], [50, 95])
        print(f"| {name} | {each['hits']:,} | {each['blank']} | {median:.0f} | {late:.0f} | {each['built']:.0f} |")
    print(f"\nAt the end ours says: {seen['ours']['said']}")


if __name__ == "__main__":
    main()
