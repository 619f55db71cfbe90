"""Looking into a file: what it is, how long, how fast, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from av.container import InputContainer

from analyzers.media.audio_probe import probe_audio
from analyzers.media.container import IMAGE_FORMATS, MAX_PIXELS, is_decodable, open_media, reading
from analyzers.media.image_probe import probe_image, probe_sequence
from analyzers.media.sequence import find_sequence
from analyzers.media.source import ProbedMedia
from analyzers.media.streams import main_video, sound_tracks
from analyzers.media.video_probe import probe_video
from graph.errors import UnsupportedMediaError
from graph.nodes.asset import AssetKind

_STILL_BRANDS = {"avif", "heic", "heix", "mif1"}
_MOVING_IMAGE_FORMATS = {"gif", "apng"}


def probe(path: Path) -> ProbedMedia:
    """Return what ``path`` is: a media file, or the folder, first frame or pattern (``name.####.exr``) of an image sequence.

    Reads the whole file once, decodes one picture; blocking. Raises UnsupportedMediaError for what is no footage or above
    the limits, BrokenMediaError for footage of which nothing can be decoded. Lesser damage is told in ``media.warnings``.
    """
    sequence = find_sequence(path)
    if sequence is not None:
        return ProbedMedia(AssetKind.IMAGE_SEQUENCE, probe_sequence(sequence), sequence.files)
    with open_media(path) as container, reading(path):
        for stream in container.streams.video:
            if is_decodable(stream) and stream.width * stream.height > MAX_PIXELS:
                raise UnsupportedMediaError(
                    f"{path.name} has pictures of {stream.width} x {stream.height}; at most {MAX_PIXELS} pixels are decoded."
                )
        video, tracks = main_video(container), sound_tracks(container)
        if video is not None and _is_still(container):
            return ProbedMedia(AssetKind.IMAGE, probe_image(path))
        if video is not None:
            media = probe_video(path, container, video, tracks)
            if media is not None and media.frames == 1 and container.format.name in _MOVING_IMAGE_FORMATS:
                return ProbedMedia(AssetKind.IMAGE, probe_image(path))
            if media is not None:
                return ProbedMedia(AssetKind.VIDEO, media)
        if tracks is not None:
            return ProbedMedia(AssetKind.AUDIO, probe_audio(path, container, tracks))
    raise UnsupportedMediaError(
        f"{path.name} holds neither pictures nor sound that can be decoded here. Convert the file first."
    )


def _is_still(container: InputContainer) -> bool:
    """Tell a still image by its format, or by the brand of an ISO file (ISO/IEC 23008-12)."""
    return container.format.name in IMAGE_FORMATS or container.metadata.get("major_brand", "").strip() in _STILL_BRANDS
