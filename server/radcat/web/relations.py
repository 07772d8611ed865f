"""What a record is to the datasets that point at it."""

from __future__ import annotations

from typing import Final

from rdflib import DCTERMS, PROV, URIRef

from radcat.catalogue import Scope
from radcat.rdf.namespaces import SCHEMA
from radcat.wording import translatable

# By the property that points; the first that does counts.
HEADINGS: Final = {
    PROV.wasDerivedFrom: translatable("Used in"),
    DCTERMS.isPartOf: translatable("Its parts"),
    DCTERMS.creator: translatable("Made"),
    DCTERMS.publisher: translatable("Published"),
    DCTERMS.contributor: translatable("Contributed to"),
    SCHEMA.funder: translatable("Funded"),
}

FINDINGS: Final = translatable("Findings about datasets")  # heading of those that point at a record

# What was made of a dataset, which its page tells among where images come from and where they went.
OF_DATASETS: Final = (HEADINGS[PROV.wasDerivedFrom], HEADINGS[DCTERMS.isPartOf])


def heading(scope: Scope, node: URIRef, dataset: URIRef) -> str | None:
    """What the *dataset*, whose graph *scope* reads, points at *node* for; None where that has no heading."""
    return next((title for path, title in HEADINGS.items() if node in scope.objects(dataset, path)), None)
