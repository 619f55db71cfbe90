"""Our lexer against graphql-core's: the same tokens and the same errors, at the same places."""

from __future__ import annotations

import gc
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from graphql import GraphQLSyntaxError, Lexer, Source, Token, TokenKind

from schema.lexing import CountedSource, QuickLexer, parse_document
from tests.server.attacks import everything

BITS = [
    '"', '"""', '\\"""', "\\u0041", "\\ud83c\\udfac", "\\ud800", "\\uDC00", "\ud800", "\udc00", "🎬", "\\n", "\\x", "\\/",
    "\n", "\r\n", "\r", "#c", "# é \u2028", "{", "}", "...", "..", ".5", "1.5e3", "012", "-", "0", "0x", "name", "_a", "é",
    '"a"', '"a\nb"', "\ufeff", ",", " ", "\\", "$", "&", '"""a\n  b"""', "'", "\0", '""', "\\u{1F3AC}",
    '"""\r\n x\r  y"""', "9" * 30, *"!?$&():=@[]|;%*+<>^`~",
]  # fmt: skip


def read(kind: type[Lexer], text: str) -> list[Any]:
    """All tokens of a text, comments too, and the error that ended it."""
    lexer, found = kind(Source(text)), list[Any]()
    try:
        while lexer.advance().kind != TokenKind.EOF:
            continue
    except GraphQLSyntaxError as error:
        found.append((error.message, error.locations))
    token = lexer.token
    while token.prev:
        found.append((token.kind, token.start, token.end, token.line, token.column, token.value))
        token = token.prev
    return found


def test_any_text_has_the_same_tokens_and_the_same_error() -> None:
    random = Random(5)  # noqa: S311 -- no secret
    for _ in range(6000):
        text = "".join(random.choice(BITS) for _ in range(random.randint(1, 14)))
        assert read(QuickLexer, text) == read(Lexer, text), text


def test_every_place_of_any_text_has_the_same_line_and_column() -> None:
    random = Random(6)  # noqa: S311 -- no secret
    for _ in range(200):
        text = "".join(random.choice(BITS) for _ in range(random.randint(1, 14)))
        counted, plain = CountedSource(text), Source(text)
        for place in range(len(text) + 2):
            assert counted.get_location(place) == plain.get_location(place), (text, place)


def test_a_document_is_freed_without_the_garbage_collector() -> None:
    texts = ["{ freed { id } } # words", "{ freed { id ", '{ freed(key: "x']
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            with suppress(GraphQLSyntaxError):
                parse_document(text, 1500)
        # By their type: isinstance asks the object itself, and some of other libraries answer that with a warning.
        assert not [found for found in gc.get_objects() if issubclass(type(found), Token) and found.value == "freed"]
    finally:
        gc.enable()


def test_every_attack_has_the_same_tokens_and_the_same_error() -> None:
    for attack in everything():
        assert read(QuickLexer, attack.query) == read(Lexer, attack.query), attack.name


def test_a_document_that_nests_too_deeply_is_a_plain_error() -> None:
    with pytest.raises(GraphQLSyntaxError, match="nested too deeply"):
        parse_document("{ a " * 700, 1500)
