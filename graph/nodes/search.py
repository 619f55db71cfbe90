"""What is asked of search, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from graph.nodes.asset import AssetKind
from graph.nodes.time import FrameRange


class SearchChannel(StrEnum):
    """A way to find a shot: by its picture, by the words that networks gave it, by its asset's name and tags."""

    VISUAL = "VISUAL"
    LABEL = "LABEL"
    NAME = "NAME"


class Relevance(StrEnum):
    """How far a hit stands out of what any query would find here."""

    STRONG = "STRONG"
    FAIR = "FAIR"
    WEAK = "WEAK"


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a hit must satisfy; all given conditions hold together, within one condition any value does.

    ``projects`` holds ids; None means every project that the viewer may see. ``model_version`` is the id of the embedding
    ModelVersion to search with; None means the champion. Seconds are of the shot; ``created_*`` are of the version, the end
    excluded. ``review_statuses`` are what its newest decision says, an empty text for a version without any.
    """

    projects: tuple[str, ...] | None = None
    assets: tuple[str, ...] | None = None
    entities: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    kinds: tuple[AssetKind, ...] | None = None
    min_seconds: float | None = None
    max_seconds: float | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    review_statuses: tuple[str, ...] | None = None
    model_version: str | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Words, a shot or a picture to look for; vectors are averaged when several are given.

    With none of the three, all shots that meet the conditions are found, those of the newest versions first.

    ``like_image`` is the id of an image asset, of one of its versions, or of a finished upload. ``after`` is a hit's cursor.
    """

    text: str | None = None
    like_shot: str | None = None
    like_image: str | None = None
    where: SearchFilter = field(default_factory=SearchFilter)
    channels: frozenset[SearchChannel] = frozenset(SearchChannel)
    first: int = 20
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelScore:
    """Why a shot was found, by one channel.

    ``score`` is the channel's own: deviations above background for VISUAL, matched share of the query's words (0..1) for the
    others. ``matched`` names the labels, entities, tags or words that matched.
    """

    channel: SearchChannel
    score: float
    rank: int
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A shot that was found. ``keyframe_id`` is its best keyframe; ``score`` the fused score, 0..1; ``cursor`` its place."""

    shot_id: str
    version_id: str
    project_id: str
    keyframe_id: str | None
    range: FrameRange
    score: float
    relevance: Relevance
    why: tuple[ChannelScore, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class SearchedWith:
    """What the answer was made from. ``keyframes`` counts the vectors that were looked through, after all filters."""

    model_version_id: str | None
    generation: int
    keyframes: int
    channels: tuple[SearchChannel, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits, best first. ``no_good_match`` says that nothing stands out: what hits there are, are guesses.

    ``shots`` are the ids of the shots of all pages, in order; None where the newest were listed, whose number has no bound.
    """

    hits: tuple[SearchHit, ...]
    no_good_match: bool
    searched: SearchedWith
    has_next: bool
    shots: tuple[str, ...] | None = None
