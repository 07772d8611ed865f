"""What a page shows of a record, read off the shapes: sh:group, sh:order and sh:name (SHACL, section 2.3.2).

So another field's catalogue is shown well without a line of program: its shapes say how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from rdflib import FOAF, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Scope
from radcat.rdf import iris
from radcat.rdf.iris import is_web_address
from radcat.rdf.namespaces import VCARD
from radcat.rdf.prefixes import IANA, curie


@dataclass(frozen=True, slots=True)
class Field:
    """A property as a shape presents it."""

    path: URIRef
    name: str
    description: str
    order: float
    group: str
    group_order: float


@dataclass(frozen=True, slots=True)
class Value:
    """One value: a text, and where it leads."""

    text: str
    href: str | None = None
    language: str | None = None
    hint: str | None = None  # a definition
    anchor: str | None = None  # the fragment of a part of the record that is shown here


@dataclass(frozen=True, slots=True)
class Table:
    """Parts of the record, one a row."""

    columns: tuple[Field, ...]
    rows: tuple[tuple[tuple[Value, ...], ...], ...]
    anchors: tuple[str, ...] = ()  # of each row: the fragment of its part

    def holds_numbers(self, column: int) -> bool:
        """Tell whether the column with that index holds whole numbers and nothing else."""
        found = [value.text for row in self.rows for value in row[column]]
        return bool(found) and all(map(_DIGITS.fullmatch, found))


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values, or with a table of the parts it leads to."""

    field: Field
    values: tuple[Value, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a record holds of one class: their IRIs, and a table with a row for each."""

    name: str
    iris: tuple[str, ...]
    table: Table


_LAST: Final = 1e9
# Datatypes of texts; one with a language has none.
_TEXTS: Final = frozenset({None, str(XSD.string), str(RDF.langString)})
_DIGITS: Final = re.compile("[0-9]+")
_LONGEST_NUMBER: Final = 300  # digits; Python reads thousands, at most, and no order has so many
_DEEPEST: Final = 6  # blank nodes in blank nodes that are shown
_OTHER: Final = "Other statements"
_NAMES: Final = frozenset(model.NAMING)
_LINKS: Final = (FOAF.homepage, VCARD.hasURL)


class Layout:
    """How each class of node is shown, read once from all shapes."""

    def __init__(self, shapes: Graph, languages: Sequence[str] = model.PREFERRED) -> None:
        """Read the names of properties in the first of *languages* that *shapes* have them in."""
        self._fields: dict[Node, dict[URIRef, Field]] = {}
        for shape, target in shapes.subject_objects(SH.targetClass):
            known = self._fields.setdefault(target, {})
            for declared in shapes.objects(shape, SH.property):
                path = shapes.value(declared, SH.path)
                if isinstance(path, URIRef) and (shapes.value(declared, SH.name) is not None or path not in known):
                    known[path] = _field(shapes, declared, path, languages)

    def outline(self, scope: Scope, node: Node) -> tuple[Group, ...]:
        """Say what *node* is shown as: groups of rows, in the shapes' order, and what no shape mentions last."""
        rows = [self._row(scope, node, field) for field in self._present(scope, node)]
        names = dict.fromkeys(row.field.group for row in rows)
        return tuple(Group(name, tuple(row for row in rows if row.field.group == name)) for name in names)

    def fields(self, scope: Scope, node: Node, paths: Iterable[URIRef]) -> tuple[Field, ...]:
        """Say how properties of *node* are presented, in the order of its outline."""
        known = self._fields_of(scope, node)
        fields = (known.get(path) or _unlaid(scope, path) for path in set(paths))
        return tuple(sorted(fields, key=place))

    def parts(self, scope: Scope, whole: Node, but: Set[str] = frozenset()) -> tuple[Part, ...]:
        """Say what the record holds below its own IRI, *but* some fragments: one table a class, one row a part."""
        nodes = (n for n in set(scope.graph.subjects()) if isinstance(n, URIRef) and n != whole)
        classes: dict[str, list[Node]] = {}
        for node in sorted((node for node in nodes if _fragment(node) not in but), key=_natural):
            names = [curie(str(type_)).rpartition(":")[2] for type_ in model.said(scope, node, RDF.type)]
            classes.setdefault(", ".join(names), []).append(node)
        return tuple(
            Part(name, tuple(map(str, members)), self._table(scope, members, whole))
            for name, members in classes.items()
        )

    def _present(self, scope: Scope, node: Node) -> list[Field]:
        known = self._fields_of(scope, node)
        found = scope.description(node).keys() - {RDF.type}
        fields = (known.get(p) or _unlaid(scope, p) for p in found if isinstance(p, URIRef))
        return sorted(fields, key=place)

    def _fields_of(self, scope: Scope, node: Node) -> dict[URIRef, Field]:
        known: dict[URIRef, Field] = {}
        for type_ in model.said(scope, node, RDF.type):
            known |= self._fields.get(type_, {})
        return known

    def _row(self, scope: Scope, node: Node, field: Field) -> Row:
        nodes = model.said(scope, node, field.path)
        parts = [n for n in sorted(nodes, key=_natural) if self._has_row(scope, n, node)]
        if parts and len(parts) == len(nodes):
            if all(isinstance(part, BNode) and _is_only_name(scope, part) for part in parts):
                return Row(field, tuple(v for part in parts for v in _values(scope, part)))
            if _is_only_label(scope, parts):  # a link would lead to nothing more than its own text
                return Row(field, tuple(Value(model.label(scope, part), anchor=_fragment(part)) for part in parts))
            return Row(field, (), self._table(scope, parts))
        return Row(field, tuple(_once(v for n in nodes for v in _values(scope, n, node))))

    def _has_row(self, scope: Scope, node: Node, whole: Node) -> bool:
        """Tell whether a value is a part of the record that a table can show."""
        if isinstance(node, BNode):
            return bool(scope.description(node)) and not _is_list(scope, node)
        return _is_part(node, whole) and bool(self._fields_of(scope, node))

    def _table(self, scope: Scope, parts: Sequence[Node], whole: Node | None = None) -> Table:
        """Lay out *parts*; a column that only says of each that it belongs to *whole* is left out."""
        columns = {field.path: field for part in parts for field in self._present(scope, part)}
        columns = {
            path: field
            for path, field in columns.items()
            if {value for part in parts for value in scope.objects(part, path)} != {whole}
        }
        ordered = sorted(columns.values(), key=lambda field: (field.group_order, field.order, field.name))
        rows = tuple(
            tuple(tuple(v for n in model.said(scope, part, f.path) for v in _values(scope, n)) for f in ordered)
            for part in parts
        )
        return Table(tuple(ordered), rows, tuple(map(_fragment, parts)))


def _field(shapes: Graph, declared: Node, path: URIRef, languages: Sequence[str]) -> Field:
    def text(node: Node, term: URIRef) -> str | None:
        found = model.in_order(shapes.objects(node, term), languages)
        return model.value(shapes, found[0]) if found else None

    group = shapes.value(declared, SH.group)
    return Field(
        path,
        text(declared, SH.name) or curie(str(path)),
        text(declared, SH.description) or "",
        model.order(shapes.value(declared, SH.order), _LAST),
        text(group, RDFS.label) or model.label(shapes, group) if group is not None else _OTHER,
        model.order(shapes.value(group, SH.order), _LAST) if group is not None else _LAST,
    )


def _unlaid(scope: Scope, path: URIRef) -> Field:
    """A property that no shape presents."""
    return Field(path, _name(scope, path), "", _LAST, _OTHER, _LAST)


def place(field: Field) -> tuple[float, str, float, str]:
    """Where a field stands among those of its class: by the order of its group, then by its own."""
    return field.group_order, field.group, field.order, field.name


def _once(values: Iterable[Value]) -> Iterable[Value]:
    """Leave out the word that another language has, too: it is shown once."""
    shown = set[tuple[str, str | None]]()
    for value in values:
        is_text = getattr(value.text, "datatype", "") in _TEXTS
        if not is_text or (value.text, value.href) not in shown:
            yield value
        if is_text:
            shown.add((value.text, value.href))


def _values(scope: Scope, node: Node, whole: Node | None = None, above: tuple[Node, ...] = ()) -> Iterable[Value]:
    """Write a value; *above* are the blank nodes that it is a value of."""
    if isinstance(node, Literal):
        text = model.value(scope, node) or ""
        yield Value(text, _address(text), getattr(text, "language", None))
    elif isinstance(node, BNode) or node == RDF.nil:
        yield from _unnamed_values(scope, node, above)
    else:
        label = model.label(scope, node)
        hint = next((model.value(scope, d) for d in model.said(scope, node, SKOS.definition)), None)
        anchor = _fragment(node) if whole is not None and _is_part(node, whole) else None
        text = (_amount(scope, node) or _short(str(node))) if label == str(node) else label
        yield Value(text, str(node), hint=hint, anchor=anchor)


def _amount(scope: Scope, node: Node) -> str | None:
    """Write a number that is a node of its own with what it says further of it: "20 (Exact, Volume)"."""
    said = scope.description(node)
    number = next((model.value(scope, o) for o in said.get(RDF.value, ())), None)
    if number is None:
        return None
    if _DIGITS.fullmatch(number) and len(number) < _LONGEST_NUMBER:
        number = f"{int(number):,}"
    kinds = sorted(model.label(scope, o) for p, found in said.items() if p != RDF.type for o in found if _is_iri(o))
    return f"{number} ({', '.join(kinds)})" if kinds else number


def _is_iri(node: Node) -> bool:
    return isinstance(node, URIRef)


def _unnamed_values(scope: Scope, node: Node, above: tuple[Node, ...]) -> Iterable[Value]:
    """Write the members of a list, or what a blank node is called and what it says further."""
    if node in above or len(above) == _DEEPEST:
        yield Value("…")
        return
    inside = (*above, node)
    if _is_list(scope, node):
        found = [v for member in model.members(scope, node) for v in _values(scope, member, above=inside)]
        yield from found or [Value("an empty list")]
        return
    name = model.name(scope, node)
    said = scope.description(node)
    link = next((str(o) for p in _LINKS for o in said.get(p, ()) if is_web_address(str(o))), None)
    if name:
        yield Value(name, link, getattr(name, "language", None))
    rest = [p for p in said if isinstance(p, URIRef) and p not in _NAMES and p != RDF.type]
    for path in sorted(rest):
        for o in model.in_order(said[path]):
            for v in _values(scope, o, above=inside):
                if v.text not in (name, link):
                    text = model.Text(f"{_name(scope, path)}: {v.text}", language=getattr(v.text, "language", None))
                    yield replace(v, text=text)
    if not name and not rest:
        yield Value("not described")


def _is_list(scope: Scope, node: Node) -> bool:
    return node == RDF.nil or RDF.first in scope.description(node)


def _is_only_name(scope: Scope, node: Node) -> bool:
    """Tell whether a blank node says no more than a name and where it leads."""
    return scope.description(node).keys() <= {RDF.type, *_NAMES, *_LINKS}


def _natural(node: Node) -> list[tuple[int, str]]:
    """Order row-2 before row-10."""
    pieces = re.split(r"([0-9]+)", str(node))
    return [
        (int(piece), "") if place % 2 and len(piece) <= _LONGEST_NUMBER else (0, piece)
        for place, piece in enumerate(pieces)
    ]


def _is_part(node: Node, whole: Node) -> bool:
    return isinstance(node, URIRef) and node.startswith(f"{whole}#")


def _fragment(node: Node) -> str:
    return str(node).partition("#")[2]


def _is_only_label(scope: Scope, parts: Iterable[Node]) -> bool:
    """Tell whether the parts say no more than a text, such as a rights statement or an identifier."""
    saying = {p for part in parts for p in scope.description(part)}
    return saying <= {RDF.type, RDFS.label}


def _address(text: str) -> str | None:
    return text if is_web_address(text) else None


def _short(iri: str) -> str:
    if iri.startswith(IANA):
        return iri.removeprefix(IANA)
    name = curie(iri)
    if name != iri:
        return name
    parts = iris.parts(iri)
    return f"{parts.netloc}{parts.path}".rstrip("/") + (f"#{parts.fragment}" if parts.fragment else "") or iri


def _name(scope: Scope, path: URIRef) -> str:
    """Name a property that no shape presents: by its own label, else by its prefix."""
    label = model.label(scope, path)
    return curie(str(path)) if label == str(path) else label
