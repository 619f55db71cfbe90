"""Minutes as a page to read and to print. What people wrote is escaped; there is no script, and no style in the page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from graph.minutes import words
from graph.minutes.addresses import STYLE, Addresses
from graph.nodes.minutes import Minutes, Note

STYLES = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
       color: #1c1b1a; background: #fff }
h1 { font-size: 1.6rem; margin-bottom: .25rem } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; border-bottom: 1px solid #c9c4bc }
.about, .state, footer { color: #5f5a53; font-size: .875rem }
ul { padding-left: 1.25rem } article { break-inside: avoid; margin: 1rem 0; display: flex; gap: 1rem }
article img { width: 16rem; max-width: 45%; height: auto; max-height: 14rem; object-fit: contain; object-position: left top;
              align-self: flex-start }
h2, h3 { break-after: avoid }
article > div { flex: 1; min-width: 0 }
article p { margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
.place { font-variant-numeric: tabular-nums; font-weight: 600 }
.replies { margin: .5rem 0 0 1rem; padding-left: .75rem; border-left: 2px solid #c9c4bc }
.eyes { background: #fff3cd; padding: 0 .25rem }
@media screen and (prefers-color-scheme: dark) {
  body { color: #e9e6e1; background: #171615 } .about, .state, footer { color: #a8a299 }
  h3 { border-color: #4a4641 } .replies { border-color: #4a4641 }
  .eyes { background: #4a3a08 }
}
@media print { body { margin: 0; max-width: none; font-size: 11pt } }
@media (max-width: 40rem) { article { flex-direction: column } article img { width: 100%; max-width: 100% } }
"""


def as_page(minutes: Minutes, addresses: Addresses) -> str:
    """Return minutes as an HTML document of its own; its style is at ``addresses.STYLE``."""
    return "\n".join(_lines(minutes, addresses)) + "\n"


def _lines(minutes: Minutes, addresses: Addresses) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(minutes.name)} - minutes</title>"
    yield f'<link rel="stylesheet" href="{STYLE}">'
    yield f'<main>\n<h1>{escape(minutes.name)}</h1>\n<p class="about">{escape(words.about(minutes))}</p>'
    yield from _list("Who", [words.person(person) for person in minutes.people])
    yield from _list("What was reviewed", [words.version(version) for version in minutes.versions])
    yield from _list("Decisions", [words.ruling(one) for one in minutes.rulings])
    if minutes.notes:
        yield "<h2>Notes</h2>"
    title = None
    for note in minutes.notes:
        if note.moment.version != title:
            title = note.moment.version
            yield f"<h3>{escape(title)}</h3>"
        yield "<article>"
        yield from _picture(addresses.picture(note), f"{title}, {words.place(note.moment)}")
        yield f'<div><span class="place">{escape(words.place(note.moment))}</span>'
        yield from _said(note)
        if note.replies:
            yield '<div class="replies">'
            for reply in note.replies:
                yield from _said(reply)
            yield "</div>"
        yield "</div>\n</article>"
    if minutes.drawings:
        yield "<h2>Drawings</h2>"
    for drawing in minutes.drawings:
        place = f"{drawing.moment.version}, {words.place(drawing.moment)}"
        yield "<article>"
        yield from _picture(addresses.picture(drawing), place)
        yield f'<div><span class="place">{escape(place)}</span>\n<p>Drawn by {escape(drawing.author)}</p></div>\n</article>'
    yield from _list("Verdicts on what the models saw", [words.judgement(one) for one in minutes.judgements])
    yield f"<footer><p>{escape(words.ending(minutes))}</p></footer>\n</main>\n</html>"


def _list(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"<h2>{title}</h2>\n<ul>"
        yield from (f"<li>{escape(item)}</li>" for item in items)
        yield "</ul>"


def _said(note: Note) -> Iterator[str]:
    eyes = ' class="eyes"' if note.needs_eyes else ""
    state = f'<span class="state"><span{eyes}>{escape(words.state(note))}</span></span>'
    yield f"<div><strong>{escape(note.author)}</strong> {state}"
    yield f"<p>{escape(note.text) if not note.deleted else '<em>deleted</em>'}</p></div>"


def _picture(address: str | None, place: str) -> Iterator[str]:
    if address is not None:
        yield f'<img src="{escape(address)}" alt="{escape(place)}" loading="lazy">'
