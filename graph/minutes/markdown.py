"""Minutes as Markdown (CommonMark). What people wrote stays words: nothing of it is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.minutes import words
from graph.minutes.addresses import Addresses
from graph.nodes.minutes import Minutes, Note

_SPECIAL = re.compile(r"([\\`*_{}\[\]|~@$^]|:(?=//)|(?<=www)\.|^[#+=-])")
_NUMBER = re.compile(r"^(\d+)([.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_ENTITY = re.compile(r'[&<>"]')


def as_markdown(minutes: Minutes, addresses: Addresses) -> str:
    """Return minutes as a Markdown document."""
    return "\n".join(_lines(minutes, addresses)) + "\n"


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    escaped = _NUMBER.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], escaped)


def _lines(minutes: Minutes, addresses: Addresses) -> Iterator[str]:
    yield f"# {plain(minutes.name)}"
    yield ""
    yield plain(words.about(minutes))
    yield from _list("Who", [words.person(person) for person in minutes.people])
    yield from _list("What was reviewed", [words.version(version) for version in minutes.versions])
    yield from _list("Decisions", [words.ruling(one) for one in minutes.rulings])
    if minutes.notes:
        yield from ("", "## Notes")
    title = None
    for note in minutes.notes:
        if note.moment.version != title:
            title = note.moment.version
            yield from ("", f"### {plain(title)}")
        yield from _note(note, addresses, "")
    if minutes.drawings:
        yield from ("", "## Drawings", "")
    for drawing in minutes.drawings:
        place = f"{drawing.moment.version}, {words.place(drawing.moment)}"
        yield f"- {plain(place)}, drawn by {plain(drawing.author)}{_picture(addresses.picture(drawing))}"
    yield from _list("Verdicts on what the models saw", [words.judgement(one) for one in minutes.judgements])
    yield from ("", plain(words.ending(minutes)))


def _list(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield from ("", f"## {title}", "")
        yield from (f"- {plain(item)}" for item in items)


def _note(note: Note, addresses: Addresses, margin: str) -> Iterator[str]:
    """Yield a note as an item of a list, its words as a quotation below, its answers as a list in it."""
    state = words.state(note)
    if not margin:
        yield ""
    where = "" if margin else f"{plain(words.place(note.moment))}, "
    yield f"{margin}- {where}**{plain(note.author)}**{f' ({plain(state)})' if state else ''}:"
    lines = note.text.splitlines() or ["(deleted)" if note.deleted else ""]
    yield from ("", *(f"{margin}  > {plain(line)}  ".rstrip() + "  " for line in lines))
    if not margin and (picture := addresses.picture(note)) is not None:
        yield from ("", f"{margin}  ![{plain(words.place(note.moment))}]({picture})")
    for reply in note.replies:
        yield ""
        yield from _note(reply, addresses, margin + "  ")


def _picture(address: str | None) -> str:
    return "" if address is None else f" ![drawing]({address})"
