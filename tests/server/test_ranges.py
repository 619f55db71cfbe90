"""The Range header, RFC 9110 section 14."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ranges import ByteRange, UnsatisfiableRangeError, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", [(0, 1)]),
        ("bytes=0-", [(0, 100)]),
        ("bytes=99-", [(99, 100)]),
        ("bytes=10-19", [(10, 20)]),
        ("bytes=90-1000", [(90, 100)]),
        ("bytes=-1", [(99, 100)]),
        ("bytes=-1000", [(0, 100)]),
        ("BYTES = 5-6", [(5, 7)]),
        ("bytes=0-1, 50-51", [(0, 2), (50, 52)]),
        ("bytes=50-51,0-1", [(50, 52), (0, 2)]),
        ("bytes=0-9,5-19", [(0, 20)]),
        ("bytes=0-9,10-19", [(0, 20)]),
        ("bytes=0-1,200-300", [(0, 2)]),
        ("bytes=,0-1,,", [(0, 2)]),
    ],
)
def test_a_range_header_names_these_bytes_of_a_hundred(header: str, expected: list[tuple[int, int]]) -> None:
    assert parse_range(header, 100) == tuple(ByteRange(start, end) for start, end in expected)


@pytest.mark.parametrize(
    "header",
    [
        "items=0-1",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=1-2-3",
        "bytes=--1",
        "bytes=" + "0-0," * 17,
    ],
)
def test_a_range_header_that_is_malformed_or_excessive_is_ignored(header: str) -> None:
    assert parse_range(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200,300-", "bytes=-0"])
def test_a_range_beyond_the_end_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        parse_range(header, 100)


def test_no_range_of_an_empty_file_can_be_satisfied() -> None:
    with pytest.raises(UnsatisfiableRangeError):
        parse_range("bytes=0-0", 0)


@given(st.text(alphabet="bytes=0123456789-, ", max_size=30), st.integers(0, 1000))
def test_ranges_never_overlap_and_always_lie_in_the_file(header: str, size: int) -> None:
    try:
        ranges = parse_range("bytes=" + header, size) or ()
    except UnsatisfiableRangeError:
        return
    ordered = sorted(ranges, key=lambda part: part.start)
    assert all(0 <= part.start < part.end <= size for part in ordered)
    assert all(first.end < second.start for first, second in pairwise(ordered))
