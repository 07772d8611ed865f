"""Whether shapes can be used: checked here, by one rule, before any engine reads them.

What one engine refuses, another may skip without a word, and a rule that is skipped judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.rdf import datatypes, turtle
from radcat.rdf.graph import FrozenGraph, frozen
from radcat.rdf.prefixes import curie
from radcat.validation import constraint_queries, literals, patterns
from radcat.validation.faults import MADE_UP
from radcat.validation.report import Finding, Severity

_LISTS: Final = {SH["in"], SH.languageIn, SH.ignoredProperties, SH["and"], SH["or"], SH.xone}
_OF_SHAPES: Final = {SH["and"], SH["or"], SH.xone}
_SHAPE: Final = {SH.node, SH.property, SH["not"], SH.qualifiedValueShape}
_COUNTS: Final = {SH.minCount, SH.maxCount, SH.minLength, SH.maxLength, SH.qualifiedMinCount, SH.qualifiedMaxCount}
_FLAGS: Final = {SH.uniqueLang, SH.closed, SH.deactivated, SH.qualifiedValueShapesDisjoint}
_IRIS: Final = {
    SH.datatype, SH["class"], SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.equals, SH.disjoint,
    SH.lessThan, SH.lessThanOrEquals, SH.severity, SH.nodeKind,
}  # fmt: skip
_BOUNDS: Final = {SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive}
_TEXTS: Final = {SH.message, SH.name, SH.description, SH.pattern, SH.flags}
_KINDS: Final = {SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral}
_ONCE: Final = {
    SH.path, SH.datatype, SH.nodeKind, SH.minCount, SH.maxCount, SH.minLength, SH.maxLength, SH.uniqueLang, SH.closed,
    SH.ignoredProperties, SH["in"], SH.languageIn, SH.pattern, SH.flags, SH.qualifiedValueShape, SH.qualifiedMinCount,
    SH.qualifiedMaxCount, SH.severity, SH.deactivated, SH.order, *_BOUNDS,
}  # fmt: skip
_NEEDS_PATH: Final = {
    SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals, SH.qualifiedValueShape,
}  # fmt: skip
_NUMBERS: Final = {XSD.integer, XSD.decimal, XSD.double, XSD.float, *(XSD[name] for name in datatypes.INTEGERS)}
_PATHS: Final = {SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath}
_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
# What SPARQL constraints may not use, since variables are bound before (SHACL, section 5.3 and appendix A).
_NOT_PRE_BOUND: Final = re.compile(r"\b(MINUS|VALUES|SERVICE)\b", re.IGNORECASE)
_STRINGS: Final = re.compile(r"""<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""")
_NESTED_TOO_DEEP: Final = 100
UNUSABLE: Final = "This shape can't be used: "


@dataclass(frozen=True, slots=True)
class ShapesFile:
    """A file of shapes."""

    place: str
    text: str
    graph: Graph


@dataclass(frozen=True, slots=True)
class Targets:
    """What a file's shapes judge; `everything` where nobody can tell."""

    everything: bool = False
    classes: frozenset[Node] = frozenset()
    nodes: frozenset[Node] = frozenset()
    subjects_of: frozenset[Node] = frozenset()
    objects_of: frozenset[Node] = frozenset()

    @classmethod
    def of(cls, graph: Graph) -> Targets:
        """Read them off the shapes in *graph*."""
        if any((None, URIRef(f"{SH}{name}"), None) in graph for name in ("target", "targetWhere", "targetShape")):
            return cls(everything=True)  # chosen by a query
        classes, *rest = (frozenset(graph.objects(None, target)) for target in _TARGETS)
        implicit = {
            s for type_ in (RDFS.Class, OWL.Class) for s in graph.subjects(RDF.type, type_) if _is_shape(graph, s)
        }
        return cls(False, classes | implicit, *rest)

    def judge(self, graph: Graph, subclasses: Callable[[Node], set[Node]]) -> bool:
        """Whether they may judge a node of the record *graph*; *subclasses* are those of a class, itself among them."""
        if self.everything:
            return True
        wanted = set[Node]().union(*map(subclasses, self.classes))
        return any(
            s in self.nodes or p in self.subjects_of or p in self.objects_of or (p == RDF.type and o in wanted)
            for s, p, o in graph
        )


