"""A catalogue with a past: datasets that came, changed and went on days we know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from radcat import settings
from radcat.bootstrap import Registry
from radcat.folder import records
from radcat.ledger.versions import Entry, Ledger, Status
from radcat.model import Record
from radcat.rdf import turtle
from radcat.web.app import create_app

EXAMPLE = Path(__file__).parent.parent / "example"
BASE = "https://tides.example/registry/"
FIRST = datetime(2024, 2, 28, 12, 0, 0, tzinfo=UTC)
SECOND = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
THIRD = datetime(2024, 3, 1, 0, 0, 0, tzinfo=UTC)
MANY = 23  # datasets beside those of the example
SIZE = 5  # of a page
AWKWARD = 'A \\"quote\\", <b>, &amp; ]]> \\u0007 Ω'
PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
# Which scheme techniques come from, as a shape says it: its concepts make sets.
TECHNIQUE = """@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<shapes/technique> a sh:NodeShape ; sh:property <shapes/technique#instrument> .
<shapes/technique#instrument> sh:path schema:measurementTechnique ;
    sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue <ns/instrument> ] ] .
"""


def dataset(number: int, title: str | None = None) -> Record:
    """A small dataset; every third is measured with a float."""
    technique = "<https://schema.org/measurementTechnique> <ns/instrument/float> ;" if number % 3 == 0 else ""
    name = f"datasets/d-{number:02}"
    text = (
        f"{PREFIXES}<{name}> a dcat:Dataset ; {technique}\n"
        f'    dcterms:title "{title or f"Dataset {number:02}"}"@en ; dcterms:description "Readings."@en ;\n'
        f'    dcterms:identifier "d-{number:02}" ; dcterms:publisher <agents/seven-skerries-tide-office> .\n'
    )
    return Record("dataset", name, text.encode())


def entry(record: Record, base: str = BASE) -> Entry:
    """A version to append, with what it points at."""
    graph = turtle.parse(record.text, base, record.name)
    return Entry(record, records.targets(graph, record.name, base), "the file was changed")


def withdrawal(record: Record) -> Entry:
    return Entry(record, frozenset(), "the file was removed", Status.WITHDRAWN)


def fill(ledger: Ledger) -> None:
    """Let the catalogue come about: 12 datasets and the example on one day, 11 on the next, changes on the third."""
    files = [file.record for file in records.read_folder(EXAMPLE)]
    first = [*files, Record("shapes", "shapes/technique", TECHNIQUE.encode()), *map(dataset, range(12))]
    ledger.append([entry(record) for record in first], "folder", now=FIRST)
    ledger.append([entry(dataset(number)) for number in range(12, MANY)], "folder", now=SECOND)
    changes = [entry(dataset(1, AWKWARD)), withdrawal(dataset(2)), withdrawal(dataset(3))]
    ledger.append(changes, "folder", now=THIRD)


class Buffered(FlaskClient):
    """A client that reads an answer to its end and closes it, as a server does."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{"buffered": True, **kwargs})


@dataclass(frozen=True)
class Past:
    """What the catalogue holds."""

    registry: Registry
    client: FlaskClient

    @property
    def published(self) -> list[str]:
        """IRIs of the datasets, by name."""
        return [BASE + name for name in self.registry.ledger.names("dataset")]

    def get(self, address: str, **headers: str) -> bytes:
        """Fetch an address that is there."""
        response = self.client.get("/" + address.removeprefix(BASE).lstrip("/"), headers=headers)
        assert response.status_code == 200, response.get_data(as_text=True)
        return bytes(response.data)


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """The catalogue, and a client of the application over it."""
    read = settings.read(
        EXAMPLE, data=tmp_path_factory.mktemp("past"), base_iri=BASE, harvest_page_size=SIZE, admin_email="a@b.example"
    )
    registry = Registry.open(read)
    fill(registry.ledger)
    app = create_app(registry)
    app.test_client_class = Buffered
    yield Past(registry, app.test_client())
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Past]:
    """The same, for a test that goes on publishing."""
    registry = Registry.open(settings.read(EXAMPLE, data=tmp_path, base_iri=BASE, harvest_page_size=SIZE))
    fill(registry.ledger)
    app = create_app(registry)
    app.test_client_class = Buffered
    yield Past(registry, app.test_client())
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


def publish(past: Past, entries: Sequence[Entry]) -> None:
    """Publish more."""
    past.registry.ledger.append(entries, "folder")
