"""Negotiation, without a server: what is chosen, and what is told to who asks for something else."""

from __future__ import annotations

import pytest

from radcat.errors import MalformedRequest, NotAcceptable
from radcat.formats import representations_of
from radcat.formats.negotiation import Wish, choose
from radcat.rdf import media

ROWS = representations_of("dataset")
SCHEMA, CROISSANT = "https://schema.org/", "http://mlcommons.org/croissant/1.1"
DCAT = "https://www.w3.org/TR/vocab-dcat-3/"


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        (Wish(), None),
        (Wish(accept="*/*, text/html;q=0"), "turtle"),
        (Wish(accept="application/ld+json"), "jsonld"),
        (Wish(accept=f'application/ld+json;profile="{CROISSANT}"'), "croissant"),
        (Wish(accept=f'application/ld+json;profile="{CROISSANT} {SCHEMA}"'), "schema"),
        (Wish(accept=f'application/ld+json;profile="{CROISSANT}", text/turtle;q=0.9'), "croissant"),
        (Wish(accept="application/vnd.datacite.datacite+json"), "datacite-json"),
        (Wish(accept="text/csv, application/x-bibtex;q=0.9"), "csv"),
        (Wish(accept="application/linkset+json"), "linkset-json"),
        (Wish(accept_profile=f"<{SCHEMA}>"), "schema"),
        (Wish(accept_profile=f"<{SCHEMA}>;q=0.3,<{CROISSANT}>;q=0.4"), "croissant"),
        (Wish(accept_profile=f"<{SCHEMA}>,<{CROISSANT}>"), "schema"),  # a tie goes to who was named first
        # The profile outweighs the media type: the second profile is tried when the first has no such format.
        (Wish(accept="text/turtle", accept_profile=f"<{SCHEMA}>, <{DCAT}>;q=0.1"), "turtle"),
        (Wish(profile="schema,dcat", accept="text/turtle"), "turtle"),
        (Wish(profile="dcat-ap", accept="application/ld+json"), "dcat-ap-jsonld"),
        (Wish(profile="schema", accept_profile=f"<{CROISSANT}>"), "schema"),
        (Wish(media_type="application/x-research-info-systems", accept="text/html"), "ris"),
        (Wish(profile="datacite", accept="application/json"), "datacite-json"),
        (Wish(profile="alt", accept="application/rdf+xml"), "alt-rdf"),
    ],
)  # fmt: skip
def test_the_most_welcome_profile_and_then_the_most_welcome_type_decide(wish: Wish, name: str | None) -> None:
    found = choose(ROWS, wish).representation
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("wish", "offered"),
    [
        (Wish(accept="image/png"), "text/turtle"),
        (Wish(profile="x"), f"schema <{SCHEMA}>"),
        (Wish(accept_profile="<urn:x>"), f"croissant <{CROISSANT}>"),
        (Wish(profile="croissant", accept="text/csv"), f'application/ld+json;profile="{CROISSANT}"'),
    ],
)
def test_what_cant_be_had_is_answered_with_what_can(wish: Wish, offered: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(ROWS, wish)
    assert offered in caught.value.offered


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ()),
        ("<urn:a>", (("urn:a", 1.0),)),
        (" <urn:a> ; q=0.5 , <urn:b>", (("urn:a", 0.5), ("urn:b", 1.0))),
        (",,<urn:a>,", (("urn:a", 1.0),)),
    ],
)
def test_accept_profile_is_a_list_of_iris(header: str, expected: tuple[tuple[str, float], ...]) -> None:
    assert media.profiles(header) == expected


@pytest.mark.parametrize("header", ["urn:a", "<urn:a", "<a b>", "<urn:a>;q=1.5", "<urn:a>;level=1", "<>", '<"x">'])
def test_an_accept_profile_that_cant_be_read_is_refused(header: str) -> None:
    with pytest.raises(MalformedRequest):
        media.profiles(header)
