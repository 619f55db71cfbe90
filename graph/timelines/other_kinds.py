"""Timelines of kinds that are not read here: what each is, and what to send instead.

They are those that the plug-ins of OpenTimelineIO read and write, and those of free editors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.errors import UnsupportedMediaError

_AGAIN = "Export an EDL (CMX 3600), OTIO or XML of Final Cut Pro."
_CONVERT = "OpenTimelineIO's `otioconvert`, with its plug-in {plugin}, makes OTIO of it."


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A kind of file: its name for people, and what to do, as sentences."""

    name: str
    instead: str

    def refusal(self) -> UnsupportedMediaError:
        """Return what to tell whoever sends one."""
        return UnsupportedMediaError(f"This is {self.name}, which is not read here. {self.instead}", path=("timeline",))


_HLS = OtherKind("a playlist of HLS", f"Ingest the film itself. {_CONVERT.format(plugin='otio-hls-playlist-adapter')}")
_MAYA = OtherKind("a scene of Maya", _CONVERT.format(plugin="otio-maya-sequencer-adapter"))

_BY_FIRST_BYTES = (
    (re.compile(rb"#EXTM3U"), _HLS),
    (re.compile(rb"//Maya ASCII|FOR[48]....Maya", re.DOTALL), _MAYA),
)
_BY_ROOT = {
    "ges": OtherKind("a project of GStreamer (XGES)", f"{_AGAIN} {_CONVERT.format(plugin='otio-xges-adapter')}"),
    "svg": OtherKind("a picture (SVG), be it of a timeline", "Send the timeline that it was drawn of."),
    "mlt": OtherKind("a project of MLT, as Kdenlive and Shotcut write", _AGAIN),
}


def told_by_first_bytes(head: bytes) -> OtherKind | None:
    """Return the kind that a file's first bytes tell; None for none of these."""
    return next((kind for pattern, kind in _BY_FIRST_BYTES if pattern.match(head)), None)


def told_by_root(tag: str) -> OtherKind | None:
    """Return the kind that the root of XML tells, with or without its namespace; None for none of these."""
    return _BY_ROOT.get(tag.rpartition("}")[2].lower())
