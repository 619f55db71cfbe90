"""Timelines -> Final Cut Pro 7 XML."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graph.errors import InvalidError
from graph.nodes.time import Rational, StartTimecode, format_timecode, is_counted
from graph.nodes.timeline import Clip, Marker, Media, Timeline, TimelineTrack, TrackKind
from graph.timelines.fcp import MEDIA_ID
from graph.timelines.xml_tree import plain_xml

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n'


def write_fcp(timeline: Timeline) -> str:
    """Return the timeline as one sequence.

    Raises InvalidError at a rate that the format cannot say: it knows whole ones, and those of the NTSC family.
    """
    root = Element("xmeml", version="5")
    sequence = SubElement(root, "sequence", id="sequence-1")
    _text(sequence, "name", timeline.name)
    _text(sequence, "duration", timeline.frames)
    _rate(sequence, timeline.rate)
    _timecode(sequence, timeline.start, timeline.rate)
    media = SubElement(sequence, "media")
    files: dict[tuple[Media, str], str] = {}
    for kind in TrackKind:
        place = SubElement(media, kind.value.lower())
        for track in timeline.tracks:
            if track.kind is kind:
                _track(place, track, timeline, files)
    for marker in timeline.markers:
        _marker(sequence, marker, 0)
    indent(root)
    return _HEAD + tostring(root, encoding="unicode") + "\n"


def _track(parent: Element, track: TimelineTrack, timeline: Timeline, files: dict[tuple[Media, str], str]) -> None:
    element = SubElement(parent, "track")
    _text(element, "name", track.name)
    for place, item in track.placed():
        if isinstance(item, Clip):
            _clip(element, place, item, timeline, files)


def _clip(parent: Element, place: int, clip: Clip, timeline: Timeline, files: dict[tuple[Media, str], str]) -> None:
    offset = clip.media.start or 0
    still = clip.source.frames == 1 and clip.frames > 1
    item = SubElement(parent, "clipitem")
    _text(item, "name", clip.name)
    _text(item, "enabled", "TRUE" if clip.enabled else "FALSE")
    _text(item, "duration", clip.media.frames or clip.source.end - offset)
    _rate(item, clip.rate)
    _text(item, "start", place)
    _text(item, "end", place + clip.frames)
    _text(item, "in", clip.source.start - offset)
    _text(item, "out", clip.source.start - offset + clip.frames if still else clip.source.end - offset)
    if still:
        _text(item, "stillframe", "TRUE")
    _file(item, clip, files)
    for marker in clip.markers:
        _marker(item, marker, offset)


def _file(parent: Element, clip: Clip, files: dict[tuple[Media, str], str]) -> None:
    """Define a clip's file, or name it where it is defined already."""
    media, name = clip.media, clip.media.name or clip.name
    known = files.get((media, name))
    if known is not None:
        SubElement(parent, "file", id=known)
        return
    known = files[media, name] = f"file-{len(files) + 1}"
    file = SubElement(parent, "file", id=known)
    _text(file, "name", name)
    if media.url:
        _text(file, "pathurl", media.url)
    _rate(file, clip.rate)
    if media.frames is not None:
        _text(file, "duration", media.frames)
    if media.start is not None:
        _timecode(file, StartTimecode(media.start, clip.drop_frame), clip.rate)
    if media.version_id:
        _text(SubElement(file, "comments"), "mastercomment1", f"{MEDIA_ID} {media.version_id}")


def _marker(parent: Element, marker: Marker, offset: int) -> None:
    element = SubElement(parent, "marker")
    _text(element, "name", marker.name)
    _text(element, "comment", marker.comment)
    _text(element, "in", marker.at.start - offset)
    _text(element, "out", marker.at.end - offset if marker.at.frames > 1 else -1)


def _timecode(parent: Element, start: StartTimecode, rate: Rational) -> None:
    element = SubElement(parent, "timecode")
    _rate(element, rate)
    _text(element, "string", format_timecode(start.frame, rate, StartTimecode(0, start.drop_frame)))
    _text(element, "frame", start.frame)
    _text(element, "displayformat", "DF" if start.drop_frame else "NDF")


def _rate(parent: Element, rate: Rational) -> None:
    if not is_counted(rate.fraction):
        raise InvalidError(
            f"Final Cut Pro XML cannot say {rate.num}/{rate.den} frames a second. Export as OTIO, or give another rate.",
            path=("rate",),
        )
    nominal = round(rate.fraction)
    element = SubElement(parent, "rate")
    _text(element, "timebase", nominal)
    _text(element, "ntsc", "FALSE" if rate.fraction == Fraction(nominal) else "TRUE")


def _text(parent: Element, tag: str, value: str | int) -> None:
    SubElement(parent, tag).text = plain_xml(str(value))
