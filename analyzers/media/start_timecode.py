"""The timecode of the first picture: a timecode track, the container's tags or the stream's (SMPTE ST 12-1)."""

from __future__ import annotations

from collections.abc import Iterator

from av.container import InputContainer
from av.stream import Stream

from graph.nodes.time import Rational, StartTimecode, parse_timecode


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


def _tags(container: InputContainer, video: Stream | None) -> Iterator[str]:
    places = [video] if video is not None else []
    places += [stream for stream in container.streams if stream.type == "data"]
    for metadata in [*(stream.metadata for stream in places), container.metadata]:
        if metadata.get("timecode"):
            yield metadata["timecode"]
