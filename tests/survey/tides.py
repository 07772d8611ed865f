"""A survey of the example catalogue, small enough to publish it anew in each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from radcat import settings
from radcat.bootstrap import Registry
from radcat.stores.base import Endpoint
from radcat.survey import editions, reading
from radcat.survey.keeping import Keeping
from radcat.survey.reading import Shown, Wanted

HERE, THERE = "http://127.0.0.1:8000/", "https://tides.example.org/catalogue/"
DATASET = "records/datasets/outer-reef-pressure.ttl"
# Addresses in a column of their own, and beside texts.
TABLE = """SELECT ?dataset ?title ?publisher ?seen WHERE {
  ?dataset a dcat:Dataset ; dcterms:title ?title .
  FILTER(LANG(?title) = "en")
  OPTIONAL { ?dataset dcterms:publisher ?publisher }
  BIND(IF(CONTAINS(?title, "Gullhaven"), ?dataset, "elsewhere") AS ?seen)
} ORDER BY ?title"""
NOTHING = "SELECT ?what WHERE { VALUES ?what { UNDEF } }"
QUERIES = {"survey": TABLE, "survey-claimed": NOTHING, "survey-totals": NOTHING}


def write_queries(root: Path) -> None:
    """Give the catalogue of *root* the queries of a survey."""
    (root / "records" / "queries").mkdir()
    for name, text in QUERIES.items():
        (root / "records" / "queries" / f"{name}.ttl").write_text(
            f"""@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

<queries/{name}> a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;
    rdfs:label "The tides"@en ;
    schema:target <sparql> ;
    sh:select '''PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
{text}
''' .
"""
        )


@contextmanager
def opened(root: Path, data: Path, base: str = HERE) -> Iterator[tuple[Registry, Endpoint]]:
    """Publish the catalogue of *root* under *base*, and keep its survey."""
    registry = Registry.open(settings.read(root, data=data, base_iri=base))
    registry.publisher.sync(root)
    endpoint = registry.endpoint()
    try:
        Keeping(registry.catalogue, endpoint).run()
        yield registry, endpoint
    finally:
        endpoint.close()
        registry.ledger.close()


def number_edition(root: Path, data: Path, day: date, base: str = HERE) -> str:
    """Number the table as it is now; return the number."""
    with opened(root, data, base) as (registry, endpoint):
        built = editions.build(registry.catalogue, endpoint)
        (root / "records" / "survey.ttl").write_text(editions.next_edition(built, base, day))
    with opened(root, data, base) as (registry, endpoint):
        edition = shown(registry, endpoint).edition
        assert edition is not None
        return edition.number


def shown(registry: Registry, endpoint: Endpoint, *, since: str = "", until: str = "") -> Shown:
    """Read the whole survey."""
    return reading.shown(registry.catalogue, endpoint, Wanted(since=since, until=until))


def retitle(root: Path, after: str) -> None:
    """Change one record's title, so that the table says something else."""
    text = (root / DATASET).read_text()
    before = text[text.index('dcterms:title "') :].partition('"')[2].partition('"')[0]
    (root / DATASET).write_text(text.replace(f'"{before}"@en', f'"{after}"@en'))
