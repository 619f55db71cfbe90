"""What the reader and the writer of CMX 3600 edit decision lists share.

An edit list knows timecode and nothing else: no rate, no start, names of eight characters. What it lacks stands in comments,
as editing systems have long done: ``* FROM CLIP NAME:``, ``* SOURCE FILE:``, ``* LOC:``, and ``* REELGRAPH:`` for rates.
"""

from __future__ import annotations

import re

from graph.nodes.time import DROP_FRAME_RATES, Rational, StartTimecode, format_timecode

NAME = "an edit list"
OWN = "REELGRAPH:"
NO_REEL = "AX"
BLACK = frozenset(("BL", "BLACK"))
"""Reels that are none: whatever was not on tape, and no picture at all."""
TIMECODE = re.compile(r"\d{2}[:;.,]\d{2}[:;.,]\d{2}[:;.,]\d{2,3}")
LASTING = re.compile(r"\|D:(\d{1,9})$")
"""What ends a marker's words where it is longer than a frame: how many frames it lasts."""


def timecode(frame: int, rate: Rational, drop_frame: bool) -> str:
    """Return the timecode of a frame counted from timecode zero."""
    return format_timecode(frame, rate, StartTimecode(0, drop_frame and rate.fraction in DROP_FRAME_RATES))
