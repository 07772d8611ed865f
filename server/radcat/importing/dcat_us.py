"""DCAT-US 1.1 and 3, the JSON of data.gov and its agencies.

1.1: https://resources.data.gov/resources/dcat-us/; 3.0: https://resources.data.gov/dcat-us/3.0.0/. Both have the terms
of DCAT under names of their own; what 3.0 adds is in the namespace dcat-us, what only 1.1 has is in that of Project
Open Data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, RDFS, SKOS, XSD, Literal, URIRef

from radcat.importing.building import Building, is_address, listed, shown
from radcat.importing.dcat_us_terms import TERMS, Kind, Term
from radcat.rdf.namespaces import ADMS, DCAT, VCARD

_INTERVAL: Final = re.compile(r"([^/]*)/([^/]*)")


_CLASSES: Final = {
    "Organization": ORG.Organization,
    "Agent": FOAF.Agent,
    "Person": FOAF.Person,
    "Kind": VCARD.Kind,
    "Contact": VCARD.Kind,
}
_NAMED: Final = {FOAF.Agent: FOAF.name, ORG.Organization: FOAF.name, SKOS.Concept: SKOS.prefLabel, VCARD.Kind: VCARD.fn}
_OTHERS: Final = (DCAT.Dataset, DCAT.DatasetSeries)  # which are described for themselves


def datasets(values: Mapping[str, Any]) -> Iterator[Building]:
    """Yield the datasets of a catalogue, or of one dataset by itself; those within a series once."""
    seen = set[str]()
    for each in _listed(values):
        key = _identifier(each) or repr(sorted(each.items(), key=lambda item: item[0]))
        if key not in seen or _identifier(each) is None:
            seen.add(key)
            yield dataset(each)


def is_catalogue(values: Any) -> bool:
    """Whether *values* is a catalogue, or a dataset, of DCAT-US."""
    if not isinstance(values, dict):
        return False
    says = str(values.get("conformsTo", "")) + str(values.get("@context", ""))
    if "project-open-data" in says or "DCAT-US" in says or "dcat-us" in says:
        return True
    if str(values.get("@type", "")).endswith("Dataset"):
        return "@context" not in values
    is_catalog = str(values.get("@type", "")).endswith("Catalog") or "@context" not in values
    return is_catalog and any(isinstance(values.get(name), list) for name in ("dataset", "datasetSeries"))


def dataset(values: Mapping[str, Any]) -> Building:
    """Describe one dataset."""
    identifier = _identifier(values)
    iri = values.get("@id") or identifier
    made = Building.of(iri if is_address(iri) else None, identifier or str(values.get("title", "")))
    _describe(made, values)
    return made


def _listed(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if str(values.get("@type", "")).endswith("Dataset"):
        yield values
        return
    for each in listed(values.get("dataset")):
        if isinstance(each, dict):
            yield each
    for series in listed(values.get("datasetSeries")):
        if isinstance(series, dict):
            for name in ("seriesMember", "first", "last"):
                yield from (each for each in listed(series.get(name)) if isinstance(each, dict))
    for catalog in listed(values.get("catalog")):
        if isinstance(catalog, dict):
            yield from _listed(catalog)


def _identifier(values: Mapping[str, Any]) -> str | None:
    found = values.get("identifier")
    if isinstance(found, dict):
        found = found.get("@id") or found.get("notation")
    return str(found) if found else None


def _describe(made: Building, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value in (None, "", []) or name in ("@id", "@type", "@context"):
            continue
        if name == "identifier":
            _identify(made, value)
        elif (term := TERMS.get(name)) is not None:
            _WRITERS[term.kind](made, name, term, value)
        else:
            made.leave_out([name])


def _identify(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            part = made.part(ADMS.identifier, each.get("@id"), ADMS.Identifier)
            _describe(part, {key: found for key, found in each.items() if key != "identifier"})
            made.text(DCTERMS.identifier, each.get("@id") or each.get("notation"))
        else:
            made.text(DCTERMS.identifier, each)


def _node(made: Building, name: str, term: Term, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            said = str(each.get("@type", "")).rpartition(":")[2]
            iri = each.get("@id")
            if term.class_ in _OTHERS:
                made.link(term.predicate, iri or _identifier(each), name)
                continue
            _describe(made.part(term.predicate, iri, _CLASSES.get(said) or term.class_), each)
        elif is_address(each):
            made.link(term.predicate, each, name)
        elif name == "temporal" and (interval := _INTERVAL.fullmatch(str(each))):
            made.period(interval[1], interval[2])
        elif term.class_ in (*_OTHERS, FOAF.Document, RDFS.Resource):
            made.note(f"{name} {shown(each)} is no address and was left out.")
        elif isinstance(each, str):
            made.part(term.predicate, None, term.class_).text(_NAMED.get(term.class_, RDFS.label), each)


def _email(made: Building, _name: str, term: Term, value: Any) -> None:
    for each in listed(value):
        address = str(each).strip().removeprefix("mailto:")
        if "@" in address and is_address(f"mailto:{address}"):
            made.say(term.predicate, URIRef(f"mailto:{address}"))
        else:
            made.note(f"the e-mail address {shown(each)} is none and was left out.")


def _text(made: Building, name: str, term: Term, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, bool | int | float):
            made.say(term.predicate, Literal(each))
        elif name == "checksumValue":
            made.say(term.predicate, Literal(str(each).lower(), datatype=XSD.hexBinary))
        elif isinstance(each, str):
            made.text(term.predicate, each)
        else:
            made.note(f"{name} {shown(each)} is no text and was left out.")


_WRITERS: Final = {
    Kind.TEXT: _text,
    Kind.DATE: lambda made, name, term, value: made.date(term.predicate, value, name),
    Kind.LINK: lambda made, name, term, value: made.link(term.predicate, value, name),
    Kind.NODE: _node,
    Kind.NUMBER: lambda made, name, term, value: made.number(term.predicate, value, name),
    Kind.LANGUAGE: lambda made, _name, _term, value: made.language(value),
    Kind.MEDIA_TYPE: lambda made, _name, term, value: made.media_type(term.predicate, value),
    Kind.EMAIL: _email,
}
