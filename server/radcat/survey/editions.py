"""The survey as a living table: computed from the records, beside what it claimed, in numbered editions.

Its columns are a query of the catalogue's own (queries/survey), so that another field's survey is another query.
An edition is a record: its number, its date and the checksum of the table that it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef

from radcat.catalogue import Catalogue
from radcat.errors import EditionMismatch
from radcat.model import KIND
from radcat.rdf import turtle
from radcat.rdf.namespaces import DCAT, QB, SPDX
from radcat.saved_queries import Solutions, saved, select
from radcat.stores.base import Endpoint
from radcat.survey.differences import rebased
from radcat.survey.tables import to_csv, without_iris

NAME: Final = KIND["survey"].path


@dataclass(frozen=True, slots=True)
class Edition:
    """A numbered state of the table."""

    number: str
    issued: str  # xsd:date
    checksum: str  # SHA-256 of the table as CSV, in hexadecimal


@dataclass(frozen=True, slots=True)
class Survey:
    """The table, what was claimed, and the totals then and now."""

    title: str
    iri: str
    edition: Edition | None
    table: Solutions
    claimed: Solutions
    totals: Solutions

    @property
    def checksum(self) -> str:
        """SHA-256 of the table as it is now, without what depends on the address it is served at."""
        relative = rebased(without_iris(self.table), self.base, "")
        return sha256(to_csv(relative).encode()).hexdigest()

    @property
    def base(self) -> str:
        """The base IRI that it was computed under."""
        return self.iri.removesuffix(NAME)

    def check_edition(self) -> None:
        """Check that the edition is that of the table.

        Raises:
            EditionMismatch: the table has changed since the edition was numbered, or was never numbered.
        """
        if self.edition is None or self.edition.checksum != self.checksum:
            raise EditionMismatch(self.edition.number if self.edition else None, self.checksum)


def build(catalogue: Catalogue, endpoint: Endpoint) -> Survey:
    """Compute the survey from what is published.

    Raises:
        UnknownRecord: the catalogue keeps no survey.
    """
    title, iri, edition = heading(catalogue)
    return Survey(
        title=title,
        iri=iri,
        edition=edition,
        table=select(endpoint, saved(catalogue, "survey").text),
        claimed=select(endpoint, saved(catalogue, "survey-claimed").text),
        totals=select(endpoint, saved(catalogue, "survey-totals").text),
    )


def heading(catalogue: Catalogue) -> tuple[str, str, Edition | None]:
    """Read the title of the survey, its IRI and its edition.

    Raises:
        UnknownRecord: the catalogue keeps no survey.
    """
    iri = URIRef(catalogue.base + NAME)
    query = saved(catalogue, "survey")
    if (version := catalogue.ledger.latest(NAME)) is None:
        return query.label, str(iri), None
    return catalogue.label(version.record), str(iri), _edition(catalogue.graph(version.record), iri)


def _edition(graph: Graph, iri: URIRef) -> Edition | None:
    number, issued = graph.value(iri, DCAT.version), graph.value(iri, DCTERMS.issued)
    checksum = graph.value(graph.value(iri, SPDX.checksum), SPDX.checksumValue)
    return Edition(str(number), str(issued), str(checksum)) if number and checksum else None


def next_edition(survey: Survey, base: str, today: date) -> str:
    """Write the record of the edition that stands for the table as it is now, in canonical Turtle."""
    day = today.isoformat()
    same_day = survey.edition.number.rpartition(".") if survey.edition else ("", "", "0")
    number = f"{day}.{int(same_day[2]) + 1 if same_day[0] == day else 1}"
    graph, iri, sum_ = Graph(), URIRef(base + NAME), URIRef(f"{base}{NAME}#checksum")
    text = "The state of every dataset of this catalogue in the columns of the survey that it grew from."
    for subject, predicate, object_ in (
        (iri, RDF.type, QB.DataSet),
        (iri, DCTERMS.title, Literal("The survey as a living table", lang="en")),
        (iri, DCTERMS.description, Literal(text, lang="en")),
        (iri, DCTERMS.isVersionOf, URIRef(f"{base}sources/survey")),
        (iri, DCAT.version, Literal(number)),
        (iri, DCTERMS.issued, Literal(day, datatype=XSD.date)),
        (iri, SPDX.checksum, sum_),
        (sum_, RDF.type, SPDX.Checksum),
        (sum_, SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (sum_, SPDX.checksumValue, Literal(survey.checksum, datatype=XSD.hexBinary)),
    ):
        graph.add((subject, predicate, object_))
    return turtle.canonical(graph, base, "records/survey.ttl", {})
