"""Link headers and link sets: whatever a record says, each link can be read again."""

from __future__ import annotations

import json
import re

import pytest
from httplink import parse_link_header

from radcat.formats import dcat, links, representations_of
from radcat.formats.links import Link
from radcat.model import Agent, Concept, Dataset, Distribution
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import IANA

IRI = "https://w3id.org/x/datasets/y"
ROWS = representations_of("dataset")
MANY = Dataset(
    iri=IRI,
    other_identifiers=("https://doi.org/10.5555/y",),
    creators=(Agent(iri="https://w3id.org/x/agents/a", same_as=("https://orcid.org/0000-0002-1825-0097",)),),
    licence=Concept(iri="https://creativecommons.org/licenses/by/4.0/"),
    distributions=tuple(
        Distribution(iri=f"{IRI}#{n}", download_url=f"https://x.example/{n}.zip", media_type=f"{IANA}application/zip")
        for n in range(200)
    ),
)
HOSTILE = 'a"b\\c\r\nX-Evil: 1;<d>, é\x00'


@pytest.mark.parametrize("text", [HOSTILE, "https://x.example/a,b", "https://x.example/ü?q=1&r=2#f", "x y", '"'])
def test_nothing_in_an_address_or_a_value_can_end_the_link_it_is_in(text: str) -> None:
    header = links.header([Link(text, "item", None, text, text), Link("https://x.example/next", "next")])
    assert re.fullmatch(r"[\x20-\x7e]*", header)
    first, second = parse_link_header(header).links
    assert (first.rel, second.rel, second.target) == ({"item"}, {"next"}, "https://x.example/next")
    assert "," not in first.target


@pytest.mark.parametrize(("value", "written"), [('a"b', 'a\\"b'), ("a\\b", "a\\\\b"), ("a\r\nb", "ab"), ("é", "")])
def test_a_value_is_a_quoted_string(value: str, written: str) -> None:
    assert links.quoted(value) == written


def test_a_header_keeps_within_its_budget_and_its_first_links() -> None:
    header = links.header(links.of_page(IRI, IRI, ROWS, MANY, dcat.PROFILE))
    assert len(header.encode()) <= links.BUDGET
    found = parse_link_header(header).links
    relations = [rel for link in found for rel in link.rel]
    for rel, times in {"canonical": 1, "profile": 1, "cite-as": 1, "type": 2, "license": 1, "linkset": 2}.items():
        assert relations.count(rel) == times, rel
    assert 1 <= relations.count("item") <= links.MOST_FILES
    assert relations.count("describedby") >= 4


def test_a_link_set_has_every_link_with_its_anchor() -> None:
    found = links.link_set(MANY, ROWS)
    by_anchor = [(link.anchor, rel) for link in found for rel in link.rel.split()]
    assert by_anchor.count((IRI, "item")) == 200
    assert by_anchor.count((IRI, "author")) == 1
    assert by_anchor.count((IRI, "cite-as")) == 1
    assert ("https://x.example/7.zip", "collection") in by_anchor
    documents = [row for row in ROWS if row.media_type not in links.LINKSETS]
    assert by_anchor.count((IRI, "describedby")) == len(documents)
    assert [anchor for anchor, rel in by_anchor if rel == "describes"] == [f"{IRI}.{row.suffix}" for row in documents]


def test_both_forms_of_a_link_set_hold_the_same_links() -> None:
    found = links.link_set(MANY, ROWS)
    document = json.loads(json.dumps(links.as_json(found)))
    assert set(document) == {"linkset"}
    as_json = {
        (context["anchor"], rel, target["href"], target.get("type"))
        for context in document["linkset"]
        for rel in context
        if rel != "anchor"
        for target in context[rel]
    }
    text = parse_link_header(", ".join(map(str, found))).links
    as_text = {
        (link["anchor"], rel, link.target, link["type"] if "type" in link else None)  # noqa: SIM401  # it has no get
        for link in text
        for rel in link.rel
    }
    assert as_json == as_text


def test_a_media_type_is_named_without_its_parameters() -> None:
    link = Link(IRI, "describedby", MediaType("application", "ld+json", {"profile": "https://schema.org/"}))
    assert str(link) == f'<{IRI}>; rel="describedby"; type="application/ld+json"'
