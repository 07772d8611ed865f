"""Headings of tables: plain words for names that were made for programs."""

from __future__ import annotations

import pytest
from rdflib import Graph

from radcat.saved_queries import Solutions
from radcat.survey.headings import headings

CONCEPTS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:mri> a skos:Concept ; skos:prefLabel "MRI"@en ; skos:altLabel "MRT"@de ; skos:notation "MR" .
<urn:x-ray> a skos:Concept ; skos:prefLabel "X-ray"@en .
<urn:reports> a skos:Concept ; skos:prefLabel "Case reports"@en ; skos:altLabel "Case reviews"@en .
<urn:one> a skos:Concept ; skos:prefLabel "Scan (a visit)"@en ; skos:altLabel "scan"@en .
<urn:other> a skos:Concept ; skos:prefLabel "Scan (a picture)"@en ; skos:altLabel "Scan"@en .
<urn:name> a skos:Concept ; skos:prefLabel "Trade name"@en ; skos:altLabel "name"@en .
"""


@pytest.fixture
def vocabulary() -> Graph:
    return Graph().parse(data=CONCEPTS, format="turtle")


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("mrt", "MRI"),
        ("mr", "MRI"),
        ("xray", "X-ray"),
        ("caseReviews", "Case reviews"),
        ("case_reviews", "Case reviews"),
        ("metadata", "Metadata"),
        ("scan", "Scan"),  # means two concepts, and so neither
        ("hasCTOnly", "Has ctonly"),
        ("DICOM", "DICOM"),
    ],
)
def test_a_question_is_headed_by_its_concept_or_by_the_words_of_its_name(
    vocabulary: Graph, name: str, heading: str
) -> None:
    table = Solutions(("dataset", name), (("urn:a", "Y"), ("urn:b", "U"), ("urn:c", None)))
    assert {each: labels["en"] for each, labels in headings([table], vocabulary).items()} == {
        "dataset": "Dataset",
        name: heading,
    }


@pytest.mark.parametrize("values", [("General Hospital",), ("Y", "maybe"), (None,)])
def test_a_column_that_asks_nothing_is_no_concept(vocabulary: Graph, values: tuple[str | None, ...]) -> None:
    table = Solutions(("name",), tuple((value,) for value in values))
    assert headings([table], vocabulary) == {"name": {"en": "Name"}}
