"""From a file to found footage, through the command line of a running Reelgraph."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.server.conftest import Running, reelgraph, until
from tests.server.test_isolation import hostile_pictures


@dataclass
class Taken:
    """What one `ingest --wait --json` printed."""

    path: Path
    outcome: dict[str, Any]
    said: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a grey square that moves, outside every root, so that it must be sent."""
    import av

    path = tmp_path_factory.mktemp("away") / "grey square.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for number in range(48):
            picture = np.full((96, 160, 3), 30, np.uint8)
            picture[30:60, number : number + 30] = 200
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def taken(running: Running, clip: Path) -> Taken:
    said = client(running, "ingest", str(clip), "--project", "journey", "--wait", "--json")
    assert said.stdout.count("\n") == 1, said.stderr
    until(lambda: searchable(running), 120, "its pictures in the index, which follows the end of a run")
    return Taken(clip, json.loads(said.stdout), said)


def searchable(running: Running) -> bool:
    with running.http() as http:
        query = '{ search(input: {text: "square"}) { searched { keyframes } } }'
        answer = http.post("/graphql", json={"query": query}, timeout=60).json()
    return bool(answer["data"] and answer["data"]["search"]["searched"]["keyframes"])


def like(running: Running, picture: Path) -> dict[str, Any]:
    """Send a picture, and search for shots that look like it."""
    with running.http() as http:
        metadata = "filename " + b64encode(picture.name.encode()).decode()
        length = str(picture.stat().st_size)
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": length, "Upload-Metadata": metadata}
        sent = {**headers, "Content-Type": "application/offset+octet-stream"}
        upload = http.post("/upload", headers=sent, content=picture.read_bytes()).headers["location"].rsplit("/", 1)[1]
        query = """query ($image: ID!) { search(input: {likeImage: $image, channels: [VISUAL]}, first: 1) {
          edges { node { relevance shot { version { asset { name } } } } } } }"""
        answer: dict[str, Any] = http.post(
            "/graphql", json={"query": query, "variables": {"image": upload}}, timeout=180
        ).json()
        return answer


def client(running: Running, *arguments: str) -> subprocess.CompletedProcess[str]:
    return reelgraph(*arguments, REELGRAPH_SERVER=running.address, REELGRAPH_DATA=str(running.data))


@pytest.mark.weights
def test_a_file_that_the_server_cannot_read_is_sent_and_analysed(taken: Taken) -> None:
    assert taken.said.returncode == 0, taken.said.stderr
    outcome = taken.outcome
    assert outcome["path"] == str(taken.path)
    assert (outcome["status"], outcome["created"], outcome["problems"]) == ("SUCCEEDED", True, [])
    assert all(outcome[name] for name in ("assetId", "versionId", "runId"))
    assert "sending" in taken.said.stderr
    assert "made the project 'journey'" in taken.said.stderr


@pytest.mark.weights
def test_the_same_file_again_is_the_same_version_and_nothing_stays_in_the_uploads(running: Running, taken: Taken) -> None:
    again = json.loads(client(running, "ingest", str(taken.path), "--project", "journey", "--wait", "--json").stdout)
    assert again["versionId"] == taken.outcome["versionId"]
    assert again["created"] is False
    about = [json.loads(path.read_text()) for path in (running.data / "uploads").glob("*.json")]
    assert [upload for upload in about if upload["metadata"].get("filename") == taken.path.name] == []


@pytest.mark.weights
def test_words_find_it_with_timecode_score_and_reason(running: Running, taken: Taken) -> None:
    said = client(running, "search", "grey square", "--project", "journey", "--json")
    answer = json.loads(said.stdout)
    assert answer.keys() == {"noGoodMatch", "hits", "assets", "suggestions"}
    (hit,) = answer["hits"]
    assert hit.keys() == {"shotId", "asset", "start", "end", "timecode", "score", "relevance", "why"}
    assert (hit["asset"], hit["start"], hit["end"], hit["timecode"]) == ("grey square", 0, 48, "00:00:00:00")
    assert {"VISUAL", "NAME"} <= {reason["channel"] for reason in hit["why"]}


@pytest.mark.weights
def test_a_picture_finds_what_looks_like_it_and_a_hostile_one_harms_nothing(
    running: Running, taken: Taken, tmp_path: Path
) -> None:
    Image.fromarray(np.pad(np.full((30, 30, 3), 200, np.uint8), ((30, 36), (60, 70), (0, 0)))).save(tmp_path / "square.png")
    good = like(running, tmp_path / "square.png")
    pictures = hostile_pictures(tmp_path)
    hostile = [like(running, path) for path in pictures]
    again = like(running, tmp_path / "square.png")

    assert good["data"]["search"]["edges"][0]["node"]["shot"]["version"]["asset"]["name"] == "grey square"
    assert again == good
    codes = [answer["errors"][0]["extensions"]["code"] for answer in hostile]
    assert codes == ["BROKEN_MEDIA"] * 3 + ["UNSUPPORTED_MEDIA"] + ["BROKEN_MEDIA"] + ["UNSUPPORTED_MEDIA"]
    for path, answer in zip(pictures, hostile, strict=True):
        assert path.name in answer["errors"][0]["message"]
    said = hostile[3]["errors"][0]["message"]
    assert said.startswith("words.png is no picture that can be read here. Send one picture as JPEG, PNG")
    (server,) = (one for one in running.descendants() if one.cmdline()[5:6] == ["serve"])
    assert [part.path for part in server.memory_maps() if "libtorch" in part.path] == []


