"""Timelines made up at random, each the same for its seed."""

from __future__ import annotations

import random
from dataclasses import replace

from graph.nodes.time import FrameRange, Rational, StartTimecode
from graph.nodes.timeline import Clip, Gap, Item, Marker, Media, Timeline, TimelineTrack, TrackKind

RATES = (
    (Rational(24, 1), False),
    (Rational(25, 1), False),
    (Rational(24000, 1001), False),
    (Rational(30000, 1001), True),
    (Rational(50, 1), False),
)
_NAMES = ("sc01_sh010_anim", "A001C002_210101_R1AB", "Straße bei Nacht", "überblendung 7", "明かり", "take (2), copy")
_WORDS = ("Too dark", "cut 3 frames earlier, please", "Grain? Look at the left edge.", "größer", "OK & <approved>")


def made_timeline(seed: int) -> Timeline:
    """Return a timeline with clips, gaps, markers and a few tracks; a fifth of all seeds are at each rate."""
    dice = random.Random(seed)  # noqa: S311 -- nothing secret
    rate, drop_frame = RATES[seed % len(RATES)]
    tracks = [_track(dice, f"V{place}", TrackKind.VIDEO, rate, drop_frame) for place in range(1, dice.randint(2, 4))]
    if dice.random() < 0.5:
        tracks.append(_track(dice, "A1", TrackKind.AUDIO, rate, drop_frame))
    hour = StartTimecode(dice.choice((0, 86_400, 107_892, 2_000_000)), drop_frame)
    timeline = Timeline(f"Cut {seed}", rate, hour, tuple(tracks))
    return replace(timeline, markers=tuple(_marker(dice, 0, timeline.frames) for _ in range(dice.randint(0, 3))))


def _track(dice: random.Random, name: str, kind: TrackKind, rate: Rational, drop_frame: bool) -> TimelineTrack:
    items: list[Item] = []
    for _ in range(dice.randint(1, 12)):
        if dice.random() < 0.3 and not (items and isinstance(items[-1], Gap)):
            items.append(Gap(dice.randint(1, 500)))
        items.append(_clip(dice, rate, drop_frame))
    return TimelineTrack(name, kind, tuple(items))


def _clip(dice: random.Random, rate: Rational, drop_frame: bool) -> Clip:
    start = dice.choice((0, 1, 1799, 17_982, 107_892, 1_296_000)) + dice.randint(0, 5_000)
    frames = dice.randint(1, 400)
    begins = max(0, start - dice.randint(0, 200))
    name = dice.choice(_NAMES)
    media = Media(f"{name}.mov", f"file:///shows/one/{dice.randint(1, 9)}.mov", begins, start + frames - begins + 48)
    markers = tuple(_marker(dice, start, start + frames) for _ in range(dice.randint(0, 3)))
    return Clip(name, FrameRange(start, start + frames), rate, frames, media, drop_frame, markers)


def _marker(dice: random.Random, start: int, end: int) -> Marker:
    first = dice.randrange(start, end)
    last = min(end, first + dice.choice((1, 1, 12)))
    return Marker(FrameRange(first, last), dice.choice(_WORDS), dice.choice(("", "Ann", "Jürgen")))