def named(graph: Graph) -> FrozenGraph:
    """Copy *graph* with a name for each shape that has none, so that results say which shape they are of."""
    unnamed = {o for p in _SHAPE for o in graph.objects(None, p) if isinstance(o, BNode)}
    for listed in _OF_SHAPES:
        for head in graph.objects(None, listed):
            unnamed |= {member for member in _members(graph, head) if isinstance(member, BNode)}
    names = {node: URIRef(f"{MADE_UP}{node}") for node in unnamed}
    described = set(graph.subjects())
    return frozen(
        (names.get(s, s), p, names.get(o, literals.stand_in(o)))  # type: ignore[call-overload]
        for s, p, o in graph
        if p not in _SHAPE or o in described  # a shape of others that is not here; findings say so
    )


def findings(files: Mapping[str, ShapesFile], base: str) -> dict[str, list[Finding]]:
    """Find what makes shapes unusable, by the name of the file; *files* are all that belong together."""
    together = turtle.merge(file.graph for file in files.values())
    subjects = set(together.subjects())
    return {name: list(_Check(file, together, subjects, base).findings()) for name, file in files.items()}


class _Check:
    """Checks one file, whose shapes may refer to those of the others."""

    def __init__(self, file: ShapesFile, together: Graph, subjects: set[Node], base: str) -> None:
        self.file, self.graph, self.base = file, file.graph, base
        self.together, self.subjects = together, subjects

    def findings(self) -> Iterator[Finding]:
        """Find every fault of the file, in the order of its lines."""
        found = {
            (turtle_line or 1, message, str(p or "")): self._finding(turtle_line, s, p, o, message)
            for s, p, o, message in self._faults()
            for turtle_line in (self._line(s, p, o),)
        }
        yield from (found[key] for key in sorted(found))
        for s, p, o in sorted(self.graph, key=lambda triple: tuple(map(str, triple))):
            if p in _SHAPE and self.is_elsewhere(o):
                message = f"{self.said(o)} is described in no file here, so that nothing is checked by it."
                yield replace(
                    self._finding(self._line(s, p, o), s, p, o, ""), severity=Severity.WARNING, message=message
                )

    def _faults(self) -> Iterator[tuple[Node, Node | None, Node | None, str]]:
        for s, p, o in self.graph:
            if str(p).startswith(str(SH)) and p not in (SH.order,) and (reason := self._fault(s, p, o)):
                yield s, p, o, reason
            elif p == SH.order and not _is_number(o):
                yield s, p, o, f"{self.said(o)} is not a number, and {curie(str(p))} needs one"
        for s in set(self.graph.subjects()):
            yield from self._of_subject(s)

    def _of_subject(self, s: Node) -> Iterator[tuple[Node, Node | None, Node | None, str]]:
        for p in set(self.graph.predicates(s)) & _ONCE:
            if len(list(self.graph.objects(s, p))) > 1:
                yield s, p, None, f"{curie(str(p))} is given more than once; a shape has one"
        has_path = (s, SH.path, None) in self.together or (None, SH.path, s) in self.graph
        is_property = (s, RDF.type, SH.PropertyShape) in self.graph or (None, SH.property, s) in self.graph
        if not has_path and is_property:
            yield s, RDF.type, None, "a property shape needs a sh:path"
        elif not has_path:
            for p in sorted(_NEEDS_PATH & set(self.graph.predicates(s))):
                yield s, p, None, f"{curie(str(p))} needs a sh:path beside it, which says what it counts or compares"
        counted = [p for p in (SH.qualifiedMinCount, SH.qualifiedMaxCount) if (s, p, None) in self.graph]
        if bool(counted) != ((s, SH.qualifiedValueShape, None) in self.graph):
            yield (
                s,
                (counted or [SH.qualifiedValueShape])[0],
                None,
                ("sh:qualifiedValueShape and a qualified count belong together; write both or none"),
            )

    def _fault(self, s: Node, p: Node, o: Node) -> str | None:
        return next((check(self, s, o) for properties, check in _CHECKS if p in properties), None)

    def said(self, node: Node) -> str:
        """Write a term as the file's author knows it."""
        if isinstance(node, Literal):
            is_plain = node.datatype in (None, XSD.string)
            return f"“{node}”" + ("" if is_plain else f" of type {curie(str(node.datatype))}")
        return curie(str(node)).removeprefix(self.base) if isinstance(node, URIRef) else "what stands in brackets here"

    def is_elsewhere(self, node: Node) -> bool:
        """Whether *node* is a shape of others, in a file that is not here: published shapes have such gaps."""
        if not isinstance(node, URIRef) or node.startswith(self.base) or self.is_described(node):
            return False
        return (None, OWL.imports, None) in self.graph or (None, SH.property, node) in self.graph

    def is_described(self, node: Node) -> bool:
        """Whether some shapes file says anything of *node*."""
        return node in self.subjects

    def _line(self, s: Node, p: Node | None, o: Node | None) -> int | None:
        """Find the line of a statement; a blank node is found below the named one that it belongs to."""
        value = str(o) if isinstance(o, (Literal, URIRef)) else None
        seen = {s}
        below = s
        while isinstance(below, BNode):
            holder = next(((h, q) for h, q in self.graph.subject_predicates(below) if h not in seen), None)
            if holder is None:
                break
            below, last = holder
            seen.add(below)
        if isinstance(s, URIRef):
            return turtle.locate(self.file.text, str(s), str(p) if p else None, self.base, value)
        start = turtle.locate(self.file.text, str(below), str(last), self.base) if isinstance(below, URIRef) else 1
        found = turtle.find(self.file.text, start or 1, str(p) if p else "", value, self.base)
        return found or start

    def _finding(self, line: int | None, s: Node, p: Node | None, o: Node | None, reason: str) -> Finding:
        return Finding(
            place=self.file.place,
            line=line or 1,
            severity=Severity.VIOLATION,
            focus_node=str(s) if isinstance(s, URIRef) else "_:",
            predicate=curie(str(p)) if p else "",
            message=f"{UNUSABLE}{reason}.",
            value=str(o) if isinstance(o, (Literal, URIRef)) else "",
            see_also=("https://www.w3.org/TR/shacl/",),
        )


