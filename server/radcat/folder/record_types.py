"""Whether a record is what its place takes it for: a dataset a dcat:Dataset, a saved query one with a query."""

from __future__ import annotations

from rdflib import RDF, SH, Graph, Literal, URIRef

from radcat.errors import MisplacedRecord, QuerySyntaxError
from radcat.folder.records import RecordFile
from radcat.model import KIND
from radcat.rdf import turtle
from radcat.rdf.prefixes import curie
from radcat.sparql.request import QueryForm

QUERY_TEXTS = (SH.select, SH.ask, SH.construct)


def check(file: RecordFile, graph: Graph, base: str) -> None:
    """Check that the record's own node has a type that its kind allows, whatever the shapes ask for.

    Raises:
        MisplacedRecord: it has none of them, or it is a saved query without exactly one query.
    """
    kind, own = KIND[file.record.kind], file.record.iri(base)
    types = set(graph.objects(own, RDF.type))
    if kind.classes and not types & set(kind.classes):
        allowed = " or ".join(curie(str(iri)) for iri in kind.classes)
        is_now = ", ".join(sorted(curie(str(found)) for found in types))
        raise MisplacedRecord(
            file.place,
            _line(file, own, RDF.type, base),
            f"<{file.record.name}> {f'is a {is_now}' if is_now else 'has no rdf:type'}, and a record of this kind "
            f"({kind.name}) is a {allowed}; correct its type, or move the file.",
        )
    if kind.name == "query":
        _check_query(file, graph, own, base)


def _check_query(file: RecordFile, graph: Graph, own: URIRef, base: str) -> None:
    texts = [(form, text) for form in QUERY_TEXTS for text in graph.objects(own, form)]
    properties = " or ".join(curie(str(form)) for form in QUERY_TEXTS)
    if len(texts) != 1:
        line = _line(file, own, texts[1][0], base) if texts else _line(file, own, None, base)
        raise MisplacedRecord(
            file.place, line, f"it has {len(texts)} query texts; give it exactly one, as {properties}."
        )
    form, text = texts[0]
    try:
        if not isinstance(text, Literal):
            raise QuerySyntaxError("this is not text: write the query in quotes.")
        QueryForm.of(str(text))
    except QuerySyntaxError as error:
        raise MisplacedRecord(file.place, _line(file, own, form, base), f"{curie(str(form))}: {error}") from error


def _line(file: RecordFile, own: URIRef, predicate: URIRef | None, base: str) -> int:
    text = file.record.text.decode()
    found = turtle.locate(text, str(own), str(predicate) if predicate else None, base)
    return found or turtle.locate(text, str(own), None, base) or 1
