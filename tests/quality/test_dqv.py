"""Scores as data (W3C Data Quality Vocabulary), in the SPARQL endpoint and beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, SKOS, Graph, URIRef
from tests.conftest import BASE

from radcat.bootstrap import Registry
from radcat.ledger.link_checks import Answer
from radcat.quality import dqv, following, reading, score
from radcat.quality.base import Subject
from radcat.rdf.namespaces import DQV, SCHEMA
from radcat.stores.base import Query

PREFIXES = "PREFIX dqv: <http://www.w3.org/ns/dqv#> PREFIX prov: <http://www.w3.org/ns/prov#> "


def ask(registry: Registry, text: str) -> list[dict[str, str]]:
    """Ask the endpoint a SELECT query."""
    endpoint = registry.endpoint()
    try:
        answer = b"".join(endpoint.query(Query(PREFIXES + text, "application/sparql-results+json")))
    finally:
        endpoint.close()
    rows = json.loads(answer)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def measured(registry: Registry, metric: str) -> dict[str, float]:
    """What the endpoint says that *metric* found, by dataset."""
    text = f"SELECT ?d ?v {{ ?m dqv:computedOn ?d ; dqv:isMeasurementOf <{metric}> ; dqv:value ?v }}"
    return {row["d"].removeprefix(f"{BASE}datasets/"): float(row["v"]) for row in ask(registry, text)}


@pytest.fixture
def synced(registry: Registry) -> Iterator[Registry]:
    """The example, published, that a test may change."""
    registry.publisher.sync(registry.settings.root)
    yield registry
    registry.links.close()


def as_read(subject: Subject) -> Subject:
    return subject


def test_the_endpoint_has_every_measurement_of_a_dataset(published: Registry) -> None:
    slug, subject = next(reading.judged(published.catalogue, published.links, as_read))
    rows = ask(published, f"SELECT ?m ?v {{ GRAPH <{BASE}quality/{slug}> {{ ?m dqv:value ?v }} }}")
    found = [found for assessment in score.assess(subject) for found in assessment.measurements]
    expected = {f"{BASE}quality/{slug}#{f.metric.name}": f.points for f in found if f.share is not None}
    told = {row["m"]: float(row["v"]) for row in rows}
    assert {node: told.get(node) for node in expected} == pytest.approx(expected, abs=0.01)


def test_every_measurement_is_of_a_metric_that_is_described(published: Registry) -> None:
    undescribed = ask(
        published, "SELECT DISTINCT ?metric { ?m dqv:isMeasurementOf ?metric MINUS { ?metric a dqv:Metric } }"
    )
    assert undescribed == []


def test_every_metric_has_question_points_remedy_effort_dimension_and_source() -> None:
    graph = dqv.as_graph(dqv.metrics(BASE))
    for method in score.METHODS:
        for metric in method.METRICS:
            node = URIRef(metric.iri(BASE))
            dimension = graph.value(node, DQV.inDimension)
            assert str(graph.value(node, SKOS.definition)) == metric.question
            assert float(str(graph.value(node, SCHEMA.maxValue))) == metric.points
            assert graph.value(node, DCTERMS.source)
            assert graph.value(dimension, SKOS.prefLabel)
            assert str(graph.value(graph.value(dimension, DQV.inCategory), SKOS.prefLabel)) == method.METHOD
            effort = graph.value(node, URIRef(f"{BASE}quality#effort"))
            assert str(graph.value(effort, SKOS.notation)) == str(metric.effort.value)


def test_no_two_metrics_have_one_name() -> None:
    names = [metric.name for method in score.METHODS for metric in method.METRICS]
    assert len(set(names)) == len(names)


def test_a_change_of_a_record_changes_its_measurements_and_no_other(synced: Registry) -> None:
    keyword = "https://piveau.eu/ns/voc#keywordAvailability"
    before = measured(synced, keyword)
    slug = next(name for name, points in before.items() if points)
    path = synced.settings.root / "records" / "datasets" / f"{slug}.ttl"
    path.write_text(without_keywords(path, slug))
    synced.publisher.sync(synced.settings.root)
    assert measured(synced, keyword) == {**before, slug: 0}


def test_a_withdrawn_dataset_is_measured_no_longer(synced: Registry) -> None:
    names = synced.ledger.names("dataset")
    pointed_at = {n for n in names if synced.ledger.referring(n)}
    slug = next(n for n in names if n not in pointed_at).rpartition("/")[2]
    (synced.settings.root / "records" / "datasets" / f"{slug}.ttl").unlink()
    synced.publisher.sync(synced.settings.root)
    assert slug not in measured(synced, f"{BASE}quality#MQA-percent")
    assert ask(synced, f"SELECT ?s {{ GRAPH <{BASE}quality/{slug}> {{ ?s ?p ?o }} }}") == []


def test_whoever_points_at_what_changed_is_measured_anew(synced: Registry) -> None:
    changed = [head for head in synced.ledger.changed() if head.kind == "agent"][:1]
    graphs = {change.graph for change in following.changes(synced.catalogue, synced.links, changed)}
    pointing = synced.ledger.referring(changed[0].name)
    datasets = {f"{BASE}quality/{name.rpartition('/')[2]}" for name in pointing if name.startswith("datasets/")}
    assert graphs == datasets | {f"{BASE}quality"}


def test_link_checks_are_in_the_endpoint_with_their_date(synced: Registry) -> None:
    slug, subject = next(
        pair for pair in reading.judged(synced.catalogue, synced.links, as_read) if pair[1].portal.distributions
    )
    address = reading.addresses(subject.dataset)[0]
    synced.links.keep([Answer(address, None, "no answer within 20 s", address, "2026-11-22T10:00:00Z")])
    synced.publisher.refresh(following.measured(synced.catalogue, synced.links, [f"datasets/{slug}"]))
    rows = ask(
        synced,
        f"SELECT ?v ?date {{ ?m dqv:computedOn <{address}> ; dqv:isMeasurementOf <{BASE}quality#address-status> ;"
        " dqv:value ?v ; prov:generatedAtTime ?date }",
    )
    assert rows == [{"v": "0", "date": "2026-11-22T10:00:00Z"}]


def test_a_record_that_can_not_be_measured_is_published_without_scores_and_named(
    synced: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = synced.ledger.names("dataset")[0]
    slug = name.rpartition("/")[2]
    path = synced.settings.root / "records" / "datasets" / f"{slug}.ttl"
    kept, assess = path.read_text(), score.assess
    with monkeypatch.context() as patched:
        patched.setattr(score, "assess", lambda s: 1 / 0 if s.dataset.iri.endswith(slug) else assess(s))
        path.write_text(kept + "\n")
        synced.publisher.sync(synced.settings.root)
    assert f"{name} can't be measured" in caplog.text
    assert [fault.name for fault in synced.faults.all()] == [name]
    query = f"SELECT ?s {{ GRAPH <{BASE}quality/{slug}> {{ ?s ?p ?o }} }}"
    assert ask(synced, query) == [], "those of the version before are gone"
    path.write_text(kept)
    synced.publisher.sync(synced.settings.root)
    assert ask(synced, query) != []
    assert synced.faults.all() == []


def test_a_store_that_is_built_anew_has_the_same_measurements(synced: Registry) -> None:
    everything = "SELECT ?m ?v { ?m a dqv:QualityMeasurement ; dqv:value ?v } ORDER BY ?m"
    before = ask(synced, everything)
    (synced.settings.data_folder / "store" / "current").write_text("{}")
    synced.publisher.recover()
    assert ask(synced, everything) == before


def without_keywords(path: Path, slug: str) -> str:
    """The record's text without what it says of keywords."""
    graph = Graph().parse(path, publicID=BASE)
    graph.remove((URIRef(f"{BASE}datasets/{slug}"), URIRef("http://www.w3.org/ns/dcat#keyword"), None))
    return graph.serialize(format="turtle", base=BASE)
