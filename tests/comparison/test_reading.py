"""What is read of datasets, and how rows and cells come about."""

from __future__ import annotations

import pytest
from tests.comparison.conftest import Shown, Small

from radcat.bootstrap import Registry
from radcat.comparison import choice, reading
from radcat.comparison.table import State
from radcat.formats.outline import Layout


def test_rows_stand_in_the_groups_and_the_order_of_the_shapes(small: Small, shown: Shown) -> None:
    small.dataset("a", 'dcterms:format "DICOM" ; dcat:keyword "lung"@en')
    small.dataset("b", '<https://example.org/other> "x" ; dcterms:format "NIfTI"')
    compared = small.compared("a", "b")
    assert [group.name for group in compared.groups] == ["About", "Other statements"]
    assert shown(compared) == {
        "keywords": ["lung", "not stated"],
        "format": ["DICOM", "NIfTI"],
        "https://example.org/other": ["not stated", "x"],
    }


def test_columns_stand_in_the_order_in_which_they_were_chosen(small: Small) -> None:
    for slug in "abc":
        small.dataset(slug)
    assert [column.slug for column in small.compared("c", "a", "b").columns] == ["c", "a", "b"]
    assert [column.title for column in small.compared("c", "a").columns] == ["The c", "The a"]


def test_unknown_is_neither_no_nor_not_stated(small: Small) -> None:
    for slug, answer in (("yes", "availability/Y"), ("no", "availability/N"), ("u", "availability/U")):
        small.dataset(slug, f"radcat:offered <ns/{answer}>")
    small.dataset("other", "radcat:offered <ns/access/unknown>")
    small.dataset("silent", 'dcterms:format "x"')
    (row,) = (row for row in small.compared("yes", "no", "u", "other", "silent").rows if row.name == "offered")
    states = [State.STATED, State.STATED, State.UNKNOWN, State.UNKNOWN, State.NOT_STATED]
    assert [cell.state for cell in row.cells] == states
    assert row.differs
    assert small.compared("u", "silent").only_differences().groups, "unknown and not stated are different things"


def test_names_and_descriptions_are_no_rows(small: Small) -> None:
    said = 'dcterms:description "d"@en ; dcterms:alternative "z"@en ; dcterms:identifier "a" ; skos:editorialNote "n"'
    small.dataset("a", said)
    small.dataset("b", 'dcterms:format "x"')
    assert [row.name for row in small.compared("a", "b").rows] == ["format"]


def test_counts_of_the_whole_are_a_row_a_unit_and_splits_are_left_to_the_page(small: Small, shown: Shown) -> None:
    train = "radcat:split <ns/split/train> ; radcat:count"

    def count(number: int, unit: str, more: str = "") -> str:
        return f"a radcat:Count ; rdf:value {number} ; radcat:unit <ns/unit/{unit}> {more} .\n"

    small.dataset(
        "a",
        "radcat:count <datasets/a#1>, <datasets/a#3> ; radcat:hasSplit <datasets/a#train>",
        f"<datasets/a#1> {count(1200, 'image', '; radcat:precision <ns/precision/about>')}"
        f"<datasets/a#train> {train} <datasets/a#2> . <datasets/a#2> {count(1000, 'image')}"
        f"<datasets/a#3> {count(90, 'patient', '; radcat:precision <ns/precision/exact>')}",
    )
    small.dataset(
        "b",
        "radcat:count <datasets/b#1> ; radcat:hasSplit <datasets/b#train>",
        f"<datasets/b#1> {count(70, 'image', '; schema:measurementTechnique <ns/modality/ct>')}"
        f"<datasets/b#train> {train} <datasets/b#2> . <datasets/b#2> {count(8, 'patient')}",
    )
    compared = small.compared("a", "b")
    assert shown(compared) == {"counts: Image": ["about 1200", "70 (CT)"], "counts: Patient": ["90", "stated"]}
    image, patient = compared.rows
    assert [value.number for cell in image.cells for value in cell.values] == [1200, 70]
    assert image.description == "A picture."
    assert [value.is_in_parts for value in patient.cells[1].values] == [True], "there are numbers, and not none"


def test_parts_are_a_row_for_each_of_their_properties_and_equal_values_stand_once(small: Small, shown: Shown) -> None:
    small.dataset(
        "a",
        "dcat:distribution <datasets/a#1>, <datasets/a#2>",
        '<datasets/a#1> a dcat:Distribution ; dcterms:title "one" ; dcat:byteSize "5"^^xsd:nonNegativeInteger ; '
        "dcat:accessURL <https://example.org/1> .\n"
        '<datasets/a#2> a dcat:Distribution ; dcterms:title "two" ; dcat:byteSize "5"^^xsd:nonNegativeInteger .\n',
    )
    small.dataset("b", 'dcterms:format "x"')
    compared = small.compared("a", "b")
    assert shown(compared) == {"format": ["not stated", "x"], "files: size": ["5", "not stated"]}


