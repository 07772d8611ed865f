"""An answer that can't be had whole is an error to every HTTP client, in every format, compressed or not."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest
import requests
from SPARQLWrapper import SPARQLWrapper
from tests.conftest import EXAMPLE, serving

ROWS = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# Of one property, since RDF/XML has no way to write a class whose IRI does not end in a name.
SELECT, CONSTRUCT = f"SELECT * {ROWS}", f"CONSTRUCT {{ ?a <urn:example:near> ?l }} WHERE {ROWS}"
ENDLESS = [(SELECT, name) for name in ("json", "xml", "csv", "tsv")]
ENDLESS += [(CONSTRUCT, name) for name in ("turtle", "ntriples", "rdfxml", "jsonld")]
LIMITS = {"time": {"RADCAT_QUERY_TIMEOUT": "2"}, "size": {"RADCAT_QUERY_OUTPUT_MB": "3"}}


@pytest.fixture(scope="module", params=LIMITS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server whose answers pass a limit after megabytes."""
    with serving(EXAMPLE, tmp_path_factory.mktemp("breaking"), **LIMITS[request.param]) as address:
        yield f"{address}sparql"


def by_curl(address: str, encoding: str, *options: str) -> None:
    unpacking = ["--compressed"] if encoding == "gzip" else []
    command = ["curl", "-sS", "--fail", "-o", os.devnull, *unpacking, *options, address]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def by_old_curl(address: str, encoding: str) -> None:
    by_curl(address, encoding, "--http1.0")


def by_requests(address: str, encoding: str) -> None:
    requests.get(address, headers={"Accept-Encoding": encoding}, timeout=120).raise_for_status()


def by_httpx2(address: str, encoding: str) -> None:
    httpx2.get(address, headers={"Accept-Encoding": encoding}, timeout=120).raise_for_status()


CLIENTS = (by_curl, by_old_curl, by_requests, by_httpx2)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("ask", CLIENTS, ids=lambda ask: ask.__name__)
def test_every_client_raises(server: str, ask: Callable[[str, str], None], encoding: str) -> None:
    with pytest.raises((subprocess.CalledProcessError, requests.HTTPError, httpx2.HTTPStatusError)):
        ask(f"{server}?{urlencode({'query': SELECT, 'format': 'csv'})}", encoding)
    ask(f"{server}?{urlencode({'query': 'ASK {}'})}", encoding)


@pytest.mark.parametrize(("query", "name"), ENDLESS, ids=[name for _, name in ENDLESS])
def test_every_format_is_an_error_and_not_a_part(server: str, query: str, name: str) -> None:
    found = requests.get(server, params={"query": query, "format": name}, timeout=120)
    assert found.status_code == 503
    assert found.headers["Content-Type"] == "application/problem+json"
    assert found.headers["Cache-Control"] == "no-store"
    assert "RADCAT_QUERY_" in found.json()["detail"]


def test_sparqlwrapper_raises(server: str) -> None:
    asking = SPARQLWrapper(server)
    asking.setQuery(SELECT)
    asking.setReturnFormat("csv")
    with pytest.raises(Exception, match="503"):
        asking.query().convert()


HALF = """
from radcat.web import holding
class Lost(holding.Held):
    def __iter__(self):
        for piece in super().__iter__():
            yield piece[: len(piece) // 2]
            raise holding.StoreUnavailable("lost")
holding.Held, holding.LISTED = Lost, 0
"""


@pytest.fixture(scope="module")
def losing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server whose disk loses what it holds, so that every answer breaks off after its first bytes."""
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(
        "import sys\nif 'multiprocessing' in ' '.join(sys.orig_argv):\n" + HALF.replace("\n", "\n    ")
    )
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    with serving(EXAMPLE, tmp_path_factory.mktemp("losing"), PYTHONPATH=path) as address:
        yield f"{address}sparql"


# More than is ever sent at once, and kept by no cache.
QUERY = {"query": "SELECT ?a ?c ?f (NOW() AS ?now) { ?a ?b ?c . ?d ?e ?f } LIMIT 40000", "format": "csv"}


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("ask", CLIENTS, ids=lambda ask: ask.__name__)
def test_every_client_raises_at_what_breaks_off_on_the_wire(
    losing: str, ask: Callable[[str, str], None], encoding: str
) -> None:
    with pytest.raises((subprocess.CalledProcessError, requests.RequestException, httpx2.HTTPError)):
        ask(f"{losing}?{urlencode(QUERY)}", encoding)


def test_fewer_bytes_come_than_were_promised(losing: str) -> None:
    parts = urlsplit(losing)
    with socket.create_connection((parts.hostname, parts.port), 30) as connection:
        connection.sendall(f"GET {parts.path}?{urlencode(QUERY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        came = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = came.partition(b"\r\n\r\n")
    promised = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: ")]
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(body) < int(promised[0].partition(b": ")[2])
