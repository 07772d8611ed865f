"""What every view works with: the registry and this process's query workers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from flask import current_app
from rdflib import Graph

from radcat.catalogue import Catalogue
from radcat.chronicle import Chronicle
from radcat.harvest.dump import Dumps
from radcat.insights.statistics import Counter
from radcat.registry import Registry
from radcat.representations.outline import Layout
from radcat.store.base import Endpoint
from radcat.web.ordering import NameOrder


@dataclass(frozen=True)
class Site:
    """One web process's collaborators."""

    registry: Registry
    endpoint: Endpoint

    @cached_property
    def counter(self) -> Counter:
        """Who counts what the store holds."""
        return Counter(self.endpoint, self.base)

    @cached_property
    def order(self) -> NameOrder:
        """The order of lists."""
        return NameOrder(self.catalogue)

    @cached_property
    def chronicle(self) -> Chronicle:
        """The published records in the order in which they changed."""
        return Chronicle(self.registry.ledger)

    @cached_property
    def dumps(self) -> Dumps:
        """The files that hold everything."""
        return Dumps(self.chronicle, self.catalogue, self.registry.settings.data_folder / "dumps")

    @property
    def catalogue(self) -> Catalogue:
        """The published records."""
        return self.registry.catalogue

    @property
    def layout(self) -> Layout:
        """How records are shown, as the published shapes say."""
        return _layout(self.catalogue.merged("shapes"))

    @property
    def base(self) -> str:
        """The registry's base IRI."""
        return self.registry.base


@lru_cache(maxsize=4)
def _layout(shapes: Graph) -> Layout:
    # The catalogue keeps one merged graph a generation, and a graph's hash is its identity.
    return Layout(shapes)


def site() -> Site:
    """The collaborators of the application that answers this request."""
    return cast(Site, current_app.extensions["radcat"])
