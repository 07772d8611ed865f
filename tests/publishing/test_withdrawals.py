"""A mass withdrawal is never silent: a folder that is half checked out withdraws nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import BASE, REPOSITORY, serving

from radcat import settings
from radcat.bootstrap import Registry
from radcat.errors import NoCatalogue
from radcat.ledger.versions import Ledger
from radcat.publishing.withdrawals import Allowance, decide
from radcat.web.app import create_app

AGENT = "<agents/{0}> a <http://xmlns.com/foaf/0.1/Agent> ;\n  <http://xmlns.com/foaf/0.1/name> '{0}' .\n"


def agents(registry: Registry, count: int) -> Path:
    """Publish so many agents more."""
    folder = registry.settings.root / "records/agents"
    for number in range(count):
        (folder / f"a{number:03}.ttl").write_text(AGENT.format(f"a{number:03}"))
    registry.publisher.sync(registry.settings.root)
    return folder


@pytest.mark.parametrize(
    ("gone", "published", "number", "goes"),
    [
        (1, 1, 0, True),
        (1, 5, 0, True),
        (2, 19, 0, False),
        (2, 20, 0, True),
        (3, 20, 0, False),
        (3, 20, 3, True),
        (4, 20, 3, False),
        (20, 20, 20, True),
    ],
)
def test_a_tenth_of_a_kind_may_go_or_one_or_as_many_as_were_allowed(
    gone: int, published: int, number: int, goes: bool
) -> None:
    names = [f"agents/{n}" for n in range(gone)]
    withdraw, withheld = decide({"agent": names}, {"agent": published}, frozenset(), Allowance(number=number))
    assert (withdraw, [kind.names for kind in withheld]) == ((names, []) if goes else ([], [tuple(names)]))


@pytest.mark.parametrize(("fraction", "goes"), [(0.0, 1), (0.5, 10), (1.0, 20)])
def test_the_fraction_is_a_setting(fraction: float, goes: int) -> None:
    for gone in (goes, goes + 1):
        names = [f"agents/{n}" for n in range(gone)]
        withdraw, _ = decide({"agent": names}, {"agent": 20}, frozenset(), Allowance(fraction))
        assert bool(withdraw) == (gone == goes)


def test_a_missing_folder_withdraws_nothing_whatever_was_allowed(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    shutil.rmtree(root / "records/datasets")
    (root / "records/agents/asa-mueller.ttl").write_text(
        (root / "records/agents/asa-mueller.ttl").read_text().replace("Müller", "Mueller")
    )
    outcome = registry.publisher.sync(root, allow_withdrawals=100)
    assert outcome.withdrawn == ()
    assert outcome.published == ("agents/asa-mueller",), "other changes are published"
    (withheld,) = outcome.withheld
    assert (withheld.kind, len(withheld.names), withheld.published) == ("dataset", 5, 5)
    assert "records/datasets/ is missing" in withheld.summary
    assert "create it empty and run `radcat sync --allow-withdrawals 5`" in withheld.summary
    assert len(registry.ledger.names("dataset")) == 5
    assert outcome.findings == (), "what refers to them, and what they refer to, stays right"
    (root / "records/datasets").mkdir()
    assert len(registry.publisher.sync(root).withheld) == 1, "what the message says to do takes both steps"
    assert len(registry.publisher.sync(root, allow_withdrawals=5).withdrawn) == 5


def test_kinds_are_counted_apart_and_one_kind_holds_back_no_other(registry: Registry) -> None:
    folder = agents(registry, 17)  # 20 with those of the example
    root = registry.settings.root
    for number in range(3):
        (folder / f"a{number:03}.ttl").unlink()
    (root / "records/datasets/gullhaven-surge-2019.ttl").unlink()
    outcome = registry.publisher.sync(root)
    assert outcome.withdrawn == ("datasets/gullhaven-surge-2019",)
    assert [kind.names for kind in outcome.withheld] == [("agents/a000", "agents/a001", "agents/a002")]
    again = registry.publisher.sync(root)
    assert (again.withdrawn, again.withheld) == ((), outcome.withheld), "it is said until somebody acts"
    allowed = registry.publisher.sync(root, allow_withdrawals=3)
    assert (allowed.withdrawn, allowed.withheld) == (("agents/a000", "agents/a001", "agents/a002"), ())


def test_the_message_names_five_and_counts_the_rest(registry: Registry) -> None:
    folder = agents(registry, 12)
    for number in range(12):
        (folder / f"a{number:03}.ttl").unlink()
    (withheld,) = registry.publisher.sync(registry.settings.root).withheld
    assert "12 of 15 published records of the kind agent" in withheld.summary
    assert "agents/a004 and 7 more" in withheld.summary
    assert "agents/a005" not in withheld.summary


def test_files_that_come_back_end_it(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    (root / "records/datasets").rename(root / "records/elsewhere")
    registry.publisher.sync(root)
    assert [fault.source for fault in registry.faults.all()] == ["withdrawals"]
    (root / "records/elsewhere").rename(root / "records/datasets")
    outcome = registry.publisher.sync(root)
    assert (outcome.published, outcome.withheld, registry.faults.all()) == ((), (), [])


def test_changes_are_judged_against_what_stays_published(registry: Registry) -> None:
    """An agent whose file is gone, and that is withheld, still serves the datasets that name it."""
    agents(registry, 0)
    root = registry.settings.root
    shutil.rmtree(root / "records/agents")
    dataset = root / "records/datasets/skerry-float.ttl"
    dataset.write_text(
        dataset.read_text().replace("dcterms:title", "dcterms:alternative 'Float'@en ;\n    dcterms:title")
    )
    outcome = registry.publisher.sync(root)
    assert (outcome.published, outcome.findings) == (("datasets/skerry-float",), ())


def test_readyz_names_it_and_goes_on(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    shutil.rmtree(root / "records/datasets")
    registry.publisher.sync(root)
    app = create_app(registry)
    try:
        ready = app.test_client().get("/readyz")
        assert ready.status_code == 200
        assert [fault["source"] for fault in ready.get_json()["faults"]] == ["withdrawals"]
        assert ready.get_json()["status"] == "ready, with faults"
        assert app.test_client().get("/datasets/skerry-float").status_code == 200
    finally:
        app.extensions["radcat"].endpoint.close()


def test_over_http_each_withdrawal_is_asked_for_by_name(registry: Registry) -> None:
    from radcat.publishing.gate import Change

    agents(registry, 17)
    names = [f"agents/a{number:03}" for number in range(10)]
    registry.publisher.publish([Change("agent", name, None) for name in names], "tester", "a test")
    assert len(registry.ledger.names("agent")) == 10


def test_a_folder_without_records_is_noted_until_it_is_back(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    (root / "records").rename(root / "elsewhere")
    with pytest.raises(NoCatalogue):
        registry.publisher.sync(root)
    assert [fault.source for fault in registry.faults.all()] == ["folder"]
    assert str(root) not in registry.faults.all()[0].summary, "what visitors see names no path of the machine"
    (root / "elsewhere").rename(root / "records")
    registry.publisher.sync(root)
    assert registry.faults.all() == []


def radcat(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "radcat", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **more})


def test_sync_says_what_would_go_and_exits_1(catalogue_folder: Path, tmp_path: Path) -> None:
    place = ("--root", catalogue_folder, "--data", tmp_path / "data")
    assert radcat("sync", *place).returncode == 0
    for file in sorted((catalogue_folder / "records/datasets").iterdir())[:2]:
        file.unlink()
    refused = radcat("sync", *place)
    assert refused.returncode == 1
    assert "Not withdrawn: 2 of 5 published records of the kind dataset would be withdrawn (datasets/" in refused.stdout
    status = radcat("status", *place, "--format", "json")
    assert status.returncode == 1
    assert [fault["source"] for fault in json.loads(status.stdout)["faults"]] == ["withdrawals"]
    assert "withdrawals: 2 of 5" in radcat("status", *place).stdout
    allowed = radcat("sync", *place, "--allow-withdrawals", "2")
    assert "0 published, 2 withdrawn" in allowed.stdout
    assert radcat("sync", *place, "--allow-withdrawals", "-1").returncode == 2
    by_setting = radcat("sync", *place, RADCAT_WITHDRAWAL_FRACTION="2")
    assert "RADCAT_WITHDRAWAL_FRACTION" in by_setting.stderr


def lose_datasets(root: Path) -> None:
    shutil.rmtree(root / "records/datasets")


def lose_records(root: Path) -> None:
    shutil.rmtree(root / "records")


@pytest.mark.parametrize("lose", [lose_datasets, lose_records])
def test_serve_starts_and_serves_what_was_published(
    lose: Callable[[Path], None], catalogue_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    registry = Registry.open(settings.read(catalogue_folder, data=data, base_iri=BASE))
    registry.publisher.sync(catalogue_folder)
    registry.ledger.close()
    lose(catalogue_folder)
    with serving(catalogue_folder, data, RADCAT_BASE_IRI=BASE) as address:
        with urllib.request.urlopen(f"{address}datasets/skerry-float") as page:  # noqa: S310  # our own address
            assert page.status == 200
        with urllib.request.urlopen(f"{address}readyz") as ready:  # noqa: S310
            assert len(json.load(ready)["faults"]) == 1
    assert "WARNING: " in capfd.readouterr().err
    ledger = Ledger.in_folder(data)
    assert ledger.count("dataset") == 5
    ledger.close()


def test_this_repositorys_own_catalogue_half_checked_out_keeps_all(tmp_path: Path) -> None:
    """Of 328 agents, 33 files gone is a tenth and a bit."""
    root = tmp_path / "copy"
    for part in ("ontology", "records/agents", "shapes"):
        shutil.copytree(REPOSITORY / part, root / part)
    shutil.copy(REPOSITORY / "records/catalog.ttl", root / "records/catalog.ttl")
    registry = Registry.open(settings.read(root, data=tmp_path / "data", base_iri=BASE))
    registry.publisher.sync(root)
    found = sorted((root / "records/agents").iterdir())
    published = registry.ledger.count("agent")
    for file in found[: published // 10]:
        file.unlink()
    assert len(registry.publisher.sync(root).withdrawn) == published // 10
    registry.ledger.close()
