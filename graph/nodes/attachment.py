"""Attachments: files that came with a comment, such as a reference picture or a brief."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a comment, ``bytes`` long. ``location`` is where it lies in the data folder; ``name`` is its sender's."""

    id: str
    comment_id: str
    session_id: str
    project_id: str
    author_id: str
    name: str
    mime_type: str
    bytes: int
    location: str
    created_at: datetime
