"""Hits: what was found, with the keyframe to show, and the cursor that marks its place."""

from __future__ import annotations

import base64
import json
from typing import Any

from graph.errors import InvalidError
from graph.nodes.search import SearchHit
from graph.services.fusion import Fused
from graph.stores.search import FoundShot


def hit_of(fused: Fused, shot: FoundShot, *place: object) -> SearchHit:
    """Return the hit of a shot; ``place`` are the sort keys that its cursor carries."""
    middle = shot.range.middle
    standing = min(shot.keyframes, key=lambda one: abs(one[0] - middle), default=(0, None))[1]
    return SearchHit(
        fused.shot_id,
        shot.version_id,
        shot.project_id,
        fused.keyframe_id or standing,
        shot.range,
        round(fused.score, 6),
        fused.relevance,
        fused.why,
        base64.urlsafe_b64encode(json.dumps(place).encode()).decode(),
    )


def keys_of(cursor: str, *types: type) -> tuple[Any, ...]:
    """Return the sort keys that a cursor carries. Raises InvalidError for one without such keys."""
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError):
        keys = None
    if not isinstance(keys, list) or [type(key) for key in keys] != list(types):
        raise InvalidError("That is no cursor of a search; take one from an earlier answer.", path=("after",))
    return tuple(keys)
