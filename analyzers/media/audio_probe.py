"""What the sound of a file is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer

from analyzers.media.container import container_name
from analyzers.media.first_frame import first_sound
from analyzers.media.packets import PacketTable, read_packets
from graph.errors import BrokenMediaError
from graph.nodes.asset import MediaInfo

_LAYOUTS = {"1 channels": "mono", "2 channels": "stereo"}


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """The main sound of a file; all None where there is none that can be decoded. ``start`` and ``end`` in seconds."""

    stream: int | None = None
    codec: str | None = None
    channels: int | None = None
    layout: str | None = None
    sample_rate: int | None = None
    start: float | None = None
    end: float | None = None


def audio_facts(path: Path, audio: AudioStream, table: PacketTable) -> AudioFacts:
    """Return what the stream is, or nothing where not one sample of it can be decoded."""
    frame = first_sound(path, audio.index)
    if frame is None:
        return AudioFacts()
    base = audio.time_base
    return AudioFacts(
        stream=audio.index,
        codec=audio.codec.canonical_name,
        channels=frame.layout.nb_channels,
        layout=_LAYOUTS.get(frame.layout.name, frame.layout.name),
        sample_rate=frame.sample_rate,
        start=float(table.times[0] * base) if table.times and base else None,
        end=float(table.end * base) if table.end is not None and base else None,
    )


def probe_audio(path: Path, container: InputContainer, audio: AudioStream) -> MediaInfo:
    """Return what an audio file is; raises BrokenMediaError where nothing of it can be decoded."""
    table = read_packets(container, [audio])[audio.index]
    facts = audio_facts(path, audio, table)
    if facts.stream is None:
        raise BrokenMediaError(f"{path.name} holds nothing that can be decoded. Export or copy it again.")
    warnings = []
    stated = float(audio.duration * audio.time_base) if audio.duration and audio.time_base else None
    counted = facts.end - facts.start if facts.end is not None and facts.start is not None else None
    if stated is None and container.duration is None:
        warnings.append("The file does not say its duration; it was counted from its sound.")
    if stated is not None and counted is not None and counted < stated - 0.5:
        warnings.append(f"The data ends early: {counted:.1f} of {stated:.1f} s are there. Copy the file again.")
    if table.broke_off or table.corrupt:
        warnings.append("Some of the sound's data is damaged or incomplete.")
    return MediaInfo(
        container=container_name(path, container),
        audio_codec=facts.codec,
        audio_channels=facts.channels,
        audio_layout=facts.layout,
        sample_rate=facts.sample_rate,
        audio_stream=facts.stream,
        duration_seconds=counted if counted is not None else stated,
        warnings=tuple(warnings),
    )
