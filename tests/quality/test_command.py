"""`radcat score`, as a curator types it, over this repository's catalogue."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, Graph

from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.errors import UnknownRecord
from radcat.quality import score
from radcat.rdf.namespaces import DQV


def run(registry: Registry, *arguments: str) -> Result:
    place = ["--root", str(registry.settings.root), "--data", str(registry.settings.data_folder)]
    return CliRunner().invoke(cli, ["score", *place, "--base-iri", registry.base, *arguments])


def test_a_dataset_is_scored_by_every_method_with_what_to_do(catalogue_registry: Registry) -> None:
    printed = run(catalogue_registry, "covid-ctset").output
    assert all(method.METHOD in printed for method in score.METHODS)
    assert "Give the DOI that the publisher registered" in printed
    assert "links not checked: accessUrlStatusCode" in printed
    assert "not asked for, since no source states them: funder" in printed


def test_the_catalogue_is_scored_on_average(catalogue_registry: Registry) -> None:
    printed = run(catalogue_registry).output
    count = catalogue_registry.ledger.count("dataset")
    assert f"on average of {count} datasets" in printed
    assert "keywordAvailability                  100 %  of 30 points\n" in printed
    assert "accessUrlStatusCode                    not checked  of 50 points\n" in printed, "no link was asked"
    assert "downloadUrlStatusCode                  not checked  of 30 points\n" in printed


def test_json_has_every_dataset_and_method(catalogue_registry: Registry) -> None:
    found = json.loads(run(catalogue_registry, "--format", "json").output)
    assert len(found) == catalogue_registry.ledger.count("dataset")
    assert all(list(rows) == [m.METHOD for m in score.METHODS] for rows in found.values())


def test_csv_has_a_row_for_each_metric(catalogue_registry: Registry) -> None:
    rows = list(csv.DictReader(io.StringIO(run(catalogue_registry, "covid-ctset", "--format", "csv").output)))
    assert len(rows) == sum(len(method.METRICS) for method in score.METHODS)


def test_turtle_is_quality_measurements(catalogue_registry: Registry) -> None:
    graph = Graph().parse(data=run(catalogue_registry, "covid-ctset", "--format", "turtle").output, format="turtle")
    assert len(set(graph.subjects(RDF.type, DQV.QualityMeasurement))) > 50


def test_an_unknown_dataset_is_an_error_that_names_it(catalogue_registry: Registry) -> None:
    with pytest.raises(UnknownRecord, match="no-such-set"):
        CliRunner().invoke(
            cli,
            ["score", "--root", str(catalogue_registry.settings.root), "no-such-set"],
            catch_exceptions=False,
            standalone_mode=False,
        )
