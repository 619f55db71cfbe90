"""What the client commands ask the server, against the schema that it has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from server.api import generate

ROOT = Path(__file__).resolve().parents[2]


def test_the_generated_client_is_what_the_schema_and_the_operations_say() -> None:
    assert generate.main(["--check"]) == 0, "run: make client"


def test_a_stale_client_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    operations = tmp_path / "operations.graphql"
    operations.write_text(generate.OPERATIONS.read_text().replace("noGoodMatch", "searched { generation }"))
    monkeypatch.setattr(generate, "OPERATIONS", operations)
    assert generate.main(["--check"]) == 1
    assert "make client" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("query Wrong { nothing }", "nothing"),
        ("query Two { me { id } systemStatus { ready } }", "one root field"),
        ("query Spread { me { ...Part } } fragment Part on Viewer { id }", "fragments"),
    ],
)
def test_operations_that_cannot_be_typed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, told: str
) -> None:
    operations = tmp_path / "operations.graphql"
    operations.write_text(wrong)
    monkeypatch.setattr(generate, "OPERATIONS", operations)
    with pytest.raises(ValueError, match=told):
        generate.generate()


def test_the_generated_client_needs_nothing_but_python() -> None:
    code = "import sys; before = set(sys.modules); import server.api.operations; print(*(set(sys.modules) - before))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    brought = {name.partition(".")[0] for name in said.stdout.split()}
    assert brought - sys.stdlib_module_names == {"server"}
