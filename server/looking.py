"""Vectors of pictures that people search with. This process never decodes one, and no network is loaded in it.

A picture is decoded in a process with tight limits, which knows no networks; what comes out is small and plain. A second
process holds the networks, sees only that, and ends when nobody has asked for a while.
"""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BrokenMediaError, UnavailableError
from graph.nodes.model import ModelIdentity
from server.isolation import IsolatedProcesses, ProcessEndedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from analyzers.base import Picture
    from analyzers.picture_vectors import PictureVectors

_DECODING_SECONDS = 60
_LOOKING_SECONDS = 300  # with the loading of the networks on a busy machine


class IsolatedImageEncoder:
    """graph.ports.ImageEncoder over an embedder in a process of its own, which starts with the first picture.

    ``profile``, ``device``, ``weights`` and ``pulled`` are those of ``analyzers.registry.build_analyzers``.
    """

    def __init__(
        self,
        identity: ModelIdentity,
        decoders: IsolatedProcesses,
        *,
        profile: str,
        device: str,
        weights: Path | None,
        pulled: Path,
        idle_seconds: float,
    ) -> None:
        self._identity = identity
        self._decoders = decoders
        self._networks = IsolatedProcesses(1, None)
        self._built_of = (profile, device, weights, pulled)
        self._idle_seconds = idle_seconds
        self._resting: asyncio.Task[None] | None = None

    @property
    def identity(self) -> ModelIdentity:
        """Whose vectors these are."""
        return self._identity

    async def encode_image(self, path: Path) -> NDArray[np.float32]:
        """Return the unit vector of a picture file, shape (dimensions,); raises MediaError or UnavailableError."""
        try:
            picture = await self._decoders.run(_DECODING_SECONDS, _decode, path)
        except ProcessEndedError:
            raise BrokenMediaError(
                f"Decoding {path.name} made the decoder crash, or took more than {_DECODING_SECONDS} s."
                " Save it as a plain JPEG or PNG of a few thousand pixels, and search with that."
            ) from None
        try:
            vector = await self._networks.run(_LOOKING_SECONDS, _look, picture, *self._built_of)
        except ProcessEndedError:
            raise UnavailableError(
                f"The process that looks at pictures ended while it looked at {path.name}; the machine may be out of memory."
                " Try again, or search by words."
            ) from None
        self._rest_later()
        return vector

    async def close(self) -> None:
        """End the process."""
        if self._resting is not None:
            self._resting.cancel()
            await asyncio.gather(self._resting, return_exceptions=True)
        await self._networks.close()

    def _rest_later(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.create_task(self._rest(), name="resting picture networks")

    async def _rest(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        await self._networks.rest()


def _decode(path: Path) -> Picture:
    from analyzers.picture_file import read_picture

    return read_picture(path)


def _look(picture: Picture, *built_of: object) -> NDArray[np.float32]:
    return _vectors(*built_of).of(picture)


@cache
def _vectors(profile: str, device: str, weights: Path | None, pulled: Path) -> PictureVectors:
    """The networks of this process, loaded once."""
    from analyzers.picture_vectors import PictureVectors
    from analyzers.registry import build_analyzers

    return PictureVectors(build_analyzers(profile, device, weights=weights, pulled=pulled))
