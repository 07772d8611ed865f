"""The root that FAIR Data Point clients begin at (FDP specification 1.2): a service that contains the catalogue."""

from __future__ import annotations

from typing import Final

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef

from radcat.catalogue import Catalogue
from radcat.folder import records
from radcat.formats.texts import tag
from radcat.harvest.pages import CATALOG, PROFILE
from radcat.ledger.changes import Chronicle
from radcat.rdf import turtle
from radcat.rdf.namespaces import DCAT, FDP, LDP
from radcat.rdf.prefixes import PREFIXES

_SPECIFICATION: Final = "https://specs.fairdatapoint.org/fdp-specs-v1.2.html"
# What holds for the catalogue holds for the service that offers nothing else.
_SHARED: Final = (DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.language, DCAT.contactPoint)


def root(chronicle: Chronicle, catalogue: Catalogue, name: str) -> Graph:
    """Describe the service, and the container that leads on to the catalogue; *name* is the catalogue's."""
    base, graph = catalogue.base, Graph(turtle.PLAIN_STORE, bind_namespaces="none")
    for prefix in ("dcat", "dcterms", "fdp", "foaf", "ldp", "skos", "xsd"):
        graph.bind(prefix, PREFIXES[prefix])
    service, catalog, container = URIRef(base), URIRef(base + CATALOG), URIRef(f"{base}#catalogs")
    for kind in (FDP.FAIRDataPoint, FDP.MetadataService, DCAT.DataService):
        graph.add((service, RDF.type, kind))
    graph.add((service, DCTERMS.title, Literal(name, lang=tag(name))))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, FDP.conformsToFdpSpec, URIRef(_SPECIFICATION)))
    graph.add((service, FDP.metadataIdentifier, service))
    for term, date in ((FDP.metadataIssued, chronicle.first_date()), (FDP.metadataModified, chronicle.last_date())):
        if date:
            graph.add((service, term, Literal(date, datatype=XSD.dateTime)))
    if catalogue.lookup(PROFILE) is not None:
        graph.add((service, DCTERMS.conformsTo, URIRef(base + PROFILE)))
    version = catalogue.ledger.latest(CATALOG)
    own = catalogue.lookup(CATALOG)
    if version is not None and own is not None:
        scope = catalogue.scope(version.record)
        for term in _SHARED:
            for value in own.objects(catalog, term):
                graph.add((service, term, value))
                for triple in records.description(scope.holder(value), value):
                    graph.add(triple)
        graph.add((service, FDP.metadataCatalog, catalog))
        graph.add((service, LDP.contains, catalog))
        graph.add((container, RDF.type, LDP.DirectContainer))
        graph.add((container, DCTERMS.title, Literal("Catalogues", lang="en")))
        graph.add((container, LDP.membershipResource, service))
        graph.add((container, LDP.hasMemberRelation, FDP.metadataCatalog))
        graph.add((container, LDP.contains, catalog))
        # So that a client need not fetch the catalogue to show what it is called.
        graph.add((catalog, RDF.type, DCAT.Catalog))
        graph += own.triples((catalog, DCTERMS.title, None))
    return graph
