"""That `make bench` finds what it runs; the benchmarks themselves are for people to run and read."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.__main__ import names


@pytest.mark.parametrize("name", names())
def test_every_benchmark_can_be_called(name: str) -> None:
    spec = find_spec(f"bench.{name}")
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    assert "main" in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
