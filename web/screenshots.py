"""Pictures of every page, wide and narrow, light and dark: ``python web/screenshots.py ADDRESS TOKEN PROJECT [FOLDER]``.

The server at ADDRESS has a PROJECT with something in it, as ``make demo`` leaves it. Default folder: docs/pages.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
SETTLED_MS = 2500
CUT = ROOT / "web" / "reel1.edl"
ASKING = """
query ($key: String!) {
  project(key: $key) {
    assets(first: 1, orderBy: NAME) { edges { node { id } } }
    reviewSessions(first: 1) { edges { node { id } } }
  }
}
"""


def paths(found: Mapping[str, object], key: str) -> dict[str, str]:
    """Every page by the name of its picture; ``found`` is the answer's project."""
    first = json.loads(json.dumps(found))
    asset = first["assets"]["edges"][0]["node"]["id"]
    session = first["reviewSessions"]["edges"][0]["node"]["id"]
    return {
        "search": "/?q=a+bird",
        "start": "/",
        "library": "/projects",
        "project": f"/projects/{key}",
        "reviews": f"/projects/{key}/reviews",
        "members": f"/projects/{key}/members",
        "asset": f"/asset/{asset}?frame=428",
        "review": f"/review/{session}?frame=428",
        "timelines": f"/timelines?project={key}",
        "jobs": "/jobs",
        "status": "/status",
        "account": "/account",
        "people": "/people",
    }


def give_cut(page: Page) -> None:
    """Give the page of timelines a cut: some of its footage is in the demonstration, some is not."""
    page.get_by_test_id("timeline-file").set_input_files(CUT)
    page.get_by_test_id("clip").first.wait_for()


def picture(page: Page, target: Path) -> None:
    """Keep what the window shows."""
    shown = Image.open(io.BytesIO(page.screenshot(type="png")))
    shown.save(target, "WEBP", quality=82, method=6)


def main(address: str, token: str, key: str, folder: str = str(ROOT / "docs" / "pages")) -> int:
    """Make all pictures; returns the exit status."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for size, viewport in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(base_url=address, viewport=viewport, color_scheme=scheme)
                context.request.get(f"/login?token={token}&next=/status")
                answer = context.request.post(
                    "/graphql",
                    data={"query": ASKING, "variables": {"key": key}},
                    headers={"X-Reelgraph-CSRF": "1", "Origin": address},
                )
                page = context.new_page()
                for name, path in paths(answer.json()["data"]["project"], key).items():
                    page.goto(path)
                    if name == "timelines":
                        give_cut(page)
                    page.wait_for_timeout(SETTLED_MS)
                    picture(page, target / f"{name}-{size}-{scheme}.webp")
                context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
