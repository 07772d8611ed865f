"""Taking the whole catalogue: how many records a second each way of harvesting gives, and whether pages stay cheap.

`python benchmarks/harvest.py [DATASETS]` asks the application in this process, without a server or a cache between;
times are the processor's, of one core. The catalogue is copies of this repository's datasets beside all its records.

Each way is gone three times: the first time nothing was written before and no record was read; the second time
nothing is in the process's memory, as after a restart; the third time it is, as far as the process keeps it.
What a page costs is the median of the pages at the beginning of the second harvest and of those at its end.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import copies
import generated
from flask.testing import FlaskClient
from measure import ms, ratio, table

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app

BASE = "http://127.0.0.1:8000/"
DATASETS = 10_000
EDGE = 10  # pages at either end
DATASET = re.compile(re.escape(BASE.encode()) + rb"(datasets/[a-z0-9-]+)(?=[>\"<#\s])")
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


def walk(client: FlaskClient, address: str, following: Next, found: set[bytes]) -> Iterator[float]:
    """Follow a harvest to its end, adding the datasets' IRIs to *found*; yields the seconds of each page."""
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
        found.update(DATASET.findall(body))
        step = following(body)


def forget(registry: Registry) -> None:
    """Leave no record in the process's memory."""
    catalogue = registry.catalogue
    for kept in (catalogue._graphs, catalogue._lookups, catalogue._datasets):
        kept.clear()


def main() -> None:
    """Publish a generated catalogue and harvest it by every way."""
    datasets = int(sys.argv[1]) if len(sys.argv) > 1 else DATASETS
    with tempfile.TemporaryDirectory() as folder:
        root, data = Path(folder) / "catalogue", Path(folder) / "data"
        copies.make(root, datasets)
        generated.take_up(root, data, BASE)
        registry = Registry.open(settings.read(root, data=data, base_iri=BASE))
        app = create_app(registry)
        client = app.test_client()
        total = registry.ledger.count("dataset")
        rows = []
        for name, address, following in WAYS:
            rates = []
            for is_cold in (True, True, False):
                if is_cold:
                    forget(registry)
                found: set[bytes] = set()
                pages = list(walk(client, address, following, found))
                rates.append(f"{total / sum(pages):,.0f}")
                if missing := {name.encode() for name in registry.ledger.names("dataset")} - found:
                    raise RuntimeError(f"{name}: {len(missing)} datasets are on no page")
                if len(rates) == 2:
                    # The first page reads what all need, such as shapes; its neighbours show what a page costs.
                    first, last = median(pages[1 : 1 + EDGE] or pages), median(pages[-1 - EDGE : -1] or pages)
            rows.append((name, len(pages), *rates, ms(first), ms(last), ratio(last, first)))
            print(*rows[-1], file=sys.stderr, flush=True)
        for suffix in ("nq", "ttl"):
            made = cpu_seconds(lambda suffix=suffix: client.get(f"/dump.{suffix}.gz", buffered=True))
            again = cpu_seconds(lambda suffix=suffix: client.get(f"/dump.{suffix}.gz", buffered=True))
            rows.append((f"dump.{suffix}.gz", 1, f"{total / made:,.0f}", "", "", ms(made), f"{ms(again)} (made)", ""))
        took = cpu_seconds(lambda: client.get("/sitemap.xml"))
        rows.append(("sitemap.xml", 1, f"{total / took:,.0f}", "", "", ms(took), "", ""))
        app.extensions["radcat"].endpoint.close()
    columns = (
        "way", "pages", "records a second, first", "after a restart", "again", "a page near the first", "near the last",
        "last / first",
    )  # fmt: skip
    table(f"Harvesting {total:,} datasets", columns, rows)


if __name__ == "__main__":
    main()
