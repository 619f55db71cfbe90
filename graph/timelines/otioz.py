"""``.otioz``: a zip of OpenTimelineIO's text and its media. Only the text is read; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib

from graph.errors import TooLargeError
from graph.timelines.bounds import LARGEST_FILE, broken

_TEXT = "content.otio"
_MOST_NAMES = 100_000


def content(data: bytes) -> bytes:
    """Return the bytes of the text. Raises InvalidError for what is no such zip, TooLargeError for one that swells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > _MOST_NAMES:
                raise TooLargeError(f"The otioz holds more than {_MOST_NAMES} files.", path=("timeline",))
            with archive.open(_TEXT) as file:
                text = file.read(LARGEST_FILE + 1)
    except KeyError:
        raise broken("otioz", f"it holds no {_TEXT}.") from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise broken("otioz", f"{error}.") from None
    if len(text) > LARGEST_FILE:
        raise TooLargeError(f"The otioz's {_TEXT} has more than {LARGEST_FILE} bytes.", path=("timeline",))
    return text
