"""Opening a file for reading, with nothing but that file ever opened.

Playlists and lists of files (HLS, DASH, ffconcat, SDP) would make the reader fetch what they name, so only formats that
carry their own data are allowed, and only the file protocol. Logging of the library stays off: a log line that goes
through Python from one of its decoding threads deadlocks with closing the decoder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.codec.context import CodecContext
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

from analyzers.media.references import refuse_references
from graph.errors import BrokenMediaError, MediaError, UnsupportedMediaError

MAX_PIXELS = 2**27
"""Largest picture that is decoded, in pixels (16384 x 8192)."""

MAX_STREAMS = 64
"""Most streams that a file may have."""

IMAGE_FORMATS = (
    "bmp_pipe", "dpx_pipe", "exr_pipe", "hdr_pipe", "j2k_pipe", "jpeg_pipe", "jpegls_pipe", "jpegxl_pipe", "pam_pipe",
    "pbm_pipe", "pcx_pipe", "pfm_pipe", "pgm_pipe", "png_pipe", "ppm_pipe", "psd_pipe", "qoi_pipe", "sgi_pipe",
    "sunrast_pipe", "tiff_pipe", "webp_pipe", "xbm_pipe",
)  # fmt: skip
FORMATS = (
    "3g2", "3gp", "aac", "ac3", "aiff", "amr", "apng", "asf", "au", "avi", "av1", "caf", "dirac", "dnxhd", "dts", "dv",
    "eac3", "flac", "flv", "gif", "gxf", "h263", "h264", "hevc", "ivf", "m4a", "m4v", "matroska", "mj2", "mjpeg", "mov",
    "mp3", "mp4", "mpeg", "mpegts", "mpegvideo", "mxf", "nut", "obu", "ogg", "opus", "rm", "swf", "tta", "vc1", "voc",
    "vvc", "w64", "wav", "webm", "wtv", "wv", "xwma", "y4m", "yuv4mpegpipe", *IMAGE_FORMATS,
)  # fmt: skip

OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(FORMATS),
    "enable_drefs": "0",
    "use_absolute_path": "0",
    "max_streams": str(MAX_STREAMS),
    "max_pixels": str(MAX_PIXELS),
}

DECODER_ERRORS = (
    av.error.FFmpegError,
    ArithmeticError,
    AssertionError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the binding lets out on hostile data: beside its own errors, plain Python ones from headers it did not expect."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever the decoding library raises into a BrokenMediaError that names the file."""
    try:
        yield
    except MediaError:
        raise
    except DECODER_ERRORS as error:
        raise BrokenMediaError(
            f"{path.name} is damaged and cannot be read ({_reason(error)}). Export or copy it again."
        ) from error


@contextmanager
def open_media(path: Path) -> Iterator[InputContainer]:
    """Open a file and close it afterwards.

    Raises UnsupportedMediaError for what is no footage, or has it in other files, BrokenMediaError for what claims to be
    footage and cannot be opened.
    """
    _refuse_what_is_no_file(path)
    try:
        refuse_references(path)
        container = av.open(
            str(path.absolute()), "r", format=_forced_format(path), options=OPTIONS, metadata_errors="replace"
        )
    except PermissionError as error:
        raise UnsupportedMediaError(f"{path.name} may not be read by the server: check its permissions.") from error
    except DECODER_ERRORS as error:
        raise _refusal(path, error) from error
    with container:
        yield container


def container_name(path: Path, container: InputContainer) -> str:
    """Return the short name of the format; where one reader serves several (mov, mp4, m4a), the one the file's name says."""
    names = container.format.name.split(",")
    suffix = path.suffix.lower().removeprefix(".")
    return suffix if suffix in names else names[0].removesuffix("_pipe")


def _forced_format(path: Path) -> str | None:
    """Name the format of a JPEG file: the library would choose the reader of numbered files, which is not allowed here."""
    with path.open("rb") as file:
        return "jpeg_pipe" if file.read(3) == b"\xff\xd8\xff" else None


def is_decodable(stream: Stream) -> bool:
    """Tell whether there is a decoder for a stream; the library gives none of it a context, whatever its types say."""
    context: CodecContext | None = stream.codec_context
    return context is not None


def open_decoder(stream: Stream) -> None:
    """Prepare a decodable stream for decoding with all processors."""
    context = stream.codec_context
    context.options = {**context.options, "max_pixels": str(MAX_PIXELS)}
    if isinstance(stream, VideoStream):
        context.thread_type = "AUTO"


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise UnsupportedMediaError(f"{path.name} cannot be found. Check the path.") from error
    if not path.is_file():
        raise UnsupportedMediaError(
            f"{path.name} is no regular file. Give a media file, or the folder of an image sequence."
        )
    if size == 0:
        raise BrokenMediaError(f"{path.name} is empty (0 bytes). Copy it again from its source.")


_MAGIC = (b"ftyp", b"moov", b"mdat", b"RIFF", b"RF64", b"\x1aE\xdf\xa3", b"OggS", b"fLaC", b"\x06\x0e+4", b"ID3", b"\x89PNG")


def _refusal(path: Path, error: BaseException) -> MediaError:
    """Tell damaged footage from what never was any, by the first bytes."""
    with path.open("rb") as file:
        head = file.read(16)
    if any(magic in head for magic in _MAGIC):
        return BrokenMediaError(
            f"{path.name} begins like a media file, but it cannot be opened ({_reason(error)}); it is probably cut off or "
            "damaged. Export or copy it again."
        )
    return UnsupportedMediaError(
        f"{path.name} is not footage that can be read here. Video, audio, still images and folders of numbered images are; "
        "playlists and documents are not."
    )


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return text.partition("\n")[0][:200] or type(error).__name__
