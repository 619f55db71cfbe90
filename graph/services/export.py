"""Export: footage and what was said about it leave as a timeline, a table or annotations."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import TooLargeError
from graph.nodes.access import Viewer
from graph.nodes.annotation import Annotation, Mark
from graph.nodes.comment import Comment
from graph.nodes.ids import new_id
from graph.nodes.page import PageRequest
from graph.nodes.search import SearchRequest
from graph.nodes.timeline import TimelineFormat
from graph.nodes.track import Track, TrackFilter
from graph.services import access
from graph.services.footage_choice import Chosen, ChosenId, FootageChoice
from graph.services.timeline_making import Cutting, Said, make_timeline
from graph.stores.registry import Stores
from graph.stores.rows import maybe_text, text_of
from graph.timelines.bounds import words
from graph.timelines.edl_writer import beyond_cmx3600
from graph.timelines.files import EXTENSIONS, MIME_TYPES, write_timeline
from graph.timelines.web_annotation import WebNote, write_annotations

MOST_COMMENTS = 20_000
MOST_TRACKS = 20_000
_PAGE = 1_000
_AT_ONCE = 100
_NOT_IN_NAMES = re.compile(r"[^\w.() -]+")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What leaves, one of: a session, what a search finds (``first`` hits), a selection; and how.

    ``detections`` adds what the models saw, in JSON-LD alone.
    """

    form: TimelineFormat
    session_id: str | None = None
    search: SearchRequest | None = None
    first: int = 50
    selection: tuple[ChosenId, ...] | None = None
    cutting: Cutting | None = None
    detections: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: its name, media type and text; ``notes`` say what is not in it."""

    file_name: str
    mime_type: str
    text: str
    notes: tuple[str, ...] = ()


class ExportService:
    """Writes down what a viewer may read."""

    def __init__(self, stores: Stores, choice: FootageChoice) -> None:
        self._stores = stores
        self._choice = choice

    async def export(self, viewer: Viewer, request: ExportRequest) -> Exported:
        """Return the file.

        Raises NotFoundError for what is not the viewer's to see, InvalidError for what cannot be written so, TooLargeError
        above a limit.
        """
        name, chosen = await self._chosen(viewer, request)
        cutting = request.cutting or Cutting("")
        name = words(cutting.name) or words(name)
        titles = await self._titles(chosen)
        comments = await self._comments(chosen, request.session_id)
        said = await self._said(comments)
        notes: tuple[str, ...] = ()
        if request.form is TimelineFormat.JSONLD:
            web_notes = await self._web_notes(chosen, titles, said, request.detections)
            if request.session_id is not None:
                web_notes += await self._drawings(request.session_id, chosen, titles, len(web_notes))
            text = await asyncio.to_thread(write_annotations, request.session_id or new_id(), name, web_notes)
        else:
            cutting = Cutting(name, cutting.rate, cutting.drop_frame, cutting.handles)
            text, notes = await asyncio.to_thread(_written, cutting, chosen, titles, said, request.form)
        return Exported(_file_name(name, request.form), MIME_TYPES[request.form], text, notes)

    async def _chosen(self, viewer: Viewer, request: ExportRequest) -> tuple[str, Sequence[Chosen]]:
        """Return a name for what leaves, and the footage."""
        if request.session_id is not None:
            session = (await self._stores.reviews.by_ids([request.session_id], access.visible(viewer)))[0]
            if session is None:
                raise access.missing("review session", path=("session",))
            access.require(viewer, session.project_id, access.READ, what="review session")
            versions = await self._stores.versions.by_ids(session.playlist, [session.project_id])
            return session.name, [Chosen(version) for version in versions if version is not None]
        if request.search is not None:
            return request.search.text or "Search", await self._choice.found(viewer, request.search, request.first)
        return "Selection", await self._choice.picked(viewer, request.selection or (), "selection")

    async def _titles(self, chosen: Sequence[Chosen]) -> dict[str, str]:
        """Return the name of each version's asset."""
        ids = list(dict.fromkeys(each.version.asset_id for each in chosen))
        names = {asset.id: asset.name for asset in await self._stores.assets.by_ids(ids) if asset is not None}
        return {each.version.id: names.get(each.version.asset_id, "") for each in chosen}

    async def _comments(self, chosen: Sequence[Chosen], session_id: str | None) -> list[Comment]:
        """Return what was said about the footage, of one session or of all: the viewer was shown these versions."""
        ids = list(dict.fromkeys(each.version.id for each in chosen))
        found: list[Comment] = []
        for start in range(0, len(ids), _AT_ONCE):
            waiting = ids[start : start + _AT_ONCE]
            pages = await self._stores.comments.page_by_version(waiting, PageRequest(_PAGE), session_id)
            for version_id, first in zip(waiting, pages, strict=True):
                page = first
                found += page.items
                while page.more and len(found) <= MOST_COMMENTS:
                    request = PageRequest(_PAGE, (page.items[-1].at.start, page.items[-1].id))
                    (page,) = await self._stores.comments.page_by_version([version_id], request, session_id)
                    found += page.items
            if len(found) > MOST_COMMENTS:
                raise TooLargeError(f"More than {MOST_COMMENTS} comments would leave. Export fewer versions at once.")
        return [comment for comment in found if not comment.deleted]

    async def _said(self, comments: Sequence[Comment]) -> dict[str, list[Said]]:
        """Return the comments of each version, with the names of their authors."""
        authors = list(dict.fromkeys(comment.author_id for comment in comments))
        users = await self._stores.users.by_ids(authors)
        names = {user.id: user.shown_name for user in users if user is not None}
        said: dict[str, list[Said]] = defaultdict(list)
        for comment in comments:
            said[comment.version_id].append(Said(comment, names.get(comment.author_id, "")))
        return said

    async def _web_notes(
        self, chosen: Sequence[Chosen], titles: dict[str, str], said: dict[str, list[Said]], detections: bool
    ) -> list[WebNote]:
        every = [one.comment.id for several in said.values() for one in several]
        drawn = await self._stores.annotations.by_comments(every)
        marks = {
            comment: tuple(mark for each in several for mark in each.marks)
            for comment, several in zip(every, drawn, strict=True)
        }
        notes: dict[str, WebNote] = {}
        for each in chosen:
            title = titles[each.version.id]
            for one in said.get(each.version.id, ()):
                if _meet(each, one.comment.at.start, one.comment.at.end):
                    notes[one.comment.id] = _note(each, title, one, marks[one.comment.id])
            if detections:
                for track in await self._tracks(each, len(notes)):
                    notes[track.id] = _seen(each, title, track)
        return list(notes.values())

    async def _drawings(
        self, session_id: str, chosen: Sequence[Chosen], titles: dict[str, str], so_far: int
    ) -> list[WebNote]:
        """Return what was drawn in a session without words."""
        versions = {each.version.id: each for each in chosen}
        found: list[Annotation] = []
        request = PageRequest(_PAGE)
        while True:
            (page,) = await self._stores.annotations.page_by_session([session_id], request)
            found += [each for each in page.items if each.comment_id is None and each.version_id in versions]
            if so_far + len(found) > MOST_COMMENTS:
                raise TooLargeError(f"More than {MOST_COMMENTS} notes would leave. Export fewer versions at once.")
            if not page.more:
                break
            request = PageRequest(_PAGE, (page.items[-1].id,))
        users = await self._stores.users.by_ids(list(dict.fromkeys(each.author_id for each in found)))
        names = {user.id: user.shown_name for user in users if user is not None}
        return [
            _drawing(versions[one.version_id], titles[one.version_id], one, names.get(one.author_id, "")) for one in found
        ]

    async def _tracks(self, each: Chosen, so_far: int) -> list[Track]:
        """Return what the current run saw in the chosen frames of a version."""
        found: list[Track] = []
        request, where = PageRequest(_PAGE), TrackFilter(frames=each.frames)
        while True:
            (page,) = await self._stores.tracks.page_by_version([each.version.id], request, where)
            found += page.items
            if so_far + len(found) > MOST_TRACKS:
                raise TooLargeError(f"More than {MOST_TRACKS} detections would leave. Export fewer versions at once.")
            if not page.more:
                return found
            request = PageRequest(_PAGE, (page.items[-1].ordinal,))


