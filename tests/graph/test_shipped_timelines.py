"""Every example timeline that OpenTimelineIO and its adapters ship is read, or answered where it is of another kind."""

from __future__ import annotations

import os
from pathlib import Path

import opentimelineio as otio
import pytest

from graph.errors import InvalidError, ReelgraphError, UnsupportedMediaError
from graph.nodes.timeline import TimelineFormat
from graph.timelines.files import read_timeline, write_timeline

SHIPPED = Path(__file__).parent / "shipped_timelines"
READ = (".otio", ".edl", ".xml")
NO_TIMELINES = ("premiere_example_filter.xml", "DoxygenLayout.xml")
"""A lone filter, and the set-up of a documentation tool."""


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


def test_every_other_example_is_read_or_answered() -> None:
    folder = os.environ.get("REELGRAPH_TEST_TIMELINES")
    if folder is None:
        pytest.skip("name a folder with the source distributions of OpenTimelineIO's packages in REELGRAPH_TEST_TIMELINES")
    examples = [path for path in Path(folder).rglob("sample_data/*") if path.is_file()]
    assert examples

    answered: dict[str, ReelgraphError] = {}
    for path in examples:
        try:
            read_timeline(path.read_bytes())
        except ReelgraphError as answer:
            answered[path.name] = answer

    timelines = {name: answer for name, answer in answered.items() if name.endswith(READ) and name not in NO_TIMELINES}
    assert timelines == {}
    assert {type(answer) for answer in answered.values()} <= {UnsupportedMediaError, InvalidError}
