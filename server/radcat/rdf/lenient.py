"""Reading RDF that others wrote: as much of it as can be read, with what was mended and what was lost.

Oxigraph's parser is asked to be lenient: it lets an IRI pass that is none, which is then written as it was meant. What
it can't read at all is left out by the line where that is safe, and from there on where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from radcat.rdf.graph import FrozenGraph, Triple, TripleTerm, frozen, node_of
from radcat.rdf.prefixes import PREFIXES

_BY_LINE: Final = frozenset({"application/n-triples", "application/n-quads"})  # a statement a line
_TURTLE: Final = frozenset({"text/turtle", "application/trig"})
_XML: Final = "application/rdf+xml"
_UNDECLARED: Final = re.compile(r"The prefix ([\w-]+): has not been declared")
_POSITION: Final = re.compile(r"^Parser error (?:at|between) .*?: (?=[A-Z])")
_ILLEGAL: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')  # in an IRI (RFC 3987, section 2.2)
_MOST_LINES: Final = 50  # that are left out of one document
_MOST_FAULTS: Final = 20


@dataclass(frozen=True, slots=True)
class Lenient:
    """What could be read."""

    graph: FrozenGraph  # of all graphs that the document names, together
    declared: tuple[str, ...]  # prefixes that were not declared, and are known
    mended: tuple[str, ...]  # IRIs that were none, as they stood there
    faults: tuple[str, ...]  # why something could not be read, and how much was left out


@dataclass(frozen=True, slots=True)
class _Fault:
    line: int
    reason: str
    is_of_statement: bool = False  # what is around it was read

    def leaving_out(self, what: str) -> str:
        return f"line {self.line}: {self.reason}; {what} left out"


def read(text: bytes, media_type: str, base: str) -> Lenient:
    """Parse *text*, whose relative IRIs stand under *base*; blank nodes have the parser's labels."""
    mended = dict[str, None]()
    if media_type in _BY_LINE:
        triples, faults, declared = *_by_line(text, media_type, base), list[str]()
    elif media_type in _TURTLE:
        triples, faults, declared = _turtle(text, media_type, base)
    else:
        triples, found = _parsed(text, media_type, base)
        faults, declared = [each.leaving_out("what follows is") for each in found], []
        if found and media_type == _XML and len(other := _by_rdflib(text, base)) > len(triples):
            triples = list(other)
            faults = [each.leaving_out("some text that RDF/XML has no place for is") for each in found]
    return Lenient(
        frozen(_legal(triples, mended)), tuple(declared), tuple(mended), tuple(dict.fromkeys(faults))[:_MOST_FAULTS]
    )


def _by_line(text: bytes, media_type: str, base: str) -> tuple[list[Triple], list[str]]:
    triples, faults = _parsed(text, media_type, base)
    if not faults:
        return triples, []
    triples, said = [], []
    for number, line in enumerate(text.split(b"\n"), start=1):
        found, faults = _parsed(line, media_type, base)
        triples += found
        said += [f"line {number}: {each.reason}; it is left out" for each in faults]
    return triples, said


def _turtle(text: bytes, media_type: str, base: str) -> tuple[list[Triple], list[str], list[str]]:
    """Parse Turtle or TriG again and again, with what stops the parser declared or left out."""
    said, declared = list[str](), list[str]()
    while True:
        preamble = "".join(f"@prefix {name}: <{PREFIXES[name]}> . " for name in declared).encode()  # no line more
        triples, faults = _parsed(preamble + text, media_type, base)
        said += [each.leaving_out("it is") for each in faults if each.is_of_statement and len(said) < _MOST_FAULTS]
        stop = next((each for each in faults if not each.is_of_statement), None)
        if stop is None:
            return triples, said, declared
        missing = _UNDECLARED.search(stop.reason)
        if missing and missing[1] in PREFIXES and missing[1] not in declared:
            declared.append(missing[1])
        elif len(said) < _MOST_LINES and (shorter := _without_line(text, stop.line)) is not None:
            said.append(stop.leaving_out("it is"))
            text = shorter
        else:
            return triples, [*said, stop.leaving_out("what follows is")], declared


def _without_line(text: bytes, number: int) -> bytes | None:
    """Leave out a line that holds whole statements of a subject that goes on; None where it can't be told to.

    With a bracket in it, or at the beginning of a subject, what follows would be said of another subject.
    """
    lines = text.split(b"\n")
    line = lines[number - 1].strip() if 0 < number <= len(lines) else b""
    before = next((each.strip() for each in reversed(lines[: number - 1]) if each.strip()), b".")
    if not line.endswith((b";", b".")) or not before.endswith((b";", b"[")) or re.search(rb"[\[\](){}]", line):
        return None
    lines[number - 1] = line[-1:] if before.endswith(b";") or line.endswith(b".") else b""
    return b"\n".join(lines)


def _parsed(text: bytes, media_type: str, base: str) -> tuple[list[Triple], list[_Fault]]:
    """Parse until the first fault of the syntax."""
    triples, faults = list[Triple](), list[_Fault]()
    try:
        for quad in ox.parse(
            text, format=ox.RdfFormat.from_media_type(media_type), base_iri=base or None, lenient=True
        ):
            try:
                triples.append((node_of(quad.subject), node_of(quad.predicate), node_of(quad.object)))
            except TripleTerm:
                faults.append(_Fault(1, "a statement about a statement (RDF 1.2) is not read", is_of_statement=True))
            except ValueError as error:  # a language tag that is none
                faults.append(_Fault(1, str(error), is_of_statement=True))
    except SyntaxError as error:
        faults.append(_Fault(error.lineno or 1, _POSITION.sub("", error.msg)))
    except (ValueError, OSError) as error:
        faults.append(_Fault(1, str(error)))
    return triples, faults


def _by_rdflib(text: bytes, base: str) -> Graph:
    """Read RDF/XML by rdflib, which passes over what does not belong there."""
    graph = Graph()
    try:
        graph.parse(data=text, format="xml", publicID=base or None)
    except Exception:  # whatever its parser raises: what Oxigraph read is taken
        return Graph()
    return graph


def _legal(triples: Iterable[Triple], mended: dict[str, None]) -> Iterator[Triple]:
    for triple in triples:
        subject, predicate, value = (_mended(node, mended) for node in triple)
        if isinstance(subject, URIRef | BNode) and isinstance(predicate, URIRef):  # or it is no RDF
            yield subject, predicate, value


def _mended(node: Node, mended: dict[str, None]) -> Node:
    if not isinstance(node, URIRef) or not _ILLEGAL.search(node):
        return node
    mended[str(node)] = None
    return URIRef(_ILLEGAL.sub(lambda found: quote(found[0], safe=""), node.strip()))