@pytest.mark.weights
def test_hits_are_plain_lines_where_there_is_no_terminal(running: Running, taken: Taken) -> None:
    said = client(running, "search", "grey square", "--project", "journey")
    (line,) = said.stdout.splitlines()
    assert line.split("\t")[:3] == ["grey square", "00:00:00:00", "0-48"]


@pytest.mark.weights
def test_one_file_that_fails_leaves_the_others_done_and_the_exit_status_1(
    running: Running, clip: Path, tmp_path: Path
) -> None:
    (tmp_path / "words.mp4").write_text("this is no film")
    said = client(
        running,
        "ingest",
        str(tmp_path / "words.mp4"),
        str(tmp_path / "gone.mov"),
        str(clip),
        "--project",
        "journey",
        "--json",
    )
    outcomes = {Path(outcome["path"]).name: outcome for outcome in map(json.loads, said.stdout.splitlines())}
    assert said.returncode == 1
    assert outcomes["words.mp4"]["problems"][0]["code"] == "UNSUPPORTED_MEDIA"
    assert outcomes["gone.mov"]["problems"][0]["code"] == "NOT_FOUND"
    assert outcomes["grey square.mp4"]["problems"] == []
    assert "words.mp4" in said.stderr


@pytest.mark.weights
def test_a_model_version_has_one_id_on_the_command_line_and_in_graphql(running: Running, taken: Taken) -> None:
    listed = {row["id"] for row in json.loads(client(running, "models", "list", "--json").stdout)}
    with running.http() as http:
        answer = http.post("/graphql", json={"query": "{ modelVersions { edges { node { id } } } }"}).json()
    assert listed == {edge["node"]["id"] for edge in answer["data"]["modelVersions"]["edges"]}

    given = client(running, "models", "alias", min(listed), "trusted")
    assert given.returncode == 0, given.stderr
    refused = client(running, "models", "alias", "nonsense")
    assert (refused.returncode, refused.stdout) == (2, "")


def test_a_project_that_is_not_there_is_told(running: Running) -> None:
    said = client(running, "search", "dog", "--project", "no-such")
    assert said.returncode == 1
    assert "no-such" in said.stderr


def test_a_path_that_does_not_exist_makes_no_project(running: Running) -> None:
    assert client(running, "ingest", "nothing-there", "--project", "unmade").returncode == 1
    with running.http() as http:
        answer = http.post("/graphql", json={"query": '{ project(key: "unmade") { id } }'})
    assert answer.json()["data"] == {"project": None}


def test_a_wrong_token_is_told_in_a_sentence(running: Running) -> None:
    said = reelgraph("search", "dog", REELGRAPH_SERVER=running.address, REELGRAPH_TOKEN="rg_wrong")
    assert said.returncode == 1
    assert "does not accept the token" in said.stderr


def test_a_token_opens_its_project_until_it_is_revoked(running: Running) -> None:
    with running.http() as admin:
        admin.post(
            "/graphql", json={"query": 'mutation { createProject(input: {key: "shared", name: "S"}) { clientMutationId } }'}
        )
    made = client(running, "token", "create", "--user", "bob", "--project", "shared", "--role", "VIEWER")
    token = made.stdout.strip()
    (listed,) = json.loads(client(running, "token", "list", "--user", "bob", "--json").stdout)
    assert token.startswith(listed["begins"])
    everybody = json.loads(client(running, "token", "list", "--json").stdout)
    assert listed in everybody
    assert {"admin", "bob"} <= {one["user"] for one in everybody}

    with running.http(token) as bob:
        ask = {"query": '{ project(key: "shared") { myRole } other: project(key: "journey") { key } }'}
        assert bob.post("/graphql", json=ask).json()["data"] == {"project": {"myRole": "VIEWER"}, "other": None}
        assert client(running, "token", "revoke", listed["id"]).returncode == 0
        assert bob.post("/graphql", json=ask).status_code == 401


def test_a_folder_of_pictures_is_sent_as_one_sequence_and_analysed(running: Running, tmp_path: Path) -> None:
    folder = tmp_path / "square"
    folder.mkdir()
    for number in range(12):
        picture = np.full((96, 160, 3), 30, np.uint8)
        picture[30:60, 5 * number : 5 * number + 30] = 200
        Image.fromarray(picture).save(folder / f"square.{number + 1:04}.png")

    said = client(running, "ingest", str(folder), "--project", "sequences", "--wait", "--json")

    (outcome,) = map(json.loads, said.stdout.splitlines())
    assert (outcome["status"], outcome["problems"]) == ("SUCCEEDED", []), said.stderr
    with running.http() as http:
        query = """query ($id: ID!) { asset(id: $id) {
          kind latest { media { frames } shots(first: 5) { edges { node { index } } } } } }"""
        asset = http.post("/graphql", json={"query": query, "variables": {"id": outcome["assetId"]}}).json()["data"]["asset"]
    assert asset == {
        "kind": "IMAGE_SEQUENCE",
        "latest": {"media": {"frames": 12}, "shots": {"edges": [{"node": {"index": 0}}]}},
    }
