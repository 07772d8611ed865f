"""Past one machine: the deployment of examples/replicas, refreshed under traffic while parts of it are killed."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest
import requests
from tests.conftest import EXAMPLE, REPOSITORY
from tests.material import absent

NAME = "gullhaven-hourly"
EDITION = re.compile(r"Edition (\d+)")
EDITIONS = 4
KINDS = ("kept", "new", "page")  # of what visitors ask


@pytest.fixture(scope="module")
def replicas() -> ModuleType:
    """The script as a module."""
    if shutil.which("nginx") is None:
        absent("nginx is not installed: apt-get install nginx-light")
    spec = importlib.util.spec_from_file_location("replicas", REPOSITORY / "examples" / "replicas" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["replicas"] = module  # dataclasses look there for what their annotations mean
    spec.loader.exec_module(module)
    return module


@dataclass
class Traffic:
    """Visitors who never stop asking, and what they were answered."""

    front: str
    iri: str
    failures: list[str] = field(default_factory=list)
    seen: list[tuple[float, str, int]] = field(default_factory=list)  # when it was asked, what, which edition
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        return threads

    def wait_for(self, edition: int) -> None:
        """Wait until that edition was seen in every way in which visitors ask."""
        while {kind for _, kind, seen in list(self.seen) if seen == edition} != set(KINDS) and not self.failures:
            time.sleep(0.05)

    def _visit(self, visitor: int) -> None:
        query = f"SELECT ?title {{ <{self.iri}> <http://purl.org/dc/terms/title> ?title }}"
        csv = {"Accept": "text/csv"}
        for number in count():
            if self.stopped.is_set():
                return
            # A query that everybody asks, which is kept in caches; one that nobody asked before; a page.
            self._ask("kept", "GET", "sparql", params={"query": query}, headers=csv)
            self._ask("new", "POST", "sparql", data={"query": f"{query} # {visitor} {number}"}, headers=csv)
            self._ask("page", "GET", f"datasets/{NAME}")
            time.sleep(0.05)

    def _ask(self, kind: str, method: str, path: str, **more: object) -> None:
        at = time.monotonic()
        try:
            answer = requests.request(method, self.front + path, timeout=120, **more)  # type: ignore[arg-type]
        except requests.RequestException as error:
            self.failures.append(f"{kind}: {error!r}")
            return
        found = EDITION.search(answer.text)
        if answer.status_code != 200 or not found:
            self.failures.append(f"{kind}: {answer.status_code} {answer.text[:300]}")
        else:
            self.seen.append((at, kind, int(found[1])))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example catalogue."""
    return Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("example") / "catalogue"))


@pytest.fixture(scope="module")
def deployment(replicas: ModuleType, catalogue: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """All of it, running."""
    port = replicas.free_port()
    deployed = replicas.Deployment(
        catalogue,
        tmp_path_factory.mktemp("deployed"),
        f"http://127.0.0.1:{port}/",
        f"127.0.0.1:{port}",
        {"RADCAT_RATE_LIMIT": "off"},  # three visitors are thousands here
    )
    publish_edition(catalogue, 0)
    try:
        deployed.start()
        yield deployed
    finally:
        deployed.stop()


def publish_edition(folder: Path, number: int) -> None:
    """Write another title into the record's file."""
    path = folder / "records" / "datasets" / f"{NAME}.ttl"
    text = re.sub(r"( Edition \d+)?\"@en ;", f' Edition {number}"@en ;', path.read_text(), count=1)
    assert f"Edition {number}" in text
    path.write_text(text)


def test_it_is_refreshed_under_traffic_and_a_node_and_a_replica_are_killed_and_nobody_notices(
    replicas: ModuleType, deployment: object, catalogue: Path
) -> None:
    deployed = deployment
    traffic = Traffic(f"http://{deployed.front}/", f"{deployed.base_iri}datasets/{NAME}")  # type: ignore[attr-defined]
    threads = traffic.start()
    refreshed: dict[int, float] = {}
    try:
        traffic.wait_for(0)
        for edition in range(1, EDITIONS):
            publish_edition(catalogue, edition)
            deployed.publish()  # type: ignore[attr-defined]
            if edition == 1:
                deployed.replicas[0].kill()  # type: ignore[attr-defined]
            if edition == 2:
                deployed.web_nodes[0].kill()  # type: ignore[attr-defined]
            deployed.refresh()  # type: ignore[attr-defined]
            refreshed[edition] = time.monotonic()
            if edition == 3:
                deployed.mend()  # type: ignore[attr-defined]
            traffic.wait_for(edition)
    finally:
        traffic.stopped.set()
        for thread in threads:
            thread.join()
    assert traffic.failures == []
    for at, kind, edition in traffic.seen:
        least = max((number for number, done in refreshed.items() if done < at), default=0)
        assert edition >= least, f"{kind}: edition {edition} to who asked after the refresh to {least}"


def test_replicas_and_web_nodes_can_not_be_written_to(deployment: object) -> None:
    front = f"http://{deployment.front}/"  # type: ignore[attr-defined]
    assert requests.post(f"{front}sparql", {"update": "CLEAR ALL"}, timeout=30).status_code in (400, 403, 405)
    assert requests.put(f"{front}store?default", "", timeout=30).status_code in (403, 404, 405)
    replica = deployment.replicas[0].port  # type: ignore[attr-defined]
    assert requests.post(f"http://127.0.0.1:{replica}/update", {"update": "CLEAR ALL"}, timeout=30).status_code == 403
