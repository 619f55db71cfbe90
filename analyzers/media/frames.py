"""Decode once, for everyone: each picture and each sample is decoded a single time and given to every tap.

Pictures are scaled straight from the decoder's format to each wanted size, which costs a fraction of going through full
RGB. Damaged data never stops the decoding: at a constant rate a lost picture is held as the one before it, so the frames
after it keep their numbers and timecode.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from analyzers.media.coded import RightSound, coded_frames
from analyzers.media.container import reading
from analyzers.media.damage import Damage
from analyzers.media.scale import Scaler
from analyzers.media.sequence import sequence_frames
from analyzers.media.sound import SoundLine
from analyzers.media.sound_pair import SoundPair
from analyzers.media.source import MediaSource
from analyzers.media.taps import SOUND_RATE, AnyTap, FrameTap, SoundTap, Tap
from graph.errors import BrokenMediaError
from graph.nodes.asset import AssetKind

_PROGRESS_EVERY = 24
_MOST_HELD_AT_END = 16
"""A decoder holds back at most 16 pictures (H.264 and HEVC), so that many can be lost when the data breaks off."""
_MOST_WAITING = 2000
"""Sound frames that wait for the first picture (some 40 s): without one by then, the file's own zero is the start."""


@dataclass(frozen=True, slots=True)
class DecodeSummary:
    """How a decoding went. ``held`` counts lost pictures that were replaced, ``damaged`` those with errors."""

    frames: int
    held: int
    damaged: int
    sound_seconds: float
    cancelled: bool
    warnings: tuple[str, ...]


def decode(
    source: MediaSource,
    taps: Sequence[AnyTap],
    *,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int], None] | None = None,
) -> DecodeSummary:
    """Decode ``source`` from start to end and feed every tap; blocking.

    ``on_progress`` is told the number of frames done, at most once per 24 frames; ``cancelled`` is asked as often and ends
    the decoding early. Raises BrokenMediaError when not one picture (or, without pictures, not one sample) can be decoded.
    """
    damage = Damage()
    pictures = Pictures(source, taps, damage)
    sound = Sound(taps, paired=source.media.right_audio_stream is not None)
    stopped = False
    with closing(_frames(source, damage, sound=sound.wanted)) as frames:
        for count, frame in enumerate(frames):
            if isinstance(frame, AudioFrame):
                sound.take(frame, pictures.origin)
            elif isinstance(frame, RightSound):
                sound.take(frame.frame, pictures.origin, right=True)
            else:
                pictures.take(frame)
            if count % _PROGRESS_EVERY == 0:
                if cancelled():
                    stopped = True
                    break
                if on_progress is not None:
                    on_progress(pictures.index)
    sound.finish()
    if not stopped:
        pictures.finish()
    if not stopped and pictures.index == 0 and sound.seconds == 0 and (source.has_picture or sound.wanted):
        raise BrokenMediaError(f"{source.path.name} holds nothing that can be decoded. Export or copy it again.")
    if on_progress is not None:
        on_progress(pictures.index)
    warnings = () if stopped else damage.warnings(pictures.index, source.media.frames)
    return DecodeSummary(pictures.index, damage.held, damage.pictures, sound.seconds, stopped, warnings)


def _frames(source: MediaSource, damage: Damage, *, sound: bool) -> Generator[VideoFrame | AudioFrame | RightSound]:
    if source.kind is AssetKind.IMAGE_SEQUENCE:
        return sequence_frames(source, damage.unreadable)
    return coded_frames(source, damage, sound=sound)


