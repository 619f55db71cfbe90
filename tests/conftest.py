"""What all tests share: footage that lies beside the checkout, and the engines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.engines", "tests.workers", "tests.analyzers.networks", "tests.outside.shared_studio"]

# As in the analysis process: two processes of tests and what they start share the cores, and spinning threads take them.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test footage beside the checkout; tests that want it are skipped where it is absent."""
    if not (SHARED / "media").is_dir():
        pytest.skip("no ../shared: footage and ground truth for this test are not here")
    return SHARED


@pytest.fixture(scope="session")
def footage() -> Path:
    """The footage that ships with the project."""
    return Path(__file__).resolve().parents[1] / "server" / "footage"
