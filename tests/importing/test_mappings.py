"""Formats that are not RDF, mapped to DCAT: the drafts were checked by hand once, and are what they were.

`python -m tests.importing.test_mappings --write` writes them anew, for whoever checks them again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.importing.conftest import BASE, Imported, imported
from tests.material import suite

from radcat.importing import ckan, dcat_us, dcat_us_terms
from radcat.importing.documents import Document

EXPECTED = Path(__file__).parent / "expected"
FILES = [
    "portals/ckanext-dcat/ckan_dataset_multilingual.json",
    "portals/ckanext-dcat/ckan_full_dataset_croissant.json",
    "portals/ckanext-dcat/ckan_full_dataset_dcat_ap.json",
    "portals/ckanext-dcat/full_croissant_dataset.jsonld",
    "portals/data.gov/dcatus.json",
    "portals/data.gov/dcatus3_0.json",
    "portals/data.gov/missing_title.json",
    "dcat-us/examples/Dataset/good/complete_example.json",
]


def drafts(name: str) -> str:
    """All drafts of a file as one text, with what was noted."""
    path = suite(name)
    found = imported(Document.of(path.read_bytes(), path.name, "", BASE))
    return "".join(
        f"# {draft.slug}, {draft.origin}\n"
        + "".join(f"# note: {note.message}\n" for note in draft.notes)
        + f"{draft.text}\n"
        for draft in found.drafts
    )


@pytest.mark.parametrize("name", FILES)
def test_the_drafts_are_those_that_were_checked(name: str) -> None:
    assert drafts(name) == (EXPECTED / f"{Path(name).stem}.txt").read_text()


@pytest.mark.parametrize(
    ("licence", "says"),
    [
        ('"license_id": "cc-by-4.0"', "dcterms:license <https://creativecommons.org/licenses/by/4.0/>"),
        ('"license_id": "odc-odbl"', "dcterms:license <https://opendatacommons.org/licenses/odbl/1-0/>"),
        ('"license_id": "cc-by", "license_title": "Creative Commons Attribution"', '"Creative Commons Attribution"'),
        ('"license_id": "notspecified", "license_title": "License not specified"', ""),
        ('"license_url": "https://l.example/1", "license_id": "x"', "dcterms:license <https://l.example/1>"),
    ],
)
def test_a_licence_is_taken_for_what_its_name_says_and_for_no_more(
    of_text: Callable[..., Imported], licence: str, says: str
) -> None:
    (draft,) = of_text(f'{{"name": "a", "notes": "b", "resources": [], {licence}}}', "a.json").drafts
    assert says in draft.text
    assert ("license" in draft.text) == bool(says)


def test_what_the_api_of_ckan_answers_is_read(of_text: Callable[..., Imported]) -> None:
    package = '{"name": "a", "title": "A", "resources": []}'
    for text in (
        f'{{"success": true, "result": {package}}}',
        f'{{"success": true, "result": {{"count": 1, "results": [{package}]}}}}',
        f"[{package}]",
    ):
        assert [draft.slug for draft in of_text(text, "a.json").drafts] == ["a"]


@pytest.mark.parametrize(
    ("member", "says", "note"),
    [
        ('"issued": "2024-02-30"', 'dcterms:issued "2024-02-30"', "is no date of ISO 8601; it stays a text"),
        ('"issued": "2024"', '"2024"^^xsd:gYear', ""),
        ('"issued": "2024-02"', '"2024-02"^^xsd:gYearMonth', ""),
        ('"issued": "2024-02-01T10:00:00Z"', '"2024-02-01T10:00:00Z"^^xsd:dateTime', ""),
        ('"issued": "yesterday"', 'dcterms:issued "yesterday"', "is no date"),
        ('"issued": "20240201"', 'dcterms:issued "20240201"', "is no date"),
        ('"language": "de"', "language/DEU>", ""),
        ('"language": "klingonisch"', "", "is not known and was left out"),
        ('"landingPage": "not an address"', "", "is no address and was left out"),
        ('"temporal": "2000-01-15/2010-01-15"', 'dcat:endDate "2010-01-15"^^xsd:date', ""),
        ('"spatial": "United States"', 'rdfs:label "United States"', ""),
        ('"colour": "red"', "", "nothing was made of colour"),
        ('"contactPoint": {"hasEmail": "nobody"}', "", "the e-mail address 'nobody' is none"),
        ('"accessLevel": "public"', '"public"', ""),
    ],
)
def test_a_value_is_taken_for_what_it_is(of_text: Callable[..., Imported], member: str, says: str, note: str) -> None:
    text = f'{{"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": [{{"title": "T", {member}}}]}}'
    (draft,) = of_text(text, "data.json").drafts
    assert says in draft.text
    assert [note in each.message for each in draft.notes] == ([True] if note else [])


def test_members_have_a_term_each() -> None:
    assert len(dcat_us_terms.TERMS) > 110
    assert not ckan.is_ckan({"name": "a"})
    assert not dcat_us.is_catalogue([])


PAGE = """<html><head><script type="application/ld+json">
{"@context": "http://schema.org", "@type": "Dataset", "name": "Air", "keywords": "air, dust",
 "identifier": {"@type": "PropertyValue", "value": "10.5281/zenodo.1"},
 "license": "https://creativecommons.org/licenses/by/4.0/", "temporalCoverage": "2001/..",
 "spatialCoverage": {"@type": "Place", "name": "Here", "geo": {"@type": "GeoShape", "box": "1 2 3 4"}},
 "creator": [{"@type": "Person", "givenName": "A", "familyName": "B"}, "C"],
 "distribution": {"@type": "DataDownload", "contentUrl": "https://a.example/f.csv", "encodingFormat": "text/csv",
   "contentSize": "12 kB"}}
</script></head><body vocab="https://schema.org/" typeof="Dataset" resource="https://a.example/d">
<span property="name">Water</span></body></html>"""


def test_a_web_page_is_read_for_its_json_ld_and_its_rdfa(of_text: Callable[..., Imported]) -> None:
    drafts = {draft.slug: draft for draft in of_text(PAGE, "page.html").drafts}
    assert set(drafts) == {"air", "d"}
    air = drafts["air"].text
    for said in (
        '"air" ,\n        "dust"',
        "10.5281/zenodo.1",
        "POLYGON((2 1, 4 1, 4 3, 2 3, 2 1))",
        'dcat:startDate "2001"^^xsd:gYear',
        '"A B"',
        '"C"',
        "text/csv>",
    ):
        assert said in air
    (note,) = drafts["air"].notes
    assert note.message == "the size '12 kB' is no number of bytes and was left out."
    assert 'dcterms:title "Water"' in drafts["d"].text


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.importing.test_mappings --write")
    EXPECTED.mkdir(exist_ok=True)
    for written in FILES:
        (EXPECTED / f"{Path(written).stem}.txt").write_text(drafts(written))
