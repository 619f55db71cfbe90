"""docs/api.md: each example is taken from the page, run against the live server, and held to the answer printed there."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.outside.node import HERE, Node
from tests.outside.studio import PIECES, Studio
from tests.reel import make_reel

PAGE = HERE.parents[1] / "docs" / "api.md"
EXAMPLES = 10
EXAMPLE_SECONDS = 600
EXACT = {"status", "code", "kind", "stage", "channel", "myRole", "scope", "created", "same", "admin", "path", "number"}
"""What the page may not say otherwise than the server; elsewhere kind and shape of a value count."""


@dataclass(frozen=True)
class Step:
    """One block of code on the page, and the answer printed below it."""

    example: str
    language: str
    code: str
    answer: Any


def steps() -> list[Step]:
    """Every block of code that has an answer, in order."""
    found = []
    for section in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        title = section.splitlines()[0]
        blocks = re.findall(r"^```(sh|python|js|json)\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)
        assert len(blocks) % 2 == 0, f"{title}: each block of code has an answer"
        for (language, code), (json_, answer) in zip(blocks[::2], blocks[1::2], strict=True):
            assert json_ == "json", title
            found.append(Step(title, language, code, json.loads(answer)))
    return found


def unlike(shown: Any, said: Any, where: str = "answer") -> list[str]:
    """Where an answer is not as the page shows it; empty where it is."""
    name = where.rpartition(".")[2]
    if isinstance(shown, dict) and isinstance(said, dict):
        known = {key: value for key, value in said.items() if key != "extensions" or where != "answer" or key in shown}
        if known.keys() != shown.keys():
            return [f"{where} has {sorted(known)}, the page shows {sorted(shown)}"]
        return [fault for key in shown for fault in unlike(shown[key], known[key], f"{where}.{key}")]
    if name in EXACT:
        return [] if shown == said else [f"{where} is {said!r}, the page shows {shown!r}"]
    if isinstance(shown, list) and isinstance(said, list):
        if bool(shown) != bool(said):
            return [f"{where} has {len(said)} items, the page shows {len(shown)}"]
        return [fault for item in said for fault in unlike(shown[0], item, where)]
    if (
        isinstance(shown, int | float)
        and isinstance(said, int | float)
        and isinstance(shown, bool) == isinstance(said, bool)
    ):
        return []
    return [] if type(shown) is type(said) else [f"{where} is {said!r}, the page shows {shown!r}"]


def test_the_page_has_ten_examples_in_three_languages() -> None:
    found = steps()
    assert len({step.example for step in found}) == EXAMPLES
    assert {step.language for step in found} == {"sh", "python", "js"}


def test_a_page_that_shows_another_answer_would_be_found_out() -> None:
    shown = {"data": {"me": {"name": "ana", "tags": ["a"]}, "code": "GONE"}}
    assert unlike(shown, {"data": {"me": {"name": "eve", "tags": ["b", "c"]}, "code": "GONE"}, "extensions": {}}) == []
    for wrong in (
        {"data": {"me": {"name": "ana"}, "code": "GONE"}},
        {"data": {"me": {"name": 1, "tags": ["a"]}, "code": "GONE"}},
        {"data": {"me": {"name": None, "tags": ["a"]}, "code": "GONE"}},
        {"data": {"me": {"name": "ana", "tags": []}, "code": "GONE"}},
        {"data": {"me": {"name": "ana", "tags": [1]}, "code": "GONE"}},
        {"data": {"me": {"name": "ana", "tags": ["a"]}, "code": "INVALID"}},
        {"data": {"me": {"name": "ana", "tags": ["a"]}, "code": "GONE"}, "errors": []},
    ):
        assert unlike(shown, wrong) != []


@pytest.mark.weights
def test_every_example_of_the_page_runs_and_answers_as_shown(
    node: Node, studio: Studio, footage: Path, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.fail("the page's examples need curl")
    film = tmp_path / "clip.mp4"
    make_reel(footage, film, PIECES[:1])
    project = f"harbour-{secrets.token_hex(3)}"
    commands = {
        "sh": ["bash", "-euc"],
        "python": [sys.executable, "-P", "-c"],
        "js": [node.node, "--input-type=module", "-e"],
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REELGRAPH_")}
    environment = {**kept, "SERVER": studio.shipped, "TOKEN": studio.tokens["ana"], "FILM": str(film), "NO_PROXY": "*"}
    for step in steps():
        said = subprocess.run(
            [*commands[step.language], step.code.replace("harbour", project)],
            capture_output=True,
            text=True,
            timeout=EXAMPLE_SECONDS,
            cwd=HERE,
            env=environment,
            check=False,
        )
        assert said.returncode == 0, f"{step.example}: {said.stdout}{said.stderr}"
        assert unlike(step.answer, json.loads(said.stdout)) == [], f"{step.example}: {said.stdout}"
