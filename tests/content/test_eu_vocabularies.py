"""Tables of others: what we take from the EU authority tables and from IANA exists there, by the same name."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from tests.material import suite

from radcat.rdf.namespaces import DCAT, SCHEMA
from radcat.rdf.prefixes import IANA

REPOSITORY = Path(__file__).parent.parent.parent
EU = "http://publications.europa.eu/resource/authority/"
# The table of languages is too big to be stored with the others, so that its one entry stays unchecked.
TABLES = {
    "access-right": "access-right-skos.rdf",
    "country": "countries-skos.rdf",
    "data-theme": "data-theme-skos.rdf",
    "file-type": "filetypes-skos.rdf",
    "licence": "licences-skos.rdf",
}
LANGUAGES = ("en", "de", "es", "fr")
Labels = dict[str, str]  # by language
MEDIA_TYPES = (DCAT.mediaType, DCAT.packageFormat)


@pytest.fixture(scope="session")
def tables() -> dict[str, dict[str, Labels]]:
    """The labels of every entry, by its IRI, for every table."""
    return {name: _labels(suite(f"dcat/vocab/{file}"), EU + name + "/") for name, file in TABLES.items()}


@pytest.fixture(scope="session")
def media_types() -> set[str]:
    """Every registered media type."""
    found = set()
    for path in sorted(suite("mqa").glob("edp-mediatype-*.csv")):
        kind = path.stem.rpartition("-")[2]
        with path.open(encoding="utf-8", newline="") as lines:
            # A type without a template of its own is registered under its name: jpeg, for image/jpeg.
            found |= {row["Template"] or f"{kind}/{row['Name']}" for row in csv.DictReader(lines)}
    return found


@pytest.mark.parametrize("table", TABLES)
def test_every_entry_of_an_eu_table_that_we_use_is_in_the_table(
    content: Any, tables: dict[str, dict[str, Labels]], table: str
) -> None:
    used = {str(term) for triple in content.together for term in triple if str(term).startswith(f"{EU}{table}/")}
    assert used
    assert used - set(tables[table]) == set()


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"licence"}))
def test_our_slice_of_an_eu_table_has_its_labels(
    content: Any, tables: dict[str, dict[str, Labels]], table: str
) -> None:
    """In each of our languages that the table has; a licence points to its entry and has the label of its makers."""
    ours = _own_labels(content.graphs["ontology/schemes/eu.ttl"], f"{EU}{table}/")
    assert ours
    assert ours == {entry: tables[table][entry] for entry in ours}


def test_our_slice_has_every_entry_that_a_record_uses(content: Any) -> None:
    used = {str(o) for o in content.of("records/").objects() if str(o).startswith(EU) and "/" in o.removeprefix(EU)}
    slices = set(_own_labels(content.graphs["ontology/schemes/eu.ttl"], EU))
    assert used
    assert sorted(used - slices) == [], "add the entry to ontology/schemes/eu.ttl, with its label in the table"


@pytest.mark.parametrize(
    ("path", "table"),
    [
        (DCAT.theme, "data-theme"),
        (DCTERMS.accessRights, "access-right"),
        (DCTERMS.language, "language"),
        (SCHEMA.countryOfOrigin, "country"),
        (DCTERMS.spatial, "country"),
        (DCTERMS["format"], "file-type"),
        (SCHEMA.encodingFormat, "file-type"),
    ],
)
def test_a_value_comes_from_the_table_that_dcat_ap_asks_for(content: Any, path: URIRef, table: str) -> None:
    """A file type that the table lacks comes from our own scheme."""
    values = {str(value) for value in content.of("records/").objects(None, path)}
    allowed = (f"{EU}{table}/", content.base + "ns/format/") if table == "file-type" else (f"{EU}{table}/",)
    assert values
    assert sorted(value for value in values if not value.startswith(allowed)) == []


def test_a_format_of_ours_has_no_entry_in_the_eu_table(content: Any, tables: dict[str, dict[str, Labels]]) -> None:
    """The day it gets one, records take that."""
    names = {entry.rpartition("/")[2].casefold() for entry in tables["file-type"]}
    names |= {label.casefold() for labels in tables["file-type"].values() for label in labels.values()}
    graph = content.graphs["ontology/schemes/format.ttl"]
    ours = {str(o).casefold() for c in graph.subjects(RDF.type, SKOS.Concept) for o in graph.objects(c, SKOS.notation)}
    assert ours
    assert ours & names == set()


def test_a_format_of_ours_is_below_the_entry_of_the_eu_table_for_its_media_type(content: Any) -> None:
    """Which is what a portal gets that asks for entries of that table only."""
    graph = content.graphs["ontology/schemes/format.ttl"]
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert list(graph.objects(concept, SKOS.broadMatch)) == [URIRef(f"{EU}file-type/OCTET")], concept


def test_a_format_has_one_media_type_and_a_distribution_both_or_neither(content: Any) -> None:
    records = content.of("records/datasets/")
    found = defaultdict[str, set[str]](set)
    for distribution in records.subjects(RDF.type, DCAT.Distribution):
        formats, types = (set(records.objects(distribution, path)) for path in (DCTERMS["format"], DCAT.mediaType))
        assert len(formats) == len(types), distribution
        for name, media_type in zip(formats, types, strict=True):
            found[str(name)].add(str(media_type))
    assert found
    assert {name: types for name, types in found.items() if len(types) > 1} == {}


def test_every_media_type_is_registered_at_iana(content: Any, media_types: set[str]) -> None:
    used = {str(o).removeprefix(IANA) for o in content.together.objects() if str(o).startswith(IANA)}
    for path in MEDIA_TYPES:
        used |= {str(o).removeprefix(IANA) for o in content.of("records/").objects(None, path)}
    assert used
    assert used - media_types == set()


def test_every_media_type_of_a_record_is_described(content: Any) -> None:
    records = content.of("records/")
    used = {media_type for path in MEDIA_TYPES for media_type in records.objects(None, path)}
    described = set(content.graphs["ontology/schemes/media-types.ttl"].subjects(RDF.type, DCTERMS.MediaType))
    assert sorted(used - described) == [], "add the media type to ontology/schemes/media-types.ttl"


def _labels(path: Path, start: str) -> dict[str, Labels]:
    return _own_labels(Graph().parse(path, format="xml"), start)


def _own_labels(graph: Graph, start: str) -> dict[str, Labels]:
    found = defaultdict[str, Labels](dict)
    for entry, label in graph.subject_objects(SKOS.prefLabel):
        if str(entry).startswith(start) and isinstance(label, Literal) and label.language in LANGUAGES:
            found[str(entry)][label.language] = str(label)
    return dict(found)
