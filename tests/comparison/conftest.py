"""A catalogue of a few records that a test writes down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import BASE

from radcat.catalogue import Catalogue
from radcat.comparison import choice, reading
from radcat.comparison.table import Comparison
from radcat.formats.outline import Layout
from radcat.ledger.versions import Entry, Ledger
from radcat.model import Record

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix radcat: <ns/radcat#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = """
<shapes/s#About> a sh:PropertyGroup ; rdfs:label "About"@en , "Über"@de ; sh:order 1 .
<shapes/s#Numbers> a sh:PropertyGroup ; rdfs:label "Numbers"@en ; sh:order 2 .
<shapes/s#Dataset> a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property <shapes/s#format>, <shapes/s#keyword>, <shapes/s#access>, <shapes/s#count>, <shapes/s#file> .
<shapes/s#format> sh:path dcterms:format ; sh:name "format"@en , "Format"@de ; sh:group <shapes/s#About> ; sh:order 2 .
<shapes/s#keyword> sh:path dcat:keyword ; sh:name "keywords"@en ; sh:group <shapes/s#About> ; sh:order 1 .
<shapes/s#access> sh:path radcat:offered ; sh:name "offered"@en ; sh:group <shapes/s#About> ; sh:order 3 .
<shapes/s#count> sh:path radcat:count ; sh:name "counts"@en ; sh:group <shapes/s#Numbers> ; sh:order 1 .
<shapes/s#file> sh:path dcat:distribution ; sh:name "files"@en ; sh:group <shapes/s#Numbers> ; sh:order 2 .
<shapes/s#File> a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:property <shapes/s#size>, <shapes/s#title> .
<shapes/s#size> sh:path dcat:byteSize ; sh:name "size"@en ; sh:order 2 .
<shapes/s#title> sh:path dcterms:title ; sh:name "title"@en ; sh:order 1 .
"""
VOCABULARY = """
<ns/availability/Y> a skos:Concept ; skos:prefLabel "Yes"@en ; skos:notation "Y" .
<ns/availability/N> a skos:Concept ; skos:prefLabel "No"@en ; skos:notation "N" .
<ns/availability/U> a skos:Concept ; skos:prefLabel "Unknown"@en ; skos:notation "U" .
<ns/access/unknown> a skos:Concept ; skos:prefLabel "Not known"@en .
<ns/unit/image> a skos:Concept ; skos:prefLabel "Image"@en , "Bild"@de ; skos:definition "A picture."@en .
<ns/unit/patient> a skos:Concept ; skos:prefLabel "Patient"@en .
<ns/precision/about> a skos:Concept ; skos:prefLabel "About"@en ; skos:notation "about" .
<ns/precision/exact> a skos:Concept ; skos:prefLabel "Exact"@en ; skos:notation "exact" .
<ns/split/train> a skos:Concept ; skos:prefLabel "Training"@en .
<ns/modality/ct> a skos:Concept ; skos:prefLabel "CT"@en .
"""


class Small:
    """A catalogue, to which records are added."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger.in_folder(folder)
        self.catalogue = Catalogue(self.ledger, BASE)
        self.add("shapes", "shapes/s", SHAPES)
        self.add("scheme", "ns/all", VOCABULARY)

    def add(self, kind: str, name: str, text: str) -> None:
        """Publish a record."""
        record = Record(kind, name, (PREFIXES + text).encode())
        self.ledger.append([Entry(record, frozenset(), "new")], "test")

    def dataset(self, slug: str, statements: str = "", more: str = "") -> None:
        """Publish a dataset that says *statements*; *more* is what its parts say."""
        about = f'<datasets/{slug}> a dcat:Dataset ; dcterms:title "The {slug}"@en'
        self.add("dataset", f"datasets/{slug}", f"{about} {';' if statements else ''} {statements} .\n{more}")

    def compared(self, *slugs: str, wanted: tuple[str, ...] = ()) -> Comparison:
        """Put datasets side by side."""
        layout = Layout(self.catalogue.merged("shapes"), reading.order_of(self.catalogue, wanted))
        return reading.compare(self.catalogue, layout, choice.choose(self.catalogue, slugs).records, wanted)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A catalogue with shapes and concepts, and no dataset yet."""
    return Small(tmp_path)


Shown = Callable[[Comparison], dict[str, list[str]]]


@pytest.fixture
def shown() -> Shown:
    """What a comparison shows: the texts of each row's cells, by its name."""

    def cells(compared: Comparison) -> dict[str, list[str]]:
        return {
            row.name: ["; ".join(value.shown() for value in cell.values) or cell.state for cell in row.cells]
            for row in compared.rows
        }

    return cells
