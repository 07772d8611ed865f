"""Whom a harvester writes to: an address that the catalogue itself states."""

from __future__ import annotations

from rdflib import DCTERMS, FOAF, Graph, URIRef
from rdflib.term import Node

from radcat.catalogue import Catalogue
from radcat.harvest.oai_pmh import NO_EMAIL
from radcat.model import KIND
from radcat.rdf.namespaces import DCAT, VCARD

CATALOG = KIND["catalog"].path


def admin_email(catalogue: Catalogue) -> str:
    """The address of the catalogue's contact point, else of its publisher, else one that says that there is none."""
    graph = catalogue.lookup(CATALOG)
    if graph is None:
        return NO_EMAIL
    node = URIRef(catalogue.base + CATALOG)
    stated = [
        *(_emails(graph, contact, VCARD.hasEmail) for contact in graph.objects(node, DCAT.contactPoint)),
        *(
            _emails(_graph_of(catalogue, agent, graph), agent, FOAF.mbox)
            for agent in graph.objects(node, DCTERMS.publisher)
        ),
    ]
    return next((address for found in stated for address in found), NO_EMAIL)


def _graph_of(catalogue: Catalogue, agent: Node, default: Graph) -> Graph:
    return catalogue.lookup(str(agent).removeprefix(catalogue.base)) or default


def _emails(graph: Graph, node: Node, path: URIRef) -> list[str]:
    return sorted(str(found).removeprefix("mailto:") for found in graph.objects(node, path))
