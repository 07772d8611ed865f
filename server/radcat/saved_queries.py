"""Saved queries: records that hold a SPARQL text (sh:SPARQLExecutable), run as a visitor would run them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import DCTERMS, RDFS, SH, SKOS

from radcat.catalogue import Catalogue
from radcat.errors import QuerySyntaxError
from radcat.model import Text, many, number, one, read
from radcat.model.reading import view_of
from radcat.rdf.namespaces import DCAT, SCHEMA
from radcat.sparql.request import QueryForm, names_dataset
from radcat.stores.base import Endpoint, Query

RESEARCH: Final = "research question "  # a keyword of queries that answer one, before its number


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a reader may choose in a query: a dataset, a concept of a scheme, or a text."""

    iri: str
    label: str = one(SH.name)
    comment: str | None = one(SH.description)
    default: str = one(SH.defaultValue)
    kinds: tuple[str, ...] = many(SH["class"])
    scheme: str | None = one(SKOS.inScheme)
    place: int | None = one(SH.order, by=number)

    @property
    def name(self) -> str:
        """Its name in addresses, which is that of its variable."""
        return self.iri.rpartition("#")[2]

    @property
    def is_dataset(self) -> bool:
        """Whether its value is a dataset of the catalogue."""
        return str(DCAT.Dataset) in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A query as its record holds it."""

    iri: str
    label: str = one(RDFS.label)
    comment: str | None = one(RDFS.comment)
    keywords: tuple[str, ...] = many(SCHEMA.keywords)
    group: str | None = one(DCTERMS.subject)  # IRI of a concept
    parameters: tuple[Parameter, ...] = many(SH.parameter, by=view_of(Parameter))
    # What its first solution says in a sentence; {?name} stands for a variable, {?solutions} for how many there are.
    message: str | None = one(SH.message)
    text: str = one(SH.select, SH.ask, SH.construct)

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.iri.rpartition("/")[2]

    @property
    def research_question(self) -> str | None:
        """The number of the survey's research question that it answers; None where it answers none."""
        return next((each.removeprefix(RESEARCH) for each in self.keywords if each.startswith(RESEARCH)), None)

    @property
    def is_query(self) -> bool:
        """Whether its text is a query: an older version published some whose is not."""
        try:
            return bool(self.form)
        except QuerySyntaxError:
            return False

    @property
    def form(self) -> QueryForm:
        """What kind of answer it asks for.

        Raises:
            QuerySyntaxError: it is not a query.
        """
        return QueryForm.of(self.text)


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a SELECT: texts of terms, None where a variable is unbound.

    A literal with a language is a `model.Text`.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


def saved(catalogue: Catalogue, slug: str) -> SavedQuery:
    """Read the saved query *slug*.

    Raises:
        UnknownRecord: the catalogue has none of that name.
    """
    record = catalogue.version(f"queries/{slug}").record
    found = read(SavedQuery, catalogue.scope(record), record.iri(catalogue.base))
    # An older version published queries without a text, or a name; read then as an empty one, which is not a query.
    parameters = (p for p in found.parameters if p.name and p.default is not None)
    return replace(
        found,
        text=found.text or "",
        label=found.label or slug,
        parameters=tuple(sorted(parameters, key=lambda p: (p.place or 0, p.name))),
    )


def saved_queries(catalogue: Catalogue) -> list[SavedQuery]:
    """Read every saved query, in the order of their names."""
    names = catalogue.ledger.names("query")
    catalogue.ledger.hold(names)
    return [saved(catalogue, name.rpartition("/")[2]) for name in names]


def select(endpoint: Endpoint, text: str) -> Solutions:
    """Run a SELECT and read its solutions."""
    asked = Query(text, "application/sparql-results+json", names_dataset=names_dataset(text))
    found = json.loads(b"".join(endpoint.query(asked)))
    variables = tuple(found["head"]["vars"])
    rows = (tuple(_text(row[v]) if v in row else None for v in variables) for row in found["results"]["bindings"])
    return Solutions(variables, tuple(rows))


def _text(term: Mapping[str, str]) -> str:
    tag = term.get("xml:lang")
    return Text(term["value"], language=tag) if tag else term["value"]
