"""relay-compiler over a sample app whose pages use every connection, refetching, mutations and a subscription."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.outside.node import HERE, Node

SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"
APP = HERE / "relay" / "app"


def test_relay_compiler_takes_the_whole_sample_app(relay_app: Path) -> None:
    artifacts = {path.name.removesuffix(".graphql.js") for path in (relay_app / "__generated__").glob("*.graphql.js")}
    operations = set(re.findall(r"(?:query|mutation|subscription) (\w+)", "".join(map(Path.read_text, APP.glob("*.js")))))
    assert len(operations) >= 8
    assert operations <= artifacts


def test_the_sample_app_uses_every_connection_of_the_schema(relay_app: Path) -> None:
    sdl = re.sub(r'""".*?"""', "", SCHEMA.read_text(), flags=re.DOTALL)
    fields = set(re.findall(r"^  (\w+)(?:\([^)]*\))?: \w+Connection!", sdl, re.MULTILINE))
    app = "".join(map(Path.read_text, APP.glob("*.js")))
    assert {"assets", "shots", "search"} <= fields
    assert {field for field in fields if not re.search(rf"\b{field}\(", app)} == set()


def test_relay_compiler_refuses_a_field_that_is_not_there(node: Node, tmp_path: Path) -> None:
    folder = tmp_path / "app"
    shutil.copytree(APP, folder)
    shutil.copy(SCHEMA, folder)
    page = folder / "AssetRow.js"
    page.write_text(page.read_text().replace("createdAt", "madeAt"))
    said = node.run("relay/build.mjs", str(folder))
    assert said.returncode != 0
    assert "madeAt" in said.stderr
