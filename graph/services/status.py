"""Who is told how much of the system's state."""

from __future__ import annotations

from graph.nodes.access import Viewer
from graph.ports import PartState


def told(part: PartState, viewer: Viewer | None) -> str:
    """Return what a caller is told of a part: its own words for administrators, plain words for everyone else.

    A part's own words may name paths, addresses and hosts, and what an engine said; the plain ones never do.
    """
    return part.detail if viewer is not None and viewer.admin else part.reason
