"""The timecode of the first picture: a timecode track, the container's tags or the stream's (SMPTE ST 12-1).

A sound recorder writes how many samples after midnight it began instead (TimeReference of a broadcast wave, EBU Tech 3285).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from av.container import InputContainer
from av.stream import Stream

from graph.nodes.time import Rational, StartTimecode, parse_timecode

_DAY = 24 * 3600
_DIGITS = 20
"""A broadcast wave counts in 64 bits; a longer number is no count of samples."""


def start_timecode(
    container: InputContainer, video: Stream | None, rate: Rational | None
) -> tuple[StartTimecode | None, str | None]:
    """Return the start timecode and a warning; either may be None. Without a rate a timecode has no meaning."""
    text = next(_tags(container, video), None)
    if text is None or rate is None:
        return None, None
    written = text.strip()
    if len(written) == 11 and written[8] in ";.,":
        written = f"{written[:8]};{written[9:]}"
    try:
        return parse_timecode(written, rate), None
    except ValueError as error:
        return None, f"The start timecode of the file is not used: {error}."


def sound_start(container: InputContainer, sample_rate: int, rate: Rational) -> tuple[StartTimecode | None, str | None]:
    """Return the start of a sound, counted at ``rate``, and a warning; either may be None.

    A recorder that was never set counts from 0, which is no timecode. A ``timecode`` tag goes before a count of samples.
    """
    timecode, warning = start_timecode(container, None, rate)
    text = container.metadata.get("time_reference", "").strip()
    if timecode is not None or not text.isdecimal() or len(text) > _DIGITS or int(text) == 0:
        return timecode, warning
    seconds = Fraction(int(text), sample_rate)
    if seconds >= _DAY:
        return None, "The start of the sound is not used: it lies more than a day after midnight."
    return StartTimecode(int(seconds * rate.fraction), drop_frame=False), warning


def _tags(container: InputContainer, video: Stream | None) -> Iterator[str]:
    places = [video] if video is not None else []
    places += [stream for stream in container.streams if stream.type == "data"]
    for metadata in [*(stream.metadata for stream in places), container.metadata]:
        if metadata.get("timecode"):
            yield metadata["timecode"]
