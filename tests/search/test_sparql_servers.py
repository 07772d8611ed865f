"""The SPARQL that a search is shown as gives the same datasets on servers of other makers, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import BASE, REPOSITORY
from tests.search.as_sparql import agree, every_value, several_values
from tests.stores import servers

from radcat import settings
from radcat.bootstrap import Registry
from radcat.search.searching import Asked
from radcat.stores.connection import Address


@contextmanager
def _server(name: str, folder: Path) -> Iterator[Address]:
    if name == "virtuoso":
        with servers.virtuoso(folder) as address:
            yield address
    else:
        with servers.oxigraph(folder, "--union-default-graph") as address:
            yield address


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_a_real_server_agrees(name: str, tmp_path: Path) -> None:
    with _server(name, tmp_path) as address:
        user = {"store_auth": address.auth, "store_user": address.user, "store_password": address.secret}
        own = {key: value for key, value in user.items() if value and value != "none"}
        update = address.query.replace("/query", "/update") if name == "oxigraph" else None
        given = settings.read(REPOSITORY, data=tmp_path / "data", base_iri=BASE, store=address.query, **own)
        given = given.model_copy(update={"store_update": update} if update else {})
        registry = Registry.open(given)
        assert registry.publisher.sync(REPOSITORY).behind is None
        endpoint = registry.endpoint()
        try:
            searches = [*every_value(registry), *several_values(registry, 60), Asked("lung segmentation")]
            agree(registry, endpoint, searches)
        finally:
            endpoint.close()
            registry.ledger.close()
