"""Where a followed thing is expected next: a constant-velocity Kalman filter for its centre and size (Kalman 1960).

Unlike the filters of trackers that see every frame, time is given in frames, so that samples may be unevenly spaced, and the
uncertainty of speed is large enough for things that cross their own width from one sample to the next.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.nodes.box import Box

PLACE_NOISE = 0.05  # of the box's size, in a measurement
SPEED_NOISE = 0.012  # of the box's size, by which speed changes from frame to frame
FIRST_SPEED = 0.10  # of the box's size a frame: how fast a thing just seen may be


class Motion:
    """The state of one thing: centre x, centre y, width and height, each with its speed a frame."""

    def __init__(self, box: Box, frame: int) -> None:
        self.frame = frame
        self.state = np.stack([_measured(box), np.zeros(4)])  # values, speeds
        scale = _scale(self.state[0])
        self.covariance = np.zeros((4, 2, 2))
        self.covariance[:, 0, 0] = (PLACE_NOISE * scale) ** 2
        self.covariance[:, 1, 1] = (FIRST_SPEED * scale * np.array([1, 1, 0.3, 0.3])) ** 2

    def predict(self, frame: int) -> None:
        """Move on to ``frame``."""
        step = float(frame - self.frame)
        self.frame = frame
        scale = _scale(self.state[0])
        self.state[0] += step * self.state[1]
        self.state[0, 2:] = np.maximum(self.state[0, 2:], 1e-4)
        transition = np.array([[1.0, step], [0.0, 1.0]])
        spread = np.array([[step**3 / 3, step**2 / 2], [step**2 / 2, step]])
        noise = (SPEED_NOISE * scale) ** 2
        self.covariance = transition @ self.covariance @ transition.T + noise[:, None, None] * spread

    def correct(self, box: Box) -> None:
        """Take in a box seen at the frame predicted for."""
        measured = _measured(box)
        noise = (PLACE_NOISE * _scale(measured)) ** 2
        gain = self.covariance[:, :, 0] / (self.covariance[:, 0, 0] + noise)[:, None]  # (4, 2)
        self.state += gain.T * (measured - self.state[0])
        keep = np.eye(2) - gain[:, :, None] * np.array([1.0, 0.0])
        self.covariance = keep @ self.covariance

    @property
    def corners(self) -> NDArray[np.float64]:
        """Left, top, right, bottom as expected, 0..1 of the picture."""
        x, y, width, height = self.state[0]
        return np.array([x - width / 2, y - height / 2, x + width / 2, y + height / 2])


def _measured(box: Box) -> NDArray[np.float64]:
    return np.array([box.x + box.width / 2, box.y + box.height / 2, box.width, box.height])


def _scale(values: NDArray[np.float64]) -> NDArray[np.float64]:
    size = np.sqrt(values[2] * values[3])
    return np.array([size, size, size, size])
