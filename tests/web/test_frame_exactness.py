"""The player shows the frame that was asked for, whatever the rate: read from the pictures, not from what the page says."""

from __future__ import annotations

import io
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.analyzers.coded_clips import make_clip, read_number
from tests.outside.studio import INGEST, Studio
from tests.web.conftest import OpenPage
from tests.web.proxied import give_proxy

FRAMES = 120
SEEKS = 100
STEPS = 100
SCREENSHOTS = 5
UNEVEN = [Fraction(sum((1, 3, 2, 5, 1)[k % 5] for k in range(n)), 60) for n in range(FRAMES)]
CLIPS: dict[str, tuple[Fraction, list[Fraction] | None]] = {
    "24000/1001": (Fraction(24000, 1001), None),
    "25": (Fraction(25), None),
    "30000/1001": (Fraction(30000, 1001), None),
    "50": (Fraction(50), None),
    "variable": (Fraction(25), UNEVEN),
}
SCRIPT = (Path(__file__).parent / "exactness.js").read_text()


@pytest.fixture(scope="module")
def numbered(studio: Studio) -> dict[str, str]:
    """Ids of assets whose pictures carry their numbers, by rate; their proxies are made by the code that workers run."""
    folder = studio.root / "numbered"
    folder.mkdir()
    assets = {}
    for number, (name, (rate, times)) in enumerate(CLIPS.items()):
        path = make_clip(folder / f"{number}.mp4", FRAMES, rate=rate, times=times, options={"preset": "veryfast", "bf": "2"})
        given = {"project": studio.film, "path": str(path), "name": f"Numbered {name}", "analyze": False}
        done = studio.ask(INGEST, input=given)["ingest"]
        assert done["problems"] == []
        assets[name] = done["asset"]["id"]
        give_proxy(studio.running.data, studio.tokens["admin"], path, done["version"]["id"])
    return assets


def on_screen(page: Page) -> int:
    """Return the number in the picture of a screenshot."""
    picture = Image.open(io.BytesIO(page.locator("[data-testid=player] video").screenshot())).convert("RGB")
    return read_number(np.asarray(picture))


@pytest.mark.parametrize("rate", CLIPS)
def test_every_frame_that_is_asked_for_is_the_one_that_is_shown(
    open_page: OpenPage, numbered: dict[str, str], rate: str
) -> None:
    chance = random.Random(rate)  # noqa: S311 - the same seeks each time, not a secret
    asked = [chance.randrange(FRAMES) for _ in range(SEEKS)]
    page = open_page("ana", f"/asset/{numbered[rate]}?frame={FRAMES - 1}")
    page.wait_for_selector(f"[data-testid=player][data-frame='{FRAMES - 1}']")

    sought = page.evaluate(SCRIPT, {"frames": asked, "stepping": False})
    seen = []
    for frame in asked[:SCREENSHOTS]:
        page.evaluate(SCRIPT, {"frames": [frame], "stepping": False})
        seen.append(on_screen(page))
    page.evaluate(SCRIPT, {"frames": [FRAMES - 1], "stepping": False})
    backwards = list(range(FRAMES - 2, FRAMES - 2 - STEPS, -1))
    stepped = page.evaluate(SCRIPT, {"frames": backwards, "stepping": True})

    assert sought == asked
    assert seen == asked[:SCREENSHOTS]
    assert stepped == backwards
