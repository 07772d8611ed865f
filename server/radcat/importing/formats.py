"""The formats that descriptions come in: how each is known, and how it is read. To have another, add a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from radcat.errors import UnreadableSource
from radcat.importing import (
    ckan,
    datacite,
    dcat,
    dcat_us,
    json_values,
    rdf_documents,
    schema_org,
    tables,
    xml_documents,
    zenodo,
)
from radcat.importing.building import Building
from radcat.importing.dcat import Described
from radcat.importing.documents import JSON, Document
from radcat.importing.notes import Note
from radcat.importing.rdf_documents import Fetched
from radcat.importing.tables import Column
from radcat.rdf.syntaxes import RDF_XML


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset of a source, or something of it that could not be read."""

    described: Described | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A way to describe datasets."""

    name: str
    title: str
    recognises: Callable[[Document], bool]
    read: Callable[[Document, Aids], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps to read a document."""

    fetched: Fetched | None = None  # reads a context that is not known; without it nobody does
    columns: Mapping[str, Column] | None = None  # of a table, by their headings


def read(document: Document, aids: Aids = Aids()) -> Iterator[Found]:  # which nobody can change
    """Yield what a document says of datasets, by the first format that recognises it.

    Raises:
        UnreadableSource: no format does, or nothing of it can be read.
        UnknownContext: it names a context that *fetched* does not know.
    """
    if not document.content.strip():
        raise UnreadableSource(document.place, "it is empty.")
    for row in FORMATS:
        if row.recognises(document):
            yield from row.read(document, aids)
            return
    if _is_json(document):
        json_values.read(document)  # or it says why not
    known = ", ".join(row.title for row in FORMATS)
    said = f" ({document.media_type})" if document.media_type else ""
    raise UnreadableSource(document.place, f"its format{said} is not known; these are: {known}.")


def _is_json(document: Document) -> bool:
    return document.media_type == JSON or document.media_type.endswith("+json")


def _json(recognises: Callable[[Any], bool]) -> Callable[[Document], bool]:
    def recognised(document: Document) -> bool:
        if not _is_json(document):
            return False
        try:
            return recognises(json_values.read(document))
        except UnreadableSource:
            return False

    return recognised


def _built(datasets: Callable[[Any], Iterator[Building]]) -> Callable[[Document, Aids], Iterator[Found]]:
    def read(document: Document, _aids: Aids) -> Iterator[Found]:
        for made in datasets(json_values.read(document)):
            yield Found(made.described, tuple(made.notes))

    return read


def _table(document: Document, aids: Aids) -> Iterator[Found]:
    for each in tables.datasets(document, aids.columns):
        yield Found(None, (each,)) if isinstance(each, Note) else Found(each.described, tuple(each.notes))


def _xml(document: Document, aids: Aids) -> Iterator[Found]:
    for piece in xml_documents.pieces(document):
        if isinstance(piece, Note):
            yield Found(None, (piece,))
        elif isinstance(piece, Building):
            yield Found(piece.described, tuple(piece.notes))
        else:
            yield from _rdf(Document.of(piece, document.place, str(RDF_XML.media_type), document.address), aids)


def _rdf(document: Document, aids: Aids) -> Iterator[Found]:
    found = rdf_documents.read(document, aids.fetched)
    yield from (Found(None, (note,)) for note in found.notes)
    yield from (Found(each) for each in dcat.datasets(found.graph))
    yield from (Found(made.described, tuple(made.notes)) for made in schema_org.datasets(found.graph))


FORMATS: Final = (
    Format("dcat-us", "DCAT-US 1.1 and 3", _json(dcat_us.is_catalogue), _built(dcat_us.datasets)),
    Format("zenodo", "records of Zenodo", _json(zenodo.is_zenodo), _built(zenodo.datasets)),
    Format("datacite", "DataCite's JSON", _json(datacite.is_datacite), _built(datacite.datasets)),
    Format("ckan", "CKAN packages", _json(ckan.is_ckan), _built(ckan.datasets)),
    Format("table", "CSV and TSV", tables.is_table, _table),
    Format("xml", "DataCite, Dublin Core or ISO 19139 in XML, also from OAI-PMH", xml_documents.is_xml, _xml),
    Format("rdf", "RDF in DCAT or schema.org, in any syntax or in a web page", rdf_documents.is_rdf, _rdf),
)
