"""The command line without a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from server.doctor.finding import State
from server.doctor.surroundings import _device
from server.settings import Settings
from server.terminal import Terminal
from tests.server.conftest import environment, reelgraph

COMMANDS = [
    *("demo", "up", "serve", "worker", "ingest", "cancel", "search", "conform", "export", "token", "migrate", "models"),
    *("doctor", "config", "minutes", "audit", "documents", "reindex"),
]


def test_help_names_every_command() -> None:
    said = reelgraph("--help")
    assert said.returncode == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in said.stdout] == []
    assert "Other:" not in said.stdout  # each has its section
    assert "\n  reelgraph search " in said.stdout


@pytest.mark.parametrize("group", [[], ["token"], ["models"], ["audit"]], ids=" ".join)
def test_help_says_of_each_command_what_it_does_in_a_line_that_is_not_cut_off(group: list[str]) -> None:
    said = reelgraph(*group, "--help", COLUMNS="80")
    if group:
        commands = said.stdout[said.stdout.index("Commands:") :].splitlines()[1:]
    else:
        listed = said.stdout[said.stdout.index("Start:") : said.stdout.index("\nExample:")].splitlines()
        commands = [line for line in listed if line.startswith("  ")]
    assert len(commands) > 1
    assert [line for line in commands if not line.endswith(".") or line.endswith("...")] == []


def test_the_command_line_imports_no_network_no_graph_driver_and_no_web_framework() -> None:
    heavy = [
        "torch",
        "numpy",
        "av",
        "ultralytics",
        "open_clip",
        "neo4j",
        "redis",
        "strawberry",
        "starlette",
        "httpx",
        "pydantic",
    ]
    code = f"import sys, server.cli as c; c.build(); print([name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert said.stdout.strip() == "[]"


def test_config_prints_every_setting_with_its_description_and_hides_secrets() -> None:
    said = reelgraph("config", "--json", REELGRAPH_TOKEN="rg_secret", REELGRAPH_PORT="8123")
    settings = {line["name"]: line for line in json.loads(said.stdout)}
    assert "rg_secret" not in said.stdout
    assert settings["token"]["value"] == "(hidden)"
    assert settings["port"]["value"] == "8123"
    assert settings["port"]["env"] == "REELGRAPH_PORT"
    assert all(line["description"] for line in settings.values())


def test_config_prints_lists_as_the_environment_has_them() -> None:
    given = {
        "REELGRAPH_ROOTS": f"/footage{os.pathsep}/more",
        "REELGRAPH_ORIGINS": "https://review.example,https://tools.example:8443",
    }

    settings = json.loads(reelgraph("config", "--json", **given).stdout)

    assert {name: setting["value"] for setting in settings if (name := setting["env"]) in given} == given


def test_a_name_that_is_nearly_a_setting_is_told_with_the_setting_that_it_is_near_to() -> None:
    said = reelgraph("config", REELGRAPH_ROOT="/footage", REELGRAPH_TEST_ANYTHING="x")
    assert said.returncode == 0
    assert said.stderr == "REELGRAPH_ROOT is no setting, and changes nothing. Did you mean REELGRAPH_ROOTS?\n"


def test_ids_in_a_table_stay_whole_on_a_narrow_terminal() -> None:
    code = "from server.terminal import Terminal; Terminal().table(('NAME', 'ID'), [('a long name ' * 9, 'x' * 36)])"
    main, terminal = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=terminal, env={**environment(), "COLUMNS": "80", "TERM": "xterm"}
    ) as process:
        os.close(terminal)
        shown = b""
        with suppress(OSError):  # how the far side of a terminal says that it was closed
            while part := os.read(main, 65536):
                shown += part
    os.close(main)
    assert process.returncode == 0
    assert b"x" * 36 in shown


def test_config_is_plain_lines_where_there_is_no_terminal() -> None:
    said = reelgraph("config")
    assert said.returncode == 0
    assert "\x1b" not in said.stdout
    assert any(line.startswith("REELGRAPH_DATA\t") for line in said.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "extra", "names"),
    [
        (["config"], {"REELGRAPH_PORT": "99999"}, "REELGRAPH_PORT"),
        (["config"], {"REELGRAPH_PROFILE": "none"}, "REELGRAPH_PROFILE"),
        (["up"], {"REELGRAPH_NEO4J_URI": "bolt://localhost"}, "REELGRAPH_REDIS_URL"),
        (["doctor"], {"REELGRAPH_NEO4J_URI": "http://127.0.0.1:7474"}, "bolt://127.0.0.1:7687"),
        (["migrate"], {"REELGRAPH_REDIS_URL": "localhost:6379"}, "redis://127.0.0.1:6379/0"),
        (["up", "--port", "nine"], {}, "--port"),
        (["search"], {}, "WORDS"),
        (["search", " "], {}, "reelgraph search"),
        (["ingest", "clip.mp4"], {}, "--project"),
        (["nothing"], {}, "nothing"),
        (["token", "create", "--user", "ann", "--project", "p"], {}, "--role"),
        (["token", "create", "--user", "ann", "--project", "p", "--role", "KING"], {}, "KING"),
        (["token", "create", "--user", "ann", "--scope", "ALL"], {}, "ADMIN"),
        (["token", "create", "--user", "ann", "--expires", "soon"], {}, "30d"),
        (["up", "--host", "no.such.host.invalid"], {}, "no.such.host.invalid"),
        (["search", "dog", "--server", "nowhere"], {"REELGRAPH_TOKEN": "rg_x"}, "nowhere"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence_that_names_the_fault_and_exits_2(
    tmp_path: Path, arguments: list[str], extra: dict[str, str], names: str
) -> None:
    said = reelgraph(*arguments, REELGRAPH_DATA=str(tmp_path / "data"), **extra)
    assert said.returncode == 2
    assert said.stdout == ""
    assert names in said.stderr
    assert "Traceback" not in said.stderr


def test_a_client_without_a_token_is_told_where_one_would_be(tmp_path: Path) -> None:
    said = reelgraph("search", "dog", "--data", str(tmp_path))
    assert said.returncode == 1
    assert "admin.token" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_client_without_a_server_is_told_what_to_do(tmp_path: Path) -> None:
    said = reelgraph("search", "dog", "--server", "http://127.0.0.1:9", REELGRAPH_TOKEN="rg_x", REELGRAPH_DATA=str(tmp_path))
    assert said.returncode == 1
    assert "http://127.0.0.1:9" in said.stderr
    assert "reelgraph up" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        (["search", "dog"], "UNAVAILABLE", 1),
        (["search", ""], "INVALID", 2),
        (["cancel", "run"], "UNAVAILABLE", 1),
        (["ingest", __file__, "--project", "film"], "UNAVAILABLE", 1),
        (["token", "list"], "UNAVAILABLE", 1),
        (["models", "list"], "UNAVAILABLE", 1),
    ],
)
def test_programs_that_ask_for_json_get_the_failure_as_json_too(
    tmp_path: Path, arguments: list[str], code: str, status: int
) -> None:
    address = {"REELGRAPH_SERVER": "http://127.0.0.1:9", "REELGRAPH_TOKEN": "rg_x", "REELGRAPH_DATA": str(tmp_path / "data")}
    said = reelgraph(*arguments, "--json", **address)
    (problem,) = json.loads(said.stdout)["problems"]
    assert (said.returncode, problem["code"]) == (status, code)
    assert said.stderr == f"reelgraph: {problem['message']}\n"


def test_what_does_not_exist_is_told_without_a_server(tmp_path: Path) -> None:
    said = reelgraph("ingest", "nowhere.mov", "--project", "film", "--json", "--data", str(tmp_path / "data"))
    outcome = json.loads(said.stdout)
    assert (said.returncode, outcome["status"], outcome["problems"][0]["code"]) == (1, "FAILED", "NOT_FOUND")


def test_a_client_command_leaves_alone_what_it_does_not_need() -> None:
    needless = ["rich", "click", "pygments", "websockets", "numpy", "strawberry", "starlette", "redis"]
    code = (
        "import sys, server.commands.search, server.client, server.settings, server.terminal;"
        f"print([name for name in {needless} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
    assert said.stdout.strip() == "[]"


def test_lines_of_progress_are_few_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    with Terminal().progress() as progress:
        for step in range(1000):
            for name in ("one.mov", "two.mov"):
                progress.update(name, f"stage {step}", step, 1000)
    assert 1 <= len(capsys.readouterr().err.splitlines()) <= 1 + (time.monotonic() - began) / 3


def test_serve_and_worker_without_an_engine_say_what_to_start(tmp_path: Path) -> None:
    for half in (("serve", "--port", "0"), ("worker",), ("migrate",)):
        said = reelgraph(*half, "--data", str(tmp_path / "nothing"))
        assert said.returncode == 1
        assert "reelgraph up" in said.stderr
        assert "Traceback" not in said.stderr


@pytest.mark.weights
def test_doctor_tells_what_works_and_what_to_do_about_the_rest(tmp_path: Path) -> None:
    said = reelgraph("doctor", "--json", "--data", str(tmp_path / "data"))
    findings = {finding["name"]: finding for finding in json.loads(said.stdout)}
    assert said.returncode == 0, said.stdout
    assert {"python", "opencv", "ffmpeg", "engine", "disk", "graph", "redis", "server", "token", "torch"} <= findings.keys()
    assert findings["weights DETECTION"]["detail"].startswith("YOLO11n")
    assert "reelgraph up" in findings["graph"]["remedy"]


def test_doctor_finds_a_device_that_is_asked_for_and_not_there() -> None:
    finding = _device(Settings(device="cuda:99"))
    assert finding.state is State.BROKEN
    assert "no device 'cuda:99' here" in finding.detail
    assert finding.remedy.startswith("REELGRAPH_DEVICE is cuda:99; ")


@pytest.mark.parametrize(
    ("command", "usage"),
    [("ingest", "{PATH}..."), ("cancel", "{RUN}..."), ("export", "[ID]..."), ("search", "{WORDS}")],
)
def test_usage_writes_each_argument_once_in_brackets(command: str, usage: str) -> None:
    assert reelgraph(command, "--help", COLUMNS="80").stdout.splitlines()[0].endswith(f"[OPTIONS] {usage}")
