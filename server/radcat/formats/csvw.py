"""A dataset as one row of CSV, the same columns for every dataset, and the CSVW metadata that says what they mean.

Metadata Vocabulary for Tabular Data, https://www.w3.org/TR/tabular-metadata/.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.oai_dc import name_of, named
from radcat.formats.texts import given, json_ld, tag
from radcat.model import Agent, Concept, Dataset
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import PREFIXES

PROFILE: Final = Profile("csvw", "http://www.w3.org/ns/csvw", "CSV on the Web")
SEPARATOR: Final = "|"
# What a spreadsheet takes for the beginning of a formula; an apostrophe before it makes it text.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, which property it holds, and how to read it off a dataset."""

    name: str
    title: str
    term: str  # of the property that it holds
    datatype: str
    read: Callable[[Dataset], str | int | tuple[str, ...] | None]

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several values."""
        return isinstance(self.read(_NOTHING), tuple)


_NOTHING: Final = Dataset(iri="")


def _one(concept: Concept | None) -> str | None:
    return _known(concept) if concept else None


def _all(concepts: Iterable[Concept]) -> tuple[str, ...]:
    return tuple(known for concept in concepts if (known := _known(concept)))


def _known(concept: Concept) -> str:
    """Name a concept by its IRI, else by its label: the column then holds a text that is not an IRI."""
    return named(concept.iri) or concept.name


def _names(agents: Iterable[Agent]) -> tuple[str, ...]:
    return tuple(filter(None, map(name_of, agents)))


def _downloads(dataset: Dataset) -> tuple[str, ...]:
    return tuple(d.download_url for d in dataset.distributions if d.download_url)


COLUMNS: Final = (
    Column("dataset", "Dataset", "dcterms:source", "anyURI", lambda d: d.iri),
    Column("identifier", "Identifier", "dcterms:identifier", "string", lambda d: d.identifiers),
    Column("other_identifier", "Other identifier", "adms:identifier", "string", lambda d: d.other_identifiers),
    Column("title", "Title", "dcterms:title", "string", lambda d: d.title),
    Column("alternative", "Alternative title", "dcterms:alternative", "string", lambda d: d.alternatives),
    Column("description", "Description", "dcterms:description", "string", lambda d: d.description),
    Column("creator", "Creators", "dcterms:creator", "string", lambda d: _names(d.authors)),
    Column("contributor", "Contributors", "dcterms:contributor", "string", lambda d: _names(d.contributors)),
    Column(
        "publisher", "Publisher", "dcterms:publisher", "string", lambda d: name_of(p) if (p := d.publisher) else None
    ),
    Column("issued", "Issued", "dcterms:issued", "string", lambda d: d.issued),
    Column("modified", "Modified", "dcterms:modified", "string", lambda d: d.modified),
    Column("version", "Version", "dcat:version", "string", lambda d: d.version),
    Column("licence", "Licence", "dcterms:license", "anyURI", lambda d: _one(d.licence)),
    Column("rights", "Rights", "dcterms:rights", "string", lambda d: d.rights),
    Column("access_rights", "Access rights", "dcterms:accessRights", "anyURI", lambda d: _one(d.access_rights)),
    Column(
        "access", "Conditions of access", "schema:conditionsOfAccess", "anyURI", lambda d: _one(d.conditions_of_access)
    ),
    Column("keyword", "Keywords", "dcat:keyword", "string", lambda d: d.keywords),
    Column("theme", "Themes", "dcat:theme", "anyURI", lambda d: _all(d.themes)),
    Column("technique", "Techniques", "schema:measurementTechnique", "anyURI", lambda d: _all(d.techniques)),
    Column("variable", "Variables measured", "schema:variableMeasured", "anyURI", lambda d: _all(d.variables)),
    Column("format", "Formats of the content", "schema:encodingFormat", "anyURI", lambda d: _all(d.formats)),
    Column("country", "Country of origin", "schema:countryOfOrigin", "anyURI", lambda d: _one(d.country)),
    Column(
        "individuals",
        "Individuals",
        "healthdcatap:numberOfUniqueIndividuals",
        "nonNegativeInteger",
        lambda d: d.individuals,
    ),
    Column("status", "Status", "adms:status", "anyURI", lambda d: _one(d.status)),
    Column("landing_page", "Landing page", "dcat:landingPage", "anyURI", lambda d: d.landing_page),
    Column("publication", "Publications", "dcterms:isReferencedBy", "anyURI", lambda d: d.publications),
    Column("code_repository", "Code", "schema:codeRepository", "anyURI", lambda d: d.code_repository),
    Column("derived_from", "Derived from", "prov:wasDerivedFrom", "anyURI", lambda d: d.derived_from),
    Column("is_part_of", "Part of", "dcterms:isPartOf", "anyURI", lambda d: d.is_part_of),
    Column("download", "Downloads", "dcat:downloadURL", "anyURI", _downloads),
)


def write(described: Described) -> bytes:
    """Write CSV (RFC 4180): a header and a row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([_cell(column.read(described.dataset)) for column in COLUMNS])
    return out.getvalue().encode()


def metadata(described: Described) -> bytes:
    """Write the metadata of the CSV beside it."""
    titles = json_ld(described.dataset.titles, "")
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{described.record.slug}.csv",
        **given({"dc:title": titles}),
        "tableSchema": {
            "aboutUrl": "{+dataset}",  # as it is, not percent-encoded (RFC 6570, section 3.2.3)
            "primaryKey": COLUMNS[0].name,
            "columns": [_column(column, column.read(described.dataset)) for column in COLUMNS],
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


def _column(column: Column, value: str | int | tuple[str, ...] | None) -> dict[str, object]:
    """Describe a column; it has a language where all texts in it are of that one."""
    found = {tag(text) for text in (value if isinstance(value, tuple) else (value,)) if isinstance(text, str)}
    language = next(iter(found)) if len(found) == 1 and column.datatype == "string" else None
    made: dict[str, object] = {
        "name": column.name,
        "titles": [column.name, column.title],
        "propertyUrl": _expanded(column.term),
        "datatype": column.datatype,
        **({"lang": language} if language else {}),
    }
    if column is COLUMNS[0]:  # the row's subject, said by aboutUrl
        made["suppressOutput"] = True
    return made | ({"separator": SEPARATOR} if column.is_list else {})


def _cell(value: str | int | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        # A separator within a value would make it two.
        text = SEPARATOR.join(item.replace(SEPARATOR, "/") for item in dict.fromkeys(value))
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


CSV = Representation(
    "csv", MediaType("text", "csv"), "csv", write, title="CSV, one row", profile=PROFILE, kinds=DATASETS
)
CSVW = Representation(
    "csvw",
    MediaType("application", "csvm+json"),
    "csv-metadata.json",
    metadata,
    title="CSVW metadata",
    profile=PROFILE,
    kinds=DATASETS,
)
