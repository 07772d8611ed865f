"""Scores as data (W3C Data Quality Vocabulary), in the SPARQL endpoint and beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, SKOS, Graph, URIRef
from tests.conftest import BASE

from radcat.bootstrap import Registry
from radcat.ledger import database
from radcat.ledger.link_checks import Answer
from radcat.ledger.scores import Score
from radcat.publishing.affected import affected
from radcat.quality import dqv, measuring, reading, score
from radcat.quality.base import Subject
from radcat.rdf.namespaces import DQV, SCHEMA
from radcat.stores.base import GraphChange, Query

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


def publish(registry: Registry) -> None:
    """Publish the folder, and measure what changed."""
    registry.publisher.sync(registry.settings.root)
    assert registry.measuring.run() is None


@pytest.fixture
def synced(registry: Registry) -> Iterator[Registry]:
    """The example, published, that a test may change."""
    publish(registry)
    yield registry
    registry.links.close()


def as_read(subject: Subject) -> Subject:
    return subject


def test_the_endpoint_has_the_measurements_with_points_to_win_and_the_address_has_all(published: Registry) -> None:
    slug, subject = next(reading.judged(published.catalogue, published.links, as_read))
    rows = ask(published, f"SELECT ?m ?v {{ GRAPH <{BASE}quality/{slug}> {{ ?m dqv:value ?v }} }}")
    found = [found for assessment in score.assess(subject) for found in assessment.measurements]
    judged = {f"{BASE}quality/{slug}#{f.metric.name}": f.points for f in found if f.share is not None}
    whole = {f"{BASE}quality/{slug}#{f.metric.name}" for f in found if not f.missing}
    expected = {node: points for node, points in judged.items() if node not in whole}
    assert expected
    assert whole
    told = {row["m"]: float(row["v"]) for row in rows}
    assert {node: told.get(node) for node in expected} == pytest.approx(expected, abs=0.01)
    assert not whole & set(told)
    graph = dqv.as_graph(dqv.measurements(BASE, slug, score.assess(subject), ()))
    assert {node for node in judged if (URIRef(node), DQV.value, None) in graph} == set(judged)


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
    percent, keyword = f"{BASE}quality#MQA-percent", "https://piveau.eu/ns/voc#keywordAvailability"
    before, lacking = measured(synced, percent), measured(synced, keyword)
    slug = next(name for name in before if name not in lacking)
    path = synced.settings.root / "records" / "datasets" / f"{slug}.ttl"
    path.write_text(without_keywords(path, slug))
    publish(synced)
    assert measured(synced, keyword) == {**lacking, slug: 0}
    after = measured(synced, percent)
    assert after[slug] < before[slug]
    assert {**after, slug: before[slug]} == before


def test_a_withdrawn_dataset_is_measured_no_longer(synced: Registry) -> None:
    names = synced.ledger.names("dataset")
    pointed_at = {n for n in names if synced.ledger.referring(n)}
    slug = next(n for n in names if n not in pointed_at).rpartition("/")[2]
    (synced.settings.root / "records" / "datasets" / f"{slug}.ttl").unlink()
    publish(synced)
    assert slug not in measured(synced, f"{BASE}quality#MQA-percent")
    assert ask(synced, f"SELECT ?s {{ GRAPH <{BASE}quality/{slug}> {{ ?s ?p ?o }} }}") == []


def test_whoever_points_at_what_changed_is_measured_anew(synced: Registry) -> None:
    changed = [head for head in synced.ledger.changed() if head.kind == "agent"][:1]
    pointing = synced.ledger.referring(changed[0].name)
    datasets = sorted(name for name in pointing if name.startswith("datasets/"))
    assert datasets
    assert affected(synced.catalogue, changed) == datasets


def test_link_checks_are_in_the_endpoint_with_their_date(synced: Registry) -> None:
    slug, subject = next(
        pair for pair in reading.judged(synced.catalogue, synced.links, as_read) if pair[1].portal.distributions
    )
    address = reading.addresses(subject.dataset)[0]
    synced.links.keep([Answer(address, None, "no answer within 20 s", address, "2026-11-22T10:00:00Z")])
    synced.measuring.measure([f"datasets/{slug}"])
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
        publish(synced)
    assert f"{name} can't be measured" in caplog.text
    assert [fault.name for fault in synced.faults.all()] == [name]
    query = f"SELECT ?s {{ GRAPH <{BASE}quality/{slug}> {{ ?s ?p ?o }} }}"
    assert ask(synced, query) == [], "those of the version before are gone"
    path.write_text(kept)
    publish(synced)
    assert ask(synced, query) != []
    assert synced.faults.all() == []


def test_a_store_that_is_built_anew_has_the_same_measurements(synced: Registry) -> None:
    everything = "SELECT ?m ?v { ?m a dqv:QualityMeasurement ; dqv:value ?v } ORDER BY ?m"
    before = ask(synced, everything)
    (synced.settings.data_folder / "store" / "current").write_text("{}")
    synced.publisher.recover()
    assert ask(synced, everything) == []
    assert synced.measuring.is_due
    publish(synced)
    assert ask(synced, everything) == before


def without_keywords(path: Path, slug: str) -> str:
    """The record's text without what it says of keywords."""
    graph = Graph().parse(path, publicID=BASE)
    graph.remove((URIRef(f"{BASE}datasets/{slug}"), URIRef("http://www.w3.org/ns/dcat#keyword"), None))
    return graph.serialize(format="turtle", base=BASE)


