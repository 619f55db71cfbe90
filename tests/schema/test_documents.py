from __future__ import annotations

import pytest
from graphql import build_schema, parse, validate

from schema.print import sdl
from server.commands import documents

DOCUMENTS = {name: text for name, text in vars(documents).items() if name.isupper() and isinstance(text, str)}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_what_the_command_line_asks_is_in_the_schema(name: str) -> None:
    assert validate(build_schema(sdl()), parse(DOCUMENTS[name])) == []
