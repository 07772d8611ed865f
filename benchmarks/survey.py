"""Times the survey's page at many datasets: `python benchmarks/survey.py [DATASETS]`.

As many copies of this catalogue's datasets as wanted (see filled.py) stand beside the originals. The survey is computed
and kept, as a server does after something was published; an edition is kept beside it whose rows differ in one of a
hundred. Then the application answers in this process, without its cache. Times are of the processor, but for the first
page, which waits for queries.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import filled
from flask.testing import FlaskClient
from measure import REPOSITORY, ms, seconds, table

from radcat import settings
from radcat.bootstrap import Registry
from radcat.ledger.surveys import Surveys
from radcat.survey.keeping import Keeping
from radcat.survey.parts import EDITION, TABLE
from radcat.web.app import create_app

BASE = "http://127.0.0.1:8000/"
DATASETS = 10_000
REPEATS = 21
CHANGED = 100  # one of so many rows
OLD = "2026-01-01.1"
ADDRESSES = {
    "/survey": "a page of all rows",
    "/survey?page=2": "another page",
    "/survey?sort=-title": "sorted",
    "/survey?modality=US": "narrowed to few",
    "/survey?modality=CT&sort=-title&page=2": "narrowed to many, sorted",
    "/survey?q=lung": "narrowed by a word",
    f"/survey?since={OLD}": "compared with an edition",
    f"/survey.changes.json?since={OLD}": "the same as data",
    "/survey.charts.json?modality=US": "numbers of the charts",
    "/survey.csv": "the table as CSV",
    "/survey.csv?modality=US&sort=-title": "few rows of it as CSV",
}


def keep_edition(surveys: Surveys) -> None:
    """Keep a table like the present one as that of an edition, with another last cell in some rows."""
    now = surveys.kept()[TABLE]
    rows = list(surveys.rows({TABLE: None})[TABLE])
    rows[::CHANGED] = [(*row[:-1], "Y" if row[-1] != "Y" else "N") for row in rows[::CHANGED]]
    surveys.keep({EDITION + OLD: (replace(now, checksum="0" * 64), rows)})


def asked(client: FlaskClient, address: str) -> Callable[[], None]:
    """A request for *address*."""

    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")

    return ask


def processed(work: Callable[[], object]) -> float:
    """Take the time that one call takes of the processor."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Measure and print."""
    logging.disable(logging.INFO)
    datasets = int(sys.argv[1]) if len(sys.argv) > 1 else DATASETS
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        originals = len(list((REPOSITORY / "records" / "datasets").glob("*.ttl")))
        filled.fill(data, BASE, originals + datasets)
        registry = Registry.open(settings.read(REPOSITORY, data=data, base_iri=BASE))
        registry.publisher.recover()  # the search index
        app = create_app(registry)
        endpoint = app.extensions["radcat"].endpoint
        computing = seconds(Keeping(registry.catalogue, endpoint).run)
        keep_edition(Surveys(registry.ledger.engine))
        Keeping(registry.catalogue, endpoint).run()  # which finds out what changed since
        client, rows = app.test_client(), []
        first = seconds(asked(client, "/survey"))  # with the answers to the research questions
        for address, what in ADDRESSES.items():
            ask = asked(client, address)
            ask()
            taken = sorted(processed(ask) for _ in range(REPEATS))
            size = f"{len(client.get(address).data) / 1000:,.0f} kB"
            rows.append((f"`{address}`", what, ms(median(taken)), ms(taken[-1]), size))
        table(f"The survey of {originals + datasets:,} datasets", ("address", "", "median", "slowest", "answer"), rows)
        print(f"\nComputing and keeping it after a publication: {ms(computing)}, in the background.")
        print(f"The first page after it, which asks the research questions: {ms(first)}.")
        endpoint.close()
        registry.ledger.close()


if __name__ == "__main__":
    main()
