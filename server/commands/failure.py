"""How a command ends early: a sentence for stderr and an exit status."""

from __future__ import annotations


class CommandFailedError(Exception):
    """A command could not do its work. ``status`` 1: something failed; 2: it was asked in a wrong way.

    ``code`` is one of ``graph.errors``, or FAILED.
    """

    def __init__(self, message: str, status: int = 1, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code or ("INVALID" if status == 2 else "FAILED")
