"""Shot boundaries with TransNetV2: every frame in, at 48 x 27; shots out at the end, with flat memory.

Frames go through the network in windows of 1000, of which 25 at each side only give context (the published loop uses windows
of 100 with the same 25, and so looks at every frame twice). Kept for each frame are its two probabilities and a picture of
16 x 9 luminances, 152 bytes together; pixels leave as soon as their window is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzers.base import ShotBoundary
from analyzers.device import quick_precision
from analyzers.transitions import THRESHOLD, find_shots
from analyzers.weights_file import WeightsFile
from graph.errors import InvalidError, UnavailableError
from graph.nodes.model import AnalysisTask, ModelIdentity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzers.transnet import TransNet

ROWS = 27
COLUMNS = 48
WINDOW = 1000
CONTEXT = 25
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


class TransNetShots:
    """The analyzer: ``stream`` takes the frames of one clip in blocks, ``predict`` a whole clip."""

    def __init__(self, weights: WeightsFile, *, window: int = WINDOW, threshold: float = THRESHOLD) -> None:
        if window <= 2 * CONTEXT:
            raise InvalidError(f"A window of {window} frames leaves none between its contexts; use more than {2 * CONTEXT}.")
        self._weights = weights
        self._window = window
        self._threshold = threshold
        self._network: TransNet | None = None
        self._device = "cpu"

    @property
    def identity(self) -> ModelIdentity:
        """Exact identity; hashes the weights once."""
        return ModelIdentity(
            AnalysisTask.SHOTS,
            "TransNetV2",
            self._weights.sha256,
            {"columns": COLUMNS, "rows": ROWS, "colour": "RGB", "scaling": "area"},
            {"threshold": self._threshold, "window": self._window, "context": CONTEXT, "classifier": 1},
            self._weights.source,
        )

    def load(self, device: str) -> None:
        """Bring the weights into memory on a device."""
        from analyzers.transnet import from_published

        self._network = from_published(self._weights.tensors()).to(device)
        self._device = device

    def unload(self) -> None:
        """Give the memory back."""
        self._network = None

    def stream(self, frame_rate: float) -> ShotStream:
        """Return what takes the frames of one clip; ``frame_rate`` in frames a second."""
        return ShotStream(self, frame_rate)

    def predict(self, batch: NDArray[np.uint8], frame_rate: float = 25.0) -> tuple[ShotBoundary, ...]:
        """Return the shots of a whole clip: RGB uint8 frames of shape (n, 27, 48, 3)."""
        stream = self.stream(frame_rate)
        stream.push(batch)
        return stream.finish()

    @property
    def window(self) -> int:
        """Frames that go through the network together, contexts included."""
        return self._window

    @property
    def threshold(self) -> float:
        """Probability above which a frame is a transition."""
        return self._threshold

    def probabilities(self, frames: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the two probabilities of each frame of one window, shape (n, 2); UnavailableError before ``load``."""
        import torch

        if self._network is None:
            raise UnavailableError("The shot detector is not loaded; call load first.")
        with torch.inference_mode(), quick_precision(self._device):
            logits = self._network(torch.from_numpy(frames).to(self._device))
        answer: NDArray[np.float32] = logits.float().sigmoid().cpu().numpy()
        return answer


class ShotStream:
    """Takes the frames of one clip, in order and in blocks of any length; at the end it knows the shots."""

    def __init__(self, analyzer: TransNetShots, frame_rate: float) -> None:
        self._analyzer = analyzer
        self._frame_rate = frame_rate
        self._waiting: list[
            NDArray[np.uint8]
        ] = []  # the first CONTEXT of these have their answer, or repeat the first frame
        self._frames_waiting = 0
        self._probabilities: list[NDArray[np.float32]] = []
        self._luminance: list[NDArray[np.uint8]] = []
        self.frames = 0

    def push(self, frames: NDArray[np.uint8] | Sequence[NDArray[np.uint8]]) -> None:
        """Take the next frames: RGB uint8 of shape (n, 27, 48, 3). Raises InvalidError for another shape."""
        block = np.array(frames)  # a copy: the caller may reuse its buffer
        if len(block) == 0:
            return
        if block.dtype != np.uint8 or block.shape[1:] != (ROWS, COLUMNS, 3):
            raise InvalidError(
                f"Shot frames are uint8 of shape (n, {ROWS}, {COLUMNS}, 3); these are {block.dtype} {block.shape}."
            )
        if self.frames == 0:
            self._keep(np.repeat(block[:1], CONTEXT, axis=0))
        self._keep(block)
        self.frames += len(block)
        self._luminance.append(small_luminance(block))
        while self._frames_waiting >= self._analyzer.window:
            self._answer(self._analyzer.window)

    def finish(self) -> tuple[ShotBoundary, ...]:
        """Return the shots of all frames taken; nothing may be pushed after."""
        if self.frames == 0:
            return ()
        last = self._waiting[-1][-1:]
        self._keep(np.repeat(last, CONTEXT, axis=0))
        while self._frames_waiting > 2 * CONTEXT:
            self._answer(min(self._analyzer.window, self._frames_waiting))
        probabilities = np.concatenate(self._probabilities)
        luminance = np.concatenate(self._luminance)
        return find_shots(probabilities, luminance, self._frame_rate, self._analyzer.threshold)

    def _keep(self, frames: NDArray[np.uint8]) -> None:
        self._waiting.append(frames)
        self._frames_waiting += len(frames)

    def _answer(self, count: int) -> None:
        frames = np.concatenate(self._waiting)
        answer = self._analyzer.probabilities(frames[:count])
        self._probabilities.append(answer[CONTEXT : count - CONTEXT])
        rest = frames[count - 2 * CONTEXT :].copy()
        self._waiting, self._frames_waiting = [rest], len(rest)


def small_luminance(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the luminance of (n, 27, 48, 3) frames averaged over 3 x 3 pixels, shape (n, 9, 16)."""
    blocks = frames.reshape(len(frames), ROWS // 3, 3, COLUMNS // 3, 3, 3)
    means = blocks.mean(axis=(2, 4), dtype=np.float32) @ LUMA
    answer: NDArray[np.uint8] = means.round().astype(np.uint8)
    return answer
