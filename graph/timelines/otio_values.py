"""What OpenTimelineIO's JSON is made of, read from a document that may say anything."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

from graph.nodes.time import FrameRange, Rational
from graph.nodes.timeline import Media
from graph.timelines.bounds import FASTEST, frame_rate, whole, words

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """A time range: exact values at the rate of its start."""

    start: Fraction
    duration: Fraction
    rate: Rational

    @property
    def seconds(self) -> Fraction:
        """The duration in seconds."""
        return self.duration / self.rate.fraction

    def frames(self, what: str) -> FrameRange:
        """Return the whole frames, one at least; ``what`` names the range in an error."""
        start = whole(self.start, what)
        return FrameRange(start, start + max(1, whole(self.duration, what)))


def schema_of(value: object) -> str:
    """Return the name of a value's schema without its version; nothing for what has none."""
    named = value.get("OTIO_SCHEMA") if isinstance(value, Mapping) else None
    return words(named).partition(".")[0][:60]


def list_of(value: object, name: str) -> list[Any]:
    """Return a list that a value holds by a name; an empty one where it holds none."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, list) else []


def kept_in(value: Json) -> Json:
    """Return what this project's writer kept in a value's metadata."""
    metadata = value.get("metadata")
    about = metadata.get("reelgraph") if isinstance(metadata, Mapping) else None
    return about if isinstance(about, Mapping) else {}


def exact_rate(value: object) -> Rational | None:
    """Return a rate that was written as two whole numbers."""
    if isinstance(value, list) and len(value) == 2 and all(type(part) is int and 0 < part < 10**6 for part in value):
        rate = Fraction(value[0], value[1])
        return Rational.of(rate) if rate <= FASTEST else None
    return None


def time_of(value: object, what: str) -> tuple[Fraction, Rational] | None:
    """Return the value and the rate of a RationalTime."""
    if not isinstance(value, Mapping):
        return None
    count, rate = value.get("value"), value.get("rate")
    if (
        isinstance(count, bool)
        or isinstance(rate, bool)
        or not isinstance(count, int | float)
        or not isinstance(rate, int | float)
    ):
        return None
    whole(count, what)
    return Fraction(count), frame_rate(float(min(rate, 10**9)))


def span_of(value: object, what: str) -> Span | None:
    """Return a TimeRange; None for what is none."""
    if not isinstance(value, Mapping):
        return None
    start, duration = time_of(value.get("start_time"), what), time_of(value.get("duration"), what)
    if duration is None:
        return None
    if start is None:
        return Span(Fraction(0), *duration)
    rate = start[1] if start[0] or start[1] != Rational(1, 1) else duration[1]
    scale = rate.fraction / duration[1].fraction
    return Span(start[0] * rate.fraction / start[1].fraction, duration[0] * scale, rate)


def reference_of(clip: Json) -> Json:
    """Return the media reference that a clip uses."""
    references = clip.get("media_references")
    if isinstance(references, Mapping):
        found = references.get(words(clip.get("active_media_reference_key")) or "DEFAULT_MEDIA")
    else:
        found = clip.get("media_reference")
    return found if isinstance(found, Mapping) else {}


def media_of(reference: Json, available: Span | None) -> Media:
    """Return what a media reference says."""
    about = kept_in(reference)
    url = words(reference.get("target_url"))
    if schema_of(reference) == "ImageSequenceReference":
        name = words(reference.get("name_prefix")) + words(reference.get("name_suffix"))
        url = words(reference.get("target_url_base"))
    else:
        name = posixpath.basename(unquote(url).replace("\\", "/").rstrip("/"))
    start, frames = about.get("start"), about.get("frames")
    version, sha256 = about.get("versionId"), about.get("sha256")
    return Media(
        name=words(reference.get("name")) or name,
        url=url,
        start=whole(available.start, "available_range") if available else start if type(start) is int else None,
        frames=whole(available.duration, "available_range") if available else frames if type(frames) is int else None,
        version_id=words(version) or None,
        sha256=words(sha256) or None,
    )
