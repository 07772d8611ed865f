"""What an endpoint says of itself: SPARQL 1.1 Service Description, and VoID of the dataset behind it.

Pure: facts in, a graph out. Nothing is said that the facts do not hold, so that what is off is not claimed.
Every node has an IRI, so that one state of a registry has one description, byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from rdflib import FOAF, OWL, RDF, RDFS, SH, VOID, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from radcat.rdf.namespaces import SCHEMA, SD
from radcat.rdf.prefixes import PREFIXES, curie
from radcat.rdf.syntaxes import ANSWERS
from radcat.sparql.request import GRAPH_FORMATS, SOLUTION_FORMATS

FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
# By the names that `format=` has for them; IRIs from the W3C's list "Unique URIs for file formats".
FORMAT_IRIS: Final = {
    "json": FORMATS["SPARQL_Results_JSON"],
    "xml": FORMATS["SPARQL_Results_XML"],
    "csv": FORMATS["SPARQL_Results_CSV"],
    "tsv": FORMATS["SPARQL_Results_TSV"],
    **{syntax.name: URIRef(syntax.iri) for syntax in ANSWERS},
}
RESULT_FORMATS: Final = tuple(row.name for row in (*SOLUTION_FORMATS, *GRAPH_FORMATS))
RDF_FORMATS: Final = tuple(row.name for row in GRAPH_FORMATS)
_NAME: Final = re.compile(r"[A-Za-z][\w.-]*:[A-Za-z][\w.-]*")


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that the endpoint sets a query: `Limit("RADCAT_QUERY_TIMEOUT", "seconds a query may run", 10.0, "s")`."""

    name: str
    description: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Partition:
    """The statements with one property, or the instances of one class."""

    iri: str  # the class or the property
    triples: int | None = None
    entities: int | None = None
    subjects: int | None = None
    objects: int | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the union of all graphs (VoID, section 4.6)."""

    triples: int
    entities: int  # distinct subjects that are IRIs under the URI space
    subjects: int
    objects: int
    graphs: int
    classes: tuple[Partition, ...] = ()
    properties: tuple[Partition, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A query worth showing, as its record has it."""

    iri: str
    label: str
    comment: str | None
    text: str
    form: str  # SELECT, ASK, CONSTRUCT or DESCRIBE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a description is made of."""

    endpoint: str | None  # IRI of the endpoint; None where the dataset is files, and nobody can ask
    dataset: str | None = None  # IRI of the void:Dataset; its description is left out where there is none
    base: str = ""  # the URI space
    union_default_graph: bool = True  # whether a query that names no graph means all of them
    updates: bool = False
    graph_store: str | None = None  # IRI of the Graph Store Protocol's endpoint, if it is open
    services: tuple[str, ...] = ()  # other endpoints that SERVICE may name
    limits: tuple[Limit, ...] = ()
    statistics: Statistics | None = None  # None while they are not known
    examples: tuple[Example, ...] = ()
    about: tuple[tuple[URIRef, Node], ...] = ()  # what the catalogue's record says of itself
    root_resources: tuple[str, ...] = ()
    dumps: tuple[str, ...] = ()  # addresses of files that hold all of it
    example_resources: tuple[str, ...] = ()
    result_formats: tuple[str, ...] = RESULT_FORMATS
    record_formats: tuple[str, ...] = RDF_FORMATS  # in which a record can be had at its own address


def describe(facts: Facts) -> Graph:
    """Describe an endpoint and the dataset behind it, or a dataset that has no endpoint."""
    graph = Graph("SimpleMemory", bind_namespaces="none")  # which keeps the order, so that writers repeat it
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.bind("formats", FORMATS)
    if facts.endpoint:
        _service(graph, facts, URIRef(facts.endpoint))
    if facts.dataset:
        _dataset(graph, facts, URIRef(facts.dataset))
    return graph


def _service(graph: Graph, facts: Facts, endpoint: URIRef) -> None:
    """Describe the service (SPARQL 1.1 Service Description, section 3)."""
    # Clients that follow their nose, Comunica among them, look for the service under the address that they asked.
    service = endpoint
    default = URIRef(f"{endpoint}#default-dataset")
    languages = [SD.SPARQL10Query, SD.SPARQL11Query, *([SD.SPARQL11Update] if facts.updates else [])]
    features = [SD.UnionDefaultGraph] if facts.union_default_graph else []
    features += [SD.BasicFederatedQuery] if facts.services else []
    _say(graph, service, RDF.type, SD.Service)
    _say(graph, service, SD.endpoint, endpoint)
    _say(graph, service, SD.supportedLanguage, *languages)
    _say(graph, service, SD.feature, *features)
    _say(graph, service, SD.resultFormat, *(FORMAT_IRIS[name] for name in facts.result_formats))
    _say(graph, service, SD.defaultDataset, default)
    _say(graph, default, RDF.type, SD.Dataset)
    _default_dataset(graph, facts, default)
    for limit in facts.limits:
        node = URIRef(f"{endpoint}#limit-{limit.name.lower().replace('_', '-')}")
        _say(graph, service, SCHEMA.additionalProperty, node)
        _say(graph, node, RDF.type, SCHEMA.PropertyValue)
        _say(graph, node, SCHEMA.name, Literal(limit.description, lang="en"))
        _say(graph, node, SCHEMA.propertyID, Literal(limit.name))
        _say(graph, node, SCHEMA.value, _number(limit.value))
        _say(graph, node, SCHEMA.unitText, Literal(limit.unit))
    if facts.graph_store:
        _say(graph, service, RDFS.seeAlso, URIRef(facts.graph_store))


