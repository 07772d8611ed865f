"""The one prefix of each namespace."""

from __future__ import annotations

import re

import pytest

from radcat.rdf import namespaces
from radcat.rdf.prefixes import PREFIXES, curie


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        ("http://purl.org/dc/terms/title", "dcterms:title"),
        ("https://schema.org/name", "schema:name"),
        ("http://schema.org/name", "http://schema.org/name"),
        ("http://www.w3.org/ns/dcat#Dataset", "dcat:Dataset"),
        ("http://127.0.0.1:8000/ns/tides#datum", "tides:datum"),
        ("https://w3id.org/some/where/ns/radcat#Count", "radcat:Count"),
        ("http://127.0.0.1:8000/ns/status/online", "http://127.0.0.1:8000/ns/status/online"),
        ("http://127.0.0.1:8000/shapes/required#Dataset", "http://127.0.0.1:8000/shapes/required#Dataset"),
        ("http://purl.org/dc/terms/", "http://purl.org/dc/terms/"),
        ("", ""),
    ],
)
def test_an_iri_is_written_with_the_prefix_of_its_namespace_or_in_full(iri: str, written: str) -> None:
    assert curie(iri) == written


def test_no_namespace_has_two_prefixes_and_none_lies_within_another() -> None:
    found = list(PREFIXES.values())
    assert len(set(found)) == len(found)
    assert not [(one, other) for one in found for other in found if one != other and other.startswith(one)]


@pytest.mark.parametrize(("prefix", "namespace"), PREFIXES.items())
def test_a_namespace_ends_where_its_terms_begin(prefix: str, namespace: str) -> None:
    assert re.fullmatch(r"[a-z]+", prefix)
    assert re.fullmatch(r"https?://\S+[/#]", namespace)


def test_every_namespace_object_has_the_namespace_of_its_prefix() -> None:
    declared = {name: value for name, value in vars(namespaces).items() if name.isupper() and name.lower() in PREFIXES}
    assert declared
    assert {name: str(value) for name, value in declared.items()} == {name: PREFIXES[name.lower()] for name in declared}
