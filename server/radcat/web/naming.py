"""Works, steps and numbers of lineage as a page says them, in the language of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rdflib import URIRef

from radcat import model
from radcat.catalogue import Catalogue, Scope
from radcat.ledger.versions import Ledger
from radcat.lineage.naming import Names
from radcat.lineage.verdicts import Pair
from radcat.lineage.works import Link, Works
from radcat.model import KIND
from radcat.model.lineage import Amount, Said
from radcat.search.results import counted
from radcat.web import language, texts

Query = Sequence[tuple[str, str]]


MOST_OFFERED: Final = 500  # datasets that a form offers; with more of them their slugs are typed


def offered(ledger: Ledger) -> list[str]:
    """The slugs that a form offers, where there are not too many."""
    folder = KIND["dataset"].path
    few = ledger.count("dataset") <= MOST_OFFERED
    return [name.removeprefix(folder) for name in ledger.names("dataset")] if few else []


@dataclass(frozen=True)
class Words:
    """Says things of one graph in a template."""

    catalogue: Catalogue
    works: Works

    @cached_property
    def names(self) -> Names:
        """The names of works and references."""
        return Names(self.catalogue, self.works, language.wanted())

    @cached_property
    def _scope(self) -> Scope:
        scope = self.catalogue.scope_of(())
        scope.languages = (*language.wanted(), self.catalogue.language)
        return scope

    def title(self, name: str) -> str:
        """What the work *name* is called."""
        return self.names.title(self.works.work(name))

    def iri(self, name: str) -> str:
        """The IRI of the work *name*."""
        return self.names.iri(name)

    def concept(self, scheme: str, notation: str | None) -> str:
        """What a concept of radcat's own schemes is called."""
        return model.label(self._scope, URIRef(f"{self.catalogue.base}ns/{scheme}/{notation}")) if notation else ""

    def amounts(self, link: Link) -> str:
        """How many images or patients a step concerns."""
        return " · ".join(self._amount(amount) for amount in link.amounts)

    def numbers(self, pair: Pair) -> str:
        """How many images and patients two sets share, where that is known."""
        return " · ".join(self._amount(amount) for amount in (pair.images, pair.patients) if amount)

    def _amount(self, amount: Amount) -> str:
        number = counted(amount.number, self.concept("unit", amount.unit), texts.WORDING)
        is_exact = amount.precision == "exact"
        return number if is_exact else f"{self.concept('precision', amount.precision).lower()} {number}"

    def said(self, link: Link) -> Sequence[Said]:
        """Who states a step, and how sure that is."""
        return self.works.sources(link)

    @staticmethod
    def replaced(query: Query, old: str, new: str) -> Query:
        """The same question with another selection in the place of one."""
        return [(name, new if value == old else value) for name, value in query]