def _default_dataset(graph: Graph, facts: Facts, default: URIRef) -> None:
    union = URIRef(f"{facts.endpoint}#default-graph")
    _say(graph, default, SD.defaultGraph, union)
    _say(graph, union, RDF.type, SD.Graph)
    if facts.statistics is None:
        return
    if facts.union_default_graph:
        _say(graph, union, VOID.triples, _number(facts.statistics.triples))
    # How many there are, and where their names are found: ten thousand graphs are not listed here.
    collection = URIRef(f"{facts.endpoint}#named-graphs")
    _say(graph, default, SD.namedGraph, collection)
    _say(graph, collection, RDF.type, SD.GraphCollection)
    _say(graph, collection, SCHEMA.numberOfItems, _number(facts.statistics.graphs))


def _dataset(graph: Graph, facts: Facts, dataset: URIRef) -> None:
    """Describe the dataset (VoID, sections 2 to 4)."""
    document = URIRef(dataset.partition("#")[0])
    _say(graph, document, RDF.type, VOID.DatasetDescription)
    _say(graph, document, FOAF.primaryTopic, dataset)
    _say(graph, dataset, RDF.type, VOID.Dataset)
    for predicate, value in facts.about:
        _say(graph, dataset, predicate, value)
    _say(graph, dataset, VOID.sparqlEndpoint, *_endpoint(facts))
    _say(graph, dataset, VOID.uriSpace, Literal(facts.base))
    _say(graph, dataset, VOID.feature, *(FORMAT_IRIS[name] for name in facts.record_formats))
    _say(graph, dataset, VOID.rootResource, *map(URIRef, facts.root_resources))
    _say(graph, dataset, VOID.dataDump, *map(URIRef, facts.dumps))
    _say(graph, dataset, VOID.exampleResource, *map(URIRef, facts.example_resources))
    if facts.statistics is not None:
        _statistics(graph, facts.statistics, dataset)
    if facts.examples:
        _examples(graph, facts, dataset)


def _statistics(graph: Graph, counted: Statistics, dataset: URIRef) -> None:
    _say(graph, dataset, VOID.triples, _number(counted.triples))
    _say(graph, dataset, VOID.entities, _number(counted.entities))
    _say(graph, dataset, VOID.distinctSubjects, _number(counted.subjects))
    _say(graph, dataset, VOID.distinctObjects, _number(counted.objects))
    _say(graph, dataset, VOID.classes, _number(len(counted.classes)))
    _say(graph, dataset, VOID.properties, _number(len(counted.properties)))
    used = {n for n in PREFIXES.values() for p in (*counted.classes, *counted.properties) if p.iri.startswith(n)}
    _say(graph, dataset, VOID.vocabulary, *map(URIRef, sorted(used)))
    for kind, having, naming, partitions in (
        ("class", VOID.classPartition, VOID["class"], counted.classes),
        ("property", VOID.propertyPartition, VOID.property, counted.properties),
    ):
        for partition in partitions:
            node = URIRef(f"{dataset.partition('#')[0]}#{kind}-{_local(partition.iri)}")
            _say(graph, dataset, having, node)
            _say(graph, node, naming, URIRef(partition.iri))
            for counting, number in (
                (VOID.triples, partition.triples),
                (VOID.entities, partition.entities),
                (VOID.distinctSubjects, partition.subjects),
                (VOID.distinctObjects, partition.objects),
            ):
                if number is not None:
                    _say(graph, node, counting, _number(number))


def _examples(graph: Graph, facts: Facts, dataset: URIRef) -> None:
    """Show queries, as collections of SPARQL examples do: sh:SPARQLExecutable with its prefixes (SHACL, 5.2.1)."""
    prefixes = URIRef(f"{dataset.partition('#')[0]}#prefixes")
    _say(graph, prefixes, RDF.type, OWL.Ontology)
    for prefix, namespace in PREFIXES.items():
        node = URIRef(f"{prefixes}-{prefix}")
        _say(graph, prefixes, SH.declare, node)
        _say(graph, node, SH.prefix, Literal(prefix))
        _say(graph, node, SH.namespace, Literal(namespace, datatype=XSD.anyURI))
    for example in facts.examples:
        node, form = URIRef(example.iri), example.form.capitalize()
        _say(graph, node, RDF.type, SH.SPARQLExecutable, SH[f"SPARQL{form}Executable"])
        _say(graph, node, RDFS.label, Literal(example.label, lang=getattr(example.label, "language", None)))
        if example.comment:
            _say(graph, node, RDFS.comment, Literal(example.comment, lang=getattr(example.comment, "language", None)))
        _say(graph, node, SH.prefixes, prefixes)
        _say(graph, node, SH[example.form.lower()], Literal(example.text))
        _say(graph, node, SCHEMA.target, *_endpoint(facts))


def _endpoint(facts: Facts) -> list[URIRef]:
    return [URIRef(facts.endpoint)] if facts.endpoint else []


def _local(iri: str) -> str:
    """Name a partition after its class or property: readable where it has a prefix, short where it has none."""
    name = curie(iri)
    return name.replace(":", "-") if _NAME.fullmatch(name) else sha256(iri.encode()).hexdigest()[:12]


def _number(value: float) -> Literal:
    return Literal(str(value), datatype=XSD.integer if isinstance(value, int) else XSD.decimal)


def _say(graph: Graph, subject: Node, predicate: URIRef, *values: Node) -> None:
    for value in values:
        graph.add((subject, predicate, value))
