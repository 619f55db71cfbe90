"""The printed schema, judged by graphql-schema-linter; and its changes, by our own rule and by graphql-inspector."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schema import compare
from tests.outside.node import HERE, Node

SCHEMA = HERE.parents[1] / "schema" / "schema.graphql"

OLD = '''
"""Everything that can be read."""
type Query {
  """A film."""
  film(
    """Its name."""
    name: String!

    """Its year."""
    year: Int @deprecated(reason: "Names are unique now.")
  ): Film

  """A tape."""
  tape: Tape @deprecated(reason: "There are none any more.")
}

"""A film."""
type Film {
  """Its cut."""
  cut: String @deprecated(reason: "Ask for `edit`.")

  """Its edit."""
  edit: String

  """What it is made on."""
  stock: Stock
}

"""A tape."""
type Tape {
  """Its number."""
  number: Int
}

"""What a film is made on."""
enum Stock {
  """Digital."""
  DIGITAL

  """Nitrate."""
  NITRATE @deprecated(reason: "It burnt.")

  """Polyester."""
  POLYESTER
}
'''

ALLOWED = {
    "nothing": OLD,
    "a new field": OLD.replace("  edit: String", '  edit: String\n\n  """Its length."""\n  frames: Int'),
    "a deprecation": OLD.replace("  edit: String", '  edit: String @deprecated(reason: "No more.")'),
    "a deprecated field goes": OLD.replace('  """Its cut."""\n  cut: String @deprecated(reason: "Ask for `edit`.")\n', ""),
    "a deprecated enum value goes": OLD.replace('  """Nitrate."""\n  NITRATE @deprecated(reason: "It burnt.")\n', ""),
    "a deprecated argument goes": OLD.replace(
        '    """Its year."""\n    year: Int @deprecated(reason: "Names are unique now.")\n', ""
    ),
}
REFUSED = {
    "a field goes": OLD.replace('  """Its edit."""\n  edit: String\n', ""),
    "an enum value goes": OLD.replace('  """Polyester."""\n  POLYESTER\n', ""),
    "an argument is required": OLD.replace(
        "    name: String!\n", '    name: String!\n\n    """Its land."""\n    land: String!\n'
    ),
    "a field changes its type": OLD.replace("  edit: String", "  edit: Int"),
    "a type goes with its field": OLD.replace('  """What it is made on."""\n  stock: Stock\n', ""),
}


@pytest.fixture
def inspect(node: Node, tmp_path: Path) -> Callable[[str, str], bool]:
    """Ask graphql-inspector whether a change is one that may be made."""

    def ask(old: str, new: str) -> bool:
        (tmp_path / "old.graphql").write_text(old)
        (tmp_path / "new.graphql").write_text(new)
        rule = "suppressRemovalOfDeprecatedField"
        said = node.run(
            "bin:graphql-inspector", "diff", str(tmp_path / "old.graphql"), str(tmp_path / "new.graphql"), "--rule", rule
        )
        assert "detected" in said.stdout.lower() or "no changes" in said.stdout.lower(), said.stdout + said.stderr
        return said.returncode == 0

    return ask


def lint(node: Node, path: Path) -> list[dict[str, str]]:
    said = node.run("bin:graphql-schema-linter", "--format", "json", str(path))
    findings: list[dict[str, str]] = json.loads(said.stdout)["errors"]
    assert (said.returncode == 0) == (findings == [])
    return findings


def test_graphql_schema_linter_with_all_its_rules_finds_nothing(node: Node) -> None:
    assert lint(node, SCHEMA) == []


def test_graphql_schema_linter_does_find_what_is_wrong(node: Node, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.graphql"
    text = SCHEMA.read_text()
    field = '  """Opaque id of the user."""\n'
    wrong.write_text(text.replace(field, "", 1).replace("type PageInfo {", "type PageInfo {\n  odd_name: Int\n", 1))
    assert {finding["rule"] for finding in lint(node, wrong)} >= {"fields-have-descriptions", "fields-are-camel-cased"}


def test_nothing_of_the_last_release_is_broken() -> None:
    assert compare.breaking_changes(compare.RELEASED.read_text(), SCHEMA.read_text()) == []
    assert compare.main([]) == 0


def test_graphql_inspector_finds_nothing_broken_since_the_last_release(inspect: Callable[[str, str], bool]) -> None:
    assert inspect(compare.RELEASED.read_text(), SCHEMA.read_text())


@pytest.mark.parametrize("change", ALLOWED)
def test_what_was_deprecated_first_may_go(change: str) -> None:
    assert (ALLOWED[change] == OLD) == (change == "nothing")
    assert compare.breaking_changes(OLD, ALLOWED[change]) == []


@pytest.mark.parametrize("change", REFUSED)
def test_what_was_not_deprecated_first_may_not_go(change: str) -> None:
    assert REFUSED[change] != OLD
    assert compare.breaking_changes(OLD, REFUSED[change]) != []


def test_the_command_names_what_broke_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(SCHEMA.read_text().replace("type Query {", 'type Query {\n  """Gone."""\n  gone: Int\n', 1))
    assert compare.main([str(old)]) == 1
    said = capsys.readouterr().err
    assert "Query.gone" in said
    assert "deprecate first" in said


@pytest.mark.parametrize(
    ("change", "may"),
    [("a deprecated field goes", True), ("a field goes", False), ("an argument is required", False)],
)
def test_graphql_inspector_is_of_the_same_mind(inspect: Callable[[str, str], bool], change: str, may: bool) -> None:
    assert inspect(OLD, (ALLOWED | REFUSED)[change]) is may
