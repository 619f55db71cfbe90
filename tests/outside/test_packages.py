"""The foreign packages themselves."""

from __future__ import annotations

import json

from tests.outside.node import HERE, Node


def test_the_lock_names_no_registry_and_has_a_hash_for_every_package() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert len(packages) > 100
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_what_is_installed_is_what_the_lock_says(node: Node) -> None:
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    installed = {name: json.loads((HERE / "node_modules" / name / "package.json").read_text())["version"] for name in wanted}
    assert installed == wanted
    assert node.run("bin:relay-compiler", "--version").returncode == 0