def _count(check: _Check, _s: Node, o: Node) -> str | None:
    is_count = isinstance(o, Literal) and o.datatype in _NUMBERS and re.fullmatch(r"\+?[0-9]{1,9}", str(o))
    return None if is_count else f"{check.said(o)} is not a count; write a whole number of zero or more, without quotes"


def _flag(check: _Check, _s: Node, o: Node) -> str | None:
    is_flag = isinstance(o, Literal) and o.datatype == XSD.boolean and str(o) in ("true", "false")
    return None if is_flag else f"{check.said(o)} is neither true nor false; write one of them, without quotes"


def _iri(check: _Check, _s: Node, o: Node) -> str | None:
    return (
        None
        if isinstance(o, URIRef)
        else f"{check.said(o)} is not an IRI; write a name with its prefix, or <an address>"
    )


def _kind(check: _Check, _s: Node, o: Node) -> str | None:
    known = ", ".join(sorted(curie(str(kind)) for kind in _KINDS))
    return None if o in _KINDS else f"{check.said(o)} is not a kind of node; write one of {known}"


def _bound(check: _Check, _s: Node, o: Node) -> str | None:
    return None if isinstance(o, Literal) else f"{check.said(o)} is not a literal, and only those can be compared"


def _text(check: _Check, _s: Node, o: Node) -> str | None:
    is_text = isinstance(o, Literal) and o.datatype in (None, XSD.string, RDF.langString, RDF.HTML)
    return None if is_text else f"{check.said(o)} is not text; write it in quotes"


def _regular_expression(check: _Check, s: Node, o: Node) -> str | None:
    flags = "".join(str(flag) for flag in check.graph.objects(s, SH.flags))
    return _text(check, s, o) or patterns.fault(str(o), flags)


def _is_described(check: _Check, _s: Node, o: Node) -> str | None:
    if isinstance(o, Literal):
        return f"{check.said(o)} is not a shape"
    if check.is_described(o) or check.is_elsewhere(o):
        return None
    return f"{check.said(o)} is described nowhere; write that shape, or mend the name"


def _list(
    check: _Check, s: Node, o: Node, *, of: Callable[[_Check, Node, Node], str | None] | None = None
) -> str | None:
    members = _well_formed(check.graph, o)
    if members is None:
        return f"{check.said(o)} is not a list; write the values in round brackets"
    faults = (of(check, s, member) for member in members) if of else iter(())
    return next((fault for fault in faults if fault), None)


def _shapes(check: _Check, s: Node, o: Node) -> str | None:
    return _list(check, s, o, of=_is_described)


