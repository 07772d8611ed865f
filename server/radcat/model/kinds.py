"""The kinds of documents that a catalogue holds, and a document by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from rdflib import FOAF, PROV, SH, URIRef

from radcat.rdf.namespaces import CSVW, DCAT, DQV, QB, SCHEMA, VCARD
from radcat.rdf.prefixes import PREFIXES


@dataclass(frozen=True)
class Kind:
    """A kind of document that a catalogue holds, and where its files lie."""

    name: str
    folder: str  # below the catalogue's root
    path: str  # of its IRI, below the base IRI; a slug follows unless the kind has but one record
    single: str | None = None  # the only file's stem
    vocabulary: bool = False  # every record may refer to it without naming the document
    indexed: bool = True  # its graph is in the SPARQL store
    classes: tuple[URIRef, ...] = ()  # a record is of one of them; where none is listed, of any: what is outside may be


_AGENTS: Final = (
    *(FOAF.Agent, FOAF.Person, FOAF.Organization, FOAF.Group),
    *(PROV.Agent, PROV.Person, PROV.Organization, PROV.SoftwareAgent),
    *(SCHEMA.Person, SCHEMA.Organization, VCARD.Kind, VCARD.Individual, VCARD.Organization),
    *(URIRef(PREFIXES["org"] + name) for name in ("Organization", "FormalOrganization", "OrganizationalUnit")),
)
_DATASETS: Final = (DCAT.Dataset, DCAT.DatasetSeries)
_QUERIES: Final = tuple(SH[f"SPARQL{form}Executable"] for form in ("", "Select", "Ask", "Construct"))

# In the order in which they are published: a record comes after what it refers to.
KINDS: Final = (
    Kind("ontology", "ontology", "ns/", vocabulary=True),
    Kind("scheme", "ontology/schemes", "ns/", vocabulary=True),
    Kind("shapes", "shapes", "shapes/", indexed=False),
    Kind("agent", "records/agents", "agents/", classes=_AGENTS),
    Kind("external", "records/externals", "externals/"),
    Kind("reference", "records/references", "references/"),
    Kind("dataset", "records/datasets", "datasets/", classes=_DATASETS),
    Kind("source", "records/sources", "sources/", classes=(CSVW.Table,)),
    Kind("evidence", "records/evidence", "evidence/", classes=(PROV.Bundle,)),
    Kind("dataset-finding", "records/findings", "findings/", classes=(DQV.QualityAnnotation,)),
    Kind("survey", "records", "survey", single="survey", classes=(QB.DataSet,)),
    Kind("query", "records/queries", "queries/", classes=_QUERIES),
    Kind("catalog", "records", "catalog", single="catalog", classes=(DCAT.Catalog,)),
)
KIND: Final = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Record:
    """One document of the catalogue: its own text is the truth, and every index can be rebuilt from it."""

    kind: str
    name: str  # its IRI relative to the base IRI: "datasets/covid-ctset"
    text: bytes  # Turtle, UTF-8

    @property
    def slug(self) -> str:
        """The last part of its name, which is its file's stem."""
        return self.name.rpartition("/")[2]

    @cached_property
    def sha256(self) -> str:
        """Content hash of its text, in hexadecimal."""
        return sha256(self.text).hexdigest()

    def iri(self, base: str) -> URIRef:
        """Its IRI under *base*."""
        return URIRef(base + self.name)
