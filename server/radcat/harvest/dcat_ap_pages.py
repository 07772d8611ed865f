"""A page of the catalogue in DCAT-AP: each dataset as its own DCAT-AP document has it, in one graph with the paging."""

from __future__ import annotations

from typing import Any

from rdflib import BNode, Graph
from rdflib.term import Node

from radcat.catalogue import Catalogue
from radcat.formats import dcat_ap, dcat_ap_rows, describe
from radcat.formats.base import Described, Representation
from radcat.harvest import pages
from radcat.harvest.pages import Page
from radcat.rdf.prefixes import PREFIXES


def write(page: Page, catalogue: Catalogue, context: dict[str, Any], representation: Representation) -> bytes:
    """Write a page in the syntax of *representation*, which is a row of DCAT-AP."""
    iri = str(page.catalog.record.iri(catalogue.base))
    return dcat_ap_rows.SYNTAX[representation.suffix].write(graph(page, catalogue, context), iri)


def graph(page: Page, catalogue: Catalogue, context: dict[str, Any]) -> Graph:
    """Put the catalogue, the datasets of the page and its neighbours into one graph."""
    own = page.catalog.record  # as its file has it, without members: a page names its own
    found = dcat_ap.graph(Described(own, catalogue.graph(own), catalogue.base, context, catalogue.scope(own)))
    found.bind("hydra", PREFIXES["hydra"])
    for triple in (*pages.paging(page), *pages.membership(page, catalogue.base, catalogue.graph)):
        found.add(triple)
    for number, version in enumerate(page.datasets):
        for subject, predicate, value in dcat_ap.graph(describe(catalogue, version.record, context)):
            # Two datasets may use one label for two blank nodes.
            found.add((_apart(subject, number), predicate, _apart(value, number)))
    return found


def _apart(node: Node, number: int) -> Node:
    return BNode(f"d{number}{node}") if isinstance(node, BNode) else node
