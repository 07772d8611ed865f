"""Tables with a dataset a row: CSV or TSV, with a mapping that says which property a column is.

A mapping is TOML. A column is a property, or a table with more about it:

    [columns]
    "Name" = "dcterms:title"
    "Tags" = { property = "dcat:keyword", separator = ";" }
    "Kind" = { property = "dcat:theme", values = { CT = "https://data.example.org/ns/modality/ct" } }

Without a mapping, headings are taken for what they commonly mean, and the others are left out with a note.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rdflib import DCTERMS, SKOS, URIRef

from radcat.errors import UnreadableSource
from radcat.importing import licences
from radcat.importing.building import Building, is_address, shown
from radcat.importing.documents import CSV, TSV, Document, decoded
from radcat.importing.notes import Note
from radcat.rdf.namespaces import DCAT
from radcat.rdf.prefixes import PREFIXES

MOST_LETTERS: Final = 10_000_000  # of a cell
# What headings commonly mean, in small letters.
_COMMON: Final = {
    **dict.fromkeys(("title", "name", "dataset", "dataset name", "titel", "nom"), "dcterms:title"),
    **dict.fromkeys(("description", "abstract", "summary", "notes", "beschreibung"), "dcterms:description"),
    **dict.fromkeys(("identifier", "id", "doi"), "dcterms:identifier"),
    **dict.fromkeys(("keywords", "keyword", "tags", "subjects"), "dcat:keyword"),
    **dict.fromkeys(("license", "licence", "licence url", "license url", "lizenz"), "dcterms:license"),
    **dict.fromkeys(("url", "link", "landing page", "landingpage", "homepage", "web page"), "dcat:landingPage"),
    **dict.fromkeys(("publisher", "herausgeber"), "dcterms:publisher"),
    **dict.fromkeys(("creator", "creators", "author", "authors"), "dcterms:creator"),
    **dict.fromkeys(("issued", "published", "publication date", "date", "year"), "dcterms:issued"),
    **dict.fromkeys(("modified", "updated", "last updated"), "dcterms:modified"),
    **dict.fromkeys(("version",), "dcat:version"),
    **dict.fromkeys(("language", "languages"), "dcterms:language"),
    **dict.fromkeys(("theme", "themes", "category"), "dcat:theme"),
    **dict.fromkeys(("download", "download url", "file"), "dcat:downloadURL"),
    **dict.fromkeys(("format", "media type", "mediatype"), "dcat:mediaType"),
    **dict.fromkeys(("rights", "access"), "dcterms:rights"),
}
_SEPARATED: Final = ("dcat:keyword", "dcterms:creator", "dcterms:language", "dcat:theme")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is."""

    property: str  # as a prefix and a name, or as an IRI
    separator: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)  # what texts of cells stand for
    language: str | None = None


def is_table(document: Document) -> bool:
    """Whether it is a table."""
    return document.media_type in (CSV, TSV)


def mapping(text: str, place: str) -> dict[str, Column]:
    """Read a mapping.

    Raises:
        UnreadableSource: it is none; the error says what is wrong and where.
    """
    try:
        columns = tomllib.loads(text)["columns"]
        return {name: _column(name, value) for name, value in columns.items()}
    except tomllib.TOMLDecodeError as error:
        raise UnreadableSource(place, f"the mapping is not TOML: {error}.") from error
    except (KeyError, AttributeError, TypeError) as error:
        reason = f'the mapping needs a table [columns] with lines such as "Name" = "dcterms:title" ({error}).'
        raise UnreadableSource(place, reason) from error
    except ValueError as error:
        raise UnreadableSource(place, f"the mapping: {error}") from error


def datasets(document: Document, columns: Mapping[str, Column] | None = None) -> Iterator[Building | Note]:
    """Yield a dataset for each row of a table, and notes on the table.

    Raises:
        UnreadableSource: it has no heading that is a property.
    """
    text = decoded(document)
    csv.field_size_limit(MOST_LETTERS)
    rows = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text, document))
    headings = [heading for heading in rows.fieldnames or () if heading]
    known = dict(columns) if columns else _common(headings)
    if not any(heading in known for heading in headings):
        offered = ", ".join(map(shown, headings[:10]))
        raise UnreadableSource(document.place, f"no column is known ({offered}); say what they are with --mapping.")
    if missing := [name for name in known if name not in headings]:
        yield Note(f"the table has no column {', '.join(map(shown, missing))}.")
    if unused := [heading for heading in headings if heading not in known]:
        yield Note(f"nothing was made of the columns {', '.join(map(shown, unused))}.")
    try:
        for number, row in enumerate(rows, start=2):
            cells = {name: value.strip() for name, value in row.items() if isinstance(value, str) and value.strip()}
            if cells:
                yield _dataset(cells, known, number)
    except csv.Error as error:
        raise UnreadableSource(document.place, f"line {rows.line_num}: {error}.") from error


