"""The metadata formats of the OAI-PMH repository: a row each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from rdflib import RDF, BNode, Graph, Literal, URIRef

from radcat.catalogue import FINDINGS_ABOUT, VOCABULARY, Catalogue, Scope
from radcat.formats import BY_NAME, dcat_ap, describe, schema_org
from radcat.formats.base import Described
from radcat.harvest.oai_pmh import Metadata, MetadataFormat, WriteMetadata
from radcat.ledger.versions import Version
from radcat.model import KIND
from radcat.rdf import turtle
from radcat.rdf.namespaces import SCHEMA
from radcat.rdf.rdf_xml import rdf_xml

_RDF_SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/rdf.xsd"
_RDF_NAMESPACE: Final = str(RDF)
# Properties of schema.org whose values are addresses; all other texts are texts.
_ADDRESSES: Final = frozenset(
    {"url", "license", "citation", "isBasedOn", "isPartOf", "sameAs", "contentUrl", "conditionsOfAccess"}
)


def formats(catalogue: Catalogue, context: dict[str, Any]) -> dict[str, MetadataFormat]:
    """The formats that a dataset can be had in, by their prefixes."""
    by_representation = partial(_represented, catalogue, context)
    rows = (
        MetadataFormat(
            "oai_dc",
            "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            "http://www.openarchives.org/OAI/2.0/oai_dc/",
            by_representation("oai_dc"),
        ),
        MetadataFormat(
            "datacite",
            "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd",
            "http://datacite.org/schema/kernel-4",
            by_representation("datacite"),
        ),
        MetadataFormat("dcat_ap", _RDF_SCHEMA, _RDF_NAMESPACE, partial(_dcat_ap, catalogue, context)),
        MetadataFormat("schema", _RDF_SCHEMA, _RDF_NAMESPACE, partial(_schema_org, catalogue, context)),
    )
    return {row.prefix: row for row in rows}


def _represented(catalogue: Catalogue, context: dict[str, Any], name: str) -> WriteMetadata:
    return lambda version: _written(describe(catalogue, version.record, context), BY_NAME[name].write)


def _dcat_ap(catalogue: Catalogue, context: dict[str, Any], version: Version) -> Metadata:
    """Write the profile's own statements: the dataset, and what its values are, so that it stands by itself."""
    return _written(describe(catalogue, version.record, context), lambda described: rdf_xml(dcat_ap.graph(described)))


def _schema_org(catalogue: Catalogue, context: dict[str, Any], version: Version) -> Metadata:
    """Write as RDF/XML what the dataset's page says to search engines: an XML harvester reads no JSON."""
    return _written(describe(catalogue, version.record, context), _of_schema_org)


def _of_schema_org(described: Described) -> bytes:
    document = schema_org.document(described)
    graph = Graph(turtle.PLAIN_STORE, bind_namespaces="none")
    _add(graph, document)
    return rdf_xml(graph)


def _written(described: Described, write: Callable[[Described], bytes]) -> Metadata:
    body = write(described)
    asked = described.source.asked if isinstance(described.source, Scope) else set[str]()
    asked = asked.union(*(finding.asked for finding in described.findings))
    about = FINDINGS_ABOUT + described.record.name
    return Metadata(body, frozenset({*asked, about, KIND["catalog"].path, VOCABULARY}))


def _add(graph: Graph, members: dict[str, Any]) -> URIRef | BNode:
    """Add a node of JSON-LD and those in it."""
    node = URIRef(members["@id"]) if "@id" in members else BNode()
    for name, said in members.items():
        for value in said if isinstance(said, list | tuple) else (said,):
            if name == "@type":
                graph.add((node, RDF.type, SCHEMA[value]))
            elif not name.startswith("@"):
                graph.add((node, SCHEMA[name], _value(graph, name, value)))
    return node


def _value(graph: Graph, name: str, value: Any) -> URIRef | BNode | Literal:
    if isinstance(value, dict) and "@value" in value:
        return Literal(value["@value"], lang=value["@language"])
    if isinstance(value, dict):
        return _add(graph, value)
    if name in _ADDRESSES and str(value).startswith(("http://", "https://")):
        return URIRef(value)
    return Literal(str(value).lower() if isinstance(value, bool) else str(value))
