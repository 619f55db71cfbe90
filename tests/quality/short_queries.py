"""Forty short queries of the kind that people type, and the clips that show what they ask for.

Written by looking at the clips, before any of them was searched, and not to be tuned to. Clips are named without their
suffix; a query whose set is empty asks for what no clip shows.
"""

from __future__ import annotations

from dataclasses import dataclass

BUNNY = frozenset({"bbb_480p_30s", "big-buck-bunny"})
CARS = frozenset({"car-detection", "car-traffic"})
TELESCOPE = frozenset({"nasa_13013", "nasa-telescope"})
WOODS = frozenset({"psd_testvideo"})
AIRFIELD = frozenset({"failing_audio"})
COCKATOO = frozenset({"cockatoo"})
FIGURE = frozenset({"rabbit320"})
BARS = frozenset({"bt709_full_range"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShortQuery:
    """What is typed, and the clips of which any may come first."""

    words: str
    clips: frozenset[str]


SHORT_QUERIES = (
    ShortQuery("car", CARS),
    ShortQuery("red car", CARS),
    ShortQuery("white car", CARS),
    ShortQuery("cars seen from above", CARS),
    ShortQuery("parking lot", CARS),
    ShortQuery("vehicle", CARS),
    ShortQuery("rabbit", FIGURE),
    ShortQuery("white bunny on a wooden table", FIGURE),
    ShortQuery("toy figurine", FIGURE),
    ShortQuery("cockatoo", COCKATOO),
    ShortQuery("parrot", COCKATOO),
    ShortQuery("white bird", COCKATOO),
    ShortQuery("bird", COCKATOO | BUNNY),
    ShortQuery("cartoon bird on a branch", BUNNY),
    ShortQuery("deer", WOODS),
    ShortQuery("deer in the forest", WOODS),
    ShortQuery("autumn leaf", WOODS),
    ShortQuery("dry leaf on a rock", WOODS),
    ShortQuery("metal stairs", WOODS),
    ShortQuery("forest", WOODS | BUNNY),
    ShortQuery("meadow with trees", BUNNY | AIRFIELD),
    ShortQuery("grass and flowers", BUNNY),
    ShortQuery("stream", BUNNY),
    ShortQuery("landscape", BUNNY | AIRFIELD),
    ShortQuery("pink sky with clouds", BUNNY),
    ShortQuery("airplane", AIRFIELD),
    ShortQuery("aeroplane in the sky", AIRFIELD),
    ShortQuery("plane landing", AIRFIELD),
    ShortQuery("dog", frozenset({"fire2"})),
    ShortQuery("telescope", TELESCOPE),
    ShortQuery("person in a protective suit", TELESCOPE),
    ShortQuery("test pattern", BARS),
    ShortQuery("butterfly", NOTHING),
    ShortQuery("space station", NOTHING),
    ShortQuery("two people talking", NOTHING),
    ShortQuery("pizza", NOTHING),
    ShortQuery("elephant", NOTHING),
    ShortQuery("football match", NOTHING),
    ShortQuery("wedding", NOTHING),
    ShortQuery("underwater fish", NOTHING),
)

CLIPS = tuple(
    f"media/video/{name}"
    for name in (
        "bbb_480p_30s.mp4",
        "car-detection.mp4",
        "cockatoo.mp4",
        "failing_audio.mp4",
        "fire2.mp4",
        "nasa_13013.mp4",
        "psd_testvideo.mp4",
        "rabbit320.webm",
        "bt709_full_range.mp4",
        "psd_counter.mp4",
    )
)
"""The clips of the shared footage that the queries were written for, one of each picture."""

SHIPPED = {"big-buck-bunny": "bbb_480p_30s", "car-traffic": "car-detection", "nasa-telescope": "nasa_13013"}
"""The clips that ship with the project, and the shared ones that they were cut from."""

SHIPPED_QUERIES = (
    ShortQuery("car", frozenset({"car-traffic"})),
    ShortQuery("red car", frozenset({"car-traffic"})),
    ShortQuery("bird", frozenset({"big-buck-bunny"})),
    ShortQuery("cartoon bird on a branch", frozenset({"big-buck-bunny"})),
    ShortQuery("meadow with trees", frozenset({"big-buck-bunny"})),
    ShortQuery("pizza", NOTHING),
    ShortQuery("wedding", NOTHING),
)
"""What the demonstration asks, and the like."""
