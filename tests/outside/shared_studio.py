"""The one running Reelgraph with a film in it, for all tests that come from outside: judges and browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.studio import Studio, open_studio


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory, footage: Path) -> Iterator[Studio]:
    """A development server and one as shipped, over one film."""
    with open_studio(tmp_path_factory.mktemp("studio"), footage) as opened:
        yield opened
