"""Croissant 1.1: the dataset as machine learning tools load it.

http://mlcommons.org/croissant/1.1. Files are described where their bytes can be told by a checksum; elsewhere the
description is slim and says so. Record sets come from the facts that the record states: labels, splits and counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from radcat.formats import dates, imaging, quality_annotations
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.citation import entry
from radcat.formats.schema_org import agent, licence, named, only, size, statement
from radcat.formats.texts import bcp47, by_language, given, json_ld, tag
from radcat.model import Agent, Concept, Dataset, Derivation, Distribution
from radcat.rdf.iris import parts
from radcat.rdf.languages import DEFAULT
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import IANA

PROFILE: Final = Profile("croissant", "http://mlcommons.org/croissant/1.1", "Croissant 1.1")
RAI: Final = "http://mlcommons.org/croissant/RAI/1.0"
SLIM: Final = (
    "Slim description: no file of this dataset is known with its address, its format and a checksum, "
    "so that neither files nor the records in them are described."
)
# Appendix 1 of the specification, with the namespaces that governance needs; schema.org under https, as tools read it.
CONTEXT: Final[dict[str, Any]] = {
    "@language": None,  # a text has the language that its record gives it, or none
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "annotation": "cr:annotation",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "excludes": "cr:excludes",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "readLines": "cr:readLines",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sdVersion": "cr:sdVersion",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "unArchive": "cr:unArchive",
    "value": "cr:value",
}
# Croissant's own names of splits, by the notation of ours.
_SPLITS: Final = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}
_CHECKSUMS: Final = {"sha256": "sha256", "md5": "md5"}
_DUO: Final = "http://purl.obolibrary.org/obo/DUO_"


def write(described: Described) -> bytes:
    """Write the document."""
    return json.dumps(document(described), indent=2, ensure_ascii=False).encode()


def document(described: Described) -> dict[str, Any]:
    """Describe a dataset; what no source states is left out, even where Croissant asks for it."""
    dataset = described.dataset
    files = [found for d in dataset.distributions if (found := file_object(d, described.language))]
    language = described.language

    def said(texts: Iterable[str]) -> list[Any]:
        return json_ld(list(texts), language)

    uses = said(task.name for task in imaging.tasks(described))
    biases = said(quality_annotations.biases(described.findings))
    limitations = said(quality_annotations.limitations(described.findings))
    return {
        "@context": CONTEXT,
        **given(
            {
                "@type": "sc:Dataset",
                "@id": dataset.iri,
                "conformsTo": [PROFILE.iri, RAI] if uses or biases or limitations else PROFILE.iri,
                "name": by_language(dataset.titles, language),
                "alternateName": said((*dataset.alternatives, *_untagged(dataset.titles))),
                "description": by_language(dataset.descriptions, language),
                "disambiguatingDescription": None if files else SLIM,
                "url": dataset.iri,
                "sameAs": dataset.landing_page,
                "identifier": (*dataset.other_identifiers, *dataset.identifiers),
                "license": licence(dataset.licence),
                "creator": [_agent(creator, language) for creator in dataset.authors],
                "publisher": _agent(dataset.publisher, language) if dataset.publisher else None,
                "contributor": [_agent(contributor, language) for contributor in dataset.contributors],
                "datePublished": dates.iso(dataset.issued),
                "dateModified": dates.iso(dataset.modified),
                "version": dataset.version,
                "keywords": said(dataset.keywords),
                "inLanguage": bcp47(dataset.languages),
                "citeAs": entry(dataset, described.record.slug),
                "citation": dataset.publications,
                "conditionsOfAccess": said(concept.name for concept in (dataset.conditions_of_access,) if concept),
                "usageInfo": [*_usage(dataset, language), *(statement(text, language) for text in dataset.rights)],
                "measurementTechnique": said(technique.name for technique in dataset.techniques),
                "variableMeasured": said(variable.name for variable in dataset.variables),
                "size": size(dataset.individuals),
                "encodingFormat": said(concept.name for concept in dataset.formats),
                "prov:wasDerivedFrom": [{"@id": iri} for iri in dataset.derived_from],
                "prov:qualifiedDerivation": [_derivation(derivation, language) for derivation in dataset.derivations],
                "isPartOf": [{"@id": iri} for iri in dataset.is_part_of],
                "rai:dataUseCases": uses,
                "rai:dataBiases": biases,
                "rai:dataLimitations": limitations,
                "distribution": files,
            }
        ),
        **_listed("recordSet", list(_record_sets(described))),
    }


def file_object(distribution: Distribution, language: str = DEFAULT) -> dict[str, Any] | None:
    """Describe a file, if address, format and checksum of it are known: a reader refuses one without them."""
    checksum = distribution.checksum
    kind = _CHECKSUMS.get((checksum.algorithm or "").rpartition("_")[2].lower()) if checksum else None
    encoding = (distribution.file_type or "").removeprefix(IANA)
    if not (checksum and checksum.value and kind and distribution.download_url and encoding):
        return None
    known = distribution.iri.rpartition("#")[2].removeprefix("_:") or distribution.iri
    name = parts(distribution.download_url).path.rpartition("/")[2] or known
    return given(
        {
            "@type": "cr:FileObject",
            "@id": known,
            "name": name,
            "description": by_language(distribution.titles, language),
            "contentUrl": distribution.download_url,
            "contentSize": f"{distribution.byte_size} B" if distribution.byte_size else None,
            "encodingFormat": encoding,
            kind: checksum.value.lower(),
        }
    )


def _record_sets(described: Described) -> Iterator[dict[str, Any]]:
    counts = imaging.counts(described)
    if labels := described.dataset.variables:
        rows = [{"labels/name": label.name, "labels/url": named(label.iri) or ""} for label in labels]
        yield _enumeration("labels", "What labels or masks of this dataset tell apart.", "sc:Enumeration", rows)
    splits = {count.split.iri: count.split for count in counts if count.split}
    if splits:
        known = [(s.code, _SPLITS.get(s.notation or "", named(s.iri) or "")) for s in splits.values()]
        rows = [{"splits/name": name, "splits/url": url} for name, url in known]
        yield _enumeration("splits", "The parts that its makers divided it into.", "cr:Split", rows)
    if counted := [count for count in counts if count.value is not None]:
        yield _counts(counted, bool(splits), bool(labels))


def _enumeration(name: str, text: str, data_type: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": text,
        "dataType": data_type,
        "key": {"@id": f"{name}/name"},
        "field": [_field(f"{name}/name", "sc:Text"), _field(f"{name}/url", "sc:URL")],
        "data": rows,
    }


def _counts(counts: list[imaging.Count], has_splits: bool, has_labels: bool) -> dict[str, Any]:
    """Give the numbers that sources state; no row is a record of the data."""
    optional: dict[str, tuple[bool, Callable[[imaging.Count], str]]] = {
        "split": (has_splits and any(c.split for c in counts), lambda c: _code(c.split)),
        "label": (has_labels and any(c.variable for c in counts), lambda c: c.variable.name if c.variable else ""),
        "technique": (any(c.technique for c in counts), lambda c: _code(c.technique)),
        "part": (any(c.of.remark for c in counts), lambda c: c.of.remark or ""),
    }
    columns = {name: read for name, (needed, read) in optional.items() if needed}
    rows = [
        {
            "counts/value": count.value,
            "counts/unit": count.unit.name if count.unit else "",
            "counts/precision": count.precision.name if count.precision else "",
            **{f"counts/{name}": read(count) for name, read in columns.items()},
        }
        for count in counts
    ]
    fields = [_field("counts/value", "sc:Integer"), _field("counts/unit", "sc:Text")]
    fields += [_field("counts/precision", "sc:Text"), *(_field(f"counts/{name}", "sc:Text") for name in columns)]
    return {
        "@type": "cr:RecordSet",
        "@id": "counts",
        "name": "counts",
        "description": "How many images, volumes or patients its sources state; not records of the data itself.",
        "field": fields,
        "data": rows,
    }


def _field(identifier: str, data_type: str) -> dict[str, Any]:
    name = identifier.rpartition("/")[2]
    return {"@type": "cr:Field", "@id": identifier, "name": name, "dataType": data_type}


def _derivation(described: Derivation, language: str) -> dict[str, Any]:
    """Say what was taken from a work (PROV-O, prov:Derivation)."""
    return given(
        {
            "@type": "prov:Derivation",
            "prov:entity": {"@id": described.entity} if described.entity else None,
            "description": by_language(described.descriptions, language),
        }
    )


def _code(concept: Concept | None) -> str:
    return concept.code if concept else ""


def _usage(dataset: Dataset, language: str) -> Iterator[dict[str, Any]]:
    """Name the terms of the Data Use Ontology that the conditions and the licence are matched with."""
    for concept in (dataset.conditions_of_access, dataset.licence):
        if concept is None:
            continue
        for iri in concept.matches:
            if iri.startswith(_DUO):
                yield {
                    "@type": "DefinedTerm",
                    "termCode": iri.rpartition("/")[2],
                    "url": iri,
                    "name": only(concept.name, language),
                }


def _untagged(titles: Sequence[str]) -> list[str]:
    """Those of several titles that have no tag, while others have one: the language map has no place for them."""
    found = [title for title in titles if not tag(title)]
    return found if len(found) < len(titles) else []


def _agent(described: Agent, language: str) -> dict[str, Any]:
    """Write an agent; its names are a language map, as the context says."""
    return {**agent(described, language), **given({"name": by_language(described.names, language)})}


def _listed(name: str, values: list[Any]) -> dict[str, Any]:
    return {name: values} if values else {}


CROISSANT = Representation(
    "croissant",
    MediaType("application", "ld+json", {"profile": PROFILE.iri}),
    "croissant.json",
    write,
    title="Croissant",
    profile=PROFILE,
    kinds=DATASETS,
    unwritten=document,
)
