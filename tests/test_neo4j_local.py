"""docker/neo4j-local as a command; that it starts a server is shown by every test that uses one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import NEO4J_LOCAL


def neo4j_local(*words: str | Path, path: str | Path = "/nowhere") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": str(path)}
    return subprocess.run(
        [sys.executable, NEO4J_LOCAL, *words], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.parametrize("words", [(), ("start",), ("launch", "x"), ("start", "x", "port")])
def test_wrong_usage_prints_how_it_is_used(words: tuple[str, ...]) -> None:
    done = neo4j_local(*words)
    assert done.returncode == 2
    assert "neo4j-local start DIR [PORT]" in done.stderr


def test_without_java_it_says_what_to_install(tmp_path: Path) -> None:
    done = neo4j_local("start", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Java is missing" in done.stderr


def test_an_old_java_is_named(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("""#!/bin/sh\necho 'openjdk version "11.0.2" 2019-01-15' >&2\n""")
    java.chmod(0o755)
    done = neo4j_local("start", tmp_path / "data", path=tmp_path)
    assert done.returncode == 1
    assert "Java 17 or later is needed" in done.stderr
    assert "11.0.2" in done.stderr


def test_where_nothing_runs_there_is_nothing_to_stop(tmp_path: Path) -> None:
    assert neo4j_local("status", tmp_path).returncode == 1
    assert neo4j_local("stop", tmp_path).returncode == 0
    assert neo4j_local("stop", tmp_path / "absent").returncode == 0


def test_a_pid_that_now_belongs_to_another_process_is_not_taken_for_the_server(tmp_path: Path) -> None:
    (tmp_path / "server.json").write_text('{"pid": 1, "started": "Thu Jan  1 00:00:00 1970", "uri": "bolt://127.0.0.1:1"}')
    assert neo4j_local("status", tmp_path).returncode == 1
    assert neo4j_local("stop", tmp_path).returncode == 0
    assert not (tmp_path / "server.json").exists()