def _dataset(cells: Mapping[str, str], columns: Mapping[str, Column], number: int) -> Building:
    iri = next((v for n, v in cells.items() if n in columns and columns[n].property == "@id"), None)
    made = Building.of(iri, iri or next((v for n, v in cells.items() if n in columns), f"row {number}"))
    files: dict[str, str] = {}
    for name, cell in cells.items():
        if (column := columns.get(name)) is None or column.property == "@id":
            continue
        for part in cell.split(column.separator) if column.separator else (cell,):
            value = column.values.get(part.strip(), part.strip())
            if column.property in _OF_A_FILE:
                files[column.property] = value
            elif value:
                _WRITERS.get(column.property, _any)(made, _iri(column.property), value, column)
    if files:
        file = made.part(DCAT.distribution, None, DCAT.Distribution)
        for name, value in files.items():
            _OF_A_FILE[name](file, value)
    return made


def _delimiter(text: str, document: Document) -> str:
    if document.media_type == TSV:
        return "\t"
    head = text.partition("\n")[0]
    return max((",", ";", "\t"), key=head.count)


def _common(headings: list[str]) -> dict[str, Column]:
    found = {}
    for heading in headings:
        if name := _COMMON.get(heading.strip().lower().replace("_", " ")):
            found[heading] = Column(name, ";" if name in _SEPARATED else None)
    return found


def _column(name: str, value: Any) -> Column:
    said: dict[str, Any] = {"property": value} if isinstance(value, str) else dict(value)
    unknown = set(said) - {"property", "separator", "values", "language"}
    if unknown or "property" not in said:
        raise ValueError(f"column {name!r} has property, separator, values and language, and not {unknown or said}.")
    column = Column(said["property"], said.get("separator"), said.get("values", {}), said.get("language"))
    if column.property != "@id" and not is_address(_iri(column.property)):
        raise ValueError(f"column {name!r}: {column.property!r} is no property; write one such as dcterms:title.")
    return column


def _iri(name: str) -> URIRef:
    prefix, colon, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local) if colon and prefix in PREFIXES else URIRef(name)


Write = Callable[[Building, URIRef, str, Column], None]


def _any(made: Building, predicate: URIRef, value: str, column: Column) -> None:
    if is_address(value) and "://" in value:
        made.link(predicate, value, "an address")
    else:
        made.text(predicate, value, column.language)


def _licence(made: Building, predicate: URIRef, value: str, _column: Column) -> None:
    if not is_address(value) and (known := licences.address(value)):
        made.note(f"the licence {shown(value)} was taken for {known}.")
        value = known
    made.named(predicate, value, DCTERMS.LicenseDocument)


def _file(file: Building, value: str) -> None:
    file.link(DCAT.downloadURL, value, "the address of a file")
    file.link(DCAT.accessURL, value, "the address of a file")


_WRITERS: Final[dict[str, Write]] = {
    "dcterms:license": _licence,
    "dcterms:publisher": lambda made, p, value, _: made.agent(p, value),
    "dcterms:creator": lambda made, p, value, _: made.agent(p, value),
    "dcterms:contributor": lambda made, p, value, _: made.agent(p, value),
    "dcterms:issued": lambda made, p, value, _: made.date(p, value, "the date of issue"),
    "dcterms:modified": lambda made, p, value, _: made.date(p, value, "the date of change"),
    "dcterms:language": lambda made, _p, value, _: made.language(value),
    "dcterms:rights": lambda made, p, value, _: made.named(p, value, DCTERMS.RightsStatement),
    "dcterms:accessRights": lambda made, p, value, _: made.named(p, value, DCTERMS.RightsStatement),
    "dcterms:spatial": lambda made, p, value, _: made.named(p, value, DCTERMS.Location),
    "dcat:theme": lambda made, p, value, _: made.named(p, value, SKOS.Concept),
    "dcat:landingPage": lambda made, p, value, _: made.link(p, value, "the page"),
    "foaf:page": lambda made, p, value, _: made.link(p, value, "a page"),
    "dcat:contactPoint": lambda made, _p, value, _: made.contact(None, value) if "@" in value else made.contact(value),
}
_OF_A_FILE: Final[dict[str, Callable[[Building, str], None]]] = {
    "dcat:downloadURL": _file,
    "dcat:accessURL": lambda file, value: file.link(DCAT.accessURL, value, "the address of a file"),
    "dcat:mediaType": lambda file, value: file.media_type(DCAT.mediaType, value),
    "dcat:byteSize": lambda file, value: file.number(DCAT.byteSize, value, "the size of a file"),
}