def test_whole_numbers_are_numbers_and_years_and_codes_are_not(small: Small) -> None:
    small.dataset("a", 'dcterms:format "12345"^^xsd:integer ; dcat:keyword "2019" ; dcterms:issued "2020"^^xsd:gYear')
    values = [value for row in small.compared("a").rows for value in row.cells[0].values]
    assert [(value.text, value.number) for value in values] == [("2019", None), ("12345", 12345), ("2020", None)]
    assert values[1].shown("{:,}".format) == "12,345"


def test_a_concept_is_the_same_in_whatever_language_its_label_is(small: Small) -> None:
    small.add("scheme", "ns/more", '<ns/x> a skos:Concept ; skos:prefLabel "Lung"@en , "Lunge"@de .')
    small.dataset("a", "dcterms:format <ns/x>")
    small.add("dataset", "datasets/b", '<datasets/b> a dcat:Dataset ; dcterms:title "B"@de ; dcterms:format <ns/x> .')
    german = small.compared("a", "b", wanted=("de",))
    (row,) = german.rows
    assert (row.name, [cell.values[0].text for cell in row.cells]) == ("Format", ["Lunge", "Lunge"])
    assert german.groups[0].name == "Über"
    assert not row.differs


def test_a_statement_of_two_records_in_the_same_words_is_the_same(small: Small) -> None:
    for slug in "ab":
        part = f"datasets/{slug}#rights"
        small.dataset(slug, f"dcterms:rights <{part}>", f'<{part}> a dcterms:RightsStatement ; rdfs:label "Free."@en .')
    (row,) = small.compared("a", "b").rows
    assert not row.differs


def test_what_sources_contradict_each_other_about_is_disputed(small: Small) -> None:
    small.dataset("a", 'dcterms:format "x"')
    small.dataset("b", 'dcterms:format "x"')
    small.add(
        "evidence",
        "evidence/a",
        '<evidence/a#1> a radcat:Claim ; rdf:predicate dcterms:format ; rdf:object "x" .\n'
        '<evidence/a#2> a radcat:Claim ; rdf:predicate dcterms:format ; rdf:object "y" ; '
        "radcat:disagreesWith <evidence/a#1> .",
    )
    (row,) = small.compared("a", "b").rows
    assert [cell.is_disputed for cell in row.cells] == [True, False]
    assert row.differs


def test_every_dataset_of_the_catalogue_can_be_compared(catalogue_registry: Registry) -> None:
    catalogue = catalogue_registry.catalogue
    layout = Layout(catalogue.merged("shapes"))
    slugs = [name.removeprefix("datasets/") for name in catalogue.ledger.names("dataset")]
    for first in range(0, len(slugs), 8):
        chosen = choice.choose(catalogue, slugs[first : first + 8])
        compared = reading.compare(catalogue, layout, chosen.records)
        rows = {row.name: row for row in compared.rows}
        assert {"modality", "licence", "conditions of access", "metadata offered"} <= rows.keys()
        assert all(len(row.cells) == len(chosen.records) for row in rows.values())
        assert all(any(cell.values for cell in row.cells) for row in rows.values()), "no row is empty"
        assert "Other statements" not in [group.name for group in compared.groups]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("counts: Slice", ["63849", "not stated"]),
        ("counts: Patient", ["377", "45342"]),
        ("metadata offered", ["Yes", "Unknown"]),
        ("licence", ["Creative Commons Attribution-NonCommercial 4.0 International", "not stated"]),
        ("modality", ["CT", "X-ray"]),
    ],
)
def test_two_datasets_of_the_catalogue(catalogue_registry: Registry, shown: Shown, row: str, cells: list[str]) -> None:
    catalogue = catalogue_registry.catalogue
    chosen = choice.choose(catalogue, ["covid-ctset", "covidx-cxr"])
    assert shown(reading.compare(catalogue, Layout(catalogue.merged("shapes")), chosen.records))[row] == cells


def test_the_catalogue_of_another_field_compares_its_own_properties(published: Registry, shown: Shown) -> None:
    catalogue = published.catalogue
    chosen = choice.choose(catalogue, ["gullhaven-hourly", "gullhaven-monthly"])
    rows = shown(reading.compare(catalogue, Layout(catalogue.merged("shapes")), chosen.records))
    assert ["8760", "12"] in rows.values()
    assert ["chart datum", "mean sea level"] in rows.values()
