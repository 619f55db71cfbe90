"""How fast a review with 2,000 comments opens in Chromium, and how soon one window of a room shows what was done in another.

Opening: from the address to the first notes on the page, and to all of them in its list. The peer is the same 2,000 comments
as one bare file of JSON, fetched and parsed in the same browser, with nothing shown: what any page pays at least that knows
them all.

A room: two windows, from both 200 comments and 50 drawings at a person's pace. Each is timed from the press of the button to
the other window's repaint. ``there`` is when its event reached the other window's socket, so that what the page adds (taking
in, rendering, painting) stands apart from what the server and the way take. The peer is the same text through a bare socket
server that sends to all what one says, and a page that appends it to a list.

Needs Chromium, and the pages built (``make web``).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench.machine import machine_line
from bench.web_player import asset_with_proxy
from tests.server.conftest import Running, end, reelgraph, start, until
from tests.web.conftest import CHROMIUM, DESK
from tests.web.waiting import wait_for

ROOT = Path(__file__).resolve().parents[1]
FOOTAGE = ROOT / "server" / "footage"
CLIP, FRAMES = "big-buck-bunny.mp4", 720
COMMENTS = 2000
ROUNDS = 5
NOTES, DRAWINGS, EVERY_MS = 100, 25, 250
GOAL_OPEN, GOAL_SEEN_MS = 1.5, 250
PLENTY = {"REELGRAPH_BUDGET_PER_SECOND": "1000000000", "REELGRAPH_BUDGET_BURST": "1000000000"}
VERSION = "query Version($id: ID!) { asset(id: $id) { project { id } latest { id } } }"
OPEN = "mutation Open($input: OpenReviewSessionInput!) { openReviewSession(input: $input) { reviewSession { id } } }"
SAY = "mutation Say($input: AddCommentInput!) { addComment(input: $input) { problems { message } } }"
READ = """
query Read($id: ID!, $after: String) { reviewSession(id: $id) { comments(first: 500, after: $after) {
  edges { node { id version text status createdAt at { start end startTimecode } author { id name } on { id } } }
  pageInfo { hasNextPage endCursor }
} } }
"""
FIRST = "() => document.querySelector('[data-testid=comment]') !== null"
ALL = f"""() => [...document.querySelectorAll('h2')].some(each => each.textContent.trim() === '{COMMENTS} notes')
  && document.querySelector('[data-testid=notes-loading]') === null"""
SENT = "([kind, count]) => timing.done && [...timing.sent.keys()].filter(key => key.startsWith(kind)).length === count"
BARE = """async address => {
  const began = performance.now();
  const found = await (await fetch(address, { cache: 'no-store' })).json();
  return [found.length, performance.now() - began];
}"""


class Api:
    """Asks a running server."""

    def __init__(self, running: Running) -> None:
        self._http = httpx.Client(base_url=running.address, headers=running.headers, timeout=60, trust_env=False)

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """Return the data of an answer."""
        answer = self._http.post("/graphql", json={"query": query, "variables": variables}).raise_for_status().json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def session(self, name: str, project: str, version: str) -> str:
        """Open a review of a version; returns its id."""
        opened = self.ask(OPEN, input={"name": name, "project": project, "versions": [version]})
        found: str = opened["openReviewSession"]["reviewSession"]["id"]
        return found

    def fill(self, session: str, version: str) -> None:
        """Say much in a session."""

        def say(number: int) -> None:
            at = {"start": number % FRAMES, "end": number % FRAMES + 1}
            text = f"Note {number}: the edge flickers where the light comes in; compare it with the plate before."
            self.ask(SAY, input={"sessionId": session, "versionId": version, "at": at, "text": text})

        with ThreadPoolExecutor(8) as hands:
            list(hands.map(say, range(COMMENTS)))

    def comments(self, session: str) -> list[dict[str, Any]]:
        """Return all that was said in a session."""
        found: list[dict[str, Any]] = []
        after: str | None = None
        while True:
            page = self.ask(READ, id=session, after=after)["reviewSession"]["comments"]
            found += [edge["node"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]


def second(running: Running) -> str:
    """Return the token of another person."""
    options = ["--user", "ben", "--project", "bench", "--role", "ARTIST", "--data", str(running.data)]
    return reelgraph("token", "create", *options, REELGRAPH_SERVER=running.address).stdout.strip()


BARE_ROOM = """<!doctype html><title>bare</title><ul id=list></ul><script>
const socket = new WebSocket(`ws://${location.host}/room`);
socket.onmessage = ({ data }) => {
  const item = document.createElement('li');
  item.textContent = JSON.parse(data).text;
  document.getElementById('list').append(item);
};
window.say = text => socket.send(JSON.stringify({ text }));
window.ready = new Promise(done => socket.onopen = done);
</script>"""


@contextmanager
def peer(comments: list[dict[str, Any]]) -> Iterator[str]:
    """Serve the bare file and the bare room; yields the address."""
    body = json.dumps(comments)
    sockets: set[WebSocket] = set()

    async def room(mine: WebSocket) -> None:
        await mine.accept()
        sockets.add(mine)
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                said = await mine.receive_text()
                await asyncio.gather(*(each.send_text(said) for each in sockets))
        sockets.discard(mine)

    app = Starlette(
        routes=[
            Route("/", lambda _: HTMLResponse(BARE_ROOM)),
            Route("/comments", lambda _: Response(body, media_type="application/json")),
            WebSocketRoute("/room", room),
        ]
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        until(lambda: server.started, 30, "the bare server runs")
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def opened(context: BrowserContext, session: str, bare: str) -> dict[str, list[float]]:
    """Return the seconds of each opening, of this page and of the bare file."""
    times: dict[str, list[float]] = {"first": [], "all": [], "bare": []}
    page = context.new_page()
    beside = context.new_page()
    beside.goto(bare)
    for _ in range(ROUNDS):
        page.goto("about:blank")
        began = time.monotonic()
        page.goto(f"/review/{session}")
        wait_for(page, FIRST)
        times["first"].append(time.monotonic() - began)
        wait_for(page, ALL)
        times["all"].append(time.monotonic() - began)
        number, took = beside.evaluate(BARE, f"{bare}/comments")
        assert number == COMMENTS
        times["bare"].append(took / 1000)
    page.close()
    beside.close()
    return times


def two_windows(browser: Browser, address: str, path: str, tokens: tuple[str | None, str | None]) -> tuple[Page, Page]:
    """Open the same in two browsers with cookies of their own; each notes when what reaches its sockets and its list."""
    script = Path(__file__).with_suffix(".js").read_text()
    pages = []
    for token in tokens:
        context = browser.new_context(base_url=address, viewport=DESK)  # type: ignore[arg-type]
        context.add_init_script(script)
        if token is not None:
            context.request.get(f"/login?token={token}&next=/status")
        page = context.new_page()
        page.goto(path)
        pages.append(page)
    return pages[0], pages[1]


def told(pages: tuple[Page, Page], kind: str, count: int) -> dict[str, np.ndarray[Any, Any]]:
    """Let both do ``count`` deeds; returns the milliseconds from the press of a button to the other's socket and screen."""
    for name, page in zip("ab", pages, strict=True):
        page.evaluate(
            "([kind, name, count, every]) => { timing.begin(kind, name, count, every) }", [kind, name, count, EVERY_MS]
        )
    for page in pages:
        wait_for(page, SENT, [kind, count])
    there: list[float] = []
    seen: list[float] = []
    for sender, other in (pages, pages[::-1]):
        sent = {key: at for key, at in sender.evaluate("[...timing.sent]") if key.startswith(kind)}
        sent = {key.split()[-1] if kind == "drawing" else key: at for key, at in sent.items()}
        wait_for(other, "keys => keys.every(key => timing.seen.has(key))", list(sent))
        heard, shown = (other.evaluate(f"Object.fromEntries(timing.{what})") for what in ("there", "seen"))
        there += [heard[key] - at for key, at in sent.items()]
        seen += [shown[key] - at for key, at in sent.items()]
    return {"there": np.array(there), "seen": np.array(seen)}


