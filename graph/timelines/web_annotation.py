"""Notes and detections -> JSON-LD, as the W3C Web Annotation Data Model and Media Fragments URI 1.0 have them.

Seconds in a fragment are rounded up to microseconds, so that the frame they lie in is the frame that was meant. The exact
frames stand beside them, under terms of this project's own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

from graph.nodes.annotation import Mark
from graph.nodes.asset import Version
from graph.nodes.box import Box
from graph.nodes.time import FrameRange
from graph.timelines.drawn_svg import drawn_svg

_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "reelgraph": "urn:reelgraph:",
        "startFrame": "reelgraph:startFrame",
        "endFrame": "reelgraph:endFrame",
        "frameRate": "reelgraph:frameRate",
        "confidence": "reelgraph:confidence",
        "status": "reelgraph:status",
        "sha256": "reelgraph:sha256",
    },
]
_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_MICROSECONDS = 10**6

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WebNote:
    """Something said or drawn (``creator``), or seen (``seen_by``, the id of a run), on frames of a version.

    ``text`` is empty for what was drawn without words.
    ``created_at`` and ``edited_at`` are RFC 3339 text; ``reply_to`` is the id of the note that it answers.
    """

    id: str
    text: str
    at: FrameRange
    version: Version
    title: str
    created_at: str = ""
    edited_at: str = ""
    creator: str = ""
    reply_to: str = ""
    status: str = ""
    marks: tuple[Mark, ...] = ()
    box: Box | None = None
    confidence: float | None = None
    seen_by: str = ""


def write_annotations(of: str, name: str, notes: Sequence[WebNote]) -> str:
    """Return a collection with one page of all notes (section 5 of the model). ``of`` is the id of what they are of."""
    collection, page = (_urn(str(uuid5(UUID(of), part))) for part in ("annotations", "annotations, page 1"))
    items = [_annotation(note) for note in notes]
    said = {
        "@context": _CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": name,
        "total": len(items),
        "first": {"id": page, "type": "AnnotationPage", "partOf": collection, "startIndex": 0, "items": items},
        "last": page,
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _annotation(note: WebNote) -> Json:
    body: Json = {"type": "TextualBody", "value": note.text, "format": "text/plain"}
    said: Json = {"id": _urn(note.id), "type": "Annotation"}
    if note.seen_by:
        body["purpose"] = "tagging"
        said["motivation"] = "tagging"
        said["generator"] = {"id": _urn(note.seen_by), "type": "Software", "name": "Reelgraph analysis run"}
        said["confidence"] = note.confidence
    else:
        said["motivation"] = "replying" if note.reply_to else "commenting" if note.text else "highlighting"
        said["creator"] = {"type": "Person", "name": note.creator}
    more = {"status": note.status, "created": note.created_at, "modified": note.edited_at}
    said |= {key: value for key, value in more.items() if value}
    if note.text:
        said["body"] = body
    target = _target(note)
    return {**said, "target": [_urn(note.reply_to), target] if note.reply_to else target}


def _target(note: WebNote) -> Json:
    media = note.version.media
    rate = media.frame_rate
    selector: Json = {"type": "FragmentSelector", "conformsTo": _FRAGMENTS, "value": "&".join(_fragments(note))}
    selector |= {"startFrame": note.at.start, "endFrame": note.at.end}
    if rate is not None:
        selector["frameRate"] = f"{rate.num}/{rate.den}"
    if note.marks and media.display_size is not None:
        selector["refinedBy"] = {"type": "SvgSelector", "value": drawn_svg(note.marks, media.display_size)}
    kind = "Audio" if media.width is None else "Video" if rate else "Image"
    source = {"id": _urn(note.version.id), "type": kind, "label": note.title}
    return {"type": "SpecificResource", "source": {**source, "sha256": note.version.sha256}, "selector": selector}


def _fragments(note: WebNote) -> list[str]:
    """Return the parts of a media fragment: the time, and the box in pixels of the display picture."""
    media, parts = note.version.media, []
    if media.frame_rate is not None:
        rate = media.frame_rate.fraction
        parts.append(f"t=npt:{seconds(note.at.start, rate)},{seconds(note.at.end, rate)}")
    if note.box is not None and media.display_size is not None:
        width, height = media.display_size
        x, y = math.floor(note.box.x * width), math.floor(note.box.y * height)
        right, bottom = math.ceil((note.box.x + note.box.width) * width), math.ceil((note.box.y + note.box.height) * height)
        parts.append(f"xywh=pixel:{max(0, x)},{max(0, y)},{max(1, right - max(0, x))},{max(1, bottom - max(0, y))}")
    return parts or ["t=npt:0" if media.width is None else "xywh=percent:0,0,100,100"]


def seconds(frame: int, rate: Fraction) -> str:
    """Return when a frame begins, as text whose seconds lie in that frame."""
    microseconds = math.ceil(frame / rate * _MICROSECONDS)
    whole, rest = divmod(microseconds, _MICROSECONDS)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


def _urn(id: str) -> str:  # noqa: A002 -- what it is
    return f"urn:uuid:{id}"
