# ruff: noqa: E501  # a row of a table is one case
"""What `radcat validate` says is what the gate does: strangers' shapes, and literals that engines read differently."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.cases.conftest import BASE, EXAMPLE, Publish
from tests.material import suite

from radcat.bootstrap import make_validator
from radcat.cli import cli
from radcat.errors import EngineFailed
from radcat.rdf import datatypes
from radcat.validation.review import review_folder

DCAT_AP = "dcat/dcat-ap/releases/3.0.1/shacl/dcat-ap-SHACL.ttl"
HEALTH = "dcat/health/healthdcatap-shacl.ttl"


def only_shapes(path: Path) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        for file in (root / "shapes").glob("*.ttl"):
            file.unlink()
        shutil.copyfile(path, root / "shapes" / "theirs.ttl")

    return edit


def validate(root: Path, path: Path | None = None, *options: str) -> tuple[int, dict[str, Any]]:
    arguments = ["validate", "--format", "json", "--root", str(root), *options, *([str(path)] if path else [])]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    return result.exit_code, {record["name"]: record for record in json.loads(result.output)["records"]}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "catalogue"))


@pytest.mark.parametrize(
    ("shapes", "case", "said"),
    [
        (DCAT_AP, "17-dcat-ap-shapes/bees.ttl", "Nothing here says that https://data.example/series is a dcat:DatasetSeries."),
        (HEALTH, "09-health-ri/gull-study.ttl", "dcterms:provenance is missing. Each dcat:Dataset must have at least one"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_strangers_shapes_load_as_the_only_ones_and_say_property_and_constraint(
    cases: Path, catalogue: Path, shapes: str, case: str, said: str, engine: str
) -> None:
    only_shapes(suite(shapes))(catalogue)
    place = catalogue / "records" / "datasets" / Path(case).name
    shutil.copyfile(cases / case, place)
    _, records = validate(catalogue, place, "--engine", engine)
    assert list(records) == [f"datasets/{place.stem}"], "the shapes themselves can be used"
    messages = [finding["message"] for finding in records[f"datasets/{place.stem}"]["findings"]]
    assert any(message.startswith(said) for message in messages), messages
    assert not [message for message in messages if "urn:radcat" in message or "_:" in message]
    assert all(finding["predicate"] for finding in records[f"datasets/{place.stem}"]["findings"])


def test_the_gate_and_the_check_refuse_the_same_literals(cases: Path, publish: Publish) -> None:
    def edit(root: Path) -> None:
        only_shapes(cases / "21-illformed-literals" / "lex-shapes.ttl")(root)
        (root / "shapes" / "theirs.ttl").rename(root / "shapes" / "lex.ttl")

    case = cases / "21-illformed-literals" / "lex.ttl"
    published = publish(case, edit=edit)
    assert "datasets/lex" not in published.outcome.published
    for engine in ("shacl", "pyshacl", "both"):
        status, records = validate(published.root, None, "--engine", engine)
        assert status == 1
        errors = [f for f in records["datasets/lex"]["findings"] if f["severity"] == "violation"]
        assert not [f for f in errors if "disagree" in f["message"]]
        told = {(f["predicate"].partition(":")[2], f["value"]) for f in errors}
        assert ("gYearMonth", "2020-13") in told
        assert len(told) == len(errors), "each is told once"
        assert all(datatypes.fault(value, f"http://www.w3.org/2001/XMLSchema#{name}") for name, value in told)


@pytest.mark.parametrize("engine", ["shacl", "pyshacl", "both"])
def test_a_day_typed_as_a_moment_is_refused_whatever_the_engine(cases: Path, publish: Publish, engine: str) -> None:
    published = publish(cases / "22-engines-differ" / "two-minds.ttl", engine=engine)
    assert "datasets/two-minds" not in published.outcome.published
    status, records = validate(published.root, published.root / "records/datasets/two-minds.ttl", "--engine", engine)
    assert status == 1
    messages = [f["message"] for f in records["datasets/two-minds"]["findings"] if f["severity"] == "violation"]
    assert messages == ["“2020-01-01” is not an xsd:dateTime; write it like 2020-03-01T12:30:00Z."]


@pytest.mark.parametrize("engine", ["shacl", "pyshacl", "both"])
def test_midnight_at_the_end_of_a_day_is_taken_whatever_the_engine(cases: Path, publish: Publish, engine: str) -> None:
    def edit(root: Path) -> None:
        file = root / "records/datasets/two-minds.ttl"
        file.write_text(file.read_text().replace('"2020-01-01"^^xsd:dateTime', '"2020-01-01T24:00:00"^^xsd:dateTime'))

    published = publish(cases / "22-engines-differ" / "two-minds.ttl", edit=edit, engine=engine)
    assert "datasets/two-minds" in published.outcome.published
    assert validate(published.root, published.root / "records/datasets/two-minds.ttl", "--engine", engine)[0] == 0


def test_the_check_takes_the_engine_of_the_gate(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "radcat.cli.content.make_validator", lambda engine, *rest: asked.append(engine) or make_validator(engine, *rest)
    )
    monkeypatch.setenv("RADCAT_ENGINE", "pyshacl")
    validate(catalogue)
    monkeypatch.delenv("RADCAT_ENGINE")
    validate(catalogue)
    assert set(asked[:1]) | {asked[-1]} == {"pyshacl", "shacl"}


class Fragile:
    """A validator's engine that can't use one file's shapes, or fails on a record."""

    name = "fragile"

    def __init__(self, *, on: str) -> None:
        self.on = on

    def make(self, shapes: Any) -> Any:
        validator = make_validator("shacl", BASE, shapes)
        if self.on == "shapes" and any("shapes/recommended#" in str(s) for s in shapes.subjects()):
            raise EngineFailed(self.name, "no such luck")
        if self.on == "record":
            engine = validator._engines[0]
            monkey = engine.validate

            def fail(data: Any) -> Any:
                if "skerry-float" in {str(s).rpartition("/")[2] for s in data.subjects()}:
                    raise EngineFailed(self.name, "a panic\nwith a long trace")
                return monkey(data)

            engine.validate = fail  # type: ignore[method-assign]
        return validator


@pytest.mark.parametrize("on", ["shapes", "record"])
def test_what_an_engine_raises_is_a_finding(on: str) -> None:
    from radcat.folder import records

    files = records.read_folder(EXAMPLE)
    reports = {
        r.name: r for r in review_folder(files, BASE, Fragile(on=on).make, frozenset(f.record.name for f in files))
    }
    if on == "shapes":
        assert "The engine fragile fails: no such luck." in [f.message for f in reports["shapes/recommended"].findings]
        assert "shapes/recommended.ttl:1 can't be used" in reports["datasets/skerry-float"].held
    else:
        assert "The engine fragile fails: a panic." in [f.message for f in reports["datasets/skerry-float"].findings]
        assert reports["datasets/gullhaven-hourly"].conforms
