"""An assessment after F-UJI (metrics v0.5, https://doi.org/10.5281/zenodo.6461229), made offline from the record.

What F-UJI finds by asking the network is answered here by what the registry is built to do (its pages embed and
negotiate); what only a download could tell is left open. Points are F-UJI's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rdflib import PROV, URIRef

from radcat.namespaces import ADMS, BIBO, SPDX
from radcat.quality.base import Effort, Metric, Subject, yes

METHOD: Final = "FAIR"
SOURCE: Final = "https://doi.org/10.5281/zenodo.6461229"
_PERSISTENT: Final = re.compile(
    r"(https?://)?(dx\.)?(doi\.org/|w3id\.org/|purl\.org/|hdl\.handle\.net/|n2t\.net/ark:/|identifiers\.org/)"
    r"|doi:|10\.\d{4,}/",
    re.IGNORECASE,
)
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?10\.\d{4,}/", re.IGNORECASE)
_LICENCES: Final = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses|publicdomain)/|spdx\.org/licenses/|www\.apache\.org/licenses/"
    r"|www\.gnu\.org/licenses/|opensource\.org/licenses/)"
)
# Namespaces that F-UJI knows and that are not among those too common to count.
_KNOWN: Final = tuple(str(namespace) for namespace in (PROV, ADMS, BIBO, SPDX))
_RECOMMENDED: Final = frozenset({"DICOM", "PNG", "TIFF", "JPEG", "JPEG2000", "HDF5", "CSV", "JSON", "XML", "NETCDF"})
_CITATION: Final = ("creator", "name", "identifier", "datePublished", "publisher", "@type")
_DESCRIPTION: Final = ("description", "keywords")


def _has(*properties: str) -> Callable[[Subject], bool]:
    return lambda subject: all(subject.markup.get(name) for name in properties)


def _identifiers(subject: Subject) -> tuple[str, ...]:
    return (subject.dataset.iri, *subject.dataset.identifiers, *subject.dataset.other_identifiers)


def _is_web(iri: object) -> bool:
    return str(iri).startswith(("http://", "https://"))


def _addresses(subject: Subject) -> list[str]:
    found = [a for d in subject.dataset.distributions for a in (d.download_url, d.access_url) if a]
    return found or [a for a in (subject.dataset.landing_page,) if a]


def _related(subject: Subject) -> tuple[str, ...]:
    found = subject.dataset
    return (*found.derived_from, *found.is_part_of, *found.publications)


def _namespaces(subject: Subject) -> bool:
    return any(str(term).startswith(_KNOWN) for triple in subject.graph for term in triple if isinstance(term, URIRef))


def _provenance(subject: Subject) -> bool:
    return any(str(predicate).startswith(str(PROV)) for predicate in subject.graph.predicates())


def _licences(subject: Subject) -> set[str]:
    own = {subject.dataset.licence.iri} if subject.dataset.licence else set()
    return own | {d.licence for d in subject.dataset.distributions if d.licence}


def _formats(subject: Subject) -> set[str]:
    found = [*subject.dataset.formats, *(d.format for d in subject.dataset.distributions if d.format)]
    return {(concept.notation or concept.iri.rpartition("/")[2]).upper() for concept in found}


def _sized_or_described(subject: Subject) -> bool:
    sized = any(d.byte_size is not None and (d.media_type or d.format) for d in subject.dataset.distributions)
    return sized or bool(subject.dataset.variables)


def _metric(
    name: str, points: float, question: str, remedy: str, effort: Effort, share: Callable[[Subject], float | None]
) -> Metric:
    return Metric(name, question, _PRINCIPLES[name[4]], points, SOURCE, remedy, effort, share)


_PRINCIPLES: Final = {"F": "Findable", "A": "Accessible", "I": "Interoperable", "R": "Reusable"}
DIMENSIONS: Final = tuple(_PRINCIPLES.values())
WRITE, LOOK_UP, PUBLISHER = Effort
_BUILT_IN: Final = "The registry does it for every record."
# A row is read in one go.
# fmt: off
METRICS: Final[tuple[Metric, ...]] = (
    _metric("FsF-F1-01D", 1, "Has the record an address that can be followed?", _BUILT_IN, WRITE,
            yes(lambda s: _is_web(s.dataset.iri))),
    _metric("FsF-F1-02D", 1, "Has the dataset a persistent identifier?",
            "Give the DOI that the publisher registered as adms:identifier.", PUBLISHER,
            yes(lambda s: any(map(_PERSISTENT.match, _identifiers(s))))),
    _metric("FsF-F2-01M-1", 0.5, "Can a program get metadata?", _BUILT_IN, WRITE, yes(_has("@type", "name"))),
    _metric("FsF-F2-01M-2", 0.5, "Is all there that a citation needs?", "Give creator, publisher and date of issue.",
            LOOK_UP, yes(_has(*_CITATION))),
    _metric("FsF-F2-01M-3", 1, "And what describes it?",
            "Give creator, publisher, date of issue, description and keywords.", LOOK_UP,
            yes(_has(*_CITATION, *_DESCRIPTION))),
    _metric("FsF-F3-01M-1", 0.5, "Does the record say what its files are?",
            "Give each distribution its title and its format or media type.", LOOK_UP,
            yes(lambda s: any(d.title and (d.format or d.media_type) for d in s.dataset.distributions))),
    _metric("FsF-F3-01M-2", 0.5, "And where?", "Give the dataset a distribution with an address.", LOOK_UP,
            yes(lambda s: any(d.download_url or d.access_url for d in s.dataset.distributions))),
    _metric("FsF-F4-01M-1", 1, "Can search engines read it?", _BUILT_IN, WRITE, yes(_has("name", "description"))),
    _metric("FsF-F4-01M-2", 1, "Is it registered with DataCite?", "Only a publisher can register a DOI.", PUBLISHER,
            yes(lambda s: any(map(_DOI.match, _identifiers(s))))),
    _metric("FsF-A1-01M", 1, "Does it say, by a term machines know, who may have it?",
            "Give dcterms:accessRights from the EU table.", LOOK_UP,
            yes(lambda s: s.dataset.access_rights and _is_web(s.dataset.access_rights.iri))),
    _metric("FsF-A1-02M", 1, "Is the metadata had by a standard protocol?", _BUILT_IN, WRITE,
            yes(lambda s: _is_web(s.dataset.iri))),
    _metric("FsF-A1-03D", 1, "Is the data had by a standard protocol?",
            "Give an http, https or ftp address of the data.", LOOK_UP,
            yes(lambda s: any(a.startswith(("http://", "https://", "ftp://", "sftp://")) for a in _addresses(s)))),
    _metric("FsF-I1-01M-1", 1, "Is structured metadata embedded in the page?", _BUILT_IN, WRITE,
            yes(_has("@context"))),
    _metric("FsF-I1-01M-2", 1, "Is it there for the asking, too?", _BUILT_IN, WRITE, yes(lambda s: len(s.graph))),
    _metric("FsF-I2-01M", 1, "Are terms of registered vocabularies used?", _BUILT_IN, WRITE, yes(_namespaces)),
    _metric("FsF-I3-01M", 1, "Does it link to what it is related to?",
            "Give publications, parts, or what it was derived from, by IRI.", LOOK_UP,
            yes(lambda s: any(map(_is_web, _related(s))))),
    _metric("FsF-R1-01MD-1", 1, "Does it say what kind of thing it is, and what is in it?", _BUILT_IN, WRITE,
            yes(_has("@type", "description"))),
    _metric("FsF-R1-01MD-2", 1, "And sizes and types of its files, or its variables?",
            "Give schema:variableMeasured: what its labels tell apart.", LOOK_UP, yes(_sized_or_described)),
    _metric("FsF-R1-01MD-3", 1, "Are the files what the record says?", "Only a download tells.", PUBLISHER,
            lambda _: None),
    _metric("FsF-R1-01MD-4", 1, "Are the variables those that the record names?", "Only a download tells.", PUBLISHER,
            lambda _: None),
    _metric("FsF-R1.1-01M-1", 1, "Is there a licence?", "Give the licence that the publisher states.", PUBLISHER,
            yes(_licences)),
    _metric("FsF-R1.1-01M-2", 1, "Is it a licence that machines know?",
            "Name it by the address at Creative Commons or SPDX.", PUBLISHER,
            yes(lambda s: any(map(_LICENCES.match, _licences(s))))),
    _metric("FsF-R1.2-01M-1", 1, "Does it say who made it, and when?", "Give creator or publisher, and a date.",
            LOOK_UP,
            yes(lambda s: (s.dataset.creators or s.dataset.publisher) and (s.dataset.issued or s.dataset.modified))),
    _metric("FsF-R1.2-01M-2", 1, "Is its origin told in a provenance vocabulary?",
            "Give prov:wasDerivedFrom, or who it is attributed to.", LOOK_UP, yes(_provenance)),
    _metric("FsF-R1.3-01M", 1, "Is the metadata in a standard of the community?", _BUILT_IN, WRITE,
            yes(lambda s: s.conforms)),
    _metric("FsF-R1.3-02D", 1, "Are the files in a format that the community recommends?",
            "Give schema:encodingFormat: what the files are.", LOOK_UP, yes(lambda s: _formats(s) & _RECOMMENDED)),
)
# fmt: on
LARGEST: Final = sum(metric.points for metric in METRICS)
