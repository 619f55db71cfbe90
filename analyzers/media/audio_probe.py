"""What the sound of a file is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from av.container import InputContainer

from analyzers.media.container import container_name
from analyzers.media.first_frame import first_sound
from analyzers.media.packets import PacketTable, read_packets
from analyzers.media.start_timecode import sound_start
from analyzers.media.streams import SoundTracks
from graph.errors import BrokenMediaError
from graph.nodes.asset import MediaInfo
from graph.nodes.time import Rational

SOUND_GRAIN = Rational(25, 1)
"""In how many parts a second of sound is counted, so that notes, timecode and steps of a player are finer than a second."""

_LAYOUTS = {"1 channels": "mono", "2 channels": "stereo"}


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """The main sound of a file; all None where there is none that can be decoded. ``start`` and ``end`` in seconds.

    ``tracks`` counts all tracks; ``right`` is the stream that is played on the right, where the main one is on the left.
    """

    stream: int | None = None
    right: int | None = None
    tracks: int | None = None
    codec: str | None = None
    channels: int | None = None
    layout: str | None = None
    sample_rate: int | None = None
    start: float | None = None
    end: float | None = None
    warnings: tuple[str, ...] = ()


def audio_facts(path: Path, tracks: SoundTracks, table: PacketTable) -> AudioFacts:
    """Return what the main track is, of which ``table`` is; nothing where not one sample of it can be decoded."""
    audio = tracks.main
    frame = first_sound(path, audio.index)
    if frame is None:
        return AudioFacts()
    base = audio.time_base
    right = tracks.right.index if tracks.right is not None and first_sound(path, tracks.right.index) is not None else None
    return AudioFacts(
        stream=audio.index,
        right=right,
        tracks=len(tracks.every),
        codec=audio.codec.canonical_name,
        channels=frame.layout.nb_channels,
        layout=_LAYOUTS.get(frame.layout.name, frame.layout.name),
        sample_rate=frame.sample_rate,
        start=float(table.times[0] * base) if table.times and base else None,
        end=float(table.end * base) if table.end is not None and base else None,
        warnings=_track_warnings(tracks, paired=right is not None),
    )


def _track_warnings(tracks: SoundTracks, *, paired: bool) -> tuple[str, ...]:
    """Say which of several tracks are played."""
    count = len(tracks.every)
    if count == 1:
        return ()
    told = f"{count} mono tracks of sound" if tracks.all_mono else f"{count} tracks of sound"
    if not paired:
        return (f"{told}; only track {tracks.every.index(tracks.main) + 1} is played.",)
    which = "they" if count == 2 else "the first two" if tracks.all_mono else "the first two, which are mono,"
    return (f"{told}; {which} are played left and right.",)


def probe_audio(path: Path, container: InputContainer, tracks: SoundTracks) -> MediaInfo:
    """Return what an audio file is; raises BrokenMediaError where nothing of it can be decoded."""
    audio = tracks.main
    table = read_packets(container, [audio])[audio.index]
    facts = audio_facts(path, tracks, table)
    if facts.stream is None:
        raise BrokenMediaError(f"{path.name} holds nothing that can be decoded. Export or copy it again.")
    warnings = [*facts.warnings]
    stated = float(audio.duration * audio.time_base) if audio.duration and audio.time_base else None
    counted = facts.end - facts.start if facts.end is not None and facts.start is not None else None
    if stated is None and container.duration is None:
        warnings.append("The file does not say its duration; it was counted from its sound.")
    if stated is not None and counted is not None and counted < stated - 0.5:
        warnings.append(f"The data ends early: {counted:.1f} of {stated:.1f} s are there. Copy the file again.")
    if table.broke_off or table.corrupt:
        warnings.append("Some of the sound's data is damaged or incomplete.")
    start, start_warning = sound_start(container, facts.sample_rate or audio.rate, SOUND_GRAIN)
    if start_warning is not None:
        warnings.append(start_warning)
    return MediaInfo(
        container=container_name(path, container),
        audio_codec=facts.codec,
        audio_channels=facts.channels,
        audio_layout=facts.layout,
        sample_rate=facts.sample_rate,
        frame_rate=SOUND_GRAIN,
        start_timecode=start,
        audio_tracks=facts.tracks,
        audio_stream=facts.stream,
        right_audio_stream=facts.right,
        duration_seconds=counted if counted is not None else stated,
        warnings=tuple(warnings),
    )
