"""A running Reelgraph with a film in it, for judges that come from outside: real processes, a real analysis, real tokens."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from graph.client import open_graph
from graph.embedded import read_address
from graph.features import FeatureStore
from graph.files import DataFolder
from graph.nodes.access import Role
from graph.nodes.asset import Asset, AssetKind, Representation, RepresentationRole, Version
from graph.nodes.ids import new_id
from graph.nodes.shot import Transition
from graph.services.registry import Services, build_services
from graph.vectors import VectorIndexes
from schema.ids import encode_id
from tests.graph.scene import MEDIA, KeptEvents, KeptRuns, probe
from tests.loopback import NO_AUTHORITIES
from tests.outside.reviewed import review
from tests.reel import Piece, make_reel
from tests.server.conftest import Running, command, end, environment, start, until

MORE_ASSETS = 24
PLENTY = {"REELGRAPH_BUDGET_PER_SECOND": "1000000000", "REELGRAPH_BUDGET_BURST": "1000000000"}
PIECES = (Piece("nasa-telescope.mp4", 20, 25, Transition.START), Piece("car-traffic.mp4", 190, 25, Transition.CUT))
ANALYSIS_SECONDS = 600
READY_SECONDS = 300

INGEST = """
mutation Ingest($input: IngestInput!) {
  ingest(input: $input) { asset { id } version { id } run { id } problems { message } }
}
"""
ANALYZE = "mutation Analyze($input: AnalyzeInput!) { analyze(input: $input) { run { id } problems { message } } }"
RUN = "query Run($id: ID!) { analysisRun(id: $id) { status error { message } } }"


@dataclass
class Studio:
    """Two servers on one data folder: ``development`` with introspection for everyone, ``shipped`` as people install it, but
    for the budget, which judges would spend.

    The project ``film`` has ana (ARTIST) and vera (VIEWER); of ``vault`` they know nothing. Ids are global ones. Tests may
    add to it, in projects of their own where they count; nobody may stop a part of it. ``clip`` is a version of one second
    that they may analyse as often as they like.
    """

    running: Running
    shipped: str
    root: Path
    reel: Path
    tokens: dict[str, str]
    film: str
    vault: str
    clip: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def development(self) -> str:
        return self.running.address

    def ask(self, document: str, *, caller: str = "ana", address: str | None = None, **variables: Any) -> Any:
        """Return the data of an answer that has no errors."""
        answer = self.answer(document, caller=caller, address=address, **variables)
        assert answer.keys() - {"extensions"} == {"data"}, answer
        return answer["data"]

    def answer(self, document: str, *, caller: str = "ana", address: str | None = None, **variables: Any) -> dict[str, Any]:
        """Return a whole answer."""
        said = httpx.post(
            f"{address or self.development}/graphql",
            json={"query": document, "variables": variables},
            headers={"Authorization": f"Bearer {self.tokens[caller]}"},
            timeout=60,
            trust_env=False,
            verify=NO_AUTHORITIES,
        )
        answer: dict[str, Any] = said.json()
        return answer

    def whereabouts(self) -> dict[str, str]:
        """Return what a script in another language is told, as its environment."""
        return {
            "ADDRESS": self.development,
            "TOKEN": self.tokens["ana"],
            "PROJECT_KEY": "film",
            "PROJECT": self.film,
            "CLIP": self.clip,
        }


@contextmanager
def open_studio(folder: Path, footage: Path) -> Iterator[Studio]:
    """Start all of it, fill it, and stop it at the end."""
    root = folder / "footage"
    root.mkdir()
    reel = root / "reel.mp4"
    make_reel(footage, reel, PIECES)
    running = start(folder / "data", "--root", str(root), REELGRAPH_DEVELOPMENT="true", **PLENTY)
    try:
        with another_server(running, root) as shipped:
            tokens, projects = asyncio.run(_fill(running.data, running.token))
            studio = Studio(running, shipped, root, reel, tokens, *projects)
            _analyse(studio, footage)
            yield studio
    finally:
        end(running)


@contextmanager
def another_server(running: Running, root: Path) -> Iterator[str]:
    """Serve the same data from one more process, without the development setting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        words = ["serve", "--socket", str(listener.fileno()), "--data", str(running.data), "--root", str(root)]
        with (running.data.parent / "shipped.log").open("a") as log:
            process = subprocess.Popen(
                command(*words), env=environment(**PLENTY), stdout=log, stderr=log, pass_fds=[listener.fileno()]
            )
        try:
            until(lambda: _ready(address), READY_SECONDS, "the shipped server is ready")
            yield address
        finally:
            process.terminate()
            process.wait(120)