def test_scores_are_measured_after_the_publication_and_what_is_interrupted_is_done_later(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = registry.measuring.scores
    registry.publisher.sync(registry.settings.root)
    names = registry.ledger.names("dataset")
    assert (registry.measuring.is_due, scores.count()) == (True, 0)
    monkeypatch.setattr(measuring, "BATCH", 2)
    refresh, done = registry.publisher.refresh, []

    def interrupted(changes: list[GraphChange]) -> str | None:
        done.append(len(changes))
        if len(done) == 3:
            raise KeyboardInterrupt
        return refresh(changes)

    with monkeypatch.context() as patched:
        patched.setattr(registry.publisher, "refresh", interrupted)
        with pytest.raises(KeyboardInterrupt):
            registry.measuring.run()
    assert registry.measuring.is_due
    assert scores.progress(measuring.BASIS).done == names[1], "the first batch is measured"
    assert registry.measuring.run() is None
    assert not registry.measuring.is_due
    assert sorted(score.name for score in scores.page(100)) == names


def test_the_sums_are_those_of_all_scores_whatever_was_measured_before(synced: Registry) -> None:
    def summed() -> dict[str, tuple[float, int, int]]:
        found: dict[str, tuple[float, int, int]] = {}
        for each in synced.measuring.scores.page(1000):
            for metric, share in each.shares.items():
                total, judged, passing = found.get(metric, (0.0, 0, 0))
                found[metric] = (total + share, judged + 1, passing + (share == 1))
        return found

    def kept() -> dict[str, tuple[float, int, int]]:
        sums = synced.measuring.scores.sums()
        return {metric: (found.total, found.judged, found.passing) for metric, found in sums.items()}

    for metric, expected in summed().items():
        assert kept()[metric] == pytest.approx(expected, abs=1e-4)
    slug = synced.ledger.names("dataset")[0].rpartition("/")[2]
    path = synced.settings.root / "records" / "datasets" / f"{slug}.ttl"
    path.write_text(without_keywords(path, slug))
    publish(synced)
    for metric, expected in summed().items():
        assert kept()[metric] == pytest.approx(expected, abs=1e-4)


def test_a_dataset_that_could_not_be_measured_is_no_fault_once_it_is_withdrawn(
    synced: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = synced.ledger.names("dataset")
    name = next(n for n in names if not any(o.startswith("datasets/") for o in synced.ledger.referring(n)))
    path = synced.settings.root / "records" / "datasets" / f"{name.rpartition('/')[2]}.ttl"
    with monkeypatch.context() as patched:
        patched.setattr(score, "assess", lambda _: 1 / 0)
        path.write_text(path.read_text() + "\n")
        publish(synced)
    assert [fault.name for fault in synced.faults.all()] == [name]
    path.unlink()
    publish(synced)
    assert synced.ledger.published(name) is None
    assert synced.faults.all() == []


def test_scores_are_dropped_of_more_datasets_than_one_question_may_name(registry: Registry) -> None:
    scores = registry.measuring.scores
    found = [Score(f"datasets/{number}", (50.0,), {"metric": 0.5}) for number in range(database.AT_ONCE + 1)]
    scores.keep(found)
    assert (scores.count(), scores.sums()["metric"].judged) == (len(found), len(found))
    scores.keep((), [each.name for each in found])
    assert (scores.count(), scores.sums()["metric"].judged, scores.sums()["metric"].total) == (0, 0, 0)
