"""A catalogue that a test may add findings to: the tide gauges, with the kinds of findings and one reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.conftest import REPOSITORY

from radcat.bootstrap import Registry
from radcat.web.app import create_app

PREFIXES = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dqv: <http://www.w3.org/ns/dqv#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix radcat: <ns/radcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
REFERENCE = """<references/log>
    a dcterms:BibliographicResource ;
    dcterms:title "The log of the harbour"@en ;
    foaf:page <https://example.org/log> .
"""
SHAPES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dqv: <http://www.w3.org/ns/dqv#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

<shapes/findings> a owl:Ontology .

<shapes/findings#QualityAnnotation>
    a sh:NodeShape ;
    sh:targetClass dqv:QualityAnnotation ;
    sh:property <shapes/findings#QualityAnnotation-hasTarget> .

<shapes/findings#QualityAnnotation-hasTarget>
    a sh:PropertyShape ;
    sh:path oa:hasTarget ;
    sh:minCount 1 ;
    sh:class dcat:Dataset ;
    sh:message "Point to a dataset that has a record."@en .
"""
SKERRY, HOURLY = "datasets/skerry-float", "datasets/gullhaven-hourly"
Write = Callable[..., None]


def finding(slug: str, *targets: str, kind: str = "duplicates", title: str = "A curve was typed twice") -> str:
    """Write the record of a finding about *targets*."""
    about = " , ".join(f"<{target}>" for target in targets)
    return f"""{PREFIXES}<findings/{slug}>
    a dqv:QualityAnnotation ;
    dcterms:title "{title}"@en ;
    dcterms:description "Two charts of March 1901 were typed twice, says the log of the harbour."@en ;
    dcterms:type <ns/dataset-finding/{kind}> ;
    oa:hasTarget {about} ;
    oa:motivatedBy dqv:qualityAssessment ;
    dcterms:source <references/log> ;
    radcat:confidence <ns/confidence/verified> ;
    dcterms:date "2020-05"^^xsd:gYearMonth .
"""


@pytest.fixture
def folder(catalogue_folder: Path) -> Path:
    """The catalogue's folder."""
    for name in ("dataset-finding", "confidence"):
        scheme = REPOSITORY / f"ontology/schemes/{name}.ttl"
        (catalogue_folder / f"ontology/schemes/{name}.ttl").write_bytes(scheme.read_bytes())
    (catalogue_folder / "records/references").mkdir()
    (catalogue_folder / "records/references/log.ttl").write_text(PREFIXES + REFERENCE)
    (catalogue_folder / "records/findings").mkdir()
    (catalogue_folder / "shapes/findings.ttl").write_text(SHAPES)
    return catalogue_folder


@pytest.fixture
def write(folder: Path, registry: Registry) -> Write:
    """Writes the record of a finding, or removes it, and publishes the folder."""

    def change(slug: str, *targets: str, **said: str) -> None:
        path = folder / f"records/findings/{slug}.ttl"
        if targets:
            path.write_text(finding(slug, *targets, **said))
        else:
            path.unlink()
        registry.publisher.sync(folder)
        registry.measuring.run()

    return change


@pytest.fixture
def reader(folder: Path, registry: Registry) -> Iterator[FlaskClient]:
    """A client of the application over the catalogue, published without findings."""
    registry.publisher.sync(folder)
    registry.measuring.run()
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
