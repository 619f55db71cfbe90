"""What a still image or an image sequence is, by its first picture."""

from __future__ import annotations

from pathlib import Path

from analyzers.media.orientation import clockwise_rotation
from analyzers.media.sequence import ImageSequence, gap_warning
from analyzers.media.source import SEQUENCE_RATE
from analyzers.media.still import Still, read_still
from graph.errors import BrokenMediaError, MediaError
from graph.nodes.asset import MediaInfo
from graph.nodes.time import Rational


def probe_image(path: Path) -> MediaInfo:
    """Return what a still image is; raises BrokenMediaError where it cannot be decoded."""
    return _facts(read_still(path), frames=1)


def probe_sequence(sequence: ImageSequence) -> MediaInfo:
    """Return what an image sequence is, by its first frame that can be decoded; raises BrokenMediaError where none can."""
    warnings = [warning for warning in [gap_warning(sequence)] if warning]
    empty = [name for name in sequence.files if (sequence.folder / name).stat().st_size == 0]
    if empty:
        named = ", ".join(empty[:10]) + (" and more" if len(empty) > 10 else "")
        warnings.append(f"Empty frames (0 bytes), shown as the one before: {named}.")
    for name in sequence.files:
        try:
            still = read_still(sequence.folder / name)
        except MediaError:
            continue
        return _facts(still, frames=sequence.frames, rate=SEQUENCE_RATE, warnings=tuple(warnings))
    raise BrokenMediaError(f"No frame of the sequence in {sequence.folder.name} can be decoded. Export or copy it again.")


def _facts(still: Still, *, frames: int, rate: Rational | None = None, warnings: tuple[str, ...] = ()) -> MediaInfo:
    aspect = still.pixel_aspect
    return MediaInfo(
        container=still.container,
        video_codec=still.codec,
        width=still.frame.width,
        height=still.frame.height,
        pixel_aspect=Rational.of(aspect) if aspect and aspect > 0 and aspect != 1 else None,
        rotation=clockwise_rotation(still.frame),
        frame_rate=rate,
        frames=frames,
        duration_seconds=None if rate is None else float(frames / rate.fraction),
        colour=still.colour,
        video_stream=still.stream,
        warnings=warnings,
    )
