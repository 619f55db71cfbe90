"""The endpoint reads top down, in short modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import server.graphql

FOLDER = Path(server.graphql.__file__).parent
LINES = 250
SECTION = re.compile(r"\b[Ss]ections? (?:\*[A-Z]|\d)|\bappendix \*[A-Z]")


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_each_module_is_short_and_names_the_section_that_it_serves(path: Path) -> None:
    text = path.read_text()
    said = ast.get_docstring(ast.parse(text)) or ""

    assert len(text.splitlines()) <= LINES
    if path.name != "__init__.py":
        assert SECTION.search(said), said


def test_the_package_says_in_which_order_it_reads() -> None:
    said = ast.get_docstring(ast.parse((FOLDER / "__init__.py").read_text())) or ""
    for path in FOLDER.rglob("*.py"):
        if path.stem not in ("__init__", "contexts", "graphiql"):
            assert path.stem in said, f"{path.stem} has no place in the order"
