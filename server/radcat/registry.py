"""One open registry: opens its collaborators and holds them; what they do is theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from rdflib import Graph

from radcat import model
from radcat.catalogue import Catalogue
from radcat.errors import StoreDamaged
from radcat.indexing import CATALOG
from radcat.ledger import Ledger
from radcat.publishing import Publisher
from radcat.settings import DEFAULT_BIND, Settings
from radcat.store.base import Endpoint, Index
from radcat.store.oxigraph import OxigraphIndex, Pointer
from radcat.store.workers import WorkerPool
from radcat.validation.base import Engine, Validator
from radcat.validation.pyshacl_engine import PyshaclEngine
from radcat.validation.shacl_engine import ShaclEngine

ENGINES: dict[str, tuple[type[PyshaclEngine] | type[ShaclEngine], ...]] = {
    "pyshacl": (PyshaclEngine,),
    "shacl": (ShaclEngine,),
    "both": (PyshaclEngine, ShaclEngine),
}


@dataclass(frozen=True)
class Registry:
    """What a command or a web process works with."""

    settings: Settings
    base: str
    ledger: Ledger
    catalogue: Catalogue
    publisher: Publisher
    jsonld_context: dict[str, Any]

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the registry that *settings* describe, making its data folder if there is none.

        Raises:
            LedgerVersionError: another version of radcat wrote the ledger.
        """
        base = base_iri(settings)
        ledger = Ledger.in_folder(settings.data_folder)
        publisher = Publisher(
            ledger,
            partial(open_index, settings),
            base,
            partial(make_validator, settings.engine, base),
            settings.data_folder / "writer.lock",
        )
        return cls(settings, base, ledger, Catalogue(ledger, base), publisher, _context(settings, base))

    @property
    def catalog_name(self) -> str:
        """The catalogue's title."""
        version = self.ledger.latest(CATALOG)
        if version is None:
            return "radcat"
        return model.label(self.catalogue.graph(version.record), version.record.iri(self.base))

    def endpoint(self) -> Endpoint:
        """Start query workers over the newest snapshot; the caller closes them."""
        limits = self.settings
        return WorkerPool(
            limits.data_folder / "store",
            workers=limits.query_workers,
            seconds=limits.query_timeout,
            megabytes=limits.query_memory_mb,
        )


def base_iri(settings: Settings) -> str:
    """The base IRI: as set, else the one that the store was last built under, else the default address."""
    if settings.base_iri:
        return settings.base_iri
    try:
        pointer = Pointer.read(settings.data_folder / "store")
    except StoreDamaged:
        pointer = None
    return pointer.base if pointer else f"http://{DEFAULT_BIND}/"


def open_index(settings: Settings, *, anew: bool = False) -> Index:
    """Open the store to write, or begin it *anew*.

    Raises:
        StoreDamaged: it can't be used as it is.
    """
    return OxigraphIndex(settings.data_folder / "store", anew=anew)


def make_validator(engine: str, base: str, shapes: Graph) -> Validator:
    """Compile *shapes* for the engine, or for both."""
    compiled: list[Engine] = [make(shapes) for make in ENGINES[engine]]
    return Validator(compiled, shapes, base)


def _context(settings: Settings, base: str) -> dict[str, Any]:
    """The catalogue's JSON-LD context, with the base IRI filled in."""
    path = settings.root / "ontology" / "context.jsonld"
    text = path.read_text() if path.exists() else '{"@context": {}}'
    context: dict[str, Any] = json.loads(text.replace("{base}", base))
    return context
