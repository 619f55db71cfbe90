"""Timelines -> OpenTimelineIO's JSON, schemas as of its release 0.17: Timeline.1, Clip.2, Marker.2.

What OpenTimelineIO has no field for (exact rates, drop frame, the id of a version) stands under ``metadata.reelgraph``.
"""

from __future__ import annotations

import json
from typing import Any

from graph.nodes.time import FrameRange, Rational
from graph.nodes.timeline import Clip, Gap, Item, Marker, Media, Timeline, TimelineTrack

_COLOURS = frozenset(("PINK", "RED", "ORANGE", "YELLOW", "GREEN", "CYAN", "BLUE", "PURPLE", "MAGENTA", "BLACK", "WHITE"))
_DEFAULT = "DEFAULT_MEDIA"

Json = dict[str, Any]


def write_otio(timeline: Timeline) -> str:
    """Return the timeline as OpenTimelineIO writes it."""
    rate, start = timeline.rate, timeline.start
    about = {"rate": [rate.num, rate.den], "dropFrame": start.drop_frame}
    tracks = _composition("Stack.1", "tracks", [_track(track, rate) for track in timeline.tracks])
    tracks["markers"] = [_marker(marker, rate) for marker in timeline.markers]
    return json.dumps(
        {
            "OTIO_SCHEMA": "Timeline.1",
            "metadata": {"reelgraph": about},
            "name": timeline.name,
            "global_start_time": _time(start.frame, rate),
            "tracks": tracks,
        },
        ensure_ascii=False,
        indent=1,
    )


def _composition(schema: str, name: str, children: list[Json], **more: Any) -> Json:
    return {
        "OTIO_SCHEMA": schema,
        "metadata": {},
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": children,
        **more,
    }


def _track(track: TimelineTrack, rate: Rational) -> Json:
    return _composition(
        "Track.1", track.name, [_item(item, rate) for item in track.items], kind=track.kind.value.capitalize()
    )


def _item(item: Item, rate: Rational) -> Json:
    if isinstance(item, Gap):
        return {
            "OTIO_SCHEMA": "Gap.1",
            "metadata": {},
            "name": "",
            "source_range": _range(FrameRange(0, item.frames), rate),
            "effects": [],
            "markers": [],
            "enabled": True,
        }
    natural = item.lasting(rate)
    shown = item.source.frames
    effects = []
    if natural != item.frames:
        shown = max(1, round(item.frames * item.rate.fraction / rate.fraction))
        effects.append(
            {
                "OTIO_SCHEMA": "LinearTimeWarp.1",
                "metadata": {},
                "name": "",
                "effect_name": "LinearTimeWarp",
                "enabled": True,
                "time_scalar": item.source.frames / shown,
            }
        )
    source = FrameRange(item.source.start, item.source.start + shown)
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {
            "reelgraph": {
                "frames": item.frames,
                "rate": [item.rate.num, item.rate.den],
                "dropFrame": item.drop_frame,
            }
        },
        "name": item.name,
        "source_range": _range(source, item.rate),
        "effects": effects,
        "markers": [_marker(marker, item.rate) for marker in item.markers],
        "enabled": item.enabled,
        "media_references": {_DEFAULT: _media(item.media, item)},
        "active_media_reference_key": _DEFAULT,
    }


def _media(media: Media, clip: Clip) -> Json:
    start = media.start or 0
    available = None
    if media.frames is not None and media.start is not None:
        available = _range(FrameRange(start, start + media.frames), clip.rate)
    about = {"versionId": media.version_id, "sha256": media.sha256, "start": media.start, "frames": media.frames}
    reference: Json = {
        "OTIO_SCHEMA": "ExternalReference.1" if media.url else "MissingReference.1",
        "metadata": {"reelgraph": {name: value for name, value in about.items() if value is not None}},
        "name": media.name,
        "available_range": available,
        "available_image_bounds": None,
    }
    return {**reference, "target_url": media.url} if media.url else reference


def _marker(marker: Marker, rate: Rational) -> Json:
    about = {"createdAt": marker.created_at, "status": marker.status, "colour": marker.colour}
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"reelgraph": about},
        "name": marker.name,
        "color": marker.colour if marker.colour in _COLOURS else "RED",
        "marked_range": _range(marker.at, rate),
        "comment": marker.comment,
    }


def _range(frames: FrameRange, rate: Rational) -> Json:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": _time(frames.frames, rate),
        "start_time": _time(frames.start, rate),
    }


def _time(value: int, rate: Rational) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate.num / rate.den, "value": float(value)}
