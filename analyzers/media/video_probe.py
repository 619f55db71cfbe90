"""What a video file says of itself, held against what its packets and its first picture show."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from analyzers.media.audio_probe import AudioFacts, audio_facts
from analyzers.media.colour import describe
from analyzers.media.container import container_name
from analyzers.media.first_frame import first_picture
from analyzers.media.orientation import clockwise_rotation
from analyzers.media.packets import PacketTable, read_packets
from analyzers.media.rate import FrameRate, measure_rate
from analyzers.media.start_timecode import start_timecode
from analyzers.media.streams import SoundTracks
from graph.nodes.asset import MediaInfo
from graph.nodes.time import Rational

_SHORT = 0.5
"""Seconds that sound may end before the picture, or data before the header's word, without being worth a warning."""


def probe_video(path: Path, container: InputContainer, video: VideoStream, tracks: SoundTracks | None) -> MediaInfo | None:
    """Return what the file is, or None where not one picture of it can be decoded."""
    picture = first_picture(path, video.index)
    if picture is None:
        return None
    audio = None if tracks is None else tracks.main
    tables = read_packets(container, [video] if audio is None else [video, audio])
    table = tables[video.index]
    rate = _rate(video, table)
    exact = None if rate is None else Rational.of(rate.value)
    timecode, timecode_warning = start_timecode(container, video, exact)
    sound = audio_facts(path, tracks, tables[tracks.main.index]) if tracks is not None else AudioFacts()
    seconds = _seconds(video, table, rate)
    warnings = [*_warnings(container, video, table, seconds), *_sound_warnings(video, table, seconds, audio, sound)]
    return MediaInfo(
        container=container_name(path, container),
        video_codec=video.codec.canonical_name,
        audio_codec=sound.codec,
        width=picture.width,
        height=picture.height,
        pixel_aspect=_pixel_aspect(video),
        rotation=clockwise_rotation(picture),
        frame_rate=exact,
        variable_frame_rate=rate is not None and rate.variable,
        frames=table.count,
        duration_seconds=seconds,
        start_timecode=timecode,
        colour=describe(picture),
        audio_channels=sound.channels,
        audio_layout=sound.layout,
        sample_rate=sound.sample_rate,
        video_stream=video.index,
        audio_tracks=sound.tracks,
        audio_stream=sound.stream,
        right_audio_stream=sound.right,
        warnings=(*warnings, *([timecode_warning] if timecode_warning else [])),
    )


def _rate(video: VideoStream, table: PacketTable) -> FrameRate | None:
    claims = [video.average_rate, video.guessed_rate, video.base_rate]
    if video.time_base is None:
        return None
    return measure_rate(table.times, video.time_base, [Fraction(claim) for claim in claims if claim])


def _seconds(video: VideoStream, table: PacketTable, rate: FrameRate | None) -> float | None:
    """Return the time the pictures take; the last one of a variable rate stays as long as its packet says."""
    if rate is None or not table.times or video.time_base is None:
        return None
    if not rate.variable:
        return float(table.count / rate.value)
    last = table.times[-1] + 1 / (rate.value * video.time_base)
    end = table.end if table.end is not None and table.end > table.times[-1] else last
    return float((end - table.times[0]) * video.time_base)


def _pixel_aspect(video: VideoStream) -> Rational | None:
    aspect = video.sample_aspect_ratio
    if not aspect or aspect <= 0 or aspect == 1:
        return None
    return Rational.of(aspect)


def _warnings(container: InputContainer, video: VideoStream, table: PacketTable, seconds: float | None) -> list[str]:
    found = []
    if video.frames and table.count < video.frames:
        found.append(f"The data ends early: {table.count} of {video.frames} pictures are there. Copy the file again.")
    elif table.broke_off:
        found.append("The data breaks off before the end of the file. Copy the file again.")
    if table.corrupt:
        found.append(f"Marked as damaged or incomplete: {table.corrupt} of the pieces of picture data.")
    if table.backwards:
        found.append(f"Decoding times run backwards {table.backwards} times; times of presentation were used.")
    if container.duration is None and video.duration is None:
        found.append("The file does not say its duration; it was counted from its pictures.")
    if len(table.times) < table.count:
        found.append(f"{table.count - len(table.times)} pictures carry no time; they are taken at the mean rate.")
    return found


def _sound_warnings(
    video: VideoStream, table: PacketTable, seconds: float | None, audio: AudioStream | None, sound: AudioFacts
) -> list[str]:
    if audio is None or seconds is None or not table.times or video.time_base is None:
        return [*sound.warnings]
    if sound.stream is None:
        return ["The sound cannot be decoded; the file is treated as silent."]
    begin = float(table.times[0] * video.time_base)
    early = begin + seconds - sound.end if sound.end is not None else 0.0
    return [*sound.warnings, *([f"The sound ends {early:.1f} s before the picture."] if early > _SHORT else [])]
