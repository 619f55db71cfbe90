"""What players need of a version: the proxy with its table of times, and the sprite sheet with what its tiles show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import strawberry

from graph.nodes import asset as nodes
from graph.nodes.asset import SPRITE_COLUMNS, RepresentationRole
from schema.scalars import Rational
from schema.types.media import media_url


@strawberry.type(description="The file that players play: each of its pictures is a frame of the version, the first at 0.")
class Playback:
    """The PROXY of a version, and what is known of its times."""

    url: str = strawberry.field(description="Address of the bytes, relative to this server; it serves ranges.")
    mime_type: str = strawberry.field(description="Media type of the bytes.")
    width: int | None = strawberry.field(description="Width in square pixels; null for sound alone.")
    height: int | None = strawberry.field(description="Height in pixels; null for sound alone.")
    frames: int | None = strawberry.field(description="How many pictures it has; null where that is not known.")
    rate: Rational | None = strawberry.field(description="Frames a second, the mean where it varies; null for sound alone.")
    constant_rate: bool = strawberry.field(
        description="Whether frame N is shown from N / rate to (N + 1) / rate exactly, so that no table is needed."
    )
    pts_url: str | None = strawberry.field(
        description="Address of JSON `{timescale, pts, lastDuration}`: frame N is shown from pts[N] / timescale seconds on,"
        " the last for lastDuration / timescale. Seek to the middle of that time. Null for sound alone."
    )

    @classmethod
    def of(cls, media: nodes.MediaInfo, files: Sequence[nodes.Representation]) -> Playback | None:
        """Return what can be played; None before there is a proxy."""
        proxy, table = _first(files, RepresentationRole.PROXY), _first(files, RepresentationRole.PTS_TABLE)
        if proxy is None:
            return None
        pictures = proxy.width is not None
        return cls(
            url=media_url(proxy),
            mime_type=proxy.mime_type,
            width=proxy.width,
            height=proxy.height,
            frames=media.frames if pictures else None,
            rate=cast("Rational | None", media.frame_rate) if pictures else None,
            constant_rate=pictures and media.frame_rate is not None and not media.variable_frame_rate,
            pts_url=None if table is None else media_url(table),
        )


@strawberry.type(description="Many small pictures in one file, row by row, for scrubbing.")
class Sprite:
    """The SPRITE of a version."""

    url: str = strawberry.field(description="Address of the bytes, relative to this server.")
    mime_type: str = strawberry.field(description="Media type of the bytes.")
    columns: int = strawberry.field(description="Tiles in a row.")
    rows: int = strawberry.field(description="Rows of tiles; the last may not be full.")
    tile_width: int = strawberry.field(description="Width of a tile in pixels.")
    tile_height: int = strawberry.field(description="Height of a tile in pixels.")
    frames: list[int] = strawberry.field(description="The frame that each tile shows, ascending; at most a hundred.")

    @classmethod
    def of(cls, files: Sequence[nodes.Representation]) -> Sprite | None:
        """Return the sheet; None before there is one, and for one of a time when its frames were not kept."""
        sheet = _first(files, RepresentationRole.SPRITE)
        if sheet is None or not sheet.frames or sheet.width is None or sheet.height is None:
            return None
        columns = min(SPRITE_COLUMNS, len(sheet.frames))
        rows = -(-len(sheet.frames) // columns)
        return cls(
            url=media_url(sheet),
            mime_type=sheet.mime_type,
            columns=columns,
            rows=rows,
            tile_width=sheet.width // columns,
            tile_height=sheet.height // rows,
            frames=list(sheet.frames),
        )


def url_of(files: Sequence[nodes.Representation], role: RepresentationRole) -> str | None:
    """Return the address of a version's file of some kind; None without one."""
    found = _first(files, role)
    return None if found is None else media_url(found)


def _first(files: Sequence[nodes.Representation], role: RepresentationRole) -> nodes.Representation | None:
    return next((file for file in files if file.role is role), None)
