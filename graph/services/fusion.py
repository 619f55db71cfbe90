"""One list from several: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009), weighed by relevance.

Plain fusion looks at ranks alone, so the best of a bad channel counts as much as the best of a good one. Here each channel
has already said of each of its shots how far it stands out, and a shot counts accordingly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graph.nodes.search import ChannelScore, Relevance, SearchChannel

K = 60
WEIGHTS = {Relevance.STRONG: 1.0, Relevance.FAIR: 0.6, Relevance.WEAK: 0.2}
ORDER = (Relevance.STRONG, Relevance.FAIR, Relevance.WEAK)


@dataclass(frozen=True, slots=True)
class Finding:
    """A shot that one channel found. ``keyframe_id`` where the channel knows which keyframe it was."""

    shot_id: str
    score: float
    relevance: Relevance
    matched: tuple[str, ...] = ()
    keyframe_id: str | None = None


@dataclass(frozen=True, slots=True)
class Fused:
    """A shot with what all channels said of it; ``score`` is 0..1, 1 for the first of every channel, all of them sure."""

    shot_id: str
    score: float
    relevance: Relevance
    why: tuple[ChannelScore, ...]
    keyframe_id: str | None


def fuse(channels: Mapping[SearchChannel, Sequence[Finding]]) -> list[Fused]:
    """Return every shot that a channel found, best first; ties by shot id, so that the order is always the same.

    Within a channel shots of equal score share a rank.
    """
    best = len(channels) / (K + 1)
    found: dict[str, Fused] = {}
    for channel in SearchChannel:
        ranked = sorted(channels.get(channel, ()), key=lambda finding: -finding.score)
        rank = 0
        for place, finding in enumerate(ranked, start=1):
            if place == 1 or finding.score < ranked[place - 2].score:
                rank = place
            gain = WEIGHTS[finding.relevance] / (K + rank) / best
            why = ChannelScore(channel, finding.score, rank, finding.matched)
            before = found.get(finding.shot_id) or Fused(finding.shot_id, 0.0, Relevance.WEAK, (), None)
            found[finding.shot_id] = replace(
                before,
                score=before.score + gain,
                relevance=min(before.relevance, finding.relevance, key=ORDER.index),
                why=(*before.why, why),
                keyframe_id=before.keyframe_id or finding.keyframe_id,
            )
    return sorted(found.values(), key=lambda fused: (-fused.score, fused.shot_id))
