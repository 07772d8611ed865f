"""Reading plain values from a graph: `read` is the one place where a graph becomes them.

A view is a frozen dataclass whose fields name the property that they are read from, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from hashlib import sha256
from math import isfinite
from typing import Any, Final, Protocol, TypeVar

from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, BNode, Literal, URIRef
from rdflib.term import Node

from radcat.rdf import languages
from radcat.rdf.namespaces import CSVW, SCHEMA, VCARD

PREFERRED: Final = (languages.DEFAULT, languages.UNTAGGED)  # languages, where nobody says which
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,4000}")  # Python reads no longer ones


class Text(str):
    """The characters of a literal, with its language tag or its datatype; equal to the same characters alone."""

    __slots__ = ("datatype", "language")
    datatype: str | None
    language: str | None

    def __new__(cls, text: str, *, language: str | None = None, datatype: str | None = None) -> Text:
        """Make the text; a literal has a language or a datatype, or neither."""
        made = super().__new__(cls, text)
        made.language, made.datatype = language, datatype
        return made


class Blank(str):
    """A node without an IRI: `_:` and its label, which is the same for the same text of a record."""

    __slots__ = ()


NAMING: Final = (SKOS.prefLabel, RDFS.label, DCTERMS.title, FOAF.name, CSVW.title)
DESCRIBING: Final = (DCTERMS.description, RDFS.comment, SKOS.definition)
# What else a blank node may be called by, the most telling first.
_TELLING: Final = (
    VCARD.fn, SCHEMA.name, DCTERMS.description, RDFS.comment, SKOS.notation, DCTERMS.identifier, RDF.value,
    FOAF.homepage, VCARD.hasEmail, FOAF.mbox,
)  # fmt: skip


class Source(Protocol):
    """What a view is read from: a graph, or several that look like one."""

    def objects(self, subject: Node, predicate: Node, /) -> Iterable[Node]:
        """What is said of *subject*."""
        ...

    def items(self, node: Node, /) -> Iterable[Node]:
        """The members of an rdf:List."""
        ...


def preferred(source: Source) -> Sequence[str]:
    """The languages in which *source* is read, the best first; a bare graph is read in English."""
    return getattr(source, "languages", PREFERRED)


def said(source: Source, node: Node, term: URIRef) -> list[Node]:
    """What *source* says of *node*, texts in the preferred languages first."""
    return in_order(source.objects(node, term), preferred(source))


View = TypeVar("View")
Reader = Callable[[Source, Node], Any]


def one(*properties: URIRef, by: Reader | None = None, naming: bool = False) -> Any:
    """Declare a field with the value of the first of *properties* that the node has, or None.

    A *naming* field takes the text of a literal that stands where the view's node is expected.
    """
    metadata = {"properties": properties, "by": by or value, "many": False, "naming": naming}
    return field(default=None, metadata=metadata)


def many(*properties: URIRef, by: Reader | None = None, best: str | None = None) -> Any:
    """Declare a field with all values of *properties*, in a stable order; the field *best* holds the first of them."""
    return field(default=(), metadata={"properties": properties, "by": by or value, "many": True, "best": best})


class Multilingual:
    """A view with texts in several languages: a field for the best of them beside one for all."""

    __slots__ = ()

    def __post_init__(self) -> None:
        """Take the one text that is given for all there are."""
        for name, best in _best(type(self)):  # type: ignore[arg-type]  # a class has a hash, whatever its values have
            if not getattr(self, name) and (text := getattr(self, best)) is not None:
                object.__setattr__(self, name, (text,))


@cache
def _best(view: type[Any]) -> tuple[tuple[str, str], ...]:
    """Name the fields for all texts of *view*, each with the one for the best of them."""
    return tuple((f.name, f.metadata["best"]) for f in fields(view) if f.metadata.get("best"))


@dataclass(frozen=True, slots=True)
class _Declared:
    """A field of a view, as it is read."""

    name: str
    properties: tuple[URIRef, ...]
    by: Reader
    many: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a view is read: looked up once, since records hold thousands of nodes."""

    declared: tuple[_Declared, ...]
    has_iri: bool
    naming: tuple[str, ...]


@cache
def _plan(view: type[Any]) -> _Plan:
    found = fields(view)  # every view is a dataclass
    return _Plan(
        tuple(
            _Declared(f.name, f.metadata["properties"], f.metadata["by"], f.metadata["many"])
            for f in found
            if f.metadata.get("properties")
        ),
        any(f.name == "iri" and f.default is MISSING for f in found),
        tuple(f.name for f in found if f.metadata.get("naming")),
    )


def read(view: type[View], graph: Source, node: Node) -> View:
    """Read *view* of *node* from *graph*; a field whose property is absent keeps its default."""
    plan = _plan(view)  # type: ignore[arg-type]  # a class has a hash, whatever its values have
    found: dict[str, Any] = {}
    # A graph that can tell all of a node at once is asked once.
    describe: Callable[[Node], Mapping[Node, Sequence[Node]]] | None = getattr(graph, "description", None)
    described, order = (None if describe is None else describe(node)), preferred(graph)
    for declared in plan.declared:
        objects = (
            value_
            for term in declared.properties
            if (said_ := graph.objects(node, term) if described is None else described.get(term, ()))
            for value_ in in_order(said_, order)
        )
        values = (known for value_ in objects if (known := declared.by(graph, value_)) is not None)
        if declared.many:
            found[declared.name] = tuple(values)
        elif (first := next(values, None)) is not None:
            found[declared.name] = first
    if plan.has_iri:
        found["iri"] = identity(graph, node)
    if isinstance(node, Literal):
        found |= {name: value(graph, node) for name in plan.naming}
    return view(**found)


