"""Bytes that ought to be text."""

from __future__ import annotations

import codecs

from graph.timelines.bounds import broken

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, format_name: str) -> str:
    """Return text in the encoding that its first bytes name, else as UTF-8, else as Latin-1, as old systems write.

    Raises InvalidError for bytes that are no text.
    """
    encodings = [next((name for mark, name in _MARKED if data.startswith(mark)), "utf-8")]
    if encodings == ["utf-8"]:
        encodings.append("latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise broken(format_name, "it is no text.")
