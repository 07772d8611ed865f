"""The commands claims, survey and guide, as a curator types them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, Graph
from tests.survey import tides

from radcat import settings
from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.errors import EditionMismatch, MalformedRequest, UnknownRecord
from radcat.rdf.namespaces import QB
from radcat.survey.ordering import natural

REPOSITORY = Path(__file__).parents[2]


def run(registry: Registry, *arguments: str) -> Result:
    place = ["--root", str(registry.settings.root), "--data", str(registry.settings.data_folder)]
    return CliRunner().invoke(cli, [arguments[0], *place, *arguments[1:]])


def test_claims_prints_each_value_with_how_sure_we_are_and_its_source(catalogue_registry: Registry) -> None:
    printed = run(catalogue_registry, "claims", "covid-ctset").output
    assert "dcterms:title  COVID-CTset\n    Verified: " in printed
    assert "Sources that disagree:" in printed
    assert "Sources that agree:" in run(catalogue_registry, "claims", "covid19-ct-seg-20").output


def test_claims_disputed_prints_only_contradictions(catalogue_registry: Registry) -> None:
    printed = run(catalogue_registry, "claims", "covid-ctset", "--disputed").output
    assert printed.startswith("Sources that disagree:")
    assert "Sources that agree" not in printed
    assert "349/100" in printed
    assert "dcterms:title" not in printed


def test_claims_as_json_tells_both_sides_apart(catalogue_registry: Registry) -> None:
    printed = json.loads(run(catalogue_registry, "claims", "covid-ctset", "--format", "json").output)
    held = {claim["iri"] for claim in printed["held"]}
    assert held
    assert all(set(claim["disagrees_with"]) <= held for claim in printed["others"])


def test_claims_of_an_unknown_dataset_is_an_error_that_names_it(catalogue_registry: Registry) -> None:
    result = run(catalogue_registry, "claims", "no-such-set")
    assert isinstance(result.exception, UnknownRecord)
    assert "no-such-set" in str(result.exception)


@pytest.mark.parametrize("part", ["table", "claimed", "totals"])
def test_survey_prints_each_part_as_csv_that_reads_back(catalogue_registry: Registry, part: str) -> None:
    printed = run(catalogue_registry, "survey", "--format", "csv", "--part", part).output
    header, *rows = csv.reader(io.StringIO(printed))
    assert rows
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        ("markdown", "edition 20"),
        ("latex", "\\begin{tabular}"),
        ("json", '"ultrasound"'),
        ("tsv", "\tultrasound\t"),
        ("csvw", '"tableSchema"'),
        ("cube", "qb:Observation"),
    ],
)
def test_survey_prints_every_form(catalogue_registry: Registry, form: str, sign: str) -> None:
    result = run(catalogue_registry, "survey", "--format", form)
    assert result.exit_code == 0
    assert sign in result.output


def rows(registry: Registry, *arguments: str) -> list[dict[str, str]]:
    result = run(registry, "survey", "--format", "csv", *arguments)
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_survey_prints_the_rows_that_words_and_facets_choose_in_the_order_of_a_column(
    catalogue_registry: Registry,
) -> None:
    found = rows(catalogue_registry, "--facet", "modality=US", "--facet", "modality=MR", "--sort", "-title")
    titles = [row["title"] for row in found]
    assert len(found) > 5, "several values of a facet mean any of them"
    assert titles == sorted(titles, key=natural, reverse=True)
    assert all("Y" in (row["ultrasound"], row["mrt"]) for row in found)
    assert [row["title"] for row in rows(catalogue_registry, "covid-blues", "--facet", "modality=US")] == [
        "COVID-BLUES: bluepoint lung ultrasound"
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--facet", "colour=red"), "no parameter 'colour'"),
        (("--facet", "modality"), "NAME=VALUE"),
        (("lung", "--part", "totals"), "nothing else"),
        (("--since", "1", "--format", "csv"), "markdown or json"),
    ],
)
def test_survey_refuses_what_it_would_pass_over(
    catalogue_registry: Registry, arguments: tuple[str, ...], said: str
) -> None:
    result = run(catalogue_registry, "survey", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_survey_refuses_a_column_that_there_is_not(catalogue_registry: Registry) -> None:
    result = run(catalogue_registry, "survey", "--sort", "colour")
    assert isinstance(result.exception, MalformedRequest)
    assert "caseReviews" in str(result.exception)


def test_survey_since_prints_what_changed(catalogue_folder: Path, tmp_path: Path) -> None:
    tides.write_queries(catalogue_folder)
    data = tmp_path / "data"
    number = tides.number_edition(catalogue_folder, data, date(2026, 1, 1))
    place = ("--root", str(catalogue_folder), "--data", str(data), "--base-iri", tides.THERE, "--since", number)
    with tides.opened(catalogue_folder, data, tides.THERE):
        printed = CliRunner().invoke(cli, ["survey", *place]).output
    assert printed == f"Nothing changed since edition {number}.\n"
    tides.retitle(catalogue_folder, "Pressure of the Inner Reef")
    with tides.opened(catalogue_folder, data, tides.THERE):
        printed = CliRunner().invoke(cli, ["survey", *place]).output
        members = json.loads(CliRunner().invoke(cli, ["survey", *place, "--format", "json"]).output)
    assert printed == (
        f"- changed: Pressure of the Inner Reef ({tides.THERE}datasets/outer-reef-pressure): "
        "title Pressure record of the Outer Reef → Pressure of the Inner Reef\n"
    )
    assert [row["title"] for row in members["changed"]] == ["Pressure of the Inner Reef"]
    assert (members["added"], members["removed"], members["since"]) == ([], [], number)


def test_the_cube_has_an_observation_for_each_dataset(catalogue_registry: Registry) -> None:
    cube = Graph().parse(data=run(catalogue_registry, "survey", "--format", "cube").output, format="turtle")
    observations = set(cube.subjects(RDF.type, QB.Observation))
    assert len(observations) == catalogue_registry.ledger.count("dataset")


def test_survey_check_is_silent_when_the_edition_matches(catalogue_registry: Registry) -> None:
    result = run(catalogue_registry, "survey", "--check")
    assert (result.exit_code, result.output) == (0, "")


def test_a_changed_record_fails_the_check_until_a_new_edition_is_numbered(tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    for folder in ("records", "shapes", "ontology"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    changed = root / "records" / "datasets" / "covid-ctset.ttl"
    changed.write_text(
        changed.read_text().replace("radcat:metadata <ns/availability/Y>", "radcat:metadata <ns/availability/N>")
    )
    registry = Registry.open(settings.read(root, data=tmp_path / "data"))
    registry.publisher.sync(root)
    refused = run(registry, "survey", "--check")
    assert isinstance(refused.exception, EditionMismatch)
    assert run(registry, "survey", "--new-edition").exit_code == 0
    registry.publisher.sync(root)
    assert run(registry, "survey", "--check").exit_code == 0
    registry.ledger.close()


def test_the_guide_in_docs_is_what_the_shapes_say() -> None:
    """Fails when shapes change: run `radcat guide > docs/describing-a-dataset.md`."""
    printed = CliRunner().invoke(cli, ["guide", "--root", str(REPOSITORY)]).output
    assert (REPOSITORY / "docs" / "describing-a-dataset.md").read_text() == printed


def test_the_guide_is_written_for_any_catalogue() -> None:
    printed = CliRunner().invoke(cli, ["guide", "--root", str(REPOSITORY / "tests" / "example")]).output
    assert "## dcat:Dataset" in printed
    assert "*Required*" in printed
