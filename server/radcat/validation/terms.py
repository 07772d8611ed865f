"""Which properties are known: those of shapes, of the catalogue's ontology, and of vocabularies in common use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from typing import Final

import rdflib
from rdflib import SH, Graph, URIRef

from radcat.rdf.prefixes import PREFIXES, curie

# Vocabularies that rdflib lists in full.
_LISTED: Final = (
    rdflib.DC, rdflib.DCTERMS, rdflib.DCAT, rdflib.FOAF, rdflib.SKOS, rdflib.PROV, rdflib.RDF, rdflib.RDFS, rdflib.OWL,
    rdflib.SDO, rdflib.VANN, rdflib.VOID, rdflib.ORG, rdflib.QB, rdflib.SH, rdflib.ODRL2, rdflib.TIME, rdflib.CSVW,
)  # fmt: skip
# What those lists lack: DCAT 3 is newer than rdflib's.
_MORE: Final = {
    "dcat": "endDate startDate bbox centroid version hasVersion hasCurrentVersion isVersionOf previousVersion prev "
            "next first last inSeries seriesMember resource checksum isRecordOf",
    "rdf": "_1 _2 _3 _4 _5 _6 _7 _8 _9",
    "adms": "identifier status versionNotes sample representationTechnique schemaAgency supportedSchema translation "
            "prev next last includedAsset interoperabilityLevel relatedWebPage relatedDocumentation contactPoint",
    "spdx": "checksum algorithm checksumValue",
    "vcard": "fn hasEmail hasURL hasTelephone hasName hasAddress hasUID hasValue hasOrganizationName "
             "hasOrganizationUnit hasLogo hasNote hasRole hasTitle locality region country-name postal-code "
             "street-address organization-name given-name family-name email tel url role title note",
    "csvw": "name titles",
    "http://data.europa.eu/r5r/": "applicableLegislation availability hvdCategory",
    "http://www.w3.org/ns/locn#": "geometry address fullAddress postCode",
    "http://www.opengis.net/ont/geosparql#": "asWKT asGeoJSON asGML hasGeometry",
}  # fmt: skip
_CLOSE: Final = 0.8  # how alike two names are of which one is likely a slip for the other


@cache
def _listed(namespace: str) -> frozenset[str] | None:
    """The local names of a vocabulary in common use; None where there is no list of them."""
    found: set[str] = set()
    for vocabulary in _LISTED:
        if str(vocabulary) == namespace:
            found = {str(term).removeprefix(namespace) for term in dir(vocabulary)}
    prefix = next((p for p, iri in PREFIXES.items() if iri == namespace), namespace)
    found |= set(_MORE.get(prefix, "").split())
    return frozenset(found) or None


class Terms:
    """The properties that a catalogue knows."""

    def __init__(self, shapes: Graph, vocabulary: Graph, base: str) -> None:
        """Read them off the *shapes* and the *vocabulary* of the catalogue under *base*."""
        self._base = base
        paths = {o for o in shapes.objects() if isinstance(o, URIRef)} if (None, SH.path, None) in shapes else set()
        self._known = {str(iri) for iri in paths} | {str(s) for s in vocabulary.subjects() if isinstance(s, URIRef)}
        self._asked = sorted({str(o) for o in shapes.objects(None, SH.path) if isinstance(o, URIRef)})
        self._verdicts: dict[str, str | None] = {}

    def unknown(self, iri: str) -> str | None:
        """Say that nobody knows the property *iri*, and which is likely meant; None where somebody does."""
        if iri not in self._verdicts:
            self._verdicts[iri] = None if iri in self._known else self._fault(iri)
        return self._verdicts[iri]

    def _fault(self, iri: str) -> str | None:
        namespace, local = _split(iri)
        if iri.startswith(self._base) and not iri.startswith(f"{self._base}ns/"):
            return None  # the columns of a source name themselves
        listed = _listed(namespace)
        if listed and local in listed:
            return None
        meant = self._likeliest(namespace, local, listed or ())
        is_open = listed is None and namespace in PREFIXES.values()  # a vocabulary in use that we have no list of
        if is_open and not meant:
            return None
        hint = f"; did you mean {curie(meant)}?" if meant else "; check its spelling, or give it a shape."
        return f"no shape, ontology or common vocabulary knows the property {curie(iri).removeprefix(self._base)}{hint}"

    def _likeliest(self, namespace: str, local: str, listed: Iterable[str]) -> str | None:
        """The known property that *local* is likely a slip for: one of its namespace, or of its name elsewhere."""
        secure = "https://schema.org/"
        if namespace == "http://schema.org/" and local in (_listed(secure) or ()):
            return secure + local
        here = {iri.removeprefix(namespace) for iri in self._known if _split(iri)[0] == namespace} | set(listed)
        lowered = {name.lower(): name for name in sorted(here)}
        if close := difflib.get_close_matches(local.lower(), lowered, 1, _CLOSE):
            return namespace + lowered[close[0]]
        return next((iri for iri in self._asked if _split(iri)[1] == local), None)


def _split(iri: str) -> tuple[str, str]:
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:at], iri[at:]
