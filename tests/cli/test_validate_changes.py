"""`radcat validate` without a PATH: what has changed since the last publication is judged, and what that may affect."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
SKERRY = "records/datasets/skerry-float.ttl"
EVERYTHING = 19


@pytest.fixture(autouse=True)
def _outside_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def validate(run: Run, published_data: Path) -> Run:
    """Runs `radcat validate` after the example was published."""

    def validated(*arguments: str, **more: object) -> Result:
        return run("validate", *arguments, **more)

    return validated


def counts(result: Result) -> tuple[int, int]:
    """How many records were judged and how many were not."""
    last = result.stdout.strip().splitlines()[-1]
    if " judged, " not in last:
        return int(last.split(" record")[0]), 0
    judged, _, rest = last.partition(" judged, ")
    return int(judged), int(rest.partition(" not:")[0])


def names(result: Result) -> set[str]:
    return {record["name"] for record in json.loads(result.stdout)["records"]}


def edit(place: Path, old: str, new: str) -> None:
    text = place.read_text()
    assert old in text
    place.write_text(text.replace(old, new))


def test_with_no_data_folder_every_record_is_judged(run: Run) -> None:
    result = run("validate")
    assert counts(result) == (EVERYTHING, 0)
    assert result.stderr == ""


def test_what_is_published_as_it_stands_is_not_judged_again(validate: Run) -> None:
    result = validate()
    assert result.exit_code == 0
    assert counts(result) == (0, EVERYTHING)
    assert "0 records, 0 errors" in result.stdout
    assert "--all" in result.stdout


def test_a_changed_file_and_what_refers_to_it_are_judged(validate: Run, catalogue_folder: Path) -> None:
    edit(catalogue_folder / SKERRY, "<agents/asa-mueller>", "<agents/nobody>")
    some = validate("--format", "json")
    assert some.exit_code == 1
    report = json.loads(some.stdout)
    by_name = {record["name"]: record for record in report["records"]}
    assert report["unjudged"] == EVERYTHING - len(by_name) > 0
    everything = json.loads(validate("--all", "--format", "json").stdout)
    assert everything["unjudged"] == 0
    assert [by_name["datasets/skerry-float"]] == [
        record for record in everything["records"] if record["name"] == "datasets/skerry-float"
    ]
    # Its published version stays, so that what refers to it still conforms; from nothing it would have to wait.
    assert [name for name, record in by_name.items() if not record["conforms"]] == ["datasets/skerry-float"]
    assert by_name["sources/inventory"]["conforms"]


def test_a_new_file_is_judged(validate: Run, catalogue_folder: Path) -> None:
    copy = catalogue_folder / "records/datasets/copy.ttl"
    copy.write_text((catalogue_folder / SKERRY).read_text())
    result = validate("--format", "json")
    assert "datasets/copy" in names(result)
    assert result.exit_code == 1


def test_what_refers_to_a_file_that_is_gone_is_judged(validate: Run, catalogue_folder: Path) -> None:
    (catalogue_folder / "records/agents/asa-mueller.ttl").unlink()
    result = validate("--format", "json")
    assert "datasets/skerry-float" in names(result)
    assert result.exit_code == 1


def test_a_file_that_was_refused_is_judged_until_it_is_mended(run: Run, validate: Run, catalogue_folder: Path) -> None:
    edit(catalogue_folder / SKERRY, "<agents/asa-mueller>", "<agents/nobody>")
    assert run("sync").exit_code == 1
    for _ in range(2):
        result = validate("--format", "json")
        assert result.exit_code == 1
        assert "datasets/skerry-float" in names(result)


def test_a_published_record_that_no_longer_conforms_is_judged(run: Run, validate: Run, catalogue_folder: Path) -> None:
    shapes = catalogue_folder / "shapes" / "more.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<shapes/more#Dataset> a sh:NodeShape ; sh:targetClass <http://www.w3.org/ns/dcat#Dataset> ;\n"
        "    sh:property <shapes/more#p> .\n"
        "<shapes/more#p> sh:path <http://purl.org/dc/terms/title> ; sh:maxCount 0 ; sh:message 'No titles.'@en .\n"
    )
    assert run("sync").exit_code == 1
    result = validate("--format", "json")
    assert result.exit_code == 1
    assert "datasets/skerry-float" in names(result)
    assert json.loads(result.stdout)["unjudged"] > 0


@pytest.mark.parametrize("place", [SKERRY, "records/datasets"])
def test_a_path_is_always_judged(validate: Run, catalogue_folder: Path, place: str) -> None:
    judged, unjudged = counts(validate(str(catalogue_folder / place)))
    assert judged >= 1
    assert unjudged == 0


def test_all_are_judged_on_request(validate: Run) -> None:
    result = validate("--all")
    assert counts(result) == (EVERYTHING, 0)
    assert result.stderr == ""


@pytest.mark.parametrize(("ci", "everything"), [("true", True), ("True", True), ("", False), ("false", False)])
def test_all_are_judged_in_continuous_integration(validate: Run, ci: str, everything: bool) -> None:
    assert counts(validate(env={"CI": ci}))[1] == (0 if everything else EVERYTHING)


@pytest.mark.parametrize("place", ["shapes/required.ttl", "ontology/schemes/datum.ttl"])
def test_all_are_judged_when_shapes_or_vocabularies_have_changed(
    validate: Run, catalogue_folder: Path, place: str
) -> None:
    path = catalogue_folder / place
    path.write_text(path.read_text() + "\n")
    for _ in range(2):  # until they are published
        result = validate()
        assert counts(result) == (EVERYTHING, 0)
        assert f"All records are judged: {place} has changed since the last publication" in result.stderr


def test_all_are_judged_when_a_vocabulary_is_gone(validate: Run, catalogue_folder: Path) -> None:
    (catalogue_folder / "ontology/schemes/datum.ttl").unlink()
    assert "ns/datum has changed" in validate().stderr


def test_all_are_judged_by_another_engine_than_the_one_that_published(validate: Run) -> None:
    for _ in range(2):
        result = validate("--engine", "pyshacl")
        assert counts(result) == (EVERYTHING, 0)
        assert "another engine" in result.stderr
    assert counts(validate()) == (0, EVERYTHING)


def test_all_are_judged_once_by_another_version_of_an_engine(validate: Run, tmp_path: Path) -> None:
    note = tmp_path / "data" / "judge.json"
    judge = json.loads(note.read_text())
    note.write_text(json.dumps(judge | {"versions": judge["versions"] | {"shacl": "0.0.1"}}))
    assert counts(validate()) == (EVERYTHING, 0)
    assert counts(validate()) == (0, EVERYTHING), "the new version has judged all of them"


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"engine": "shacl"}', "\udcff"])
def test_all_are_judged_when_nobody_knows_who_judged_before(validate: Run, tmp_path: Path, content: str | None) -> None:
    note = tmp_path / "data" / "judge.json"
    note.unlink()
    if content is not None:
        note.write_bytes(content.encode(errors="surrogateescape"))
    assert counts(validate()) == (EVERYTHING, 0)


def test_a_fault_in_what_is_published_is_judged_again_by_each_check(
    validate: Run, catalogue_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "data" / "judge.json").unlink()
    (catalogue_folder / "records/agents/asa-mueller.ttl").unlink()
    for _ in range(2):
        assert counts(validate()) == (EVERYTHING - 1, 0)


def test_a_sync_with_another_engine_lets_the_next_check_judge_all(
    run: Run, validate: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADCAT_ENGINE", "pyshacl")
    assert run("sync").exit_code == 0
    monkeypatch.delenv("RADCAT_ENGINE")
    assert counts(validate()) == (EVERYTHING, 0)


def test_a_report_graph_is_not_mixed_with_words(validate: Run) -> None:
    result = validate("--format", "turtle")
    assert "sh:ValidationReport" in result.stdout
    assert "judged" not in result.stdout
    assert f"0 judged, {EVERYTHING} not" in result.stderr
