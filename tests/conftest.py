"""Fixtures, few and named by what they are."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from click.testing import CliRunner, Result
from filelock import FileLock
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import RDF, XSD, BNode, Graph, Literal
from rdflib.term import Node
from tests import suites
from tests.ports import free_port

from radcat import settings
from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.stores.base import Endpoint
from radcat.web.app import create_app

pytest.register_assert_rewrite("tests.stores.contract")
# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("radcat", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("radcat")

REPOSITORY = Path(__file__).parent.parent
EXAMPLE = Path(__file__).parent / "example"
BASE = "http://127.0.0.1:8000/"


def pytest_configure(config: pytest.Config) -> None:
    """Add up the seconds of suites, in the process that hears of all tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(suites.Seconds(), "seconds of suites")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of suites that take long."""
    for item in items:
        if suites.is_long(item.path):
            item.add_marker(pytest.mark.long)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a developer's own RADCAT_… variables out of the tests."""
    for name in [name for name in os.environ if name.startswith("RADCAT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def catalogue_folder(tmp_path: Path) -> Path:
    """A copy of the example catalogue that a test may change."""
    folder = tmp_path / "catalogue"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".radcat"))
    return folder


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Where `registry` keeps its data: a folder with nothing in it yet; a module may begin with `published_data`."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def example_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the example catalogue, published once as somebody types it; to be copied only."""
    data = tmp_path_factory.mktemp("example-data")
    result = CliRunner().invoke(cli, ["sync", "--root", str(EXAMPLE), "--data", str(data), "--base-iri", BASE])
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture
def published_data(example_data: Path, tmp_path: Path) -> Path:
    """A copy of it: what a first sync leaves behind, at a tenth of the time."""
    return shutil.copytree(example_data, tmp_path / "data")


@pytest.fixture
def registry(catalogue_folder: Path, data_folder: Path) -> Iterator[Registry]:
    """An open registry over its own copy of the example catalogue, with nothing published but what its data say."""
    opened = Registry.open(settings.read(catalogue_folder, data=data_folder, base_iri=BASE))
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The example catalogue, published once for all tests that only read."""
    data = tmp_path_factory.mktemp("published")
    opened = Registry.open(settings.read(EXAMPLE, data=data, base_iri=BASE))
    opened.publisher.sync(EXAMPLE)
    opened.measuring.run()
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="session")
def client(published: Registry) -> Iterator[FlaskClient]:
    """A client of the application over the published example, without a server between."""
    app = create_app(published)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


@contextmanager
def serving(root: Path, data: Path, **environment: str) -> Iterator[str]:
    """Run `radcat serve` on *root* as a user would, and yield its address once it is ready."""
    with serving_process(root, data, **environment) as (address, _):
        yield address


@contextmanager
def serving_process(root: Path, data: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same, with the process."""
    with _running("--root", str(root), "--data", str(data), **environment) as started:
        yield started


@contextmanager
def serving_scratch(**environment: str) -> Iterator[str]:
    """Run `radcat serve --scratch`, and yield its address once it is ready."""
    with _running("--scratch", **environment) as (address, _):
        yield address


@contextmanager
def _running(*arguments: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "radcat", "serve", *arguments]
    environment = {"RADCAT_RATE_LIMIT": "off", **environment}  # tests ask more often than people
    process = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], env={**os.environ, **environment})
    try:
        _wait_until_ready(address, process)
        yield address, process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 240  # a start takes two seconds; a busy machine may need many times that
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"radcat serve ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}readyz", timeout=30):  # noqa: S310  # our own address
                return
        except OSError:  # nobody listens yet, or nobody answers, or it says that it is not ready
            time.sleep(0.1)
    raise RuntimeError("radcat serve was not ready within four minutes")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server over this repository's catalogue."""
    with serving(REPOSITORY, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def catalogue_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of this repository's catalogue, published and measured once in a run; closed, and to be copied only."""
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "catalogue-data"
    with FileLock(f"{place}.lock"):
        if not place.is_dir():
            making = tmp_path_factory.mktemp("catalogue-making")
            opened = Registry.open(settings.read(REPOSITORY, data=making, base_iri=BASE))
            opened.publisher.sync(REPOSITORY)
            opened.measuring.run()
            opened.ledger.close()
            making.rename(place)
    return place


@pytest.fixture(scope="session")
def catalogue_registry(catalogue_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The registry of this repository's own records, for all tests that only read."""
    data = shutil.copytree(catalogue_data, tmp_path_factory.mktemp("catalogue") / "data")
    opened = Registry.open(settings.read(REPOSITORY, data=data, base_iri=BASE))
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def visitor(catalogue_registry: Registry) -> Iterator[FlaskClient]:
    """A client of the site over this repository's catalogue."""
    app = create_app(catalogue_registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


@pytest.fixture(scope="session")
def catalogue_endpoint(catalogue_registry: Registry) -> Iterator[Endpoint]:
    """Query workers over it."""
    workers = catalogue_registry.endpoint()
    yield workers
    workers.close()


@pytest.fixture
def on_catalogue(catalogue_registry: Registry) -> Callable[..., Result]:
    """Run a command, as it is typed, over this repository's published records."""
    here = catalogue_registry.settings
    place = ("--root", str(here.root), "--data", str(here.data_folder), "--base-iri", catalogue_registry.base)

    def run(command: str, *arguments: str) -> Result:
        return CliRunner().invoke(cli, [command, *place, *arguments])

    return run


@pytest.fixture(scope="session")
def normal_form() -> Callable[[Graph], str]:
    """The canonical N-Quads of a graph (URDNA2015): the same for two graphs that differ in blank nodes' names only."""

    def term(node: Node) -> dict[str, str]:
        if isinstance(node, Literal):
            language = {"language": node.language} if node.language else {}
            datatype = RDF.langString if node.language else node.datatype or XSD.string
            return {"type": "literal", "value": str(node), "datatype": str(datatype), **language}
        if isinstance(node, BNode):
            return {"type": "blank node", "value": f"_:{node}"}
        return {"type": "IRI", "value": str(node)}

    def normalize(graph: Graph) -> str:
        # As terms, since the reader of N-Quads that PyLD has takes an escaped backslash before t for a tab.
        triples = [dict(zip(("subject", "predicate", "object"), map(term, triple), strict=True)) for triple in graph]
        return str(jsonld.URDNA2015().main({"@default": triples}, {"format": "application/n-quads"}))

    return normalize
