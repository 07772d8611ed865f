"""A store elsewhere that is away costs queries, and nothing else: what is published is published, and it catches up."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from tests.conftest import serving
from tests.ports import free_port
from tests.stores import servers

from radcat import settings
from radcat.bootstrap import Registry
from radcat.errors import SettingError, StoreUnavailable
from radcat.stores.base import Query
from radcat.stores.connection import Address
from radcat.stores.remote_index import state

BASE = "https://data.example.org/"
ASK = Query("ASK { ?s a <http://www.w3.org/ns/dcat#Dataset> }", "application/sparql-results+json")
PASSWORD = "kept-to-ourselves"  # noqa: S105


def environment(port: int, **more: str) -> dict[str, str]:
    return {"RADCAT_STORE": f"http://127.0.0.1:{port}/query", "RADCAT_BASE_IRI": BASE, **more}


def radcat(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "radcat", *words], env=more, capture_output=True, text=True, check=False
    )


def oxigraph(port: int, folder: Path) -> object:
    command = (servers.OXIGRAPH, "serve", "--union-default-graph", "--bind", f"127.0.0.1:{port}")
    return servers.running(*command, port=port, folder=folder)


def test_sync_publishes_with_the_store_away_says_so_and_the_next_one_catches_up(
    catalogue_folder: Path, tmp_path: Path
) -> None:
    port = free_port()
    where = ("--root", str(catalogue_folder), "--data", str(tmp_path / "data"))
    away = radcat("sync", *where, **environment(port))
    assert away.returncode == 1, away.stderr
    assert "not published" in away.stdout
    assert "The SPARQL store is out of date" in away.stdout
    described = json.loads(radcat("status", *where, "--format", "json", **environment(port)).stdout)
    assert described["generation"] > 0
    assert "Connection refused" in described["store"]["fault"]
    with oxigraph(port, tmp_path):  # type: ignore[attr-defined]
        back = radcat("sync", *where, **environment(port))
        assert "The SPARQL store is out of date" not in back.stdout
        described = json.loads(radcat("status", *where, "--format", "json", **environment(port)).stdout)
        assert described["store"]["generation"] == described["generation"]
        asked = radcat(
            "query", *where, "SELECT (COUNT(?d) AS ?n) { ?d a dcat:Dataset }", "--format", "csv", **environment(port)
        )
        assert int(asked.stdout.split()[1]) == described["records"]["dataset"]


def test_pages_are_served_and_queries_are_not_until_the_store_is_back(catalogue_folder: Path, tmp_path: Path) -> None:
    port = free_port()
    with serving(catalogue_folder, tmp_path / "data", **environment(port)) as address:
        slug = next((catalogue_folder / "records" / "datasets").glob("*.ttl")).stem
        ready = requests.get(f"{address}readyz", timeout=10)
        assert ready.status_code == 200
        assert ready.json()["status"] == "ready, but for queries"
        assert "can't be asked" in ready.json()["store_fault"]
        for path in ("", "datasets/", f"datasets/{slug}", f"datasets/{slug}.ttl"):
            assert requests.get(address + path, timeout=10).status_code == 200, path
        asked = requests.get(f"{address}sparql", {"query": ASK.text}, timeout=30)
        assert asked.status_code == 503
        assert "Retry-After" in asked.headers
        assert "can't be asked" in asked.json()["detail"]
        with oxigraph(port, tmp_path):  # type: ignore[attr-defined]
            for _ in range(300):
                ready = requests.get(f"{address}readyz", timeout=10)
                if ready.json()["store_generation"] == ready.json()["generation"]:
                    break
                time.sleep(0.1)
            asked = requests.get(f"{address}sparql", {"query": ASK.text}, timeout=30)
            assert asked.json()["boolean"] is True


def test_a_store_that_was_away_is_left_alone_for_a_while(registry_elsewhere: Registry) -> None:
    endpoint = registry_elsewhere.endpoint()
    with pytest.raises(StoreUnavailable, match="Connection refused"):
        endpoint.query(ASK)
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            endpoint.query(ASK)
    with pytest.raises(StoreUnavailable, match="is not asked again before long"):
        endpoint.query(ASK)


@pytest.fixture
def registry_elsewhere(catalogue_folder: Path, tmp_path: Path) -> Registry:
    """A registry whose store is away."""
    store = f"http://127.0.0.1:{free_port()}/query"
    return Registry.open(settings.read(catalogue_folder, data=tmp_path / "data", base_iri=BASE, store=store))


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"RADCAT_STORE": "fuseki"}, "RADCAT_STORE: .*the http or https address"),
        ({"RADCAT_STORE": f"https://us:{PASSWORD}@example.org/sparql"}, "RADCAT_STORE_USER and RADCAT_STORE_PASSWORD"),
        ({"RADCAT_STORE_AUTH": "digest"}, "needs RADCAT_STORE_USER and RADCAT_STORE_PASSWORD"),
        ({"RADCAT_STORE_AUTH": "bearer", "RADCAT_STORE_PASSWORD": PASSWORD}, "needs RADCAT_STORE_TOKEN"),
        ({"RADCAT_STORE": "https://example.org/sparql"}, "RADCAT_STORE needs RADCAT_BASE_IRI"),
        ({"RADCAT_READ_ONLY": "true", "RADCAT_WRITES": "true"}, "contradict each other"),
    ],
)
def test_a_setting_that_can_not_be_says_what_to_write_and_no_secret(
    variables: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=says) as raised:
        settings.read(tmp_path)
    assert PASSWORD not in f"{raised.value}{raised.value.__cause__}"


def test_a_secret_shows_nowhere(registry_elsewhere: Registry, tmp_path: Path) -> None:
    given = settings.read(
        tmp_path,
        store="http://127.0.0.1:1/sparql",
        base_iri=BASE,
        store_auth="basic",
        store_user="us",
        store_password=PASSWORD,
    )
    address = Registry.open(given).server
    assert address is not None
    with pytest.raises(StoreUnavailable) as raised:
        state(address)
    assert (
        PASSWORD not in f"{given!r}{given.model_dump_json()}{address.address!r}{raised.value}{raised.value.__cause__!r}"
    )
    assert Address("http://x/", secret=PASSWORD).secret == PASSWORD
