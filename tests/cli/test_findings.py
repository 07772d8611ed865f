"""`radcat findings`, and what `radcat validate` says of a finding that is not as it should be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from radcat.bootstrap import Registry
from radcat.cli import cli

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture
def catalogue(catalogue_registry: Registry) -> tuple[str, ...]:
    """The options that lead to this repository's published records."""
    found = catalogue_registry.settings
    return ("--root", str(found.root), "--data", str(found.data), "--base-iri", "http://127.0.0.1:8000/")


def run(command: str, options: tuple[str, ...], *arguments: str) -> Result:
    return CliRunner().invoke(cli, [command, *options, *arguments], prog_name="radcat")


def test_it_lists_the_findings_about_a_dataset_the_gravest_first(catalogue: tuple[str, ...]) -> None:
    result = run("findings", catalogue, "curated-cxr-sait")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "Two in five of the images that were merged were duplicates  (curated-cxr-sait-duplicates)"
    assert lines[1] == "  Duplicates, secondary"
    assert "  - 8,133 (image): Duplicates among the images that were merged." in lines
    assert "  source: https://data.mendeley.com/datasets/9xkhgts2s6" in lines
    assert "A systematic review sorted these sets as mixtures of other datasets" in result.output


def test_it_lists_all_and_those_of_one_kind(catalogue: tuple[str, ...]) -> None:
    every = json.loads(run("findings", catalogue, "--format", "json").output)
    leaks = json.loads(run("findings", catalogue, "--kind", "leakage", "--format", "json").output)
    assert len(every) >= 25
    assert [each for each in every if each["kind"] == "leakage"] == leaks
    assert all(each["sources"] and each["about"] and each["statement"] for each in every)


def test_no_finding_is_said_in_words(catalogue: tuple[str, ...]) -> None:
    result = run("findings", catalogue, "hannover-covid19")
    assert (result.exit_code, result.output) == (0, "no finding is recorded about hannover-covid19.\n")


def test_what_it_does_not_know_is_named(catalogue: tuple[str, ...]) -> None:
    result = run("findings", catalogue, "--kind", "nonsense")
    assert result.exit_code == 2
    assert "'nonsense' is no kind of finding; there are: withdrawal, leakage" in " ".join(result.output.split())
    result = run("findings", catalogue, "nowhere")
    assert "datasets/nowhere" in str(result.exception)


def test_a_finding_about_an_unknown_dataset_is_an_error_with_place_and_remedy(tmp_path: Path) -> None:
    for folder in ("records", "shapes", "ontology"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    path = tmp_path / "records/findings/brixia-covid19-faulty-files.ttl"
    path.write_text(path.read_text().replace("<datasets/brixia-covid19>", "<datasets/brixia-covid20>"))
    options = ("--root", str(tmp_path), "--data", str(tmp_path / "data"))
    result = run("validate", options, "--engine", "shacl", str(path))
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "error records/findings/brixia-covid19-faulty-files.ttl:" in said
    assert "oa:hasTarget datasets/brixia-covid20 does not exist; did you mean datasets/brixia-covid19?" in said
    assert "Or create records/datasets/brixia-covid20.ttl." in said