def _path(check: _Check, _s: Node, o: Node) -> str | None:
    return _path_fault(check, o, 0)


def _query(check: _Check, s: Node, o: Node) -> str | None:
    """Check a query with the prefixes that its constraint declares."""
    if not isinstance(o, Literal):
        return f"{check.said(o)} is not a query; write it in quotes"
    text = str(o)
    if found := _NOT_PRE_BOUND.search(_STRINGS.sub("", text)):
        return f"the query uses {found[0].upper()}, which a constraint may not; write FILTER NOT EXISTS or the like"
    if "$this" not in text and "?this" not in text:
        return "the query never says $this, so that it can't tell which node it is about"
    return constraint_queries.syntax_fault(
        constraint_queries.whole(text, check.graph.objects(s, SH.prefixes), check.together)
    )


def _constraint(check: _Check, _s: Node, o: Node) -> str | None:
    queries = [q for p in (SH.select, SH.ask) for q in check.graph.objects(o, p)]
    return None if len(queries) == 1 else "a SPARQL constraint needs one sh:select, with the query in quotes"


_Judge = Callable[[_Check, Node, Node], str | None]
_CHECKS: Final[tuple[tuple[set[URIRef], _Judge], ...]] = (
    (_COUNTS, _count), (_FLAGS, _flag), ({SH.nodeKind}, _kind), (_IRIS, _iri), (_BOUNDS, _bound),
    ({SH.pattern}, _regular_expression), (_TEXTS, _text), (_SHAPE, _is_described), (_OF_SHAPES, _shapes),
    ({SH.languageIn}, lambda check, s, o: _list(check, s, o, of=_text)),
    ({SH.ignoredProperties}, lambda check, s, o: _list(check, s, o, of=_iri)),
    ({SH["in"]}, _list), ({SH.path}, _path), ({SH.select, SH.ask}, _query), ({SH.sparql}, _constraint),
)  # fmt: skip


def _is_number(node: Node) -> bool:
    is_number = isinstance(node, Literal) and node.datatype in _NUMBERS
    return is_number and datatypes.fault(str(node), str(node.datatype)) is None  # type: ignore[attr-defined]


def _is_shape(graph: Graph, node: Node) -> bool:
    return any(str(p).startswith(str(SH)) for p in graph.predicates(node)) or any(
        o in (SH.NodeShape, SH.PropertyShape) for o in graph.objects(node, RDF.type)
    )


def _members(graph: Graph, head: Node) -> list[Node]:
    return _well_formed(graph, head) or []


def _well_formed(graph: Graph, head: Node) -> list[Node] | None:
    """The members of an rdf:List; None where it is none (SHACL, section 2: a SHACL list)."""
    found: list[Node] = []
    seen = set[Node]()
    while head != RDF.nil:
        first, rest = list(graph.objects(head, RDF.first)), list(graph.objects(head, RDF.rest))
        if head in seen or len(first) != 1 or len(rest) != 1:
            return None
        seen.add(head)
        found += first
        head = rest[0]
    return found


def _path_fault(check: _Check, node: Node, depth: int) -> str | None:
    """Say why *node* is not a property path (SHACL, section 2.3.1)."""
    if isinstance(node, URIRef):
        return None
    if isinstance(node, Literal):
        return f"{check.said(node)} is not a path; write a property with its prefix, or <an address>"
    if depth > _NESTED_TOO_DEEP:
        return "the path goes in a circle"
    if (node, RDF.first, None) in check.graph:
        return _sequence_fault(check, node, depth, "a sequence path is a list of two paths or more")
    stated = list(check.graph.predicate_objects(node))
    if len(stated) != 1:
        return "a path in brackets has exactly one of sh:inversePath, sh:alternativePath and their like"
    ((kind, inner),) = stated
    if kind == SH.alternativePath:
        return _sequence_fault(check, inner, depth, "sh:alternativePath needs a list of two paths or more")
    if kind not in _PATHS:
        return f"{curie(str(kind))} makes no path"
    return _path_fault(check, inner, depth + 1)


def _sequence_fault(check: _Check, head: Node, depth: int, otherwise: str) -> str | None:
    members = _well_formed(check.graph, head)
    if members is None or len(members) < 2:
        return otherwise
    return next((fault for member in members if (fault := _path_fault(check, member, depth + 1))), None)
