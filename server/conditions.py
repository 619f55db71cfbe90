"""Preconditions of RFC 9110, section 13: whether the client's copy is still good, and a part of this very file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256

from starlette.datastructures import Headers


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one state of a file from another: a strong entity tag and the second of its last change."""

    etag: str
    modified: int

    @classmethod
    def of(cls, name: str, status: os.stat_result) -> Validators:
        """Return the validators of a file known under ``name``."""
        state = f"{name}/{status.st_size}/{status.st_mtime_ns}/{status.st_ino}"
        return cls(f'"{sha256(state.encode()).hexdigest()[:32]}"', int(status.st_mtime))

    @property
    def last_modified(self) -> str:
        """The value of Last-Modified."""
        return formatdate(self.modified, usegmt=True)

    def not_modified(self, headers: Headers) -> bool:
        """Whether the client's copy is still good (304); If-None-Match goes before If-Modified-Since."""
        if (tags := headers.get("If-None-Match")) is not None:
            return tags.strip() == "*" or self.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = _seconds(headers.get("If-Modified-Since"))
        return since is not None and self.modified <= since

    def failed(self, headers: Headers) -> bool:
        """Whether the client wants another state of the file than this one (412); weak tags never match here."""
        if (tags := headers.get("If-Match")) is not None:
            return tags.strip() != "*" and self.etag not in (tag.strip() for tag in tags.split(","))
        since = _seconds(headers.get("If-Unmodified-Since"))
        return since is not None and self.modified > since

    def range_applies(self, headers: Headers) -> bool:
        """Whether Range is of this state (If-Range, section 13.1.5): an equal strong tag, or exactly the date."""
        wanted = headers.get("If-Range")
        if wanted is None:
            return True
        return wanted.strip() == self.etag if '"' in wanted else _seconds(wanted) == self.modified


def _seconds(date: str | None) -> int | None:
    if date is None:
        return None
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except ValueError:
        return None
