"""Media types and the choice among them (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import MalformedRequest
from radcat.rdf.media import MOST_RANGES, MediaRange, MediaType, choose, ranges

CROISSANT_PROFILE = "http://mlcommons.org/croissant/1.1"
DCAT_PROFILE = "http://www.w3.org/ns/dcat"


@dataclass(frozen=True, slots=True)
class Offered:
    """Something to choose, told apart by its name."""

    name: str
    media_type: MediaType


HTML = Offered("html", MediaType("text", "html"))
TURTLE = Offered("turtle", MediaType("text", "turtle"))
SCHEMA = Offered("schema", MediaType("application", "ld+json", {"profile": "https://schema.org/"}))
CROISSANT = Offered(
    "croissant", MediaType("application", "ld+json", {"profile": f"{CROISSANT_PROFILE} {DCAT_PROFILE}"})
)
CSV = Offered("csv", MediaType("text", "csv"))
OFFERS = (HTML, TURTLE, SCHEMA, CROISSANT, CSV)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", HTML),
        (" , ,", HTML),
        ("*/*", HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/turtle, text/html", HTML),
        ("text/html;q=0.5, text/turtle", TURTLE),
        ("text/html;q=0.5,text/turtle;Q=0.6", TURTLE),
        ("text/*", HTML),
        ("text/*, text/html;q=0", TURTLE),
        ("*/*, text/html;q=0", TURTLE),
        ("*/*;q=0.1, text/*;q=0, application/*;q=0.2", SCHEMA),
        ("text/html;q=0", None),
        ("image/png", None),
        ("image/png, */*;q=0.001", HTML),
        ("*/*;q=0", None),
        ("application/ld+json", SCHEMA),
        (f'application/ld+json;profile="{CROISSANT_PROFILE}"', CROISSANT),
        (f'application/ld+json; profile = "{DCAT_PROFILE}" ; q=0.4', CROISSANT),
        ('application/ld+json;profile="http://nobody.example/ https://schema.org/"', SCHEMA),
        ('application/ld+json;profile="http://nobody.example/"', None),
        (f'application/ld+json, application/ld+json;profile="{CROISSANT_PROFILE}";q=0.1', SCHEMA),
        (f'application/ld+json;q=0.1, application/ld+json;profile="{CROISSANT_PROFILE}"', CROISSANT),
        ("text/html;level=1", None),
        ('text/html;note="a, b;q=0", text/turtle;q=0.3', TURTLE),
        ('text/html;note="say \\"hi\\"";q=0.9, text/csv;q=0.2', CSV),
        ("text/turtle;charset=iso-8859-1", TURTLE),
        ("text/turtle;charset=utf-8;q=0, text/csv", CSV),
        ("text/turtle;;;q=0.5", TURTLE),
        ("\ttext/turtle\t;\tq=1\t", TURTLE),
        # What browsers and clients send.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", HTML),
        ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", TURTLE),
    ],
)
def test_the_most_specific_range_decides_and_ties_go_to_the_earlier_offer(accept: str, chosen: Offered | None) -> None:
    assert choose(OFFERS, accept) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        # What Java sends where a program says nothing.
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
        ("image/gif, *; q=.2, text/csv; q=.3", CSV),
        ("*", HTML),
        ("*;q=.1, text/csv", CSV),
        ("text/turtle;q=1.0000, text/csv;q=0.99999", TURTLE),
        ("text/turtle;q=0.12345, text/csv;q=0.12346", CSV),
        ("text/turtle;q=.0, text/csv;q=.001", CSV),
        ("text/turtle;q=2, text/csv;q=1", TURTLE),
        ("text/turtle;q=1., text/csv;q=0.", TURTLE),
        ("text/turtle ; Q = .4 , text/csv;q=.3", TURTLE),
        # What can't be read is skipped, and the rest counts.
        ("html, text/csv", CSV),
        ("text/, text/csv", CSV),
        ("/html, text/csv", CSV),
        ("text/html;q=-1, text/csv", CSV),
        ("text/html;q=, text/csv", CSV),
        ("text/html;q=much, text/csv", CSV),
        ("text/html;q=1e3, text/csv", CSV),
        ("text/html;q=\u0661, text/csv", CSV),
        ('text/csv, text/html;q=0.5;note="open, text/turtle', CSV),
        ("text/html text/turtle, text/csv", CSV),
        ("text/turtle;level, text/csv;q=0.5", TURTLE),
        ("te xt/html, text/csv", CSV),
        ("text/csv, , =", CSV),
        ("text/h\u00e4ml, text/csv", CSV),
        ("text/html;q=0, nonsense", None),
        # Where nothing can be read, nothing was asked.
        ("\u0000", HTML),
        (';;;=,,"', HTML),
        ("text/html;q=much", HTML),
        ("a" * 60_000, HTML),
    ],
)
def test_a_header_is_read_leniently_and_what_cant_be_read_is_skipped(accept: str, chosen: Offered | None) -> None:
    assert choose(OFFERS, accept) == chosen


@pytest.mark.parametrize(
    "accept",
    [
        "a/b" + "; " * 30_000 + "!",
        "a/b" + ";q" * 30_000,
        '"' * 60_000,
        'a/b;c="' + '\\"' * 30_000,
        "a/b;q=0.1," * 6_000,
        "a/b;" + "c=d;" * 15_000,
        "," * 60_000,
    ],
    ids=["semicolons", "parameters without values", "quotes", "escaped quotes", "ranges", "parameters", "commas"],
)
def test_a_long_header_is_read_at_once(accept: str) -> None:
    """Read in two ways at each place, it would take longer than the test may."""
    assert len(ranges(accept)) <= MOST_RANGES
    choose(OFFERS, accept)


@pytest.mark.parametrize("text", ["text/turtle", "text/turtle;charset=utf-8", ' a/b ; c = "d,e" '])
def test_a_media_type_is_read_with_its_parameters(text: str) -> None:
    assert str(MediaType.parse(text)).startswith(text.strip().partition(";")[0].strip())


@pytest.mark.parametrize("text", ["", "text", "text/turtle,", "text/turtle, text/html", "text/turtle;q", "a/b\nc/d"])
def test_what_is_no_single_media_type_is_refused(text: str) -> None:
    with pytest.raises(MalformedRequest, match="is not a media type"):
        MediaType.parse(text)


tokens = st.text("abcxyz019!#$%&'*+.^_`|~-", min_size=1, max_size=8)
media_types = st.builds(
    MediaType,
    tokens,
    tokens,
    st.dictionaries(
        tokens.filter(lambda name: name != "q"),
        st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"]), max_size=8),
        max_size=3,
    ),
)


@given(media_types)
def test_a_media_type_is_read_as_it_was_written(media_type: MediaType) -> None:
    assert MediaType.parse(str(media_type)) == media_type
    assert ranges(str(media_type)) == (MediaRange(media_type),)


pieces = st.sampled_from(
    ["text/html", "*/*", "a/b", ";", ",", "q=0.5", "q=", '"', "\\", " ", "=", "profile", "é", "\x00"]
)


@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=14).map("".join)))
def test_whatever_a_client_sends_is_chosen_from(accept: str) -> None:
    chosen = choose(OFFERS, accept)
    assert chosen is None or chosen in OFFERS


@given(st.lists(st.tuples(st.sampled_from(OFFERS), st.integers(0, 1000)), min_size=1, max_size=5))
def test_an_offer_of_quality_nought_is_never_chosen(wanted: list[tuple[Offered, int]]) -> None:
    accept = ", ".join(f"{offer.media_type};q={quality / 1000:.3f}" for offer, quality in wanted)
    first = {offer.name: quality for offer, quality in reversed(wanted)}
    chosen = choose(OFFERS, accept)
    assert (chosen is None) == (not any(first.values()))
    if chosen is not None:
        assert first[chosen.name] == max(first.values())
