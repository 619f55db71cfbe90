"""Every example timeline that OpenTimelineIO and its adapters ship is read, or answered where it is of another kind."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from otio_aaf_adapter.adapters import advanced_authoring_format
from otio_ale_adapter import ale

from graph.errors import InvalidError, ReelgraphError, UnsupportedMediaError
from graph.nodes.timeline import Timeline, TimelineFormat, TrackKind
from graph.timelines.files import read_timeline, write_timeline

SHIPPED = Path(__file__).parent / "shipped_timelines"
EVERY = SHIPPED / "every_example.tar.xz"
HOW_MANY = 69
READ = (".otio", ".edl", ".xml", ".fcpxml", ".aaf", ".ale")
NAMED = {
    ".m3u8": "HLS",
    ".ma": "Maya",
    ".svg": "SVG",
    ".xges": "XGES",
}
"""What is not read here, with what its answer must call it."""
NO_TIMELINES = ("premiere_example_filter.xml",)
"""A lone filter."""


def examples(suffix: str = "") -> list[tuple[str, bytes]]:
    """Return the names and the bytes of all examples of a kind."""
    with tarfile.open(EVERY) as archive:
        files = [(Path(member.name).name, archive.extractfile(member)) for member in archive if member.isfile()]
        return [(name, file.read()) for name, file in files if file is not None and name.endswith(suffix)]


def shown(timeline: Timeline) -> list[tuple[str, int, int, int]]:
    """Return name, first frame in the medium, length and place of each clip of the picture."""
    clips = [(clip, place) for track, place, clip in timeline.clips() if track.kind is TrackKind.VIDEO]
    return sorted((clip.name, clip.source.start, clip.frames, place) for clip, place in clips)


def seen(theirs: Any) -> list[tuple[str, int, int, int]]:
    """Return the same of OpenTimelineIO's."""
    found = []
    for clip in (clip for track in theirs.tracks if track.kind == "Video" for clip in track.find_clips()):
        source = clip.trimmed_range()
        lies = clip.transformed_time_range(source, theirs.tracks)
        found.append((clip.name, *(time.to_frames() for time in (source.start_time, lies.duration, lies.start_time))))
    return sorted(found)


@pytest.mark.parametrize("path", sorted(SHIPPED.iterdir()), ids=lambda path: path.name)
def test_an_example_is_read_and_written_again_in_every_format(path: Path) -> None:
    if path.suffix not in READ:
        return

    timeline = read_timeline(path.read_bytes())

    assert path.name == "sample_just_track.xml" or any(True for _ in timeline.clips())
    kept = [clip for _, _, clip in timeline.clips() if clip.enabled]
    for form in (TimelineFormat.OTIO, TimelineFormat.XMEML, TimelineFormat.EDL):
        if kept:
            again = read_timeline(write_timeline(timeline, form).encode(), form)
            assert len([clip for _, _, clip in again.clips() if clip.enabled]) == len(kept)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.otio")), ids=lambda path: path.name)
def test_opentimelineio_sees_the_same_clips_in_its_own_examples(path: Path) -> None:
    theirs = otio.adapters.read_from_file(str(path))

    timeline = read_timeline(path.read_bytes())

    assert sorted(clip.name for _, _, clip in timeline.clips()) == sorted(clip.name for clip in theirs.find_clips())
    assert timeline.frames == theirs.duration().rescaled_to(float(timeline.rate.fraction)).to_frames()


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.edl")), ids=lambda path: path.name)
def test_opentimelineios_adapter_sees_the_same_frames_in_its_own_edit_lists(path: Path) -> None:
    """Where it reads them as cuts: it mixes dissolves, and stretches what is retimed."""
    timeline = read_timeline(path.read_bytes())
    theirs = otio.adapters.read_from_file(str(path), rate=float(timeline.rate.fraction), ignore_timecode_mismatch=True)
    if any(clip.effects for clip in theirs.find_clips()) or timeline.notes[1:]:
        return
    starts = [clip.source_range.start_time.to_frames() for clip in theirs.find_clips()]

    assert [clip.source.start for _, _, clip in timeline.clips()] == starts


@pytest.mark.parametrize(("name", "content"), examples(".aaf"), ids=[name for name, _ in examples(".aaf")])
def test_opentimelineios_adapter_sees_the_same_clips_in_its_own_aaf(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    timeline = read_timeline(content)

    assert shown(timeline) == seen(advanced_authoring_format.read_from_file(str(path)))
    assert any(True for _ in timeline.clips())


@pytest.mark.parametrize(("name", "content"), examples(".ale"), ids=[name for name, _ in examples(".ale")])
def test_opentimelineios_adapter_sees_the_same_clips_in_its_own_logs(name: str, content: bytes) -> None:
    theirs = ale.read_from_string(content.decode().replace("\r\n", "\n"))

    timeline = read_timeline(content)

    assert [(clip.name, clip.source.start, clip.source.frames) for _, _, clip in timeline.clips()] == [
        (clip.name, clip.source_range.start_time.to_frames(), clip.source_range.duration.to_frames())
        for clip in theirs.find_clips()
    ], name


def test_every_example_is_read_and_written_or_answered() -> None:
    assert len(examples()) == HOW_MANY

    answered: dict[str, ReelgraphError] = {}
    for name, content in examples():
        try:
            timeline = read_timeline(content)
        except ReelgraphError as answer:
            answered[name] = answer
            continue
        again = read_timeline(write_timeline(timeline, TimelineFormat.OTIO).encode(), TimelineFormat.OTIO)
        assert [clip.source for _, _, clip in again.clips()] == [clip.source for _, _, clip in timeline.clips()], name

    for name, kind in ((name, NAMED[Path(name).suffix]) for name in answered if Path(name).suffix in NAMED):
        assert isinstance(answered[name], UnsupportedMediaError), name
        assert kind in answered[name].message, name

    timelines = {name: answer for name, answer in answered.items() if name.endswith(READ) and name not in NO_TIMELINES}
    assert timelines == {}
    assert {type(answer) for answer in answered.values()} <= {UnsupportedMediaError, InvalidError}
