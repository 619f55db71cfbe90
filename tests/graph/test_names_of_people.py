"""Names hold what people's names are written with, in any script, and nothing that nobody sees."""

from __future__ import annotations

import pytest

from graph.errors import InvalidError
from graph.services.projects import checked_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\u5c71\u7530\u3000\u592a\u90ce", "\u5c71\u7530 \u592a\u90ce"),
        ("\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645", "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645"),
        (" Jean\u00a0Luc\u200c ", "Jean Luc"),
        ("\U0001f469\u200d\U0001f3a8", "\U0001f469\u200d\U0001f3a8"),
    ],
)
def test_a_name_of_any_script_is_kept_with_plain_blanks(given: str, kept: str) -> None:
    assert checked_name(given) == kept


@pytest.mark.parametrize("given", ["", " \u3000", "\u200d", "a\u202eb", "a\x07b", "a\nb", "\u200b"])
def test_a_name_of_what_nobody_sees_is_refused(given: str) -> None:
    with pytest.raises(InvalidError):
        checked_name(given)
