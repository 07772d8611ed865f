"""Taking the whole catalogue: how many records a second each way of harvesting gives, and whether pages stay cheap.

`python benchmarks/harvest.py [DATASETS]` asks the application in this process, without a server or a cache between;
times are those of one core.
What a page costs is the median of the pages at the beginning of a harvest and of those at its end.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import generated
from flask.testing import FlaskClient
from measure import ms, ratio, table

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app

BASE = "http://127.0.0.1:8000/"
DATASETS = 10_000
EDGE = 10  # pages at either end
Next = Callable[[bytes], str | None]


def cpu_seconds(work: Callable[[], object]) -> float:
    """Take the processor's time of one call, so that what else runs on the machine does not count."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def token(verb: str) -> Next:
    """Find where OAI-PMH goes on."""

    def following(body: bytes) -> str | None:
        found = re.search(rb"<resumptionToken[^>]*>([^<]+)<", body)
        return f"oai?verb={verb}&resumptionToken={found[1].decode()}" if found else None

    return following


def matching(pattern: bytes) -> Next:
    """Find the address of the next page by a pattern of one group."""

    def following(body: bytes) -> str | None:
        found = re.search(pattern, body)
        return found[1].decode().removeprefix(BASE).replace("&amp;", "&") if found else None

    return following


HYDRA = rb"hydra/core#next> <([^>]*)>"
WAYS: tuple[tuple[str, str, Next], ...] = (
    ("catalogue, Turtle", "catalog.ttl", matching(HYDRA)),
    ("catalogue, N-Triples", "catalog.nt", matching(HYDRA)),
    ("catalogue, RDF/XML", "catalog.rdf", matching(rb'<hydra:next rdf:resource="([^"]*)"')),
    ("catalogue, DCAT-AP, Turtle", "catalog.dcat-ap.ttl", matching(rb"hydra:next <([^>]*)>")),
    ("catalogue, DCAT-AP, RDF/XML", "catalog.dcat-ap.rdf", matching(rb'<hydra:next rdf:resource="([^"]*)"')),
    ("catalogue, DCAT-AP, N-Triples", "catalog.dcat-ap.nt", matching(HYDRA)),
    ("catalogue, JSON-LD", "catalog.jsonld", matching(rb'hydra/core#next": \{\s*"id": "([^"]*)"')),
    ("OAI-PMH, headers", "oai?verb=ListIdentifiers&metadataPrefix=oai_dc", token("ListIdentifiers")),
    ("OAI-PMH, oai_dc", "oai?verb=ListRecords&metadataPrefix=oai_dc", token("ListRecords")),
    ("OAI-PMH, datacite", "oai?verb=ListRecords&metadataPrefix=datacite", token("ListRecords")),
    ("OAI-PMH, dcat_ap", "oai?verb=ListRecords&metadataPrefix=dcat_ap", token("ListRecords")),
    ("OAI-PMH, schema", "oai?verb=ListRecords&metadataPrefix=schema", token("ListRecords")),
    ("feed", "feed.atom", matching(rb'rel="next" href="([^"]*)"')),
    ("event stream, N-Quads", "ldes/0", matching(rb"tree#node> <([^>]*)>")),
)


def walk(client: FlaskClient, address: str, following: Next) -> Iterator[float]:
    """Follow a harvest to its end; yields the seconds of each page."""
    step: str | None = address
    while step:
        body = b""

        def fetch(at: str = step) -> None:
            nonlocal body
            answer = client.get(f"/{at}", headers={"Accept": "application/n-quads, */*;q=0.1"}, buffered=True)
            if answer.status_code != 200:
                raise RuntimeError(f"{at}: {answer.status}")
            body = answer.data

        yield cpu_seconds(fetch)
        step = following(body)


def main() -> None:
    """Publish a generated catalogue and harvest it by every way."""
    datasets = int(sys.argv[1]) if len(sys.argv) > 1 else DATASETS
    with tempfile.TemporaryDirectory() as folder:
        root, data = Path(folder) / "catalogue", Path(folder) / "data"
        generated.publish(root, data, BASE, datasets)
        registry = Registry.open(settings.read(root, data=data, base_iri=BASE))
        app = create_app(registry)
        client = app.test_client()
        total = registry.ledger.count("dataset")
        rows = []
        for name, address, following in WAYS:
            # A harvester comes to records that nobody has just read: a process keeps the last it parsed.
            registry.catalogue._graphs.clear()
            pages = list(walk(client, address, following))
            # The first page reads what all need, such as shapes; its neighbours show what a page costs.
            first, last = median(pages[1 : 1 + EDGE] or pages), median(pages[-1 - EDGE : -1] or pages)
            rate = f"{total / sum(pages):,.0f}"
            rows.append((name, len(pages), rate, ms(first), ms(last), ratio(last, first)))
            print(*rows[-1], file=sys.stderr, flush=True)
        for suffix in ("nq", "ttl"):
            made = cpu_seconds(lambda suffix=suffix: client.get(f"/dump.{suffix}.gz", buffered=True))
            again = cpu_seconds(lambda suffix=suffix: client.get(f"/dump.{suffix}.gz", buffered=True))
            rows.append((f"dump.{suffix}.gz", 1, f"{total / made:,.0f}", ms(made), f"{ms(again)} (made)", ""))
        took = cpu_seconds(lambda: client.get("/sitemap.xml"))
        rows.append(("sitemap.xml", 1, f"{total / took:,.0f}", ms(took), "", ""))
        app.extensions["radcat"].endpoint.close()
    columns = ("way", "pages", "records a second", "a page near the first", "near the last", "last / first")
    table(f"Harvesting {total:,} datasets", columns, rows)


if __name__ == "__main__":
    main()
