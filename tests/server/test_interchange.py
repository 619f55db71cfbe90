"""Timelines through the command line of a running Reelgraph: out of a search, and back into a review."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import opentimelineio as otio
import pytest

from server.commands.failure import CommandFailedError
from server.interchange import form_of, rational
from tests.server.conftest import Running, reelgraph

RATE = 25


def client(running: Running, *arguments: str) -> subprocess.CompletedProcess[str]:
    return reelgraph(*arguments, REELGRAPH_SERVER=running.address, REELGRAPH_DATA=str(running.data))


def ask(running: Running, query: str, **given: Any) -> dict[str, Any]:
    with running.http() as http:
        answer = http.post("/graphql", json={"query": query, "variables": {"input": given}}).json()
    (payload,) = answer["data"].values()
    assert payload["problems"] == []
    return dict(payload)


@pytest.fixture(scope="module")
def reel(running: Running, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A clip of two seconds in the project ``cutting``, which is taken in and not analysed; what `ingest` said of it."""
    path = tmp_path_factory.mktemp("reel") / "sh010 anim.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(2 * RATE):
            picture = np.full((48, 64, 3), 5 * (number % 50), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    said = client(running, "ingest", str(path), "--project", "cutting", "--json")
    assert said.returncode == 0, said.stderr
    return dict(json.loads(said.stdout))


def test_an_edit_list_becomes_a_review_and_the_review_an_edit_list_with_its_comments(
    running: Running, reel: dict[str, Any], tmp_path: Path
) -> None:
    cut = tmp_path / "cut.edl"
    cut.write_text(
        "TITLE: Reel 1\nFCM: NON-DROP FRAME\n"
        "001  SH010    V     C        00:00:00:10 00:00:01:10 01:00:00:00 01:00:01:00\n* FROM CLIP NAME: sh010 anim\n"
        "002  NOWHERE  V     C        00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00\n"
    )

    said = client(running, "conform", str(cut), "--project", "cutting", "--rate", "25", "--open-session", "Reel", "--json")

    assert said.returncode == 0, said.stderr
    report = json.loads(said.stdout)
    assert (report["matched"], [clip["mismatch"] for clip in report["clips"]]) == (1, [None, "NOT_FOUND"])
    clip = report["clips"][0]
    assert (clip["version"]["id"], clip["range"]["start"], clip["range"]["end"]) == (reel["versionId"], 10, 35)

    comment = "mutation ($input: AddCommentInput!) { addComment(input: $input) { problems { message } } }"
    session, at = report["reviewSessionId"], {"start": 7, "end": 9}
    ask(running, comment, sessionId=session, versionId=reel["versionId"], at=at, text="too dark")
    for name in ("out.otio", "out.jsonld"):
        out = client(running, "export", "--session", session, "-o", str(tmp_path / name), "--json")
        assert out.returncode == 0, out.stderr
        assert json.loads(out.stdout)["bytes"] == (tmp_path / name).stat().st_size
        assert "too dark" in (tmp_path / name).read_text()

    theirs = otio.adapters.read_from_file(str(tmp_path / "out.otio"))
    (found,) = theirs.find_clips()
    assert (found.name, found.source_range.duration.to_frames()) == ("sh010 anim", 2 * RATE)
    assert found.markers[0].marked_range.start_time.to_frames() == 7
    again = client(running, "conform", str(tmp_path / "out.otio"), "--project", "cutting", "--json")
    assert json.loads(again.stdout)["clips"][0]["matchedBy"] == "VERSION"


def test_versions_leave_on_stdout_and_the_report_is_plain_lines(
    running: Running, reel: dict[str, Any], tmp_path: Path
) -> None:
    out = client(running, "export", reel["versionId"], "--format", "edl", "--name", "One shot")
    (tmp_path / "cut.edl").write_text(out.stdout)
    said = client(running, "conform", str(tmp_path / "cut.edl"), "--project", "cutting")

    assert out.stdout.startswith("TITLE: One shot\n")
    assert said.stdout.split("\t")[:4] == ["01:00:00:00", "sh010 anim", "00:00:00:00", "sh010 anim v1"]
    assert "1 of 1 clips were matched." in said.stderr


def test_what_fails_is_told_in_a_sentence(running: Running, reel: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "bomb.xml").write_text('<!DOCTYPE xmeml [<!ENTITY a "ha">]><xmeml>&a;</xmeml>')
    (tmp_path / "no.edl").write_text("001  X V C 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n")

    for arguments, code, words in (
        (("conform", str(tmp_path / "bomb.xml"), "--project", "cutting"), 1, "entities"),
        (("conform", str(tmp_path / "no.edl"), "--project", "cutting"), 1, "No footage"),
        (("conform", str(tmp_path / "no.edl"), "--project", "cutting", "--rate", "fast"), 2, "fast"),
        (("export", reel["versionId"], "-o", str(tmp_path / "out.mov")), 2, "--format"),
        (("export", "nonsense", "-o", str(tmp_path / "out.edl")), 1, "no id"),
    ):
        said = client(running, *arguments)
        assert (said.returncode, words in said.stdout + said.stderr) == (code, True), (arguments, said.stderr)
        assert "Traceback" not in said.stderr


def test_rates_and_formats_are_read_as_people_write_them() -> None:
    assert rational("29.97") == rational("30000/1001") == {"num": 30000, "den": 1001}
    assert rational("23.98") == {"num": 24000, "den": 1001}
    assert form_of(Path("A.XML"), None) == form_of(None, "xmeml") == "XMEML"
    assert form_of(Path("A.fcpxml"), None) == form_of(None, "fcpx") == "FCPX"
    with pytest.raises(CommandFailedError, match="two things"):
        form_of(None, "fcpxml")
    for wrong in ("nan", "0", "1/0", "-25"):
        with pytest.raises(CommandFailedError):
            rational(wrong)
