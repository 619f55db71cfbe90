"""What people type finds what they mean, or they are told that nothing matches well."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.nodes.search import Relevance
from graph.nodes.shot import Transition
from graph.ports import GraphClient
from tests.conftest import SHARED
from tests.quality.footage import analysed, outcomes
from tests.quality.short_queries import CLIPS, SHIPPED, SHIPPED_QUERIES
from tests.reel import Piece, make_reel

pytestmark = [pytest.mark.weights, pytest.mark.no_cover, pytest.mark.timeout(3600)]

# Measured with the bundled networks: the right clip first for 19 of the 32 queries that a clip shows, 34 of all 40 right or
# honest. The bounds lie well below: they break when search does, not when a single picture falls otherwise.
LEAST_RIGHT = 0.45
LEAST_HONEST = 0.70

COPIED = (Piece("big-buck-bunny.mp4", 300, 55, Transition.START), Piece("big-buck-bunny.mp4", 600, 70, Transition.CUT))


async def test_short_queries_find_their_clip_or_say_that_none_matches(
    footage: Path, embedded_graph: GraphClient, tmp_path: Path
) -> None:
    """The shipped clips by what the demonstration asks, and copies of two shots; with the shared ones, by forty queries.

    Three pictures are in both, and analysed once.
    """
    others = [clip for name in CLIPS if (clip := SHARED / name).stem not in SHIPPED.values() and clip.exists()]
    copies = tmp_path / "copies" / "big-buck-bunny.mp4"
    copies.parent.mkdir()
    make_reel(footage, copies, COPIED)
    library = await analysed(embedded_graph, tmp_path, [*(footage / f"{name}.mp4" for name in SHIPPED), *others, copies])

    found = await outcomes(library, SHIPPED_QUERIES, footage)

    wrong = [f"{one.query.words}: {one.first} {one.relevance} ({one.why})" for one in found if not one.honest]
    assert len(wrong) <= 1, wrong
    assert sum(one.right for one in found) >= len(found) - 2
    for copy in await library.shots(copies.parent):
        alike = await library.like(copy)
        assert library.names[alike.hits[0].version_id] == "big-buck-bunny"
        assert alike.hits[0].relevance is Relevance.STRONG, alike.hits[0]
    if not others:
        pytest.skip("no ../shared: the forty queries ask for clips that are not here; the shipped ones were found")

    found = await outcomes(library)

    shown = [one for one in found if one.query.clips]
    wrong = [f"{one.query.words}: {one.first} {one.relevance}" for one in found if not one.honest]
    assert sum(one.right for one in shown) >= LEAST_RIGHT * len(shown), wrong
    assert sum(one.honest for one in found) >= LEAST_HONEST * len(found), wrong