class Pictures:
    """Numbers the pictures, holds lost ones, and scales each to the sizes that are wanted of it."""

    def __init__(self, source: MediaSource, taps: Sequence[AnyTap], damage: Damage) -> None:
        self._frame_taps: list[FrameTap] = [tap for tap in taps if isinstance(tap, FrameTap)]
        self._by_size: dict[tuple[int, int], list[Tap]] = {}
        for tap in taps:
            if isinstance(tap, Tap):
                self._by_size.setdefault(tap.size, []).append(tap)
        self._scalers = {size: Scaler(size, source.media.rotation) for size in self._by_size}
        self._source = source
        self._damage = damage
        self._steady = not source.media.variable_frame_rate
        self._holds = self._steady and source.kind is AssetKind.VIDEO
        self._period = 1 / source.rate.fraction
        self._before: VideoFrame | None = None
        self._seconds = -1.0
        self.origin: float | None = None if source.has_picture else 0.0
        self.index = 0

    def take(self, frame: VideoFrame) -> None:
        """Give one decoded frame to all who want it, after holding those that were lost before it."""
        at = None if frame.pts is None else frame.time
        if self.origin is None:
            self.origin = at or 0.0
        seconds = None if at is None else at - self.origin
        self._damage.pictures += frame.is_corrupt
        if self._holds and seconds is not None and self._before is not None:
            lost = min(round(seconds / float(self._period)), (self._source.media.frames or 0) - 1) - self.index
            for _ in range(lost):
                self._damage.held += 1
                self._offer(self._before, None)
        self._offer(frame, seconds)
        self._before = frame

    def finish(self) -> None:
        """Hold the last picture for the few that a damaged end lost, so that there are as many as the probe counted."""
        lost = (self._source.media.frames or 0) - self.index
        if self._before is not None and lost <= _MOST_HELD_AT_END:
            for _ in range(lost):
                self._damage.held += 1
                self._offer(self._before, None)

    def _offer(self, frame: VideoFrame, seconds: float | None) -> None:
        if self._steady or seconds is None or seconds <= self._seconds:
            after = self._seconds + float(self._period) if self.index else 0.0
            seconds = float(self.index * self._period) if self._steady else after
        for frame_tap in self._frame_taps:
            frame_tap.accept_frame(self.index, seconds, frame)
        for size, taps in self._by_size.items():
            wanting = [tap for tap in taps if tap.wants(self.index, seconds)]
            if wanting:
                with reading(self._source.path):
                    picture = self._scalers[size](frame)
                for tap in wanting:
                    tap.accept(self.index, seconds, picture)
        self._seconds = seconds
        self.index += 1


class Sound:
    """Gives the sound to those who want it, in step with the first picture."""

    def __init__(self, taps: Sequence[AnyTap], *, paired: bool = False) -> None:
        self._taps: list[SoundTap] = [tap for tap in taps if isinstance(tap, SoundTap)]
        self._line = SoundPair() if paired else SoundLine()
        self._waiting: list[tuple[AudioFrame, bool]] = []
        self.wanted = bool(self._taps)

    @property
    def seconds(self) -> float:
        """How much sound there was."""
        return self._line.written / SOUND_RATE

    def take(self, frame: AudioFrame, origin: float | None, *, right: bool = False) -> None:
        """Take one decoded frame; what comes before the first picture waits until its time is known."""
        self._waiting.append((frame, right))
        if origin is None and len(self._waiting) < _MOST_WAITING:
            return
        waiting, self._waiting = self._waiting, []
        for one, of_right in waiting:
            self._give(one, None if one.time is None else one.time - (origin or 0.0), right=of_right)

    def finish(self) -> None:
        """Give what waits; sound whose pictures never came starts at its own first sample."""
        waiting, self._waiting = self._waiting, []
        for frame, right in waiting:
            self._give(frame, None, right=right)
        for block in self._line.flush():
            self._send(block)

    def _give(self, frame: AudioFrame, seconds: float | None, *, right: bool) -> None:
        line = self._line
        for block in line.push(frame, seconds, right=right) if isinstance(line, SoundPair) else line.push(frame, seconds):
            self._send(block)

    def _send(self, block: NDArray[np.float32]) -> None:
        for tap in self._taps:
            tap.accept_sound(block)
