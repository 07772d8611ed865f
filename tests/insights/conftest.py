"""This repository's own catalogue, published once: claims, saved queries and the survey are content of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from radcat import settings
from radcat.registry import Registry
from radcat.store.base import Endpoint

REPOSITORY = Path(__file__).parents[2]
BASE = "http://127.0.0.1:8000/"


@pytest.fixture(scope="session")
def catalogue_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The registry of this repository's records."""
    opened = Registry.open(settings.read(REPOSITORY, data=tmp_path_factory.mktemp("insights"), base_iri=BASE))
    opened.publisher.sync(REPOSITORY)
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="session")
def endpoint(catalogue_registry: Registry) -> Iterator[Endpoint]:
    """Query workers over it."""
    workers = catalogue_registry.endpoint()
    yield workers
    workers.close()
