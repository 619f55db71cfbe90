"""Every example timeline that OpenTimelineIO and its adapters ship is read, or answered where it is of another kind."""

from __future__ import annotations

import tarfile
from pathlib import Path

import opentimelineio as otio
import pytest

from graph.errors import InvalidError, ReelgraphError, UnsupportedMediaError
from graph.nodes.timeline import TimelineFormat
from graph.timelines.files import read_timeline, write_timeline

SHIPPED = Path(__file__).parent / "shipped_timelines"
EVERY = SHIPPED / "every_example.tar.xz"
HOW_MANY = 65
READ = (".otio", ".edl", ".xml")
NAMED = {
    ".aaf": "AAF",
    ".ale": "ALE",
    ".fcpxml": "fcpxml",
    ".m3u8": "HLS",
    ".ma": "Maya",
    ".svg": "SVG",
    ".xges": "XGES",
}
"""What is not read here, with what its answer must call it."""
NO_TIMELINES = ("premiere_example_filter.xml",)
"""A lone filter."""


@pytest.mark.parametrize("path", sorted(SHIPPED.iterdir()), ids=lambda path: path.name)
def test_an_example_is_read_and_written_again_in_every_format(path: Path) -> None:
    if path.suffix not in READ:
        return

    timeline = read_timeline(path.read_bytes())

    assert path.name == "sample_just_track.xml" or any(True for _ in timeline.clips())
    kept = [clip for _, _, clip in timeline.clips() if clip.enabled]
    for form in (TimelineFormat.OTIO, TimelineFormat.FCPXML, TimelineFormat.EDL):
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


def test_every_example_is_read_and_written_or_answered() -> None:
    with tarfile.open(EVERY) as archive:
        files = [(Path(member.name).name, archive.extractfile(member)) for member in archive if member.isfile()]
        examples = [(name, file.read()) for name, file in files if file is not None]
    assert len(examples) == HOW_MANY

    answered: dict[str, ReelgraphError] = {}
    for name, content in examples:
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
