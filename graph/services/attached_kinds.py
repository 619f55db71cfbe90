"""What may be attached to a comment: pictures, PDF and plain text, told by their first bytes and never by their names."""

from __future__ import annotations

from pathlib import Path

_HEAD = 4096
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_TEXT = "text/plain"


def kind_of(path: Path) -> str | None:
    """Return the media type of a file that may be attached, None for any other. Blocking."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for begins, mime_type in _PICTURES:
        if head.startswith(begins):
            return mime_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _TEXT if head and _is_text(head) else None


def _is_text(head: bytes) -> bool:
    """Whether bytes are UTF-8 without control characters; the last character may be cut off by the end of what was read."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if len(head) < _HEAD or error.start < _HEAD - 3:
            return False
        text = head[: error.start].decode()
    return all(character >= " " or character in "\n\r\t\f" for character in text)
