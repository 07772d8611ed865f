"""Names that may be meant by one that nothing has."""

from __future__ import annotations

import pytest

from radcat.close_names import close

KNOWN = ["covidgr", "covidx-cxr", "covidx-ct", "midrc-ricord-1a", "midrc-ricord-1b", "mosmeddata"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("covidgrr", ["covidgr"]),
        ("COVIDx CXR", ["covidx-cxr", "covidx-ct"]),
        ("ricord", ["midrc-ricord-1a", "midrc-ricord-1b"]),
        ("mosmed-data", ["mosmeddata"]),
        ("xyzzy", []),
        ("", []),
        ("\x00" * 300, []),
    ],
)
def test_names_with_the_same_words_or_nearly_the_same_letters_are_offered(name: str, meant: list[str]) -> None:
    assert close(name, KNOWN)[: len(meant) or 9] == meant


def test_no_more_are_offered_than_are_wanted() -> None:
    assert close("covidx-c", KNOWN, 1) == ["covidx-ct"]
