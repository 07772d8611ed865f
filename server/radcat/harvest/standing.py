"""What the ledger knows of the catalogue and its datasets: when each was listed, and when it was changed last.

A record states such dates itself where its curators know better; then nothing is added to what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCTERMS, FOAF, RDF, XSD, Literal, URIRef
from rdflib.term import Node

from radcat.catalogue import Catalogue
from radcat.ledger.changes import Chronicle
from radcat.ledger.versions import Version
from radcat.rdf.graph import FrozenGraph
from radcat.rdf.namespaces import DCAT
from radcat.rdf.sorted_lines import Triple


def of_catalogue(chronicle: Chronicle, catalogue: Catalogue, catalog: Version) -> Iterator[Triple]:
    """Say when the first record and the newest one were published, and which page is the catalogue's home."""
    node, own = catalog.record.iri(catalogue.base), catalogue.graph(catalog.record)
    for term, date in ((DCTERMS.issued, chronicle.first_date()), (DCTERMS.modified, chronicle.last_date())):
        if date and (node, term, None) not in own:
            yield node, term, _moment(date)
    if (node, FOAF.homepage, None) not in own:
        yield node, FOAF.homepage, URIRef(catalogue.base)
        yield URIRef(catalogue.base), RDF.type, FOAF.Document


def of_dataset(graph: FrozenGraph, base: str, catalog: Version, dataset: Version, listed: str) -> Iterator[Triple]:
    """Link the catalogue to the record of one dataset, with its *graph*, which was *listed* first then."""
    said, topic = graph.index, dataset.record.iri(base)
    nodes: list[Node] = sorted((node for node in said if topic in said[node].get(FOAF.primaryTopic, ())), key=str)
    for node in nodes or [URIRef(f"{topic}#record")]:
        yield catalog.record.iri(base), DCAT.record, node
        yield node, RDF.type, DCAT.CatalogRecord
        yield node, FOAF.primaryTopic, topic
        for term, date in ((DCTERMS.issued, listed), (DCTERMS.modified, dataset.date)):
            if term not in said.get(node, ()):
                yield node, term, _moment(date)


def _moment(date: str) -> Literal:
    return Literal(date, datatype=XSD.dateTime)
