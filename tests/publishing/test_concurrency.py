"""Many writers at once at a running server: each write is there, or its writer knows that it is not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from tests.conftest import EXAMPLE, serving

from radcat.ledger import database
from radcat.ledger.tokens import Role, Tokens
from radcat.ledger.versions import Ledger

THREADS = 8
EACH = 5
LATER = (429, 503)  # ask again later
COUNTER = '<agents/counter> a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> "{0}" .'
NAME = re.compile(r'foaf:name "(\d+)"')
ADD_ONE = """PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
WITH <agents/counter> DELETE { ?s foaf:name ?n } INSERT { ?s foaf:name ?m }
WHERE { ?s foaf:name ?n BIND(STR(xsd:integer(?n) + 1) AS ?m) }"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A server with two web processes that takes writes: its address, a token, and its folder."""
    folder = tmp_path_factory.mktemp("concurrent")
    shutil.copytree(EXAMPLE, folder / "catalogue", ignore=shutil.ignore_patterns(".radcat"))
    tokens = Tokens(database.in_folder(folder / "data"))
    secret = tokens.create("tester", Role.CURATOR)
    tokens.close()
    settings = {"RADCAT_WRITES": "true", "RADCAT_WEB_PROCESSES": "2"}
    with serving(folder / "catalogue", folder / "data", **settings) as address:
        yield address, secret, folder


@pytest.fixture
def counter(served: tuple[str, str, Path]) -> str:
    """The address of a record that counts, at nought."""
    address, secret, _ = served
    graph = f"{address}store?graph=agents/counter"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "text/turtle"}
    assert requests.put(graph, COUNTER.format(0), headers=headers, timeout=30).ok
    return graph


def all_together(work: object) -> list[object]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(THREADS)))  # type: ignore[arg-type]


def count(graph: str) -> int:
    found = NAME.search(requests.get(graph, timeout=30).text)
    assert found
    return int(found[1])


def test_no_increment_is_lost_where_writers_say_what_they_read(served: tuple[str, str, Path], counter: str) -> None:
    _, secret, folder = served

    def increment(_: int) -> int:
        lost_races, done = 0, 0
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {secret}"
            while done < EACH:
                read = session.get(counter, timeout=60)
                found = NAME.search(read.text)
                assert found
                headers = {"If-Match": read.headers["ETag"], "Content-Type": "text/turtle"}
                answer = session.put(counter, COUNTER.format(int(found[1]) + 1), headers=headers, timeout=60)
                assert answer.status_code in (204, 412, *LATER), answer.text
                done += answer.status_code == 204
                lost_races += answer.status_code == 412
        return lost_races

    races = all_together(increment)
    assert count(counter) == THREADS * EACH
    assert sum(races) > 0, "nobody ever lost a race: they did not write at once"  # type: ignore[arg-type]
    ledger = Ledger.in_folder(folder / "data")
    try:
        texts = [version.record.text.decode() for version in ledger.history("agents/counter")]
    finally:
        ledger.close()
    assert [NAME.findall(text) for text in texts[-THREADS * EACH :]] == [[str(n + 1)] for n in range(THREADS * EACH)]


def test_no_update_is_lost_though_updates_say_nothing(served: tuple[str, str, Path], counter: str) -> None:
    address, secret, folder = served

    def increment(_: int) -> None:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/sparql-update"}
        done = 0
        while done < EACH:
            answer = requests.post(f"{address}sparql", ADD_ONE, headers=headers, timeout=60)
            assert answer.status_code in (204, *LATER), answer.text
            done += answer.status_code == 204

    all_together(increment)
    assert count(counter) == THREADS * EACH
    assert NAME.findall((folder / "catalogue/records/agents/counter.ttl").read_text()) == [str(THREADS * EACH)]


def test_statements_that_many_add_at_once_are_all_there(served: tuple[str, str, Path], counter: str) -> None:
    address, secret, _ = served

    def add(number: int) -> None:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "text/turtle"}
        body = f"<agents/counter> <http://xmlns.com/foaf/0.1/nick> 'n{number}' ."
        while (answer := requests.post(counter, body, headers=headers, timeout=60)).status_code in LATER:
            pass
        assert answer.status_code == 204, answer.text

    all_together(add)
    query = "SELECT ?n { GRAPH <agents/counter> { ?s <http://xmlns.com/foaf/0.1/nick> ?n } }"
    found = requests.get(f"{address}sparql", {"query": query, "format": "csv"}, timeout=60).text.split()[1:]
    assert sorted(found) == sorted(f"n{number}" for number in range(THREADS))


def test_readers_beside_writers_never_see_half_a_write_nor_an_older_state_after_a_newer(
    served: tuple[str, str, Path], counter: str
) -> None:
    """The page, the graph and SPARQL, through the cache in front; one web process may be a moment behind the other."""
    address, secret, _ = served
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "text/turtle"}
    query = "SELECT ?n { GRAPH <agents/counter> { ?s <http://xmlns.com/foaf/0.1/name> ?n } }"
    asked = {"query": query, "format": "csv"}
    for number in range(1, 13):
        assert requests.put(counter, COUNTER.format(number), headers=headers, timeout=60).status_code == 204
        for _ in range(3):
            assert count(counter) == number
            assert requests.get(f"{address}sparql", asked, timeout=60).text.split() == ["n", str(number)]
            assert f'"{number}"' in requests.get(f"{address}agents/counter.ttl", timeout=60).text
