"""Timelines -> Final Cut Pro X's XML, version 1.9: its first track of pictures is the storyline, all else connected."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graph.nodes.time import Rational
from graph.nodes.timeline import Clip, Gap, Item, Marker, Media, Timeline, TrackKind
from graph.timelines.fcpx import VERSION_KEY, text_of
from graph.timelines.xml_tree import plain_xml

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
_COMPLETED = {"OPEN": "0", "RESOLVED": "1"}


@dataclass(frozen=True, slots=True)
class _Connected:
    """A clip over or under the storyline."""

    place: int
    lane: int
    kind: TrackKind
    clip: Clip


def write_fcpx(timeline: Timeline) -> str:
    """Return the timeline as one project. Its markers stand on what the storyline shows at their frames."""
    return _Writing(timeline).text()


class _Writing:
    """One document, and the resources that its clips refer to."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._root = Element("fcpxml", version="1.9")
        self._resources = SubElement(self._root, "resources")
        self._formats: dict[Rational, str] = {}
        self._assets: dict[tuple[Media, str, Rational], Element] = {}

    def text(self) -> str:
        timeline = self._timeline
        sequence = Element("sequence", format=self._format(timeline.rate), duration=self._seconds(timeline.frames))
        sequence.set("tcStart", self._seconds(timeline.start.frame))
        sequence.set("tcFormat", "DF" if timeline.start.drop_frame else "NDF")
        spine = SubElement(sequence, "spine")
        connected = deque(sorted(self._connected(), key=lambda each: each.place))
        markers = deque(sorted(timeline.markers, key=lambda each: each.at.start))
        for place, item in self._storyline():
            element, end = self._item(spine, timeline.start.frame + place, item), place + item.frames
            over: list[tuple[Element, Clip]] = [(element, item)] if isinstance(item, Clip) else []
            while connected and connected[0].place < end:
                each = connected.popleft()
                offset = text_of(self._own(item, each.place - place))
                over.append((self._clip(element, offset, each.clip, each.kind, each.lane), each.clip))
            for written, clip in over:
                self._mark(written, clip)
            while markers and markers[0].at.start < end:
                marker = markers.popleft()
                lasting = Fraction(marker.at.frames) / timeline.rate.fraction
                _marker(element, marker, self._own(item, marker.at.start - place), lasting)
        event = SubElement(SubElement(self._root, "library"), "event", name="Reelgraph")
        SubElement(event, "project", name=plain_xml(timeline.name)).append(sequence)
        indent(self._root)
        return _HEAD + tostring(self._root, encoding="unicode") + "\n"

    def _storyline(self) -> list[tuple[int, Item]]:
        """Return the items of the first track of pictures at their places, with a gap to the timeline's end."""
        track = next((each for each in self._timeline.tracks if each.kind is TrackKind.VIDEO), None)
        placed = [] if track is None else list(track.placed())
        end = 0 if track is None else track.frames
        last = max([self._timeline.frames, *(each.at.end for each in self._timeline.markers)])
        return [*placed, (end, Gap(last - end))] if last > end else placed

    def _connected(self) -> list[_Connected]:
        """Return all other clips: pictures above, sound below."""
        lanes = {kind: [each for each in self._timeline.tracks if each.kind is kind] for kind in TrackKind}
        tracks = [*enumerate(lanes[TrackKind.VIDEO][1:], 1)]
        tracks += [(-number, track) for number, track in enumerate(lanes[TrackKind.AUDIO], 1)]
        return [
            _Connected(place, lane, track.kind, item)
            for lane, track in tracks
            for place, item in track.placed()
            if isinstance(item, Clip)
        ]

    def _item(self, spine: Element, at: int, item: Item) -> Element:
        if isinstance(item, Clip):
            return self._clip(spine, self._seconds(at), item, TrackKind.VIDEO)
        return SubElement(
            spine, "gap", name="Gap", offset=self._seconds(at), start="0s", duration=self._seconds(item.frames)
        )

    def _clip(self, parent: Element, offset: str, clip: Clip, kind: TrackKind, lane: int = 0) -> Element:
        element = SubElement(parent, "asset-clip", ref=self._asset(clip, kind), offset=offset, name=plain_xml(clip.name))
        first = Fraction(clip.source.start) / clip.rate.fraction
        lasting = Fraction(clip.frames) / self._timeline.rate.fraction
        given = {"start": text_of(first), "duration": text_of(lasting), "tcFormat": "DF" if clip.drop_frame else "NDF"}
        given |= {"lane": str(lane)} if lane else {}
        given |= {"srcEnable": "audio"} if kind is TrackKind.AUDIO else {}
        given |= {} if clip.enabled else {"enabled": "0"}
        element.attrib.update(given)
        shown = Fraction(clip.source.frames) / clip.rate.fraction
        if shown != lasting:
            retimed = SubElement(element, "timeMap")
            SubElement(retimed, "timept", time=text_of(first), value=text_of(first), interp="linear")
            SubElement(retimed, "timept", time=text_of(first + lasting), value=text_of(first + shown), interp="linear")
        return element

    def _asset(self, clip: Clip, kind: TrackKind) -> str:
        """Return the id of what a clip was cut from, which is defined once."""
        media, name = clip.media, clip.media.name or clip.name
        asset = self._assets.get((media, name, clip.rate))
        if asset is None:
            form = self._format(clip.rate)
            asset = SubElement(self._resources, "asset", id=f"a{len(self._assets) + 1}", name=plain_xml(name), format=form)
            self._assets[media, name, clip.rate] = asset
            if media.start is not None:
                asset.set("start", text_of(Fraction(media.start) / clip.rate.fraction))
            if media.frames is not None:
                asset.set("duration", text_of(Fraction(media.frames) / clip.rate.fraction))
            SubElement(asset, "media-rep", kind="original-media", src=plain_xml(media.url) or quote(name))
            if media.version_id:
                SubElement(SubElement(asset, "metadata"), "md", key=VERSION_KEY, value=media.version_id)
        asset.set("hasAudio" if kind is TrackKind.AUDIO else "hasVideo", "1")
        return asset.get("id", "")

    def _format(self, rate: Rational) -> str:
        if rate not in self._formats:
            known = self._formats[rate] = f"r{len(self._formats) + 1}"
            SubElement(self._resources, "format", id=known, frameDuration=text_of(1 / rate.fraction))
        return self._formats[rate]

    def _seconds(self, frames: int) -> str:
        return text_of(Fraction(frames) / self._timeline.rate.fraction)

    def _own(self, item: Item, frames: int) -> Fraction:
        """Return an item's own time so many frames of the timeline after its begin."""
        begin = Fraction(item.source.start) / item.rate.fraction if isinstance(item, Clip) else Fraction(0)
        return begin + Fraction(frames) / self._timeline.rate.fraction

    def _mark(self, element: Element, clip: Clip) -> None:
        """Write the markers of a clip, in the clip's own time, which counts as the timeline does where it is retimed."""
        scale = Fraction(clip.frames) / self._timeline.rate.fraction / clip.source.frames
        for marker in clip.markers:
            first = self._own(clip, 0) + (marker.at.start - clip.source.start) * scale
            _marker(element, marker, first, marker.at.frames * scale)


def _marker(parent: Element, marker: Marker, start: Fraction, lasting: Fraction) -> None:
    element = SubElement(parent, "marker", start=text_of(start), duration=text_of(lasting), value=plain_xml(marker.comment))
    if marker.name:
        element.set("note", plain_xml(marker.name))
    if marker.status in _COMPLETED:
        element.set("completed", _COMPLETED[marker.status])
