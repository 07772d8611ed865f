"""The state of a comparison, in its address and out of it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from radcat.comparison.requests import Asked, read
from radcat.errors import MalformedRequest

BASE = "https://data.example.org/"


def test_an_address_is_read_as_it_was_written() -> None:
    asked = Asked(("a", "b", "c"), ("b",), True, carried={"lang": "de"})
    given = parse_qs(asked.query)
    assert given.pop("lang") == ["de"]
    assert read(given, {"lang": "de"}, BASE) == asked


@pytest.mark.parametrize(
    ("given", "names", "out"),
    [
        ({}, (), ()),
        ({"d": ["a", "", " b "]}, ("a", "b"), ()),
        ({"d": ["datasets/a", "a"], "out": ["datasets/a", "z"]}, ("a", "a"), ("a",)),
        ({"d": ["a", "b"], "out": ["b", "b"]}, ("a", "b"), ("b",)),
        ({"d": [f"{BASE}datasets/a", "b"], "out": [f"{BASE}datasets/a"]}, ("a", "b"), ("a",)),
    ],
)
def test_names_are_slugs_and_only_what_is_chosen_can_be_taken_out(
    given: dict[str, list[str]], names: tuple[str, ...], out: tuple[str, ...]
) -> None:
    asked = read(given, {}, BASE)
    assert (asked.names, asked.out) == (names, out)


def test_the_addresses_that_are_a_click_away() -> None:
    asked = Asked(("a", "b", "c"), ("b",))
    assert asked.shown == ("a", "c")
    assert asked.without("c") == "d=a&d=b&d=c&out=b&out=c"
    assert asked.with_again("b") == "d=a&d=b&d=c"
    assert asked.adding("e") == "d=a&d=b&d=c&d=e&out=b"
    assert asked.adding("a") == asked.query, "it is there already"
    assert asked.only(differences=True) == "d=a&d=b&d=c&out=b&only=differences"
    assert asked.of_shown == "d=a&d=c"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"colour": ["red"]}, "has no parameter 'colour'. It has d for each dataset"),
        ({"x" * 500: ["red"]}, "It has d for each dataset"),
        ({"only": ["rows"]}, "only=rows is not known; write only=differences or leave it out."),
        ({"only": ["differences", "rows"]}, "only=rows is not known"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(given: dict[str, list[str]], said: str) -> None:
    with pytest.raises(MalformedRequest) as raised:
        read(given, {}, BASE)
    assert said in str(raised.value)
    assert len(str(raised.value)) < 250
