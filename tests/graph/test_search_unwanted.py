"""What a query does not want, told from what it does."""

from __future__ import annotations

import pytest

from graph.services.unwanted import split_unwanted


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("red car", "red car", ()),
        ("car -road", "car", ("road",)),
        ("street without people", "street", ("people",)),
        ("beach without a red umbrella, at night", "beach , at night", ("red umbrella",)),
        ("people not in a car but on foot", "people but on foot", ("car",)),
        ("Not a car", "", ("car",)),
        ("without cars and no people", "", ("cars", "people")),
        ("-dog", "", ("dog",)),
        ("sci-fi shot -2", "sci-fi shot -2", ()),
        ("notebook on a table", "notebook on a table", ()),
    ],
)
def test_words_after_not_without_and_a_dash_are_not_wanted(text: str, wanted: str, unwanted: tuple[str, ...]) -> None:
    assert split_unwanted(text) == (wanted, unwanted)
