"""`radcat import`: what is written, what is said, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, Graph, URIRef
from tests.file_host import hosted

from radcat.cli import cli
from radcat.rdf.namespaces import DCAT

PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
BASE = "https://data.example.org/"


def dataset(name: str, title: str = "T") -> str:
    return f'{PREFIXES}<https://a.example/{name}> a dcat:Dataset ; dcterms:title "{title}" .\n'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, arguments), "--base-iri", BASE])


def test_each_dataset_becomes_a_file_and_the_report_says_where_from(tmp_path: Path) -> None:
    source, out, report = tmp_path / "a.ttl", tmp_path / "drafts", tmp_path / "report.json"
    source.write_text(dataset("one", "Water") + dataset("two", "Air").removeprefix(PREFIXES))
    found = run(source, "--out", out, "--report", report)
    assert found.exit_code == 0
    assert "2 imported" in found.stderr
    assert sorted(path.name for path in out.iterdir()) == ["one.ttl", "two.ttl"]
    graph = Graph().parse(out / "one.ttl", publicID=BASE)
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [URIRef(f"{BASE}datasets/one")]
    said = json.loads(report.read_text())
    assert set(said) == {"imported", "skipped", "warnings"}
    expected = {"source": str(source), "record": "https://a.example/one", "message": str(out / "one.ttl")}
    assert said["imported"][0] == expected
    assert said["skipped"] == said["warnings"] == []


def test_what_is_skipped_is_said_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(dataset("one"))
    (tmp_path / "b.ttl").write_text("this is not Turtle")
    (tmp_path / "c.ttl").write_text("<a:a> <a:b> <a:c> .")
    report = tmp_path / "report.json"
    found = run(*sorted(tmp_path.glob("*.ttl")), tmp_path / "missing.ttl", "--out", tmp_path / "d", "--report", report)
    assert found.exit_code == 1
    skipped = json.loads(report.read_text())["skipped"]
    assert [Path(line["source"]).name for line in skipped] == ["b.ttl", "c.ttl", "missing.ttl"]
    assert "describes no dataset" in skipped[1]["message"]
    assert "1 imported" in found.stderr
    assert "3 skipped" in found.stderr


def test_a_draft_that_differs_is_not_written_over_unless_it_may_be(tmp_path: Path) -> None:
    source, out = tmp_path / "a.ttl", tmp_path / "d"
    source.write_text(dataset("one"))
    assert run(source, "--out", out).exit_code == 0
    assert run(source, "--out", out).exit_code == 0, "it is the same"
    source.write_text(dataset("one", "Another title"))
    again = run(source, "--out", out)
    assert again.exit_code == 1
    assert "is there and differs; use --overwrite" in again.stderr
    assert "Another title" not in (out / "one.ttl").read_text()
    assert run(source, "--out", out, "--overwrite").exit_code == 0
    assert "Another title" in (out / "one.ttl").read_text()


def test_what_may_be_the_same_is_said(tmp_path: Path) -> None:
    other = dataset("two", "Air quality").removeprefix(PREFIXES)
    (tmp_path / "a.ttl").write_text(dataset("one", "Air quality") + other)
    found = run(tmp_path / "a.ttl", "--out", tmp_path / "d")
    assert "two: it may be the same dataset as one" in found.stderr


def test_an_address_is_asked_and_what_it_answers_with_is_its_media_type(tmp_path: Path) -> None:
    (tmp_path / "catalogue.ttl").write_text(f'{PREFIXES}<d/1> a dcat:Dataset ; dcterms:title "T" .\n')
    with hosted(tmp_path) as host:
        refused = run(f"{host}/catalogue.ttl", "--out", tmp_path / "d")
        assert refused.exit_code == 1
        assert "it is in a private network, which is not asked" in refused.stderr
        allowed = CliRunner(env={"RADCAT_ALLOW_PRIVATE": "127.0.0.0/8"})
        found = allowed.invoke(cli, ["import", f"{host}/catalogue.ttl", "--out", str(tmp_path / "d")])
    assert found.exit_code == 0, found.stderr
    (draft,) = (tmp_path / "d").iterdir()
    assert f"owl:sameAs <{host}/d/1>" in draft.read_text()


def test_standard_input_is_read(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "radcat", "import", "-", "--out", str(tmp_path)]
    done = subprocess.run(command, input=dataset("one").encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["one.ttl"]


@pytest.mark.parametrize("arguments", [[], ["a.ttl"], ["--out", "d"]])
def test_wrong_usage_ends_with_two(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
