"""Evidence as people read it: what each fact rests on, contradictions first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template
from rdflib import URIRef

from radcat.catalogue import Scope
from radcat.ledger.versions import Version
from radcat.model import KIND, label
from radcat.survey.claims import Claim, Evidence, evidence
from radcat.web.responses import whole
from radcat.web.state import site


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of a table of evidence: a property, and the claims that state the same of it."""

    name: str
    description: str
    claims: tuple[Claim, ...]
    instead: tuple[str, ...]  # the values that the record follows, where the claims contradict it
    dispute: Claim | None  # a claim that contradicts these

    @property
    def claim(self) -> Claim:
        """The claim that stands for all of them."""
        return self.claims[0]


def facts(scope: Scope, subject: URIRef, found: Evidence, claims: Iterable[Claim]) -> tuple[Fact, ...]:
    """Lay out *claims* about *subject* as its page lays out its properties, equal claims in one row."""
    equal: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        key = (claim.property, claim.values, claim.confidence, claim.references, claim.note)
        equal.setdefault(key, []).append(claim)
    fields = site().layout_in(scope.languages).fields(scope, subject, (URIRef(claim.property) for claim in claims))
    places = {str(field.path): place for place, field in enumerate(fields)}
    rows = sorted(equal.values(), key=lambda row: (places[row[0].property], row[0].iri))
    return tuple(
        Fact(
            fields[places[row[0].property]].name,
            fields[places[row[0].property]].description,
            tuple(row),
            tuple(dict.fromkeys(value for held in found.contradicted(row[0]) for value in held.values)),
            next((c for c in found.contradictions for claim in row if claim.iri in c.disagrees_with), None),
        )
        for row in rows
    )


def page(version: Version, scope: Scope, headers: dict[str, str], shown: Mapping[str, Any]) -> Response:
    """Show the evidence for one dataset, in the languages of *scope*."""
    here = site()
    record = version.record
    found = evidence(here.catalogue, record.slug, scope.languages)
    subject = URIRef(here.base + KIND["dataset"].path + record.slug)
    sides = {
        "contradictions": facts(scope, subject, found, found.contradictions),
        "stated": facts(scope, subject, found, found.held),
        "agreements": facts(scope, subject, found, found.agreements),
    }
    html = render_template(
        "evidence.html", evidence=found, subject=str(subject), subject_title=label(scope, subject), **sides, **shown
    )
    return whole(html, "text/html", vary=False, headers=headers)
