"""Facets that rest on more than a record: what its licence allows, what its evidence says, what others found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, URIRef

from radcat.model.terms import term
from radcat.rdf.namespaces import OA
from radcat.search.facets import DATASET, NOT_STATED, Described, either, without
from radcat.survey.claims import contradicted
from radcat.wording import translatable

DISPUTED: Final = "disputed"
DISPUTED_LABEL: Final = translatable("disputed")
VERIFIED: Final = "verified"  # notation, and last part, of the confidence of what was read at its source


@dataclass(frozen=True, slots=True)
class Use:
    """What the licence of a dataset allows and asks for; and whether a source contradicts it."""

    name: str = "use"
    title: str = translatable("What the licence says")
    path: URIRef = DCTERMS.license
    is_telling: bool = False

    def values(self, dataset: Described) -> Iterable[str]:
        """Concepts that the licence's entry names, and DISPUTED."""
        own = dataset.term("use")
        found = [str(use) for licence in dataset.objects(self.path) for use in dataset.scope.objects(licence, own)]
        evidence = dataset.evidence
        is_disputed = evidence is not None and contradicted(evidence, dataset.base, self.path)
        return [*found, DISPUTED] if is_disputed else found

    def label(self, value: str) -> str | None:
        """The one code that is no concept."""
        return DISPUTED_LABEL if value == DISPUTED else None

    def pattern(self, values: Sequence[str], base: str) -> str:
        """Through the licence, and through the evidence."""
        allowed = f"GRAPH {DATASET} {{ {DATASET} {self.path.n3()} ?terms }} ?terms <{term(base, 'use')}> ?use"
        known = [value for value in values if value not in (NOT_STATED, DISPUTED)]
        alternatives = []
        if known:
            alternatives.append(f"VALUES ?use {{ {' '.join(f'<{value}>' for value in known)} }} {allowed}")
        if DISPUTED in values:
            alternatives.append(_contradiction(base, self.path))
        if NOT_STATED in values:
            is_silent = f"FILTER NOT EXISTS {{ {_contradiction(base, self.path)} }}"
            alternatives.append(f"{without(allowed)} {is_silent}")
        return either(alternatives)


def _contradiction(base: str, path: URIRef) -> str:
    predicate = RDF.predicate.n3()
    return (
        f"GRAPH ?evidence {{ ?evidence {FOAF.primaryTopic.n3()} {DATASET} . "
        f"?claim <{term(base, 'disagreesWith')}> ?held . "
        f"{{ ?claim {predicate} {path.n3()} }} UNION {{ ?held {predicate} {path.n3()} }} }}"
    )


SHARES: Final = {
    "all": (translatable("all verified"), "?verified = ?claims"),
    "most": (translatable("half or more verified"), "2 * ?verified >= ?claims && ?verified < ?claims"),
    "few": (translatable("fewer than half verified"), "?verified > 0 && 2 * ?verified < ?claims"),
    "none": (translatable("none verified"), "?verified = 0"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The share of a record's claims that were read at their source."""

    name: str = "evidence"
    title: str = translatable("Evidence")
    path: URIRef | None = None
    is_telling: bool = False

    def values(self, dataset: Described) -> Iterable[str]:
        """The code of one class."""
        found = _class(dataset)
        return [] if found is None else [found]

    def label(self, value: str) -> str | None:
        """The class in words."""
        return SHARES[value][0] if value in SHARES else value

    def pattern(self, values: Sequence[str], base: str) -> str:
        """Claims counted for each dataset, but for those that only confirm or contradict others."""
        claims = _claims(base)
        verified = f"SUM(IF(?sure = <{base}ns/confidence/{VERIFIED}>, 1, 0))"
        sums = f"({verified} AS ?verified) (COUNT(?claim) AS ?claims)"
        counted = f"{{ SELECT {DATASET} {sums} {{ {claims} }} GROUP BY {DATASET} }}"
        known = [f"({SHARES[value][1]})" for value in values if value != NOT_STATED]
        alternatives = [f"{counted} FILTER({' || '.join(known)})"] if known else []
        if len(known) < len(values):
            alternatives.append(without(claims))
        return either(alternatives)


def _class(dataset: Described) -> str | None:
    graph, own = dataset.evidence, dataset.term
    if graph is None:
        return None
    beside = own("disagreesWith"), own("agreesWith")
    sure = [
        confidence
        for claim in graph.subjects(RDF.type, own("Claim"))
        if not any((claim, property_, None) in graph for property_ in beside)
        for confidence in graph.objects(claim, own("confidence"))
    ]
    verified = sure.count(URIRef(f"{dataset.base}ns/confidence/{VERIFIED}"))
    if not sure:
        return None
    if verified in (0, len(sure)):
        return "all" if verified else "none"
    return "most" if 2 * verified >= len(sure) else "few"


def _claims(base: str) -> str:
    return (
        f"GRAPH ?evidence {{ ?evidence {FOAF.primaryTopic.n3()} {DATASET} . "
        f"?claim a <{term(base, 'Claim')}> ; <{term(base, 'confidence')}> ?sure "
        f"FILTER NOT EXISTS {{ ?claim <{term(base, 'disagreesWith')}>|<{term(base, 'agreesWith')}> ?other }} }}"
    )


@dataclass(frozen=True, slots=True)
class Problems:
    """The kinds of what others found in a dataset, in a version of it or in a split."""

    name: str = "problem"
    title: str = translatable("Found by others")
    path: URIRef | None = None
    is_telling: bool = False

    def values(self, dataset: Described) -> Iterable[str]:
        """IRIs of kinds."""
        return dataset.problems

    def label(self, value: str) -> str | None:
        """The catalogue names them."""
        return None if ":" in value else value

    def pattern(self, values: Sequence[str], _base: str) -> str:
        """Through the findings that are about the dataset, or about something below it."""
        target = f"?target = {DATASET} || STRSTARTS(STR(?target), CONCAT(STR({DATASET}), '#'))"
        dataset = f"GRAPH {DATASET} {{ {DATASET} a <http://www.w3.org/ns/dcat#Dataset> }}"
        found = f"?found {OA.hasTarget.n3()} ?target ; {DCTERMS.type.n3()} ?problem"
        known = " ".join(f"<{value}>" for value in values if value != NOT_STATED)
        alternatives = []
        if known:
            alternatives.append(
                f"{{ SELECT DISTINCT {DATASET} {{ {dataset} VALUES ?problem {{ {known} }} "
                f"GRAPH ?record {{ {found} }} FILTER({target}) }} }}"
            )
        if NOT_STATED in values:
            alternatives.append(f"{dataset} FILTER NOT EXISTS {{ GRAPH ?record {{ {found} }} FILTER({target}) }}")
        return either(alternatives)