def _written(
    cutting: Cutting,
    chosen: Sequence[Chosen],
    titles: dict[str, str],
    said: dict[str, list[Said]],
    form: TimelineFormat,
) -> tuple[str, tuple[str, ...]]:
    """Return a timeline as text, and what is not in it. It may take a second."""
    timeline = make_timeline(cutting, chosen, titles, said)
    text, notes = write_timeline(timeline, form), timeline.notes
    return text, notes + beyond_cmx3600(timeline) if form is TimelineFormat.EDL else notes


def _note(each: Chosen, title: str, said: Said, marks: tuple[Mark, ...]) -> WebNote:
    comment = said.comment
    return WebNote(
        id=comment.id,
        text=comment.text,
        at=comment.at,
        version=each.version,
        title=title,
        created_at=text_of(comment.created_at),
        edited_at=maybe_text(comment.edited_at) or "",
        creator=said.author,
        reply_to=comment.reply_to or "",
        status=comment.status.value.lower(),
        marks=marks,
    )


def _drawing(each: Chosen, title: str, drawn: Annotation, author: str) -> WebNote:
    return WebNote(
        id=drawn.id,
        text="",
        at=drawn.at,
        version=each.version,
        title=title,
        created_at=text_of(drawn.created_at),
        creator=author,
        marks=drawn.marks,
    )


def _seen(each: Chosen, title: str, track: Track) -> WebNote:
    return WebNote(
        id=track.id,
        text=track.label,
        at=track.range,
        version=each.version,
        title=title,
        box=track.best_box,
        confidence=track.confidence,
        seen_by=track.run_id,
    )


def _meet(each: Chosen, start: int, end: int) -> bool:
    return each.frames is None or (start < each.frames.end and each.frames.start < end)


def _file_name(name: str, form: TimelineFormat) -> str:
    """Return a name that every file system takes."""
    plain = _NOT_IN_NAMES.sub("_", name).strip(" ._")[:_LONGEST_NAME].rstrip(" ._")
    return (plain or "export") + EXTENSIONS[form]
