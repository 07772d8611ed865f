"""A registry that takes writes, and clients of it; each test finds the example as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from tests.conftest import BASE, EXAMPLE

from radcat import settings
from radcat.bootstrap import Registry
from radcat.ledger.tokens import Role
from radcat.web.app import create_app


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that takes writes, over its own copy of the example."""
    root = tmp_path_factory.mktemp("written") / "catalogue"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".radcat"))
    opened = Registry.open(settings.read(root, data=root.parent / "data", base_iri=BASE, writes=True, query_timeout=5))
    yield opened
    opened.tokens.close()
    opened.ledger.close()


@pytest.fixture(scope="module")
def writable(opened: Registry) -> Iterator[FlaskClient]:
    """A client of its application."""
    app = create_app(opened)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
    app.extensions["radcat.writer"].close()


@pytest.fixture
def registry(opened: Registry) -> Registry:
    """The registry, with the example published as it is, whatever the test before has done to it."""
    root = opened.settings.root
    for folder in ("records", "shapes", "ontology"):
        shutil.rmtree(root / folder)
        shutil.copytree(EXAMPLE / folder, root / folder)
    opened.publisher.sync(root)
    return opened


@pytest.fixture(scope="module")
def tokens(opened: Registry) -> dict[Role, str]:
    """A token of each role."""
    return {role: opened.tokens.create(f"the {role}", role) for role in Role}


def snapshot(registry: Registry) -> object:
    """All that a request which is refused has to leave as it is."""
    root = registry.settings.root
    files = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    return registry.ledger.generation, registry.ledger.findings(), registry.ledger.pending(), files
