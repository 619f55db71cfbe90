"""XML from strangers: a tree without entities, of bounded depth and size; and text that XML may hold."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from graph.errors import TooLargeError
from graph.timelines.bounds import DEEPEST, broken

_MOST_ELEMENTS = 2_000_000
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(data: bytes, format_name: str) -> Element:
    """Return the root of a document.

    A document type may be named, as editors do, but may define nothing: no entity is ever expanded and nothing is fetched.
    Raises InvalidError for what is no such XML, TooLargeError where it nests or holds too much.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > DEEPEST or count > _MOST_ELEMENTS:
            raise TooLargeError("The timeline's XML nests too deeply, or holds too many elements.", path=("timeline",))
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> int:
        raise broken(format_name, "it defines entities, which no editor writes.")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
        root = builder.close()
    except (expat.ExpatError, LookupError, ValueError, AssertionError) as error:
        raise broken(format_name, f"{error}.") from None
    return root


def plain_xml(text: str) -> str:
    """Return text without the characters that no XML may hold."""
    return _NOT_XML.sub("", text)
