"""Killed at any moment, the next sync makes everything whole: `kill -9` of real processes."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import EXAMPLE

from radcat import settings
from radcat.bootstrap import Registry
from radcat.folder import records
from radcat.ledger.versions import Status
from radcat.stores.base import Query

BASE = "http://127.0.0.1:8000/"
KILLS = 25
SEED = 20200411

# Runs `radcat sync` with one function replaced by one that ends the process, before it begins or once it is done.
DIES = """
import importlib, os, signal, sys
from radcat.__main__ import main
module, _, name = sys.argv[1].rpartition(":")
owner = importlib.import_module(module)
*path, name = name.split(".")
for part in path:
    owner = getattr(owner, part)
real = getattr(owner, name)
def dying(*args, **kwargs):
    if sys.argv[2] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, dying)
sys.argv = ["radcat", *sys.argv[3:]]
main()
"""
MOMENTS = [
    ("before", "radcat.ledger.versions:Ledger.append"),
    ("after", "radcat.ledger.versions:Ledger.append"),
    ("before", "radcat.publishing.indexing:catch_up"),
    ("before", "radcat.stores.embedded:OxigraphIndex.apply"),
    ("after", "radcat.stores.embedded:OxigraphIndex.apply"),
    ("before", "radcat.stores.embedded:Pointer.write"),
    ("after", "radcat.stores.embedded:Pointer.write"),
    ("before", "radcat.stores.embedded:shutil.rmtree"),
]


def sync(folder: Path, data: Path, base: str = BASE) -> list[str]:
    """The arguments of `radcat sync`."""
    return ["sync", "--root", str(folder), "--data", str(data), "--base-iri", base, "--allow-withdrawals", "99"]


def publish(folder: Path, data: Path) -> None:
    """Sync in this process, which is quicker, where nothing is to be killed."""
    registry = Registry.open(settings.read(folder, data=data, base_iri=BASE))
    try:
        registry.publisher.sync(folder)
        registry.measuring.run()
    finally:
        registry.ledger.close()


def change(folder: Path, number: int) -> None:
    """Change, add, remove and break files, other ones each time."""
    titled = folder / "records/datasets/skerry-float.ttl"
    text = titled.read_text()
    line = next(line for line in text.splitlines() if "dcterms:title" in line)
    titled.write_text(text.replace(line, f'    dcterms:title "Skerry {number}"@en ;', 1))
    person = '<agents/{0}> a foaf:Agent , foaf:Person ; foaf:name "Person {0}" .\n'
    (folder / f"records/agents/person-{number}.ttl").write_text(
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n" + person.format(f"person-{number}")
    )
    (folder / f"records/agents/person-{number - 2}.ttl").unlink(missing_ok=True)
    broken = folder / "records/agents/broken.ttl"
    if number % 2:
        broken.write_text(f"broken {number}")
    else:
        broken.unlink(missing_ok=True)


def killed_at(when: str, moment: str, arguments: list[str]) -> None:
    """Run `radcat` until it is killed there."""
    command = [sys.executable, "-c", DIES, moment, when, *arguments]
    died = subprocess.run(command, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()


def assert_whole(folder: Path, data: Path) -> None:
    """Heads of the ledger are the files that can be published; the store holds what the ledger holds, and no more."""
    registry = Registry.open(settings.read(folder, data=data, base_iri=BASE))
    try:
        publishable = {
            file.record.name: file.record.sha256 for file in records.read_folder(folder) if file.record.slug != "broken"
        }
        heads = registry.ledger.heads()
        assert {n: h.sha256 for n, h in heads.items() if h.status is Status.PUBLISHED} == publishable
        for name, head in heads.items():
            newest = registry.ledger.history(name)[-1]
            assert (newest.sequence, newest.status, newest.record.sha256) == (head.sequence, head.status, head.sha256)
        assert stored(registry, data / "store") == stored_anew(folder, data.with_name("anew"))
    finally:
        registry.ledger.close()


def stored(registry: Registry, store: Path) -> set[bytes]:
    """What the endpoint answers with, once its position is known to be the ledger's."""
    endpoint = registry.endpoint()
    try:
        position = endpoint.position
        assert position is not None
        assert (position.generation, position.base) == (registry.ledger.generation, BASE)
        query = Query("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }", "text/csv")
        return set(b"".join(endpoint.query(query)).splitlines())
    finally:
        endpoint.close()


def stored_anew(folder: Path, data: Path) -> set[bytes]:
    """What a registry would answer with that was never killed, and read these files as its first."""
    registry = Registry.open(settings.read(folder, data=data, base_iri=BASE))
    try:
        registry.publisher.sync(folder, allow_withdrawals=99)
        registry.measuring.run()
        return stored(registry, data / "store")
    finally:
        registry.ledger.close()


def test_a_sync_killed_at_a_random_moment_is_made_whole_by_the_next(catalogue_folder: Path, tmp_path: Path) -> None:
    chance, data = random.Random(SEED), tmp_path / "data"  # noqa: S311  # moments, not secrets
    command = [sys.executable, "-m", "radcat", *sync(catalogue_folder, data)]
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole_run = time.monotonic() - begun  # how long one takes, as far as is known
    killed = 0
    for number in range(1, KILLS + 1):
        change(catalogue_folder, number)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun = time.monotonic()
        try:
            # Half of a run is the start of Python; the moments that matter come after.
            process.wait(timeout=chance.uniform(0.4, 1.05) * whole_run)
            whole_run = time.monotonic() - begun
        except subprocess.TimeoutExpired:
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        if number % 5 == 0:
            finished = subprocess.run(command, capture_output=True, text=True, check=False)
            assert finished.returncode == number % 2, finished.stderr
            assert_whole(catalogue_folder, data)
    assert killed, "no run was killed before its end: the moments have to come earlier"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue and its data after some publications, and a change that is not published; to be copied only."""
    place = tmp_path_factory.mktemp("grown")
    folder, data = place / "catalogue", place / "data"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".radcat"))
    for number in range(4):  # more often than snapshots are kept, so that one is removed
        publish(folder, data)
        change(folder, number)
    return place


@pytest.mark.parametrize(("when", "moment"), MOMENTS)
def test_a_sync_killed_between_two_steps_is_made_whole_by_the_next(
    grown: Path, tmp_path: Path, when: str, moment: str
) -> None:
    folder, data = (shutil.copytree(grown / name, tmp_path / name) for name in ("catalogue", "data"))
    killed_at(when, moment, sync(folder, data))
    publish(folder, data)
    assert_whole(folder, data)


@pytest.mark.parametrize(("when", "moment"), [m for m in MOMENTS if "embedded" in m[1] and "rmtree" not in m[1]])
def test_a_move_to_another_base_iri_that_was_killed_may_be_called_off(
    catalogue_folder: Path, published_data: Path, when: str, moment: str
) -> None:
    """The store was emptied for the new base; going on under the old one must not take it for whole."""
    data = published_data
    killed_at(when, moment, sync(catalogue_folder, data, "https://data.example.org/"))
    change(catalogue_folder, 2)
    publish(catalogue_folder, data)
    assert_whole(catalogue_folder, data)
