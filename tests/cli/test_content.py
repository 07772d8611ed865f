"""validate and format: commands on the files themselves, which need nothing published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, SH, Graph, Literal

from radcat.cli import cli

Run = Callable[..., Result]
SKERRY = "records/datasets/skerry-float.ttl"
INVENTORY = "records/sources/inventory.ttl"
REEF = "records/datasets/outer-reef-pressure.ttl"


def spoil(folder: Path, place: str, old: str, new: str) -> None:
    text = (folder / place).read_text()
    assert old in text
    (folder / place).write_text(text.replace(old, new))


# --- validate


@pytest.mark.parametrize("engine", ["pyshacl", "shacl", "both"])
def test_a_catalogue_that_conforms_exits_0_and_tells_its_warnings(run: Run, engine: str) -> None:
    result = run("validate", "--engine", engine)
    assert result.exit_code == 0
    assert result.output.endswith("\n19 records, 0 errors, 1 warning, 0 infos.\n")
    assert f"  warning  {REEF}:9  dcterms:license\n" in result.output


@pytest.mark.parametrize("engine", ["pyshacl", "shacl", "both"])
def test_a_finding_says_where_what_to_do_and_who_asks(run: Run, catalogue_folder: Path, engine: str) -> None:
    spoil(catalogue_folder, SKERRY, "<agents/asa-mueller>", "<agents/nobody>")
    result = run("validate", "--engine", engine, SKERRY.replace("records", str(catalogue_folder / "records")))
    assert result.exit_code == 1
    assert result.output == (
        f"{SKERRY}  <datasets/skerry-float>\n"
        f"  error    {SKERRY}:21  dcterms:creator\n"
        "           agents/nobody does not exist. Create records/agents/nobody.ttl.\n"
        "           found: http://127.0.0.1:8000/agents/nobody\n"
        "           asked by: DCAT 3 (Property:resource_creator)\n"
        "\n"
        "1 record, 1 error, 0 warnings, 0 infos.\n"
    )


def test_quiet_leaves_out_what_stands_in_nobodys_way(run: Run, catalogue_folder: Path) -> None:
    assert run("validate", "--quiet").output == "19 records, 0 errors, 1 warning, 0 infos.\n"
    spoil(catalogue_folder, SKERRY, "<agents/asa-mueller>", "<agents/nobody>")
    assert "error    " in run("validate", "--quiet").output


@pytest.mark.parametrize("form", ["text", "json", "turtle"])
def test_a_file_that_is_not_turtle_is_named_and_the_others_are_still_checked(
    run: Run, catalogue_folder: Path, form: str
) -> None:
    spoil(catalogue_folder, SKERRY, "a dcat:Dataset ;", "a dcat:Dataset")
    result = run("validate", "--format", form)
    assert result.exit_code == 1
    assert "a `;` is missing at the end of this line" in result.output
    assert "license" in result.output, "the warning about another record"
    if form == "text":
        assert f"error    {SKERRY}:11\n" in result.output


def test_json_has_every_part_of_a_finding(run: Run, catalogue_folder: Path) -> None:
    spoil(catalogue_folder, SKERRY, "<ns/datum/local-benchmark>", "<ns/datum/sea-bed>")
    result = run("validate", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert (report["conforms"], report["warnings"], len(report["records"])) == (False, 1, 19)
    by_file = {record["file"]: record for record in report["records"]}
    # The inventory has a row about the dataset, which as it is would not be published.
    assert [file for file, record in by_file.items() if not record["conforms"]] == [SKERRY, INVENTORY]
    finding = by_file[SKERRY]["findings"][0]
    assert finding["place"] == SKERRY
    assert finding["line"] == 37
    assert finding["severity"] == "violation"
    assert finding["focus_node"] == "http://127.0.0.1:8000/datasets/skerry-float"
    assert finding["predicate"] == "tides:datum"
    assert finding["message"] == (
        "ns/datum does not describe ns/datum/sea-bed. Add it to ontology/schemes/datum.ttl, or mend the name."
    )
    assert finding["value"] == "http://127.0.0.1:8000/ns/datum/sea-bed"
    assert finding["see_also"]
    assert finding["source_shape"].startswith("http://127.0.0.1:8000/shapes/")
    assert finding["component"].endswith("ConstraintComponent")


def test_turtle_is_a_shacl_report(run: Run, catalogue_folder: Path) -> None:
    good = Graph().parse(data=run("validate", "--format", "turtle").output)
    assert good.value(good.value(None, RDF.type, SH.ValidationReport), SH.conforms) == Literal(True)
    spoil(catalogue_folder, SKERRY, "<agents/asa-mueller>", "<agents/nobody>")
    result = run("validate", "--format", "turtle")
    assert result.exit_code == 1
    bad = Graph().parse(data=result.output)
    assert bad.value(bad.value(None, RDF.type, SH.ValidationReport), SH.conforms) == Literal(False)
    violations = set(bad.subjects(SH.resultSeverity, SH.Violation))
    assert {str(bad.value(node, SH.focusNode)) for node in violations} == {
        "http://127.0.0.1:8000/datasets/skerry-float",
        "http://127.0.0.1:8000/sources/inventory#row-2",
    }
    for node in violations:
        for member in (SH.sourceShape, SH.sourceConstraintComponent, SH.resultMessage, SH.resultPath, SH.value):
            assert bad.value(node, member) is not None, member


def test_a_path_chooses_what_is_checked_and_the_rest_is_context(run: Run, catalogue_folder: Path) -> None:
    one = run("validate", str(catalogue_folder / SKERRY))
    assert (one.exit_code, one.output) == (0, "1 record, 0 errors, 0 warnings, 0 infos.\n")
    folder = run("validate", str(catalogue_folder / "records/datasets"))
    assert folder.output.endswith("5 records, 0 errors, 1 warning, 0 infos.\n")
    two = run("validate", str(catalogue_folder / SKERRY), str(catalogue_folder / "shapes"))
    assert two.output.endswith("4 records, 0 errors, 0 warnings, 0 infos.\n")


def test_a_fault_elsewhere_is_not_reported_of_the_chosen_file(run: Run, catalogue_folder: Path) -> None:
    spoil(catalogue_folder, SKERRY, "a dcat:Dataset ;", "a dcat:Dataset")
    assert run("validate", str(catalogue_folder / REEF)).exit_code == 0


def test_a_file_outside_the_catalogue_is_checked_as_a_dataset(run: Run, catalogue_folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.ttl"
    draft.write_text((catalogue_folder / SKERRY).read_text().replace("skerry-float", "draft"))
    result = run("validate", str(draft), "--engine", "both")
    assert result.exit_code == 0
    assert "1 record, 0 errors" in result.output
    draft.write_text("<datasets/draft> a <http://www.w3.org/ns/dcat#Dataset> .")
    result = run("validate", str(draft))
    assert result.exit_code == 1
    assert f"{draft}:1  dcterms:title" in result.output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 100, "\ufeff# a mark at the head".encode()])
def test_a_file_of_any_bytes_is_a_finding_and_no_crash(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "draft.ttl").write_bytes(content)
    result = run("validate", str(tmp_path / "draft.ttl"))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "draft.ttl:1" in result.output


# --- format


def test_a_canonical_catalogue_stays_as_it_is(run: Run, catalogue_folder: Path) -> None:
    before = {path: path.read_bytes() for path in catalogue_folder.rglob("*.ttl")}
    for arguments in ((), ("--check",)):
        result = run("format", *arguments)
        assert (result.exit_code, result.output) == (0, "")
    assert {path: path.read_bytes() for path in catalogue_folder.rglob("*.ttl")} == before


def test_check_names_what_would_change_and_changes_nothing(run: Run, catalogue_folder: Path) -> None:
    file = catalogue_folder / SKERRY
    file.write_text(untidy := file.read_text().replace("    a dcat:Dataset ;", "a   dcat:Dataset;"))
    result = run("format", "--check")
    assert (result.exit_code, result.output) == (1, f"would change {SKERRY}\n")
    assert file.read_text() == untidy


def test_format_mends_what_check_finds_and_twice_is_once(run: Run, catalogue_folder: Path) -> None:
    file = catalogue_folder / SKERRY
    tidy = file.read_text()
    lines = tidy.splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    file.write_text("\n".join([*reversed(prefixes), *(line.strip() for line in lines if line not in prefixes)]))
    result = run("format")
    assert (result.exit_code, result.output) == (0, f"changed {SKERRY}\n")
    assert file.read_text() == tidy
    assert run("format").output == ""


def test_format_of_a_path_leaves_the_others_alone(run: Run, catalogue_folder: Path) -> None:
    for place in (SKERRY, REEF):
        (catalogue_folder / place).write_text((catalogue_folder / place).read_text() + "\n\n")
    result = run("format", str(catalogue_folder / SKERRY))
    assert result.output == f"changed {SKERRY}\n"
    assert (catalogue_folder / REEF).read_text().endswith("\n\n")


def test_format_writes_where_the_file_is_even_outside_the_catalogue(
    run: Run, catalogue_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    Path("draft.ttl").write_text((catalogue_folder / SKERRY).read_text().replace("skerry-float", "draft") + "\n\n")
    assert run("format", "draft.ttl").exit_code == 0
    assert not Path("draft.ttl").read_text().endswith("\n\n")
    assert not (catalogue_folder / "draft.ttl").exists()


def test_shapes_are_left_to_their_authors(run: Run, catalogue_folder: Path) -> None:
    shapes = catalogue_folder / "shapes/recommended.ttl"
    shapes.write_text(untidy := shapes.read_text() + "\n\n\n")
    assert run("format").output == ""
    assert shapes.read_text() == untidy


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        ("nonsense", "error"),
        ("# a remark at the end\n", "a comment here would be lost"),
        (
            "<datasets/skerry-float> dcterms:creator _:b . <datasets/skerry-float> dcterms:publisher _:b .\n",
            "blank node",
        ),
    ],
)
@pytest.mark.parametrize("option", [[], ["--check"]])
def test_a_file_that_cant_be_formatted_is_named_with_its_line_and_left_as_it_is(
    run: Run, catalogue_folder: Path, added: str, reason: str, option: list[str]
) -> None:
    file = catalogue_folder / SKERRY
    file.write_text(text := file.read_text() + added)
    result = run("format", *option)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{SKERRY}:")
    assert reason in result.stderr or reason == "error"
    assert file.read_text() == text


def test_comments_at_the_head_stay(run: Run, catalogue_folder: Path) -> None:
    file = catalogue_folder / SKERRY
    file.write_text("# Kept for the harbour board.\n\n" + file.read_text())
    run("format")
    assert file.read_text().startswith("# Kept for the harbour board.\n")
    assert run("format", "--check").exit_code == 0


@pytest.mark.parametrize("command", ["validate", "format", "sync"])
def test_a_folder_without_records_can_not_be_worked_on(tmp_path: Path, command: str) -> None:
    result = CliRunner().invoke(cli, [command, "--root", str(tmp_path), "--data", str(tmp_path / "data")])
    assert "holds no records" in str(result.exception)
