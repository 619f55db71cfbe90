"""Reading a document's text: graphql-core's parser over a lexer that takes long tokens whole.

graphql-core reads strings, comments and names sign by sign, in Python: a string of 60 kB took it 20 ms. Regular expressions
read what is plain; whatever is unusual, or wrong, is left to graphql-core. Specification, section 2, *Language*.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from functools import cached_property

from graphql import DocumentNode, GraphQLSyntaxError, Lexer, Source, Token, TokenKind
from graphql.language import SourceLocation
from graphql.language.block_string import dedent_block_string_lines
from graphql.language.parser import Parser, nested_too_deeply_error

_NEXT = re.compile(r"[ \t,\ufeff]*+(?:([_A-Za-z][_0-9A-Za-z]*+)|([!$&():=@\[\]{|}]|\.\.\.)|\r\n|[\n\r])")
_COMMENT = re.compile(r"#([^\r\n\ud800-\udfff]*+)(?![\ud800-\udfff])")
_HEX = "[0-9A-Fa-f]"
_ESCAPE = rf'\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F]){_HEX}{{4}}|u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}})'
_STRING = re.compile(rf'"((?:[^"\\\r\n\ud800-\udfff]++|{_ESCAPE})*+)')
_BLOCK = re.compile(r'"""((?:[^"\\\ud800-\udfff]++|"(?!"")|\\(?!"""))*+)')
_LINE = re.compile(r"\r\n|[\n\r]")

_MARKS = {mark: TokenKind(mark) for mark in ("!", "$", "&", "(", ")", ":", "=", "@", "[", "]", "{", "|", "}", "...")}


def parse_document(text: str, most_tokens: int) -> DocumentNode:
    """Return the syntax tree of a document. Raises GraphQLSyntaxError, as graphql-core's ``parse`` does."""
    source = CountedSource(text)
    lexer = QuickLexer(source)
    first = lexer.token
    parser = Parser(source, lexer=lexer, max_tokens=most_tokens)
    try:
        return parser.parse_document()
    except RecursionError:
        pass  # told outside of the block, or the error would hold on to all its frames
    finally:
        _unchain(first)
    raise nested_too_deeply_error(parser)


def _unchain(token: Token | None) -> None:
    """Part tokens from each other: in a chain both ways, only the garbage collector could free any, and all at once."""
    while token is not None:
        following = token.next
        token.next = token.prev = None
        token = following


class CountedSource(Source):
    """A text that counts its lines once, not for every error that says where it is."""

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        lines = list(_LINE.finditer(self.body))
        return [found.start() for found in lines], [0, *(found.end() for found in lines)]

    def get_location(self, position: int) -> SourceLocation:
        """Return the line and column of a place in the text, both from 1."""
        ends, begins = self._ends
        line = bisect_left(ends, position)
        return SourceLocation(line + 1, position + 1 - begins[line])


class QuickLexer(Lexer):
    """Gives the tokens that graphql-core's lexer gives, and its errors."""

    def read_next_token(self, start: int) -> Token:
        """Return the token that follows ``start``, beyond blanks and ends of lines."""
        body = self.source.body
        while found := _NEXT.match(body, start):
            name, mark = found.groups()
            end = found.end()
            if name is not None:
                start = end - len(name)
                return Token(TokenKind.NAME, start, end, self.line, 1 + start - self.line_start, name)
            if mark is not None:
                start = end - len(mark)
                return Token(_MARKS[mark], start, end, self.line, 1 + start - self.line_start)
            self.line += 1
            self.line_start = start = end
        return super().read_next_token(start)

    def read_comment(self, start: int) -> Token:
        """Return the comment that begins at ``start``."""
        found = _COMMENT.match(self.source.body, start)
        if found is None or self._max_comments is not None:
            return super().read_comment(start)
        return self.create_token(TokenKind.COMMENT, start, found.end(), found[1])

    def read_string(self, start: int) -> Token:
        """Return the string that begins at ``start`` (specification, *String Value*)."""
        body = self.source.body
        found = _STRING.match(body, start)
        end = start if found is None else found.end()
        if body[end : end + 1] in ("", "\n", "\r"):
            raise GraphQLSyntaxError(self.source, end, "Unterminated string.")
        if found is None or body[end] != '"':
            return super().read_string(start)
        # Its escapes are those of JSON; others were left to graphql-core.
        value = json.loads(body[start : end + 1], strict=False) if "\\" in found[1] else found[1]
        return self.create_token(TokenKind.STRING, start, end + 1, value)

    def read_block_string(self, start: int) -> Token:
        """Return the block string that begins at ``start``, and count its lines (specification, *Block Strings*)."""
        body = self.source.body
        found = _BLOCK.match(body, start)
        if found is not None and found.end() == len(body):
            raise GraphQLSyntaxError(self.source, len(body), "Unterminated string.")
        if found is None or not body.startswith('"""', found.end()):
            return super().read_block_string(start)
        lines = _LINE.split(found[1])
        value = "\n".join(dedent_block_string_lines(lines))
        token = self.create_token(TokenKind.BLOCK_STRING, start, found.end() + 3, value)
        if len(lines) > 1:
            self.line += len(lines) - 1
            self.line_start = found.end() - len(lines[-1])
        return token
