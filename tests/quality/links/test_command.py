"""`radcat check-links`, and what is done with its answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.file_host import hosted
from tests.quality.links.site import apart

from radcat import settings
from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.ledger.link_checks import Answer

BASE = "http://127.0.0.1:8000/"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A web site with one file on it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "there.csv").write_text("a\n")
    with hosted(site) as root:
        yield f"{root}/"


@pytest.fixture
def registry_of(catalogue_folder: Path, tmp_path: Path, address: str) -> Iterator[Registry]:
    """The example catalogue, of which one dataset has its files on that site."""
    path = sorted((catalogue_folder / "records" / "datasets").glob("*.ttl"))[0]
    slug = path.stem
    text = path.read_text()
    for name in ("there", "gone"):
        text += (
            f"\n<datasets/{slug}> dcat:distribution <datasets/{slug}#{name}> .\n"
            f'<datasets/{slug}#{name}> a dcat:Distribution ; dcterms:title "{name}"@en ;\n'
            f"    dcat:accessURL <{address}{name}.csv> .\n"
        )
    path.write_text(text)
    opened = Registry.open(settings.read(catalogue_folder, data=tmp_path / "data", base_iri=BASE))
    opened.publisher.sync(catalogue_folder)
    yield opened
    opened.links.close()
    opened.ledger.close()


def run(registry: Registry, *arguments: str) -> Result:
    place = ["--root", str(registry.settings.root), "--data", str(registry.settings.data_folder)]
    command = ["check-links", *place, "--pause", "0", "--timeout", "2", *arguments]
    result: Result = apart(lambda: CliRunner().invoke(cli, command))
    return result


def first(registry: Registry) -> str:
    return registry.ledger.names("dataset")[0].rpartition("/")[2]


def test_what_does_not_work_is_named_and_is_a_finding(registry_of: Registry, address: str) -> None:
    result = run(registry_of, first(registry_of), "--include-private")
    assert result.exit_code == 1
    assert f"{address}gone.csv\n    does not work: 404" in result.output
    assert f"{address}there.csv" not in result.output


def test_answers_are_kept_with_their_date_and_replaced_by_newer_ones(registry_of: Registry, address: str) -> None:
    registry_of.links.keep([Answer(f"{address}there.csv", None, "no answer", "", "2020-01-01T00:00:00Z")])
    run(registry_of, first(registry_of), "--include-private")
    kept = registry_of.links.answers()
    assert kept[f"{address}there.csv"].works
    assert kept[f"{address}there.csv"].date > "2026"
    assert kept[f"{address}gone.csv"].status == 404


def test_json_says_of_each_address_whether_it_works(registry_of: Registry, address: str) -> None:
    found = json.loads(run(registry_of, first(registry_of), "--include-private", "--format", "json").output)
    works = {answer["address"]: answer["works"] for answer in found}
    assert works[f"{address}there.csv"]
    assert not works[f"{address}gone.csv"]


def test_private_addresses_are_left_out_by_default(registry_of: Registry, address: str) -> None:
    run(registry_of, first(registry_of))
    assert "private network" in registry_of.links.answers()[f"{address}there.csv"].reason
