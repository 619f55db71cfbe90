"""Reading a document's text: graphql-core's parser over a lexer that takes long tokens whole.

graphql-core reads strings, comments and names sign by sign, in Python: a string of 60 kB took it 20 ms. Regular expressions
read what is plain; whatever is unusual, or wrong, is left to graphql-core. Specification, section 2, *Language*.
"""

from __future__ import annotations

import re

from graphql import DocumentNode, GraphQLSyntaxError, Lexer, Source, Token, TokenKind
from graphql.language.block_string import dedent_block_string_lines
from graphql.language.parser import Parser, nested_too_deeply_error

_NAME = re.compile(r"[_0-9A-Za-z]++")
_COMMENT = re.compile(r"#([^\r\n\ud800-\udfff]*+)(?![\ud800-\udfff])")
_STRING = re.compile(r'"((?:[^"\\\r\n\ud800-\udfff]++|\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}))*+)"')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_BLOCK = re.compile(r'"""((?:[^"\\\ud800-\udfff]++|"(?!"")|\\(?!"""))*+)')
_LINE = re.compile(r"\r\n|[\n\r]")

_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def parse_document(text: str, most_tokens: int) -> DocumentNode:
    """Return the syntax tree of a document. Raises GraphQLSyntaxError, as graphql-core's ``parse`` does."""
    source = Source(text)
    parser = Parser(source, lexer=QuickLexer(source), max_tokens=most_tokens)
    try:
        return parser.parse_document()
    except RecursionError:
        pass  # told outside of the block, or the error would hold on to all its frames
    raise nested_too_deeply_error(parser)


class QuickLexer(Lexer):
    """Gives the tokens that graphql-core's lexer gives, and its errors."""

    def read_name(self, start: int) -> Token:
        """Return the name that begins at ``start``."""
        body = self.source.body
        found = _NAME.match(body, start)
        if found is None:
            return super().read_name(start)
        end = found.end()
        return Token(TokenKind.NAME, start, end, self.line, 1 + start - self.line_start, body[start:end])

    def read_comment(self, start: int) -> Token:
        """Return the comment that begins at ``start``."""
        found = _COMMENT.match(self.source.body, start)
        if found is None or self._max_comments is not None:
            return super().read_comment(start)
        return self.create_token(TokenKind.COMMENT, start, found.end(), found[1])

    def read_string(self, start: int) -> Token:
        """Return the string that begins at ``start`` (specification, *String Value*)."""
        found = _STRING.match(self.source.body, start)
        if found is None:
            return super().read_string(start)
        value = _ESCAPE.sub(_unescaped, found[1]) if "\\" in found[1] else found[1]
        return self.create_token(TokenKind.STRING, start, found.end(), value)

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


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _ESCAPED[found[2]]
