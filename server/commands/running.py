"""Runs the asynchronous part of a command; asyncio is imported by those who use it, not by ``--help``."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end and return what it returns."""
    import asyncio

    return asyncio.run(work)
