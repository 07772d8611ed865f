"""Datasets that may be the same are named; those that only look alike are not."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from radcat.importing.duplicates import Duplicates

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
NODE = URIRef("https://a.example/d")


def resembling(*texts: str) -> list[tuple[str, str]]:
    """What the last of several datasets resembles."""
    known, found = Duplicates(), []
    for number, text in enumerate(texts):
        found = known.add(f"d{number}", Graph().parse(data=f"{PREFIXES}<{NODE}> {text} .", format="turtle"), NODE)
    return [(each.name, each.reason) for each in found]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ('dcterms:identifier "abc-123"', 'dcterms:identifier "abc-123"', "the identifier abc-123 is the same"),
        ('dcterms:identifier "https://doi.org/10.1234/AB"', "dcat:landingPage <https://doi.org/10.1234/ab>", "the DOI"),
        ('adms:identifier [ skos:notation "10.1234/x" ]', 'dcterms:identifier "doi:10.1234/x"', "the DOI 10.1234/x"),
        ("dcat:landingPage <https://www.b.example/x/>", "dcat:landingPage <http://b.example/x>", "the landing page"),
        ("owl:sameAs <https://b.example/x>", "owl:sameAs <https://b.example/x>", "the address"),
        ('dcterms:title "Air quality in Ulm"', 'dcterms:title "Air Quality in Ulm"@en', "title and publisher"),
        ('dcterms:title "Air quality, Ulm"', 'dcterms:title "Ulm air quality,"', "title and publisher"),
    ],
)
def test_what_is_the_same_is_said(one: str, other: str, reason: str) -> None:
    found = resembling(one, other)
    assert [name for name, _ in found] == ["d0"]
    assert reason in found[0][1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('dcterms:title "Budget 2020"', 'dcterms:title "Budget 2021"'),
        ('dcterms:identifier "1"', 'dcterms:identifier "1"'),
        ('dcterms:title "Roads"', 'dcterms:title "Rivers"'),
        (
            'dcterms:title "Roads" ; dcterms:publisher [ foaf:name "Ulm" ]',
            'dcterms:title "Roads" ; dcterms:publisher [ foaf:name "Bremen" ]',
        ),
        ("dcterms:title ''", "dcterms:title ''"),
    ],
)
def test_what_differs_in_what_matters_is_not(one: str, other: str) -> None:
    assert resembling(one, other) == []
