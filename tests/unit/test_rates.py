"""How often a client may ask, as a setting says it."""

from __future__ import annotations

import pytest

from radcat.rates import Rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("1/second", Rate(1, 1)),
        ("600/minute", Rate(600, 60)),
        ("10000/hour", Rate(10_000, 3600)),
        ("999999999/day", Rate(999_999_999, 86400)),
    ],
)
def test_a_rate_is_a_number_a_slash_and_a_span_of_time(text: str, rate: Rate) -> None:
    assert Rate.parse(text) == rate


@pytest.mark.parametrize(
    "text",
    ["", "600", "minute", "0/minute", "-1/minute", "1.5/minute", "600/fortnight", "600 / minute", "600/minutes",
     "600/minute;10/second", "٦/minute", "9999999999/minute", "Off"],
)  # fmt: skip
def test_anything_else_is_none_and_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="600/minute"):
        Rate.parse(text)
