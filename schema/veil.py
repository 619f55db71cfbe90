"""Errors for callers who may not see the schema: no name stands in them that the caller did not write.

graphql-core speaks of types, fields and arguments that it expected (and, unless told not to, of those it finds alike): each
such message tells a stranger a little of the schema, and a program that asks long enough all of it.
"""

from __future__ import annotations

import re

from graphql import GraphQLError

HIDDEN = "'…'"
_QUOTED = re.compile(r"'[^']*'")
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_HINT = re.compile(r"\s*Did you mean .*$", re.DOTALL)


def veiled(error: GraphQLError) -> str:
    """Return the message of an error of graphql-core, with ``'…'`` in place of what its document does not name."""
    written = set(_NAME.findall(error.source.body)) if error.source else set()

    def shown(quoted: re.Match[str]) -> str:
        return quoted[0] if written.issuperset(_NAME.findall(quoted[0])) else HIDDEN

    return _QUOTED.sub(shown, _HINT.sub("", error.message))
