"""Looking into files in processes of their own: a file that crashes a decoder takes no server down."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BrokenMediaError
from graph.ports import ProbedMedia
from server.isolation import IsolatedProcesses, ProcessEndedError

if TYPE_CHECKING:
    from analyzers.media.source import ProbedMedia as Probed

DECODERS = 2
DECODER_BYTES = 4 << 30
_SECONDS = 900


class IsolatedProbe:
    """A MediaProbe that works in the processes of ``decoders``."""

    def __init__(self, decoders: IsolatedProcesses) -> None:
        self._decoders = decoders

    async def warm(self) -> None:
        """Start a process and have it read its libraries, which the first file would otherwise wait for."""
        with suppress(ProcessEndedError):  # the next file starts another, and is told where that ends too
            await self._decoders.run(_SECONDS, _load)

    async def __call__(self, path: Path) -> ProbedMedia:
        """Return what the file is; raises UnsupportedMediaError or BrokenMediaError."""
        try:
            return await self._decoders.run(_SECONDS, _probe, path)
        except ProcessEndedError:
            raise BrokenMediaError(
                f"Looking into {path.name} made the decoder crash, or took more than {_SECONDS} s or"
                f" {DECODER_BYTES >> 30} GiB. Convert it with another tool first."
            ) from None


def _load() -> None:
    import analyzers.media.probe  # noqa: F401


def _probe(path: Path) -> Probed:
    from analyzers.media.probe import probe

    return probe(path)
