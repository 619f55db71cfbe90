"""Bytes of any of the formats <-> timelines."""

from __future__ import annotations

import re

from graph.errors import InvalidError, TooLargeError, UnsupportedMediaError
from graph.nodes.time import Rational
from graph.nodes.timeline import Timeline, TimelineFormat
from graph.timelines.aaf import read_aaf
from graph.timelines.ale import read_ale, write_ale
from graph.timelines.bounds import FARTHEST, LARGEST_FILE
from graph.timelines.comments_table import read_table, write_table
from graph.timelines.edl_reader import read_edl
from graph.timelines.edl_writer import write_edl
from graph.timelines.fcp_reader import read_fcp
from graph.timelines.fcp_writer import write_fcp
from graph.timelines.fcpx_reader import read_fcpx
from graph.timelines.fcpx_writer import write_fcpx
from graph.timelines.other_kinds import told_by_first_bytes
from graph.timelines.otio_reader import read_otio
from graph.timelines.otio_writer import write_otio
from graph.timelines.otioz import content
from graph.timelines.text import decoded
from graph.timelines.xml_tree import parse

EXTENSIONS = {
    TimelineFormat.OTIO: ".otio",
    TimelineFormat.EDL: ".edl",
    TimelineFormat.XMEML: ".xml",
    TimelineFormat.FCPXML: ".xml",
    TimelineFormat.FCPX: ".fcpxml",
    TimelineFormat.AAF: ".aaf",
    TimelineFormat.ALE: ".ale",
    TimelineFormat.CSV: ".csv",
    TimelineFormat.JSONLD: ".jsonld",
}
MIME_TYPES = {
    TimelineFormat.OTIO: "application/json",
    TimelineFormat.EDL: "text/plain",
    TimelineFormat.XMEML: "application/xml",
    TimelineFormat.FCPXML: "application/xml",
    TimelineFormat.FCPX: "application/xml",
    TimelineFormat.AAF: "application/octet-stream",
    TimelineFormat.ALE: "text/plain",
    TimelineFormat.CSV: "text/csv",
    TimelineFormat.JSONLD: "application/ld+json",
}
_ZIP = b"PK\x03\x04"
_STRUCTURED_STORAGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Who sends it as a timeline means AAF."""
_LOG = re.compile(rb"Heading[ \t]*[\r\n]", re.IGNORECASE)
_EVENT = re.compile(rb"^[ \t]*\d{1,9}[ \t].*\d{2}[:;]\d{2}[:;]\d{2}", re.MULTILINE)
_LOOKED_AT = 65_536


def read_timeline(data: bytes, form: TimelineFormat | None = None, rate: Rational | None = None) -> Timeline:
    """Return the timeline of a file; what it is is told by its first bytes unless ``form`` says it.

    ``rate`` is what an edit list counts, which does not say so itself. Blocking. Raises InvalidError for a file that is
    broken, UnsupportedMediaError for one of another kind, TooLargeError above the limits.
    """
    if len(data) > LARGEST_FILE:
        raise TooLargeError(f"The timeline has {len(data)} bytes; at most {LARGEST_FILE} are read.", path=("timeline",))
    timeline = _read(data, form or _told(data), rate)
    last = max((marker.at.end for marker in timeline.markers), default=0)
    if max(timeline.frames, last, timeline.start.frame) > FARTHEST:
        raise TooLargeError("The timeline is longer than any film.", path=("timeline",))
    return timeline


def _read(data: bytes, form: TimelineFormat, rate: Rational | None) -> Timeline:
    match form:
        case TimelineFormat.OTIO:
            return read_otio(decoded(content(data) if data.startswith(_ZIP) else data, "OpenTimelineIO"))
        case TimelineFormat.EDL:
            return read_edl(decoded(data, "an edit list"), rate)
        case TimelineFormat.XMEML | TimelineFormat.FCPXML | TimelineFormat.FCPX:
            root = parse(data, "XML of Final Cut Pro")
            return read_fcpx(root) if root.tag == "fcpxml" else read_fcp(root)
        case TimelineFormat.AAF:
            return read_aaf(data)
        case TimelineFormat.ALE:
            return read_ale(decoded(data, "a log of Avid"))
        case TimelineFormat.CSV:
            return read_table(decoded(data, "a table of comments"))
        case TimelineFormat.JSONLD:
            raise InvalidError("JSON-LD is written and not read. Give OTIO, an EDL or Final Cut Pro XML.", path=("format",))


def write_timeline(timeline: Timeline, form: TimelineFormat) -> str:
    """Return a timeline as text. Raises InvalidError for what the format cannot say."""
    match form:
        case TimelineFormat.OTIO:
            return write_otio(timeline)
        case TimelineFormat.EDL:
            return write_edl(timeline)
        case TimelineFormat.XMEML | TimelineFormat.FCPXML:
            return write_fcp(timeline)
        case TimelineFormat.FCPX:
            return write_fcpx(timeline)
        case TimelineFormat.ALE:
            return write_ale(timeline)
        case TimelineFormat.AAF:
            raise InvalidError("AAF is read and not written. Give OTIO, an EDL, or ALE for a bin of Avid.", path=("format",))
        case TimelineFormat.CSV:
            return write_table(timeline)
        case TimelineFormat.JSONLD:
            raise InvalidError("JSON-LD says notes and detections, and no timeline.", path=("format",))


def _told(data: bytes) -> TimelineFormat:
    """Return the format that bytes are most likely of."""
    head = data[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    other = told_by_first_bytes(data) or told_by_first_bytes(head)
    if other is not None:
        raise other.refusal()
    if data.startswith(_STRUCTURED_STORAGE):
        return TimelineFormat.AAF
    if _LOG.match(head):
        return TimelineFormat.ALE
    if data.startswith(_ZIP) or head.startswith((b"{", b"[")):
        return TimelineFormat.OTIO
    if head.startswith(b"<"):
        return TimelineFormat.XMEML
    if head.startswith((b"Timecode,", b'"Timecode",', b"Timecode;", b'"Timecode";')):
        return TimelineFormat.CSV
    if b"TITLE:" in head.upper() or b"FCM:" in head.upper() or _EVENT.search(head):
        return TimelineFormat.EDL
    raise UnsupportedMediaError(
        "This is no timeline that can be read here. Give OTIO, an EDL (CMX 3600), XML of Final Cut Pro, AAF or ALE.",
        path=("timeline",),
    )
