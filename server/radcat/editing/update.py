"""SPARQL 1.1 Update as text: parsed by rdflib, and refused where it does not name the graphs that it reads and writes.

What it does to them is worked out in evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pyparsing import ParseException
from rdflib import XSD, Literal, URIRef, Variable
from rdflib.plugins.sparql.algebra import (
    _simplifyFilters,
    translatePath,
    translatePName,
    translatePrologue,
    translateUpdate1,
    traverse,
)
from rdflib.plugins.sparql.parser import parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Prologue, SPARQLError
from rdflib.term import Node

from radcat.errors import QuerySyntaxError, UpdateRefused
from radcat.sparql.diagnosis import diagnose, explain

Triple = tuple[Node, Node, Node]
ANY_GRAPH: Final = "GRAPH ?g could be any graph; name those that it may be by USING NAMED <record's IRI>."
MANAGEMENT: Final = ("Clear", "Drop", "Create", "Add", "Move", "Copy")
_PATTERNS: Final = ("TriplesBlock", "BGP")


@dataclass(frozen=True, slots=True)
class Update:
    """An update that was parsed, and the graphs that it names."""

    operations: tuple[CompValue, ...]
    using: tuple[str, ...]  # of the protocol
    using_named: tuple[str, ...]
    names: frozenset[str]


def parse(text: str, base: str, using: Iterable[str] = (), using_named: Iterable[str] = ()) -> Update:
    """Parse an update and see that it names the graphs that it reads and writes.

    Raises:
        QuerySyntaxError: it is not an update.
        UpdateRefused: it does not name its graphs, or would load from elsewhere; the message says what to write.
    """
    try:
        tree = parseUpdate(text)
    except ParseException as error:
        why = explain(text, error.lineno, error.column)
        raise QuerySyntaxError(f"this is not an update: {why.message}", why.line, why.column) from error
    operations, prologue = [], None
    try:
        for declared, operation in zip(tree.prologue, tree.request or (), strict=False):
            prologue = translatePrologue(declared, base, None, prologue)
            operations.append(_translate(operation, prologue))
    except (SPARQLError, ParseException) as error:
        raise QuerySyntaxError(str(error)) from error
    except Exception as error:  # such as of a prefix that is not declared, for which rdflib has no class of its own
        if type(error) is not Exception:
            raise
        if found := diagnose(text):
            raise QuerySyntaxError(found.message, found.line, found.column) from error
        raise QuerySyntaxError(f"{error}.") from error
    named = frozenset(using) | frozenset(using_named)
    names = named.union(*(_names(operation, bool(using), bool(using_named)) for operation in operations))
    return Update(tuple(operations), tuple(using), tuple(using_named), names)


def _translate(operation: CompValue, prologue: Prologue) -> CompValue:
    # As rdflib's translateUpdate, with one step more: "a"^^xsd:string is "a" (RDF 1.1), which rdflib does not know.
    found = traverse(operation, visitPost=partial(translatePName, prologue=prologue))
    found = traverse(found, visitPost=as_parsed)
    found = traverse(found, visitPre=_simplifyFilters)
    return translateUpdate1(traverse(found, visitPost=translatePath), prologue)


def as_parsed(term: Any) -> Literal | None:
    """Write a literal as the parser of records does, or None where it is so: no xsd:string, tags in lower case."""
    if not isinstance(term, Literal):
        return None
    if term.language and term.language != term.language.lower():
        return Literal(str(term), lang=term.language.lower())
    return Literal(str(term)) if term.datatype == XSD.string else None


def _names(operation: CompValue, using: bool, using_named: bool) -> frozenset[str]:
    """List the graphs that *operation* names, and refuse it where it reads or writes any other."""
    if operation.name == "Load":
        raise UpdateRefused("LOAD would reach the network and is switched off here; send the triples by INSERT DATA.")
    if operation.name in MANAGEMENT:
        return _managed(operation)
    if operation.name in ("InsertData", "DeleteData", "DeleteWhere"):
        if operation.triples:
            raise UpdateRefused(
                "this writes to the default graph, which is not a record; write GRAPH <record's IRI> { … }."
            )
        return _quads(operation.quads, using_named)
    using = using or any(clause.default for clause in operation.using or ())
    using_named = using_named or any(clause.named for clause in operation.using or ())
    found = {str(clause.default or clause.named) for clause in operation.using or ()}
    if operation.withClause:
        found.add(str(operation.withClause))
    for template in filter(None, (operation.delete, operation.insert)):
        if template.triples and not operation.withClause:
            raise UpdateRefused(
                "this writes to the default graph, which is not a record; begin with WITH <record's IRI>, "
                "or write GRAPH <record's IRI> { … }."
            )
        found |= _quads(template.quads, using_named)
    found |= set(_read(operation.where, default=using or bool(operation.withClause), named=using_named))
    return frozenset(found)


def _managed(operation: CompValue) -> frozenset[str]:
    graphs = operation.graph if operation.name in ("Add", "Move", "Copy") else [operation.graphiri]
    if not all(isinstance(graph, URIRef) for graph in graphs):
        verb = operation.name.upper()
        raise UpdateRefused(f"{verb} has to name a record's graph: {verb} GRAPH <record's IRI>.")
    return frozenset(map(str, graphs))


def _quads(quads: Mapping[Node, list[Triple]], using_named: bool) -> frozenset[str]:
    if not using_named and any(isinstance(graph, Variable) for graph in quads):
        raise UpdateRefused(ANY_GRAPH)
    return frozenset(str(graph) for graph in quads if isinstance(graph, URIRef))


def _read(part: Any, *, default: bool, named: bool) -> Iterator[str]:
    """Yield the graphs that a pattern names, wherever it does."""
    if isinstance(part, CompValue):
        if part.name == "ServiceGraphPattern":
            raise UpdateRefused("SERVICE would reach the network and is switched off here.")
        if part.name in _PATTERNS and part.triples and not default:
            raise UpdateRefused(
                "the WHERE clause reads the default graph; name what it reads by WITH, USING or GRAPH <record's IRI>."
            )
        if part.name in ("Graph", "GraphGraphPattern"):
            if not isinstance(part.term, URIRef) and not named:
                raise UpdateRefused(ANY_GRAPH)
            if isinstance(part.term, URIRef):
                yield str(part.term)
            default = True
        for value in part.values():
            yield from _read(value, default=default, named=named)
    elif isinstance(part, list | tuple | set | frozenset):
        for value in part:
            yield from _read(value, default=default, named=named)
