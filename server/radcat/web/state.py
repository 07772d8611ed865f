"""What every view works with: the registry and this process's query workers."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TypeVar, cast

from flask import current_app
from rdflib import SH, Graph

from radcat import model
from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.errors import StoreUnavailable
from radcat.formats.outline import Layout
from radcat.harvest import data_json
from radcat.harvest.dump import FORMS, Dumps
from radcat.harvest.edition import edition
from radcat.harvest.statistics import Counter
from radcat.ledger.changes import Chronicle
from radcat.ledger.renderings import Renderings
from radcat.rdf import languages
from radcat.search.reader import View
from radcat.stores.base import Endpoint
from radcat.web.finding import Findings
from radcat.web.holding import ON_DISK, Holding

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Site:
    """One web process's collaborators."""

    registry: Registry
    endpoint: Endpoint
    pairs: str | None = None  # where a site of files has the table of verdicts, from the page that asks for them

    @cached_property
    def counter(self) -> Counter:
        """Who counts what the store holds."""
        return Counter(self.endpoint, self.base)

    @cached_property
    def holding(self) -> Holding:
        """Holds answers of the endpoint until they are whole."""
        limits = self.registry.settings
        return Holding(limits.data_folder, ON_DISK * limits.query_output_mb * 1024 * 1024)

    @cached_property
    def chronicle(self) -> Chronicle:
        """The published records in the order in which they changed."""
        return Chronicle(self.registry.ledger)

    @cached_property
    def dumps(self) -> Dumps:
        """The files that hold everything."""
        settings = self.registry.settings
        forms = ChainMap({**data_json.forms(settings.admin_email)}, FORMS)
        return Dumps(self.chronicle, self.catalogue, settings.data_folder / "dumps", forms=forms)

    @cached_property
    def renderings(self) -> Renderings:
        """What records were written as, by this edition of the code under these settings."""
        written_with = (edition(), self.base, self.catalogue.language)
        return Renderings(self.registry.settings.data_folder, sha256("\0".join(written_with).encode()).hexdigest())

    @cached_property
    def findings(self) -> Findings:
        """What the catalogue's own queries found, in sentences."""
        return Findings()

    def searched(self, ask: Callable[[View], Answer], otherwise: Answer) -> Answer:
        """What *ask* reads off the search index; *otherwise* while nothing can be searched."""
        try:
            with self.registry.search.view() as view:
                return ask(view)
        except StoreUnavailable:
            return otherwise

    @property
    def catalogue(self) -> Catalogue:
        """The published records."""
        return self.registry.catalogue

    @property
    def title(self) -> str:
        """The catalogue's own title, which every page begins with."""
        position = self.registry.ledger.position_of(["catalog"])
        if self._titles.get(position) is None:
            self._titles.clear()
            self._titles[position] = self.catalogue.title
        return self._titles[position]

    @cached_property
    def _titles(self) -> dict[int, str]:
        """The title, by the position of the record that has it."""
        return {}

    @property
    def layout(self) -> Layout:
        """How records are shown, as the published shapes say."""
        return self.layout_in(model.PREFERRED)

    def layout_in(self, order: Sequence[str]) -> Layout:
        """How records are shown, properties named in the first language of *order* that the shapes have."""
        shapes = self.catalogue.merged("shapes")
        known = _languages(shapes)
        return _layout(shapes, tuple(tag for tag in order if not tag or languages.lookup((tag,), known)))

    @property
    def modified(self) -> datetime | None:
        """When anything last changed that a page may show: a record, or what checks found about links."""
        dates = (self.registry.ledger.date, self.registry.links.newest)
        return max((moment(date) for date in dates if date), default=None)

    @property
    def base(self) -> str:
        """The registry's base IRI."""
        return self.registry.base


# The catalogue keeps one merged graph a generation, and a graph's hash is its identity.
@lru_cache(maxsize=16)
def _layout(shapes: Graph, order: tuple[str, ...]) -> Layout:
    return Layout(shapes, order)


@lru_cache(maxsize=4)
def _languages(shapes: Graph) -> tuple[str, ...]:
    """The languages that properties are named in."""
    found = {getattr(name, "language", None) for name in shapes.objects(None, SH.name)}
    return tuple(sorted(tag for tag in found if tag))


def moment(date: str) -> datetime:
    """Read a date as the ledger has it."""
    found = datetime.fromisoformat(date)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def site() -> Site:
    """The collaborators of the application that answers this request."""
    return cast(Site, current_app.extensions["radcat"])
