"""What a process does before it takes its first request, so that being ready means being fast.

The first page needs vocabularies, shapes and templates to be read, and the first query a snapshot to be opened.
"""

from __future__ import annotations

import gc
import logging
from time import perf_counter
from typing import Final

from flask import Flask

from radcat.bootstrap import Registry

log = logging.getLogger(__name__)

QUERY: Final = "/sparql?query=ASK%7B%7D"


def warm(app: Flask) -> None:
    """Ask *app* for a page and an answer of each kind; what goes wrong is said again to whoever asks for it."""
    begun = perf_counter()
    registry: Registry = app.extensions["radcat"].registry
    client = app.test_client()
    names = registry.ledger.names("dataset", limit=1)
    for address in ("/", *(f"/{name}" for name in names), QUERY):
        response = client.get(address, headers={"Accept": "text/html" if address != QUERY else "*/*"})
        if response.status_code >= 500:
            log.warning("%s answers %d while the process starts", address, response.status_code)
    # What was read so far stays: looking through it for garbage, again and again, would cost more than the requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    log.debug("ready after %.2f s", perf_counter() - begun)
