"""docs/access.md says of rights what the code says."""

from __future__ import annotations

from pathlib import Path

from graph.nodes.access import Role, Scope
from graph.services.access import ACTIONS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "access.md"


def actions_table() -> str:
    """The table of actions as Markdown."""
    lines = ["| Action | is to | Role | Scope | Guests |", "|---|---|---|---|---|"]
    for action in ACTIONS:
        role = action.role.name if action.role else "administrators" if action.administrators else "none"
        lines.append(
            f"| {action.name} | {action.says} | {role} | {action.scope.name} | {'yes' if action.guests else 'no'} |"
        )
    return "\n".join(lines)


def test_the_guide_shows_every_action_and_what_it_needs() -> None:
    shown = GUIDE.read_text().partition("<!-- actions -->\n")[2].partition("\n<!-- /actions -->")[0]

    assert shown == actions_table(), f"put this between the marks of docs/access.md:\n{actions_table()}"


def test_the_guide_shows_every_role_and_how_far_every_scope_reaches() -> None:
    guide = GUIDE.read_text()

    for role in Role:
        assert f"\n| {role.name} | " in guide
    for scope in Scope:
        assert f"\n| {scope.name} | {scope.ceiling.name} |" in guide


def test_every_action_has_a_name_of_its_own() -> None:
    names = [action.name for action in ACTIONS]

    assert len(set(names)) == len(names)