def identity(_graph: Source, node: Node) -> str:
    """Read what tells *node* from others: its IRI, or a label where it has none."""
    if isinstance(node, URIRef):
        return str(node)
    if isinstance(node, BNode):
        return Blank(f"_:{node}")
    return Blank(f"_:literal{sha256(repr(node).encode()).hexdigest()[:12]}")


def in_order(nodes: Iterable[Node], order: Sequence[str] = PREFERRED) -> list[Node]:
    """Order nodes so that texts in the first languages of *order* come first, then by language and by text."""
    found = list(nodes)
    if len(found) < 2:  # as nearly always, and a page asks some thousand times
        return found
    return sorted(found, key=lambda n: (languages.rank(getattr(n, "language", None), order), str(n)))


def value(_graph: Source, node: Node) -> str | None:
    """Read a literal as a Text, an IRI as a plain string; a blank node says nothing by itself."""
    if isinstance(node, Literal):
        tag = languages.canonical(node.language) if node.language else None
        return Text(str(node), language=tag, datatype=str(node.datatype) if node.datatype else None)
    return str(node) if isinstance(node, URIRef) else None


def number(_graph: Source, node: Node) -> int | None:
    """Read an integer, or None where the literal is not an integer."""
    return int(str(node)) if _INTEGER.fullmatch(str(node)) else None


def count(graph: Source, node: Node) -> int | None:
    """Read a number of things, which is never below zero."""
    found = number(graph, node)
    return found if found is not None and found >= 0 else None


def order(node: Node | None, default: float) -> float:
    """Read an order such as that of sh:order; *default* where there is none, or it is not a number."""
    if not _NUMBER.fullmatch(str(node)):
        return default
    found = float(str(node))
    return found if isfinite(found) else default


def sequence(graph: Source, node: Node) -> tuple[str, ...]:
    """Read the members of an rdf:List."""
    return tuple(identity(graph, member) for member in members(graph, node))


def members(graph: Source, node: Node) -> list[Node]:
    """List the members of the rdf:List at *node*, those of a list that runs in a circle once."""
    found: list[Node] = []
    with suppress(ValueError):  # rdflib's word for a circle; what came before it is kept
        for member in graph.items(node):
            found.append(member)  # noqa: PERF402
    return found


def languages_of(graph: Source, node: Node) -> tuple[str, ...]:
    """List the languages that *node* has a name or a description in, those that it has both in first."""
    named, described = _named_and_described(graph, node)
    return (*named, *(tag for tag in described if tag not in named))


def preference(graph: Source, node: Node, wanted: Sequence[str], default: str) -> tuple[str, ...]:
    """Choose the language to show *node* in, and the order of the others, for a reader who welcomes *wanted*.

    The first is the reader's. Where *node* has none of those, its own texts are in the *default*, else in its own, and
    what is shown beside them, such as the labels of concepts, is in the reader's where that has one.
    """
    named, described = _named_and_described(graph, node)
    if (chosen := languages.lookup(wanted, named) or languages.lookup(wanted, described)) is not None:
        return tuple(dict.fromkeys((chosen, *wanted, default, languages.UNTAGGED, *named)))
    chosen = languages.lookup((default,), named)
    own = (chosen,) if chosen else (languages.UNTAGGED,) if languages.UNTAGGED in named else tuple(named[:1])
    return tuple(dict.fromkeys((*wanted, *own, default, languages.UNTAGGED, *named)))


def _named_and_described(graph: Source, node: Node) -> tuple[list[str], list[str]]:
    named, described = (
        [_tag(o) for p in terms for o in graph.objects(node, p) if isinstance(o, Literal)]
        for terms in (NAMING, DESCRIBING)
    )
    return sorted(set(named), key=lambda tag: (tag not in described, tag)), sorted(set(described))


def _tag(literal: Literal) -> str:
    return languages.canonical(literal.language) if literal.language else languages.UNTAGGED


def label(graph: Source, node: Node) -> str:
    """Read the best name of a node: preferred label, label, title, name or heading, else what it is.

    What it is: its IRI or the text of a literal; a blank node is called by what it says of itself.
    """
    return name(graph, node) or (str(node) if isinstance(node, URIRef) else "")


def name(graph: Source, node: Node) -> str | None:
    """Read the best name of a node, or the text of a literal; None where nothing names it."""
    if isinstance(node, Literal):
        return value(graph, node)
    found = (value(graph, o) for p in NAMING for o in said(graph, node, p))
    texts = (text for text in found if text)
    if (best := next(texts, None)) is not None or isinstance(node, URIRef):
        return best
    found = (value(graph, o) for p in _TELLING for o in said(graph, node, p))
    return next((text for text in found if text), None)


def statement(graph: Source, node: Node) -> str | None:
    """Read a statement of rights: its text, else its IRI."""
    return label(graph, node) or None


def notation(graph: Source, node: Node) -> str | None:
    """Read a node's notation, such as that of an adms:Identifier, else what it is."""
    found = (value(graph, o) for o in said(graph, node, SKOS.notation))
    return next((text for text in found if text), value(graph, node))


def view_of(view: type[View]) -> Reader:
    """Read a nested view; a source that holds what many records share may read it once for all of them."""

    def nested(graph: Source, node: Node) -> View:
        shared = getattr(graph, "shared", None)
        return read(view, graph, node) if shared is None else shared(view, node)

    return nested