def row(said: str, values: np.ndarray[Any, Any], goal: float | None = None) -> str:
    """Return a line of the table of milliseconds."""
    median, late = np.percentile(values, [50, 95])
    within = "" if goal is None else f"{(values <= goal).mean():.0%}"
    return f"| {said} | {len(values)} | {median:.0f} | {late:.0f} | {values.max():.0f} | {within} |"


def main() -> None:
    """Print the tables."""
    print(machine_line(["playwright", "uvicorn"]))
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", "--root", str(FOOTAGE), REELGRAPH_WORKERS="0", **PLENTY)
        try:
            asset, _ = asset_with_proxy(running, FOOTAGE / CLIP)
            api = Api(running)
            found = api.ask(VERSION, id=asset)["asset"]
            project, version = found["project"]["id"], found["latest"]["id"]
            full, room = (api.session(name, project, version) for name in ("Full", "Room"))
            api.fill(full, version)
            with peer(api.comments(full)) as bare, sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                context = browser.new_context(base_url=running.address, viewport=DESK)  # type: ignore[arg-type]
                context.request.get(f"/login?token={running.token}&next=/status")
                opening = opened(context, full, bare)
                context.close()
                pages = two_windows(browser, running.address, f"/review/{room}", (running.token, second(running)))
                for page in pages:
                    page.wait_for_selector("[data-testid=player][data-frame='0']")
                notes, drawings = told(pages, "note", NOTES), told(pages, "drawing", DRAWINGS)
                plain = told(two_windows(browser, bare, "/", (None, None)), "bare", NOTES)
                browser.close()
        finally:
            end(running)
    middle = {name: float(np.median(values)) for name, values in opening.items()}
    print(f"\nA review with {COMMENTS} comments, {ROUNDS} times (goal: {GOAL_OPEN} s)\n")
    print("| | median, s | slowest, s | to the bare file |\n|---|---|---|---|")
    for name, said in {"first": "first notes", "all": "all notes", "bare": "the same as one bare file"}.items():
        print(f"| {said} | {middle[name]:.2f} | {max(opening[name]):.2f} | {middle[name] / middle['bare']:.1f} |")
    print(f"\nFrom the press of the button in one window to the other (goal: {GOAL_SEEN_MS} ms at the 95th)\n")
    print("| | times | median, ms | 95th, ms | slowest, ms | within |\n|---|---|---|---|---|---|")
    for said, times in (("a comment", notes), ("a drawing", drawings), ("the bare room", plain)):
        print(row(f"{said}, at the other's socket", times["there"]))
        print(row(f"{said}, on the other's screen", times["seen"], GOAL_SEEN_MS))


if __name__ == "__main__":
    main()
