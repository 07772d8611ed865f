"""A data folder that an older version wrote opens as it is, with records in it that would be refused today."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.conftest import BASE, EXAMPLE

from radcat import settings
from radcat.bootstrap import Registry
from radcat.folder import records
from radcat.model import KIND
from radcat.publishing.gate import Change
from radcat.web.app import create_app

WRITTEN = Path(__file__).parent / "data" / "ledger-of-188f96f.sql"
LONG = "agents/" + "x" * 250  # its file could never be written, and stopped every later publication
ODD = ["agents/index.html", "agents/x.ttl", f"agents/{'y' * 230}", "datasets/person", "catalog"]
QUERIES = ["queries/none", "queries/two", "queries/prose"]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The registry, opened as the older version left it: ledger and folder, and no store."""
    root, data = tmp_path_factory.mktemp("older") / "catalogue", tmp_path_factory.mktemp("older-data")
    for folder in ("ontology", "shapes"):
        shutil.copytree(EXAMPLE / folder, root / folder)
    with closing(sqlite3.connect(data / "ledger.db")) as database:
        database.executescript(WRITTEN.read_text(encoding="utf-8"))
        found = database.execute("SELECT kind, name, text FROM version ORDER BY sequence").fetchall()
    for kind, name, text in found:
        place = root / KIND[kind].folder / f"{KIND[kind].single or name.rpartition('/')[2]}.ttl"
        place.parent.mkdir(parents=True, exist_ok=True)
        if name != LONG:
            place.write_bytes(text)
    opened = Registry.open(settings.read(root, data=data, base_iri=BASE))
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def client(older: Registry) -> Iterator[FlaskClient]:
    """A client of its application."""
    older.publisher.sync(older.settings.root)
    app = create_app(older)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


def test_it_opens_and_a_sync_changes_nothing_but_names_what_waits(older: Registry) -> None:
    outcome = older.publisher.sync(older.settings.root)
    assert (outcome.generation, outcome.published, outcome.withdrawn) == (28, (), ())
    assert [fault.name for fault in older.faults.all()] == [LONG]
    assert len(older.tokens.all()) == 1


def status_of(client: FlaskClient, address: str, accept: str) -> int:
    with closing(client.get(f"/{address}", headers={"Accept": accept})) as response:
        return response.status_code


def test_all_of_its_pages_and_lists_answer(client: FlaskClient, older: Registry) -> None:
    addresses = [name for kind in KIND for name in older.ledger.names(kind)]
    assert {*ODD, *QUERIES} <= set(addresses)
    addresses += ["", "datasets/", "agents/", "queries/", "quality", "oai?verb=ListRecords&metadataPrefix=oai_dc"]
    addresses += ["feed.atom", "sitemap.xml", "ldes", "dump.nq.gz", "dump.ttl.gz", "catalog.ttl", "catalog.jsonld"]
    addresses += ["llms.txt", "void", "readyz", "oai?verb=Identify", "catalog?page=1"]
    failed = {
        address: status
        for address in addresses
        for accept in ("text/html,*/*;q=0.1", "text/turtle,*/*;q=0.1", "application/ld+json,*/*;q=0.1")
        if (status := status_of(client, address, accept)) >= 500
    }
    assert failed == {}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_without_one_query_is_shown_without_an_answer(client: FlaskClient, name: str) -> None:
    assert client.get(f"/{name}", headers={"Accept": "text/html"}).status_code == 200
    assert client.get(f"/{name}.rq").status_code < 500


def test_it_can_be_exported(client: FlaskClient, older: Registry, tmp_path: Path) -> None:
    """With a site comes the list of what can't be in it, and status 1."""
    place = ["--root", str(older.settings.root), "--data", str(older.settings.data_folder), "--base-iri", BASE]
    for arguments, status in ((["--out", str(tmp_path / "all.nq")], 0), (["--site", str(tmp_path / "site")], 1)):
        command = [sys.executable, "-m", "radcat", "export", *place, *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert (done.returncode, "Traceback" in done.stderr) == (status, False), done.stderr
    for name in (*ODD[:3], LONG, "queries/none.rq"):
        assert f"{name}\n" in done.stderr
    assert (tmp_path / "site/agents/index.html").is_file(), "the list, and not the record that is called so"
    assert (tmp_path / "site/agents/asa-mueller/index.html").is_file()


def test_it_goes_on(client: FlaskClient, older: Registry) -> None:
    text = older.catalogue.version("agents/asa-mueller").record.text.replace("Müller".encode(), b"Mueller")
    older.publisher.publish([Change("agent", "agents/asa-mueller", text)], "tester", "a test")
    assert client.get("/agents/asa-mueller").status_code == 200
    assert [given.name for given in older.publisher.give_up("repair")] == [LONG]
    assert older.publisher.sync(older.settings.root).withdrawn == ()
    older.publisher.publish([Change("dataset", "datasets/person", None)], "tester", "its type is wrong")
    assert records.kinds_of("agents/index.html"), "what was published may be withdrawn, whatever it is called"
