"""Real servers for the tests of stores, each started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.stores import servers

from radcat.stores.connection import Address


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A running Oxigraph server."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph"), "--union-default-graph") as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A running Virtuoso."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address