def _ready(address: str) -> bool:
    try:
        return (
            httpx.get(f"{address}/readyz", trust_env=False, verify=NO_AUTHORITIES, timeout=30).status_code == httpx.codes.OK
        )
    except httpx.TransportError:
        return False


@asynccontextmanager
async def open_services(data: Path) -> AsyncIterator[Services]:
    """Yield services on the graph of a running server, to fill it faster than through its door; nothing hears of it."""
    client = open_graph(read_address(data).graph)
    files = DataFolder(data)
    features = FeatureStore(files.features)
    vectors = VectorIndexes(files.vectors, features)
    yield build_services(client, KeptEvents(), KeptRuns(), files, features, vectors, probe)
    await client.close()


async def add_assets(services: Services, project_id: str, names: list[str]) -> list[str]:
    """Let versions without files in, one after the other; return the assets' own ids."""
    ids = []
    for name in names:
        now = datetime.now(UTC)
        asset = Asset(new_id(), project_id, name, AssetKind.VIDEO, ("made",), now)
        version_id = new_id()
        sha256 = version_id.replace("-", "").ljust(64, "0")
        location = f"media/{version_id}/original.mov"
        version = Version(version_id, asset.id, project_id, 0, sha256, location, 100, MEDIA, now)
        original = Representation(
            new_id(), version_id, RepresentationRole.ORIGINAL, location, "video/quicktime", 100, MEDIA.width, MEDIA.height
        )
        await services.stores.versions.ingest(asset, version, original)
        ids.append(asset.id)
    return ids


async def _fill(data: Path, admin_token: str) -> tuple[dict[str, str], tuple[str, str]]:
    """Make projects, people and a page or two of assets; return tokens and the global ids of both projects."""
    async with open_services(data) as services:
        admin = await services.users.viewer_for_token(admin_token)
        assert admin is not None
        film = await services.projects.create(admin, "film", "The Film")
        vault = await services.projects.create(admin, "vault", "The Vault")
        tokens = {"admin": admin_token}
        for name, role in (("ana", Role.ARTIST), ("vera", Role.VIEWER)):
            user = await services.users.create_user(admin, name)
            await services.projects.add_member(admin, film.id, user.id, role)
            _, tokens[name] = await services.users.issue_token(admin, user.id)
        await add_assets(services, film.id, [f"take {number:02}" for number in range(MORE_ASSETS)])
        await add_assets(services, vault.id, ["locked away"])
    return tokens, (encode_id("Project", film.id), encode_id("Project", vault.id))


def _analyse(studio: Studio, footage: Path) -> None:
    """Ingest the reel and wait for its analysis; note an id of every type."""
    given = {"project": studio.film, "path": str(studio.reel), "name": "Reel", "tags": ["dailies"]}
    done = studio.ask(INGEST, input=given)["ingest"]
    clip = studio.root / "clip.mp4"
    make_reel(footage, clip, PIECES[:1])
    assert done["problems"] == []

    def finished(run_id: str) -> bool:
        run = studio.ask(RUN, id=run_id)["analysisRun"]
        assert run["status"] not in ("FAILED", "CANCELLED"), run
        return bool(run["status"] == "SUCCEEDED")

    until(lambda: finished(done["run"]["id"]), ANALYSIS_SECONDS, "the reel is analysed")
    short = studio.ask(INGEST, input=given | {"path": str(clip), "name": "Clip"})["ingest"]
    until(lambda: finished(short["run"]["id"]), ANALYSIS_SECONDS, "the clip is analysed")
    studio.clip = short["version"]["id"]
    query = """
    query Everything($version: ID!) {
      node(id: $version) {
        ... on Version {
          shots(first: 1) { edges { node { id keyframes { id } } } }
          tracks(first: 50) { edges { node { id entity { id } } } }
          analysis { run { modelVersions { id model { id } } } }
        }
      }
    }
    """
    found = studio.ask(query, version=done["version"]["id"])["node"]
    shot = found["shots"]["edges"][0]["node"]
    tracks = [edge["node"] for edge in found["tracks"]["edges"]]
    model_version = found["analysis"]["run"]["modelVersions"][0]
    studio.ids.update(
        Project=studio.film,
        Asset=done["asset"]["id"],
        Version=done["version"]["id"],
        AnalysisRun=done["run"]["id"],
        Shot=shot["id"],
        Keyframe=shot["keyframes"][0]["id"],
        Track=tracks[0]["id"],
        Entity=next(track["entity"]["id"] for track in tracks if track["entity"]),
        ModelVersion=model_version["id"],
        Model=model_version["model"]["id"],
    )
    studio.ids.update(review(studio.ask, studio.ids))
