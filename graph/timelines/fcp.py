"""What the reader and the writer of Final Cut Pro 7 XML (``xmeml``) share: the interchange format of most editors."""

from __future__ import annotations

NAME = "Final Cut Pro XML"
MEDIA_ID = "reelgraph-version"
"""Name of the comment in which a written file keeps the id of its version."""
