"""How fast the player shows a frame in Chromium: from the press of a key to the repaint that has the frame.

The peer is a plain ``video`` element in the same page that seeks in the original (``currentTime = frame / rate``, then
``seeked``), which shows another frame than the one asked for in up to half of the seeks; the player's are all exact
(tests/web/test_frame_exactness.py). Needs Chromium, and the pages built (``make web``).
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import sync_playwright

from bench.machine import machine_line
from tests.outside.studio import INGEST
from tests.server.conftest import Running, end, start
from tests.web.conftest import CHROMIUM, DESK
from tests.web.proxied import give_proxy

ROOT = Path(__file__).resolve().parents[1]
FOOTAGE = ROOT / "server" / "footage"
CLIP, RATE, FRAMES = "big-buck-bunny.mp4", 24, 720
SEEKS = 100
GOAL_MS = 50.0
ROWS = {
    "paced": "a step on, 100 ms after the last was seen",
    "forward": "a step on, as soon as the last was seen",
    "back": "a step back, as soon as the last was seen",
    "seek": "a seek anywhere",
    "plain": "a plain video element, the same seeks in the original",
}
MAKE = 'mutation { createProject(input: { key: "bench", name: "Bench" }) { project { id } } }'
FIND = "query Find($id: ID!) { asset(id: $id) { latest { representations { role url } } } }"


def asset_with_proxy(running: Running, path: Path) -> tuple[str, str]:
    """Ingest a clip; returns the asset's id and the address of the original."""
    with httpx.Client(base_url=running.address, headers=running.headers, timeout=60, trust_env=False) as http:

        def ask(query: str, **variables: object) -> dict[str, dict[str, dict[str, object]]]:
            answer = http.post("/graphql", json={"query": query, "variables": variables}).raise_for_status().json()
            assert "errors" not in answer, answer
            return answer["data"]  # type: ignore[no-any-return]

        project = ask(MAKE)["createProject"]["project"]
        assert isinstance(project, dict)
        done = ask(INGEST, input={"project": project["id"], "path": str(path), "analyze": False})["ingest"]
        give_proxy(running.data, running.token, path, str(done["version"]["id"]))
        asset = str(done["asset"]["id"])
        found = ask(FIND, id=asset)["asset"]["latest"]["representations"]
        assert isinstance(found, list)
        return asset, next(each["url"] for each in found if each["role"] == "ORIGINAL")


def times_in_browser(running: Running, asset: str, original: str) -> tuple[float, dict[str, Sequence[float]]]:
    """Return the seconds until the first frame, and the milliseconds of each deed."""
    script = Path(__file__).with_suffix(".js").read_text()
    chance = random.Random(7)  # noqa: S311 - the same seeks each time, not a secret
    seeks = [chance.randrange(FRAMES) for _ in range(SEEKS)]
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=running.address, viewport=DESK)  # type: ignore[arg-type]
        context.request.get(f"/login?token={running.token}&next=/status")
        page = context.new_page()
        page.goto("/status")
        began = time.monotonic()
        page.goto(f"/asset/{asset}?frame=100")
        page.wait_for_selector("[data-testid=player][data-frame='100']")
        opened = time.monotonic() - began
        times = page.evaluate(script, {"seeks": seeks, "original": original, "rate": RATE})
        browser.close()
    return opened, times


def main() -> None:
    """Print the table."""
    print(machine_line(["playwright"]))
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", "--root", str(FOOTAGE), REELGRAPH_WORKERS="0")
        try:
            opened, times = times_in_browser(running, *asset_with_proxy(running, FOOTAGE / CLIP))
        finally:
            end(running)
    print(f"\nFrom the address to the first exact frame: {opened:.2f} s\n")
    print("| deed | median, ms | 95th, ms | within 50 ms | to the plain element |\n|---|---|---|---|---|")
    peer = float(np.median(times["plain"]))
    for name, said in ROWS.items():
        values = np.array(times[name])
        median, late = np.percentile(values, [50, 95])
        print(f"| {said} | {median:.0f} | {late:.0f} | {(values <= GOAL_MS).mean():.0%} | {median / peer:.2f} |")


if __name__ == "__main__":
    main()
