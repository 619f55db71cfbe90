"""MediaInfo <-> the JSON text that a Version's node carries."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from graph.nodes.asset import MediaInfo
from graph.nodes.time import Rational, StartTimecode
from graph.stores.rows import json_of


def media_text(media: MediaInfo) -> str:
    """Return what a probe found as JSON text, without what it did not find."""
    return json_of({name: value for name, value in asdict(media).items() if value is not None})


def media_from(text: str) -> MediaInfo:
    """Return what a text of ``media_text`` says."""
    fields: dict[str, Any] = json.loads(text)
    for name in ("pixel_aspect", "frame_rate"):
        if name in fields:
            fields[name] = Rational(**fields[name])
    if "start_timecode" in fields:
        fields["start_timecode"] = StartTimecode(**fields["start_timecode"])
    fields["warnings"] = tuple(fields.get("warnings", ()))
    return MediaInfo(**fields)
