"""What things are called outside: their ids, and where their pictures are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.nodes.minutes import Drawing, Minutes, Note

STYLE = "/minutes/style.css"


@dataclass(frozen=True, slots=True)
class Addresses:
    """``id_of`` returns the id by which the world knows a thing, of its kind and own id."""

    id_of: Callable[[str, str], str]

    def session(self, minutes: Minutes) -> str:
        """Return the address of the page to print."""
        return f"/minutes/{self.id_of('ReviewSession', minutes.session_id)}"

    def of(self, thing: Note | Drawing) -> str:
        """Return a note's or drawing's id."""
        return self.id_of("Comment" if isinstance(thing, Note) else "Annotation", thing.id)

    def picture(self, thing: Note | Drawing) -> str | None:
        """Return the address of the frame with what is drawn on it; None where there is no picture."""
        return f"/minutes/pictures/{self.of(thing)}" if thing.pictured else None
