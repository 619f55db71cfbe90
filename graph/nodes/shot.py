"""Shots: frames between two cuts of a Version, the frames that stand for them, and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.nodes.time import FrameRange


class Transition(StrEnum):
    """How a shot begins."""

    START = "START"
    CUT = "CUT"
    DISSOLVE = "DISSOLVE"
    FADE = "FADE"
    WIPE = "WIPE"


@dataclass(frozen=True, slots=True)
class Label:
    """A word that a network gave a shot, with the network's score (0..1) and its task as ``source``."""

    name: str
    score: float
    source: str


@dataclass(frozen=True, slots=True)
class Shot:
    """Frames between two cuts.

    ``transition`` holds the frames that mix with the shot before (empty range at a hard cut): a gradual transition's first
    half belongs to the shot before, its second half to this one.
    """

    id: str
    version_id: str
    run_id: str
    index: int
    range: FrameRange
    transition_in: Transition
    transition: FrameRange
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A frame that stands for a Shot. ``ordinal`` counts within the run; ``thumbnail`` is a path in the data folder."""

    id: str
    shot_id: str
    run_id: str
    ordinal: int
    frame: int
    thumbnail: str | None = None
