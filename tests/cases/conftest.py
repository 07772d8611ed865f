"""Inputs that real people sent, one folder a fault in ../shared/cases; a test publishes some into a catalogue."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.material import shared

from radcat import settings
from radcat.bootstrap import Registry
from radcat.publishing.gate import Outcome
from radcat.web.app import create_app

REPOSITORY = Path(__file__).parent.parent.parent
EXAMPLE = REPOSITORY / "tests" / "example"
BASE = "http://127.0.0.1:8000/"


@dataclass(frozen=True)
class Published:
    """A catalogue that was published with the files of a case in it."""

    root: Path
    registry: Registry
    outcome: Outcome
    client: FlaskClient


Publish = Callable[..., Published]


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of cases."""
    return shared("cases")


@pytest.fixture
def publish(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Publish]:
    """Copy files into a copy of a catalogue, publish it, and open its application.

    The files' texts may be changed on the way by *edit*, which is given the copied root.
    """
    opened: list[Published] = []

    def publish(
        *files: Path,
        into: str = "records/datasets",
        root: Path = EXAMPLE,
        edit: Callable[[Path], None] = lambda _: None,
        **given: object,
    ) -> Published:
        copy = tmp_path / f"catalogue-{len(opened)}"
        for part in ("ontology", "records", "shapes"):
            shutil.copytree(root / part, copy / part)
        for file in files:
            shutil.copyfile(file, copy / into / file.name)
        edit(copy)
        data = tmp_path / f"data-{len(opened)}"
        if root == REPOSITORY:  # of which a test changes a record or two, and hundreds are published as they are
            shutil.copytree(request.getfixturevalue("catalogue_data"), data)
        registry = Registry.open(settings.read(copy, data=data, base_iri=BASE, **given))
        outcome = registry.publisher.sync(copy)
        opened.append(Published(copy, registry, outcome, create_app(registry).test_client()))
        return opened[-1]

    yield publish
    for published in opened:
        published.client.application.extensions["radcat"].endpoint.close()
        published.registry.ledger.close()
