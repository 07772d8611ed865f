"""An assessment after F-UJI (metrics v0.5, https://doi.org/10.5281/zenodo.6461229), made offline from the record.

Each row asks what F-UJI's test of that name asks of the page's schema.org markup and of the DCAT that is negotiated or
linked (https://github.com/pangaea-data-publisher/fuji, evaluators and metadata_mapper.py). What it finds by asking the
network is answered by what the registry is built to do and by link checks; what only a download could tell is left
open. Points are F-UJI's. In one thing we differ: a statement that no licence was found is none here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib import resources
from typing import Final

from rdflib import PROV, URIRef

from radcat.formats import dcat_ap
from radcat.model import Distribution
from radcat.quality.base import Effort, Metric, Subject, yes
from radcat.rdf.namespaces import ADMS, BIBO, DCAT, SPDX
from radcat.rdf.prefixes import IANA

FRAGMENT: Final = "FAIR"
METHOD: Final = "FAIR"
SOURCE: Final = "https://doi.org/10.5281/zenodo.6461229"
UNKNOWN: Final = "not judged without the network"
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
# Codes of access that F-UJI knows, at whose addresses (fair_evaluator_data_access_level.py).
_ACCESS: Final = re.compile(
    r"creativecommons\.org/|info:eu-repo/semantics/|purl\.org/coar/access_right/|purl\.org/eprint/accessRights/"
    r"|vocabularies\.coar-repositories\.org/access_rights/|europa\.eu/resource/authority/access-right/",
    re.IGNORECASE,
)
# Namespaces that F-UJI knows from registries of vocabularies, and that are not among those too common to count.
_KNOWN: Final = tuple(str(namespace) for namespace in (PROV, ADMS, BIBO, SPDX))
# Those of them, and DCAT, that stand in its list of metadata standards.
_STANDARDS: Final = tuple(str(namespace) for namespace in (DCAT, PROV, ADMS))
_LISTS: Final = tomllib.loads((resources.files("radcat.quality") / "fair_formats.toml").read_text(encoding="utf-8"))
FORMATS: Final = frozenset(_LISTS["recommended"])
PROTOCOLS: Final = frozenset(_LISTS["protocols"])
_TEXT: Final = re.compile(r"^text/|[/+](?:xml|text|json)")
_CITATION: Final = ("creator", "name", "identifier", "datePublished", "publisher", "@type")
_DESCRIPTION: Final = ("description", "keywords")
_RELATED: Final = ("isPartOf", "includedInDataCatalog", "subjectOf", "isBasedOn", "sameAs", "citation")
_ORIGIN: Final = ("creator", "contributor", "publisher", "datePublished", "dateModified")


def _has(*properties: str) -> Callable[[Subject], bool]:
    return lambda subject: all(subject.markup.get(name) for name in properties)


def _has_one(*properties: str) -> Callable[[Subject], bool]:
    return lambda subject: any(subject.markup.get(name) for name in properties)


def _identifiers(subject: Subject) -> tuple[str, ...]:
    return (subject.dataset.iri, *subject.dataset.identifiers, *subject.dataset.other_identifiers)


def _is_web(iri: object) -> bool:
    return str(iri).startswith(("http://", "https://"))


def _files(subject: Subject) -> tuple[Distribution, ...]:
    """What F-UJI takes for the data: the distributions in DCAT that have an address (metadata_collector_rdf.py)."""
    return tuple(d for d in subject.portal.distributions if d.access_url)


def _reachable(subject: Subject) -> tuple[Distribution, ...]:
    """Those that answer, or that nobody asked."""
    return tuple(d for d in _files(subject) if subject.answered(d.access_url) is not False)


def _media_type(distribution: Distribution) -> str:
    return (distribution.media_type or "").removeprefix(IANA)


def _recommended(distribution: Distribution) -> bool:
    claimed = _media_type(distribution)
    return claimed in FORMATS or ("html" not in claimed and bool(_TEXT.search(claimed)))


def _described(subject: Subject) -> bool:
    found = _reachable(subject)
    return bool(found and subject.dataset.variables) or any(_media_type(d) and d.byte_size for d in found)


def _access(subject: Subject) -> float:
    rights = subject.dataset.access_rights
    if subject.markup.get("isAccessibleForFree") is not None or (rights and _ACCESS.search(rights.iri)):
        return 1.0
    return 0.5 if rights or subject.dataset.conditions_of_access or subject.dataset.rights else 0.0


def _served(subject: Subject, namespaces: tuple[str, ...]) -> bool:
    """Whether the RDF that is served has terms of one of *namespaces*."""
    if any(str(term).startswith(namespaces) for term, _ in dcat_ap.provenance(subject.portal)):
        return True
    return any(str(term).startswith(namespaces) for row in subject.graph for term in row if isinstance(term, URIRef))


def _licences(subject: Subject) -> set[str]:
    own = {subject.dataset.licence.iri} if subject.dataset.licence else set()
    return own | {d.licence for d in subject.portal.distributions if d.licence}


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
    _metric("FsF-F1-02D", 1, "Has the dataset a persistent identifier, or the registry a persistent address?",
            "Give the DOI that the publisher registered as adms:identifier.", PUBLISHER,
            yes(lambda s: any(map(_PERSISTENT.match, _identifiers(s))))),
    _metric("FsF-F2-01M-1", 0.5, "Can a program get metadata?", _BUILT_IN, WRITE, yes(_has("@type", "name"))),
    _metric("FsF-F2-01M-2", 0.5, "Is all there that a citation needs (creator, title, identifier, date, publisher)?",
            "Give creator, publisher and date of issue.", LOOK_UP, yes(_has(*_CITATION))),
    _metric("FsF-F2-01M-3", 1, "And what describes it (summary, keywords)?",
            "Give creator, publisher, date of issue, description and keywords.", LOOK_UP,
            yes(_has(*_CITATION, *_DESCRIPTION))),
    _metric("FsF-F3-01M-1", 0.5, "Does it say anything of its files: address, size or type?",
            "Give the dataset a distribution.", LOOK_UP,
            yes(lambda s: any(d.access_url or d.media_type or d.format or d.byte_size
                              for d in s.portal.distributions))),
    _metric("FsF-F3-01M-2", 0.5, "And where they are?", "Give the dataset a distribution with an address.", LOOK_UP,
            yes(_files)),
    _metric("FsF-F4-01M-1", 1, "Can search engines read it?", _BUILT_IN, WRITE, yes(_has("name", "description"))),
    _metric("FsF-F4-01M-2", 1, "Is it registered with DataCite?", "Only a publisher can register a DOI.", PUBLISHER,
            yes(lambda s: any(map(_DOI.match, _identifiers(s))))),
    _metric("FsF-A1-01M", 1, "Does it say who may have it (half), by a term that machines know (all)?",
            "Give dcterms:accessRights from the EU table.", LOOK_UP, _access),
    _metric("FsF-A1-02M", 1, "Is the metadata had by a standard protocol?", _BUILT_IN, WRITE,
            yes(lambda s: _is_web(s.dataset.iri))),
    _metric("FsF-A1-03D", 1, "Is the data had by a standard protocol?",
            "Give a distribution an address of http, https or ftp that answers.", LOOK_UP,
            yes(lambda s: any((d.access_url or "").partition(":")[0].lower() in PROTOCOLS for d in _reachable(s)))),
    _metric("FsF-I1-01M-1", 1, "Is structured metadata embedded in the page?", _BUILT_IN, WRITE,
            yes(_has("@context"))),
    _metric("FsF-I1-01M-2", 1, "Is it there for the asking, too?", _BUILT_IN, WRITE, yes(lambda s: len(s.graph))),
    _metric("FsF-I2-01M", 1, "Are terms of registered vocabularies used?", _BUILT_IN, WRITE,
            yes(lambda s: _served(s, _KNOWN))),
    _metric("FsF-I3-01M", 1, "Does it link to what it is related to: catalogue, own page, papers, parts, sources?",
            _BUILT_IN, WRITE, yes(_has_one(*_RELATED))),
    _metric("FsF-R1-01MD-1", 1, "Does it say what kind of thing it is?", _BUILT_IN, WRITE, yes(_has("@type"))),
    _metric("FsF-R1-01MD-2", 1, "Of data that has an address, are the variables given, or size and type of a file?",
            "Give schema:variableMeasured: what its labels tell apart.", LOOK_UP, yes(_described)),
    _metric("FsF-R1-01MD-3", 1, "Are the files what the record says?", "Only a download tells.", PUBLISHER,
            lambda _: None),
    _metric("FsF-R1-01MD-4", 1, "Are the variables those that the record names?", "Only a download tells.", PUBLISHER,
            lambda _: None),
    _metric("FsF-R1.1-01M-1", 1, "Is there a licence?", "Give the licence that the publisher states.", PUBLISHER,
            yes(_licences)),
    _metric("FsF-R1.1-01M-2", 1, "Is it a licence that machines know?",
            "Name it by the address at Creative Commons or SPDX.", PUBLISHER,
            yes(lambda s: any(map(_LICENCES.match, _licences(s))))),
    _metric("FsF-R1.2-01M-1", 1, "Does it say who made it, or when?", "Give creator, publisher or a date.",
            LOOK_UP, yes(_has_one(*_ORIGIN))),
    _metric("FsF-R1.2-01M-2", 1, "Is its origin told in a provenance vocabulary?",
            "Give a creator, a publisher, or prov:wasDerivedFrom.", LOOK_UP, yes(lambda s: _served(s, (str(PROV),)))),
    _metric("FsF-R1.3-01M", 1, "Is the metadata in a standard that the community lists?", _BUILT_IN, WRITE,
            yes(lambda s: _served(s, _STANDARDS))),
    _metric("FsF-R1.3-02D", 1, "Are files of it in an open, long-term or scientific format?",
            "Give each distribution the dcat:mediaType of its files; archives and octet streams win nothing.", LOOK_UP,
            yes(lambda s: any(map(_recommended, _reachable(s))))),
)
# fmt: on
LARGEST: Final = sum(metric.points for metric in METRICS)
