"""What datasets state, read off their records in the layout of the shapes, which is that of their pages.

So the catalogue of another field compares its own properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, PROV, SKOS, XSD, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Catalogue, Scope
from radcat.comparison.table import Cell, Column, Comparison, Group, Row, Value
from radcat.formats import imaging, outline
from radcat.formats.base import Described
from radcat.formats.outline import Field, Layout
from radcat.model import Record
from radcat.model.terms import term
from radcat.rdf import languages
from radcat.rdf.datatypes import INTEGERS
from radcat.rdf.namespaces import BIBO, DCAT
from radcat.survey import claims

# Its names and what is written about it, which no two datasets share, the order in which its creators are named, the
# addresses of its files, and what is stated of versions and sources one by one, which the page of its lineage shows.
LEFT_OUT: Final = frozenset(
    {
        DCTERMS.title,
        DCTERMS.alternative,
        DCTERMS.identifier,
        DCTERMS.description,
        SKOS.editorialNote,
        BIBO.authorList,
        DCAT.accessURL,
        DCAT.downloadURL,
        DCAT.hasVersion,
        PROV.qualifiedDerivation,
    }
)
# How vocabularies call what no source decides, as a notation or as the last part of an IRI: ours, and EU tables.
_UNKNOWN: Final = frozenset({"u", "unknown"})
_WHOLE: Final = frozenset(f"{XSD}{name}" for name in ("integer", *INTEGERS))
_DIGITS: Final = re.compile("[0-9]{1,300}", re.ASCII)

Disputes = Mapping[str, Set[Node]]  # values that sources contradict each other about, by property
Key = tuple[str, str | None]  # of a row: its property, and a property of its parts or a unit


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as one dataset has it."""

    place: tuple[object, ...]
    field: Field
    part: str | None
    name: str
    description: str
    cell: Cell

    @property
    def key(self) -> Key:
        return str(self.field.path), self.part


def order_of(catalogue: Catalogue, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The languages in which a comparison is shown, the best first: the same for all its columns."""
    return tuple(dict.fromkeys((*wanted, catalogue.language, languages.DEFAULT, languages.UNTAGGED)))


def compare(catalogue: Catalogue, layout: Layout, records: Iterable[Record], wanted: Sequence[str] = ()) -> Comparison:
    """Put the datasets of *records* side by side, for a reader who welcomes the languages *wanted*."""
    order, columns = order_of(catalogue, wanted), list[Column]()
    lines = list[Mapping[Key, _Line]]()
    for record in records:
        scope = catalogue.scope(record, wanted)
        scope.languages = order
        iri = record.iri(catalogue.base)
        columns.append(Column(record.slug, str(iri), model.label(scope, iri)))
        stated = _lines(catalogue.base, layout, record, scope, claims.disputes(catalogue, record.slug))
        lines.append({line.key: line for line in stated})
    known = {key: line for each in reversed(lines) for key, line in each.items()}
    groups: dict[str, list[Row]] = {}
    for key, line in sorted(known.items(), key=lambda pair: (pair[1].place, str(pair[0]))):
        cells = tuple(each[key].cell if key in each else Cell() for each in lines)
        groups.setdefault(line.field.group, []).append(Row(*key, line.name, line.description, cells))
    grouped = tuple(Group(name, tuple(rows)) for name, rows in groups.items())
    return Comparison(tuple(columns), grouped, catalogue.ledger.generation)


def _lines(base: str, layout: Layout, record: Record, scope: Scope, disputes: Disputes) -> Iterator[_Line]:
    iri = record.iri(base)
    counts, *others = (term(base, name) for name in ("count", "hasSplit", "hasOverlap"))
    (field,) = layout.fields(scope, iri, (counts,))
    described = Described(record, scope.graph, base, {}, scope)
    yield from _counted(field, imaging.counts(described), disputes.get(str(counts), frozenset()))
    for row in (row for group in layout.outline(scope, iri) for row in group.rows):
        field = row.field
        if field.path in LEFT_OUT or field.path in (counts, *others):
            continue
        if row.table:
            yield from _of_parts(scope, field, row.table, disputes)
        elif values := _values(scope, row.values):
            cell = Cell(values, str(field.path) in disputes)
            yield _Line((*outline.place(field), ()), field, None, field.name, field.description, cell)


def _of_parts(scope: Scope, field: Field, table: outline.Table, disputes: Disputes) -> Iterator[_Line]:
    """Read what the parts have between them, a row a property: of files their types, of contacts their names."""
    for number, column in enumerate(table.columns):
        values = _values(scope, (value for row in table.rows for value in row[number]))
        if values and column.path not in LEFT_OUT:
            place = (*outline.place(field), outline.place(column))
            cell = Cell(values, str(column.path) in disputes)
            name = _part_name(field.name, column.name) if len(table.columns) > 1 else field.name
            yield _Line(place, field, str(column.path), name, column.description, cell)


def _counted(field: Field, counts: Sequence[imaging.Count], disputed: Set[Node]) -> Iterator[_Line]:
    """Read the numbers of the whole, a row a unit; those of splits and classes are left to the dataset's page."""
    by_unit: dict[str, list[imaging.Count]] = {}
    for count in counts:
        if count.value is not None:
            by_unit.setdefault(count.unit.iri if count.unit else "", []).append(count)
    for iri, found in by_unit.items():
        whole = [count for count in found if count.split is None and count.variable is None]
        values = tuple(_number(count) for count in sorted(whole, key=lambda count: -(count.value or 0)))
        is_disputed = any(URIRef(count.iri) in disputed for count in whole)
        unit = found[0].unit
        name = _part_name(field.name, unit.name) if unit else field.name
        description = (unit.definition if unit else None) or field.description
        cell = Cell(values or (Value(text="", is_in_parts=True),), is_disputed)
        yield _Line((*outline.place(field), (name,)), field, iri or None, name, description, cell)


def _number(count: imaging.Count) -> Value:
    is_exact = count.precision is None or count.precision.notation == "exact"
    return Value(
        text=str(count.value),
        number=count.value,
        before=None if is_exact or count.precision is None else count.precision.name.lower(),
        after=count.technique.name if count.technique else None,
        remark=count.remark,
    )


def _values(scope: Scope, values: Iterable[outline.Value]) -> tuple[Value, ...]:
    """Read values as a page shows them, each once."""
    found = {value.same: value for each in values if each.text.strip() for value in [_value(scope, each)]}
    return tuple(found.values())


def _value(scope: Scope, value: outline.Value) -> Value:
    # A part of a record has an IRI that no other record's has; what it says may well be the same.
    iri = None if value.anchor else value.href
    is_whole = getattr(value.text, "datatype", None) in _WHOLE and _DIGITS.fullmatch(value.text)
    return Value(
        text=value.text,
        iri=iri,
        hint=value.hint,
        number=int(value.text) if is_whole else None,
        is_address=iri is not None and value.text in (iri, iri.partition("://")[2].rstrip("/")),
        is_unknown=iri is not None and _is_unknown(scope, iri),
    )


def _is_unknown(scope: Scope, iri: str) -> bool:
    notations = {str(text).casefold() for text in scope.objects(URIRef(iri), SKOS.notation)}
    return bool(_UNKNOWN & (notations | {re.split("[/#:]", iri)[-1].casefold()}))


def _part_name(whole: str, part: str) -> model.Text:
    """Name a property of parts, such as "distributions: file type"."""
    return model.Text(f"{whole}: {part}", language=getattr(whole, "language", None))
