"""Image sequences: numbered files of one folder, named by the folder, the first frame or a pattern."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from av.video.frame import VideoFrame

from analyzers.media.source import MediaSource
from analyzers.media.still import read_still
from graph.errors import BrokenMediaError, MediaError, UnsupportedMediaError

SUFFIXES = frozenset(
    {".bmp", ".dpx", ".exr", ".hdr", ".jpeg", ".jpg", ".png", ".ppm", ".sgi", ".tga", ".tif", ".tiff", ".webp"}
)
MOST_FRAMES = 1_000_000

_NUMBERED = re.compile(r"^(?P<prefix>.*?)(?P<number>\d+)(?P<suffix>\.[A-Za-z0-9]+)$")
_PATTERN = re.compile(r"^(?P<prefix>.*?)(?P<number>#+|%0?(?P<width>\d*)d)(?P<suffix>\.[A-Za-z0-9]+)$")


@dataclass(frozen=True, slots=True)
class ImageSequence:
    """Numbered images of one folder, in order. ``numbers`` and ``files`` run together; ``missing`` are the gaps."""

    folder: Path
    numbers: tuple[int, ...]
    files: tuple[str, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers between the first and the last that no file has; none where there are more holes than files."""
        span = self.numbers[-1] - self.numbers[0] + 1
        if span > 2 * len(self.numbers):
            return ()
        return tuple(sorted(set(range(self.numbers[0], self.numbers[-1] + 1)) - set(self.numbers)))

    @property
    def frames(self) -> int:
        """How many frames play: a missing one is held as the one before it, so every number keeps its place."""
        return len(self.numbers) + len(self.missing)


def find_sequence(path: Path) -> ImageSequence | None:
    """Return the sequence that ``path`` names, or None when it names no sequence but perhaps a single file.

    Raises UnsupportedMediaError for a folder or pattern without one clear sequence.
    """
    if path.is_dir():
        return _only(path, _series(path))
    pattern = _PATTERN.match(path.name)
    if pattern is not None and not path.exists():
        return _by_pattern(path, pattern)
    return _by_first_frame(path)


def sequence_frames(source: MediaSource, unreadable: list[str]) -> Generator[VideoFrame]:
    """Yield the frames of a sequence; one that is missing or cannot be read is the one before it."""
    sequence = _numbered(source.path, source.files)
    before: VideoFrame | None = None
    waiting = 0
    holes = set(sequence.missing)
    names = dict(zip(sequence.numbers, sequence.files, strict=True))
    numbers = range(sequence.numbers[0], sequence.numbers[-1] + 1) if holes else sequence.numbers
    for number in numbers:
        frame = before
        if number not in holes:
            try:
                frame = read_still(source.path / names[number]).frame
            except MediaError:
                unreadable.append(names[number])
        if frame is None:
            waiting += 1
            continue
        for _ in range(waiting + 1):
            yield frame
        waiting, before = 0, frame


def _numbered(folder: Path, files: tuple[str, ...]) -> ImageSequence:
    numbers = []
    for name in files:
        match = _NUMBERED.match(name)
        if match is None:
            raise BrokenMediaError(
                f"{name} in {folder.name} has no frame number before its ending. Ingest the folder again."
            )
        numbers.append(int(match["number"]))
    return ImageSequence(folder, tuple(numbers), files)


def _series(folder: Path) -> dict[tuple[str, str], dict[int, str]]:
    """Return the images of a folder by what stands before and after their number."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for entry in sorted(folder.iterdir()):
        match = _NUMBERED.match(entry.name)
        if match and match["suffix"].lower() in SUFFIXES and not entry.name.startswith(".") and entry.is_file():
            found.setdefault((match["prefix"], match["suffix"]), {})[int(match["number"])] = entry.name
    return found


def _only(folder: Path, series: dict[tuple[str, str], dict[int, str]]) -> ImageSequence:
    if not series:
        raise UnsupportedMediaError(
            f"The folder {folder.name} has no numbered images (name.0001.exr). Give a file, or a folder of one sequence."
        )
    if len(series) > 1:
        names = ", ".join(sorted(f"{prefix}####{suffix}" for prefix, suffix in series)[:5])
        raise UnsupportedMediaError(f"The folder {folder.name} holds {len(series)} sequences ({names}). Name one of them.")
    return _made(folder, next(iter(series.values())))


def _by_pattern(path: Path, pattern: re.Match[str]) -> ImageSequence:
    if not path.parent.is_dir():
        raise UnsupportedMediaError(f"{path.parent.name} is no folder. Check the path of {path.name}.")
    key = (pattern["prefix"], pattern["suffix"])
    frames = _series(path.parent).get(key)
    if not frames:
        raise UnsupportedMediaError(f"No file is named like {path.name}. Check the name and its folder.")
    return _made(path.parent, frames)


def _by_first_frame(path: Path) -> ImageSequence | None:
    """A padded number that begins a dense series of at least three of its folder makes its file the first frame of it."""
    match = _NUMBERED.match(path.name)
    if match is None or match["suffix"].lower() not in SUFFIXES or len(match["number"]) < 3 or not path.is_file():
        return None
    frames = _series(path.parent).get((match["prefix"], match["suffix"]), {})
    first = int(match["number"])
    if len(frames) < 3 or first != min(frames) or max(frames) - first >= 2 * len(frames):
        return None
    return _made(path.parent, frames)


def _made(folder: Path, frames: dict[int, str]) -> ImageSequence:
    if len(frames) > MOST_FRAMES:
        raise UnsupportedMediaError(f"{folder.name} holds {len(frames)} frames; at most {MOST_FRAMES} can be one sequence.")
    numbers = tuple(sorted(frames))
    return ImageSequence(folder, numbers, tuple(frames[number] for number in numbers))


def gap_warning(sequence: ImageSequence) -> str | None:
    """Say which frames are missing."""
    missing = sequence.missing
    if not missing:
        return None
    width = len(_NUMBERED.sub(r"\g<number>", sequence.files[0]))
    runs: list[list[int]] = []
    for number in missing:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = ", ".join(f"{a:0{width}}" if a == b else f"{a:0{width}}-{b:0{width}}" for a, b in runs[:20])
    more = " and more" if len(runs) > 20 else ""
    return f"Missing frames: {named}{more}; the frame before each is held in its place."
