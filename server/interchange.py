"""What `reelgraph conform` and `reelgraph export` do: files of timelines to the server, and from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.api import operations as api
from server.client import ServerClient
from server.commands.failure import CommandFailedError

if TYPE_CHECKING:
    from server.terminal import Terminal

FORMATS = {
    ".otio": "OTIO",
    ".otioz": "OTIO",
    ".edl": "EDL",
    ".xml": "XMEML",
    ".fcpxml": "FCPX",
    ".aaf": "AAF",
    ".ale": "ALE",
    ".csv": "CSV",
    ".jsonld": "JSONLD",
    ".json": "JSONLD",
}


@dataclass(frozen=True, slots=True)
class WhatLeaves:
    """What `export` names: a session, words to search for, or shots and versions."""

    session: str | None
    words: str | None
    project: str | None
    first: int
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class HowItLeaves:
    """How `export` writes it."""

    form: str
    name: str | None
    rate: str | None
    drop_frame: bool | None
    handles: int
    detections: bool


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises CommandFailedError for what cannot be read, or is larger than any timeline."""
    from graph.timelines.bounds import LARGEST_FILE

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandFailedError(f"{path} cannot be read: {error.strerror}.", code="NOT_FOUND") from None
    if len(data) > LARGEST_FILE:
        raise CommandFailedError(f"{path} has more than {LARGEST_FILE} bytes: no timeline has.", code="TOO_LARGE")
    return data


async def conform(
    client: ServerClient, name: str, data: bytes, project: str, *, rate: str | None, open_session: str | None
) -> api.Conform:
    """Send a timeline's file and return what its clips were matched with. Raises CommandFailedError."""
    project_id = await project_id_of(client, project)
    upload_id = await client.upload(
        len(data), {"filename": name, "project": project_id}, lambda: iter((data,)), lambda sent: None
    )
    given: api.TimelineInput = {"uploadId": upload_id}
    if rate is not None:
        given["rate"] = rational(rate)
    payload = await api.conform(client, input={"project": project_id, "timeline": given, "openSession": open_session})
    if payload["problems"]:
        raise CommandFailedError(payload["problems"][0]["message"], code=payload["problems"][0]["code"])
    return payload


async def export(client: ServerClient, what: WhatLeaves, how: HowItLeaves) -> api.ExportFile:
    """Return the file that the server writes. Raises CommandFailedError."""
    given: api.ExportInput = {"format": how.form, "handles": how.handles, "detections": how.detections}  # type: ignore[typeddict-item]
    if what.session is not None:
        given["session"] = what.session
    if what.words is not None:
        where: api.SearchFilter | None = None
        if what.project is not None:
            where = {"projects": [await project_id_of(client, what.project)]}
        given["search"] = {"text": what.words, "where": where}
        given["first"] = what.first
    if what.ids:
        given["selection"] = list(what.ids)
    if how.name is not None:
        given["name"] = how.name
    if how.rate is not None:
        given["rate"] = rational(how.rate)
    if how.drop_frame is not None:
        given["dropFrame"] = how.drop_frame
    payload = await api.export(client, input=given)
    if payload["file"] is None:
        raise CommandFailedError(payload["problems"][0]["message"], code=payload["problems"][0]["code"])
    return payload["file"]


async def project_id_of(client: ServerClient, key: str) -> str:
    """Return the id of a project. Raises CommandFailedError where there is none."""
    found = await api.project(client, key=key)
    if found is None:
        raise CommandFailedError(f"There is no project {key!r}, or it is not yours to see.", code="NOT_FOUND")
    return str(found["id"])


def form_of(path: Path | None, named: str | None) -> str:
    """Return the format that is named, else the one that a file's extension means. Raises CommandFailedError."""
    if named is not None:
        if named.upper() in FORMATS.values():
            return named.upper()
        if named.lower() == "fcpxml":
            raise CommandFailedError(
                "'fcpxml' is two things: choose xmeml for Final Cut Pro 7, fcpx for Final Cut Pro X.", 2
            )
        raise CommandFailedError(f"{named!r} is no format. Choose otio, edl, xmeml, fcpx, ale, csv or jsonld.", 2)
    if path is None or path.suffix.lower() not in FORMATS:
        raise CommandFailedError("Name the format with --format, or give a file such as cut.otio or cut.edl.", 2)
    return FORMATS[path.suffix.lower()]


def rational(text: str) -> api.RationalInput:
    """Return a rate written as 25, 30000/1001 or 29.97. Raises CommandFailedError."""
    from graph.errors import InvalidError
    from graph.timelines.bounds import frame_rate

    try:
        fraction = Fraction(text) if "/" in text else frame_rate(float(text)).fraction
    except (ValueError, ZeroDivisionError, InvalidError):
        raise CommandFailedError(f"{text!r} is no rate. Write 25, 29.97 or 30000/1001.", 2) from None
    return {"num": fraction.numerator, "den": fraction.denominator}


def show(terminal: Terminal, payload: api.Conform) -> None:
    """Print what became of each clip, as a table, or all of it as JSON."""
    session = payload["reviewSession"]
    if terminal.as_json:
        answer: dict[str, Any] = {
            "timeline": payload["timeline"],
            "matched": payload["matched"],
            "clips": payload["clips"],
            "reviewSessionId": session["id"] if session else None,
        }
        terminal.json(answer)
        return
    timeline = payload["timeline"]
    for note in timeline["notes"] if timeline else ():
        terminal.note(note)
    terminal.table(
        ("TIMECODE", "CLIP", "SOURCE", "VERSION", "FRAMES", "HOW"),
        [
            (
                clip["timecode"],
                clip["name"] or clip["media"],
                clip["source"],
                f"{clip['version']['asset']['name']} v{clip['version']['number']}" if clip["version"] else "-",
                f"{clip['range']['start']}-{clip['range']['end']}" if clip["range"] else "",
                (clip["matchedBy"] or "").lower().replace("_", " ") or clip["reason"] or "",
            )
            for clip in payload["clips"]
        ],
    )
    terminal.note(f"{payload['matched']} of {len(payload['clips'])} clips were matched.")
    if session:
        terminal.say(f"/review/{session['id']}")
