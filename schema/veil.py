"""Errors for callers who may not see the schema: no name stands in them that the caller did not write.

graphql-core speaks of types, fields and arguments that it expected (and, unless told not to, of those it finds alike): each
such message tells a stranger a little of the schema, and a program that asks long enough all of it.
"""

from __future__ import annotations

import re

HIDDEN = "'…'"
_QUOTED = re.compile(r"'[^']*(?:'|…\Z)")  # a message that was cut may end within a quotation
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_HINT = re.compile(r"\s*Did you mean .*$", re.DOTALL)


def veiled(message: str, document: str) -> str:
    """Return a message of graphql-core, with ``'…'`` in place of what the text of the document does not name."""

    def shown(quoted: re.Match[str]) -> str:
        return quoted[0] if all(_names(document, name) for name in _NAME.findall(quoted[0])) else HIDDEN

    return _QUOTED.sub(shown, _HINT.sub("", message))


def _names(document: str, name: str) -> bool:
    """Tell whether a name stands in a document, not only as a part of another."""
    return name in document and re.search(rf"(?<![_0-9A-Za-z]){name}(?![_0-9A-Za-z])", document) is not None
