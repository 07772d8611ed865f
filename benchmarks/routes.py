"""Every route at 1,000, 10,000 and 100,000 datasets: what an answer costs a web process, and how often it asks SQL.

`python benchmarks/routes.py [DATASETS ...] [--keep FOLDER] [--before CHECKOUT]` asks the application in this process,
without a server or a cache between. The data folders are filled without SHACL and without files (`filled.py`), and kept
in FOLDER if one is named. Times are the processor's, of one core and of this process: query workers are others. The
first time is that of a process that was warmed up as `radcat serve` does, and has not answered this route before.

With `--before`, another checkout of radcat is measured by the same requests, in turn with this one.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import filled
import sqlalchemy as sa
from measure import REPOSITORY, table

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app
from radcat.web.warming import warm

BASE = "http://127.0.0.1:8000/"
SIZES = (1_000, 10_000, 100_000)
REPEATS = 5
DATASET = "datasets/covid-ctset"
HTML, TURTLE, JSON = "text/html", "text/turtle", "application/json"
ROUTES: tuple[tuple[str, str], ...] = (
    ("/", HTML),
    ("/", TURTLE),
    ("/about", HTML),
    ("/datasets/", HTML),
    ("/datasets/?page=2", HTML),
    ("/datasets/?lang=de", HTML),
    ("/agents/", HTML),
    ("/evidence/", HTML),
    ("/ns/", HTML),
    ("/queries/", HTML),
    (f"/{DATASET}", HTML),
    (f"/{DATASET}", TURTLE),
    (f"/{DATASET}.jsonld", "*/*"),
    (f"/{DATASET}.datacite.xml", "*/*"),
    (f"/{DATASET}.dcat-ap.ttl", "*/*"),
    ("/evidence/covid-ctset", HTML),
    ("/ns/modality/ct", HTML),
    ("/sources/survey", HTML),
    ("/queries/survey", HTML),
    ("/catalog", HTML),
    ("/catalog.ttl", "*/*"),
    ("/catalog.ttl?page=2", "*/*"),
    ("/catalog.dcat-ap.ttl", "*/*"),
    ("/catalog.jsonld", "*/*"),
    ("/quality", HTML),
    ("/quality/covid-ctset", HTML),
    ("/quality/covid-ctset.svg", "*/*"),
    ("/quality/covid-ctset/losses", HTML),
    ("/survey", HTML),
    ("/survey.csv", "*/*"),
    ("/survey.json", "*/*"),
    ("/sparql", HTML),
    ("/.well-known/void", TURTLE),
    ("/sitemap.xml", "*/*"),
    ("/sitemap-1.xml", "*/*"),
    ("/robots.txt", "*/*"),
    ("/llms.txt", "*/*"),
    ("/feed.atom", "*/*"),
    ("/oai?verb=Identify", "*/*"),
    ("/oai?verb=ListSets", "*/*"),
    ("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc", "*/*"),
    ("/oai?verb=ListRecords&metadataPrefix=oai_dc", "*/*"),
    ("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=modality:ct", "*/*"),
    ("/ldes", "application/n-quads"),
    ("/ldes/1", "application/n-quads"),
    ("/readyz", JSON),
    ("/datasets/no-such", HTML),
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Gather the SQL statements of all engines while the block runs."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def measured(data: Path) -> Iterator[tuple[str, str, int, float, float, int]]:
    """Ask each route: address, format, status, first and median milliseconds of the processor, SQL statements."""
    registry = Registry.open(settings.read(REPOSITORY, data=data, base_iri=BASE))
    app = create_app(registry)
    warm(app)
    client = app.test_client()
    only = os.environ.get("ROUTE", "")
    for address, accept in ROUTES:
        if not address.startswith(only):
            continue
        took = []
        for _ in range(1 + REPEATS):
            begun = time.process_time()
            with counted() as asked:
                answer = client.get(address, headers={"Accept": accept}, buffered=True)
            took.append(1000 * (time.process_time() - begun))
            if took[-1] > 2000:  # ms; such a route is slow enough to be told from others
                break
        yield address, accept, answer.status_code, took[0], median(took[1:] or took), len(asked)
    app.extensions["radcat"].endpoint.close()


def apart(data: Path, checkout: Path) -> dict[tuple[str, str], tuple[int, float, float, int]]:
    """Measure *checkout* in a process of its own, since this one has its own radcat."""
    variables = {**os.environ, "PYTHONPATH": str(checkout / "server"), "ROUTES_OF": str(data)}
    done = subprocess.run([sys.executable, __file__], env=variables, check=True, text=True, stdout=subprocess.PIPE)
    rows = (line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 5)
    return {(r[0], r[1]): (int(r[2]), float(r[3]), float(r[4]), int(r[5])) for r in rows}


def main() -> None:
    """Measure and print."""
    logging.disable(logging.WARNING)
    if data := os.environ.get("ROUTES_OF"):
        for row in measured(Path(data)):
            print(*row, sep="\t", flush=True)
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=int, nargs="*", default=SIZES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--before", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for datasets in given.datasets:
            data = (given.keep or Path(temporary)) / f"d{datasets}"
            if not data.exists():
                filled.fill(data, BASE, datasets)
            found = {name: apart(data, at) for name, at in _checkouts(given.before)}
            columns = ["route", *(f"{name}: {what}" for name in found for what in ("first ms", "again ms", "SQL"))]
            rows = []
            for address, accept in ROUTES:
                figures = [found[name].get((address, accept)) for name in found]
                status = next((str(row[0]) for row in figures if row and row[0] != 200), "")
                label = " ".join(filter(None, (address, accept if accept in (TURTLE, JSON) else "", status)))
                cells = [f"{row[1]:.1f} {row[2]:.1f} {row[3]}".split() if row else ["", "", ""] for row in figures]
                rows.append([label, *(cell for row in cells for cell in row)])
            table(f"{datasets:,} datasets: processor time of one web process", columns, rows)


def _checkouts(before: Path | None) -> Iterator[tuple[str, Path]]:
    if before is not None:
        yield "before", before.resolve()
    yield "now", REPOSITORY


if __name__ == "__main__":
    main()
