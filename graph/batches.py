"""Rows in batches: one statement for many rows is what makes writing fast on both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def split(rows: Sequence[Mapping[str, Any]], size: int) -> list[list[Mapping[str, Any]]]:
    """Return ``rows`` in order as lists of at most ``size``; raises ValueError for a size below 1."""
    if size < 1:
        raise ValueError(f"a batch holds at least one row, not {size}")
    return [list(rows[start : start + size]) for start in range(0, len(rows), size)]
