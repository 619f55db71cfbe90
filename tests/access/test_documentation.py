"""docs/access.md says of rights what the code says."""

from __future__ import annotations

from pathlib import Path

from graph.nodes.access import Role, Scope
from graph.services import access
from graph.services.access import ACTIONS, Action

REVIEWING = (access.FOLLOW, access.COMMENT, access.HOST, access.DECIDE, access.INVITE, access.MANAGE)
REVIEWS = Path(__file__).resolve().parents[2] / "docs" / "review.md"
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "access.md"


def actions_table() -> str:
    """The table of actions as Markdown."""
    lines = ["| Action | is to | Role | Scope | Guests |", "|---|---|---|---|---|"]
    for action in ACTIONS:
        role = action.role.name if action.role else "administrators" if action.administrators else "none"
        lines.append(f"| {action.name} | {action.says} | {role} | {action.scope.name} | {_guests(action)} |")
    return "\n".join(lines)


def _guests(action: Action) -> str:
    """Which guests may: all of them, or only those whose link opens the project, or none."""
    return "yes" if action.in_session else "of the project" if action.guests else "no"


def review_table() -> str:
    """The part of the table that is about review sessions."""
    lines = ["| may | least role | guests |", "|---|---|---|"]
    lines += [f"| {each.says} | {each.role.name if each.role else ''} | {_guests(each)} |" for each in REVIEWING]
    return "\n".join(lines)


def test_the_guide_to_reviews_shows_who_may_do_what_in_them() -> None:
    shown = REVIEWS.read_text().partition("<!-- actions -->\n")[2].partition("\n<!-- /actions -->")[0]

    assert shown == review_table(), f"put this between the marks of docs/review.md:\n{review_table()}"


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
