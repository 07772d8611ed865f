"""The terms of one dataset: its licence and what that covers, conditions of access, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Catalogue
from radcat.errors import UnknownRecord, WithdrawnRecord
from radcat.licences.policies import Policies, Policy, State
from radcat.model import Concept, Record
from radcat.model.terms import term
from radcat.rdf.namespaces import DCAT, SCHEMA
from radcat.survey import claims
from radcat.survey.claims import Claim, Evidence

MOST_ITEMS: Final = "most-items"  # notation of the one coverage that is about images, too
_NO_EVIDENCE: Final = Evidence(None)


@dataclass(frozen=True)
class Terms:
    """What a dataset's record states of its use."""

    record: Record
    title: str
    licences: tuple[Policy, ...] = ()  # of the whole, or of what is covered
    covers: tuple[Concept, ...] = ()  # what the licence is about, where that is not everything
    items: tuple[Policy, ...] = ()  # each image, or each file, has one of these
    access: tuple[Policy, ...] = ()
    statements: tuple[str, ...] = ()  # of rights, in words
    evidence: Evidence = _NO_EVIDENCE

    @property
    def policies(self) -> tuple[Policy, ...]:
        """All that whoever uses it is bound by, as far as it is known."""
        return tuple(dict.fromkeys((*self.licences, *self.items)))

    @property
    def of_images(self) -> tuple[Policy, ...]:
        """The licences that its images have."""
        is_theirs = not self.covers or any(part.notation == MOST_ITEMS for part in self.covers)
        return tuple(dict.fromkeys((*(self.licences if is_theirs else ()), *self.items)))

    @property
    def is_stated(self) -> bool:
        """Whether its images have licences whose rules are known."""
        return bool(self.of_images) and all(policy.is_known for policy in self.policies)

    @property
    def duties(self) -> frozenset[str]:
        """All that is asked of those who use it."""
        return frozenset[str]().union(*(policy.all_duties for policy in (*self.policies, *self.access)))

    def state(self, action: str) -> State:
        """Whether its terms allow *action*; forbidden where those of some images forbid it."""
        states = {policy.state(action) for policy in self.policies}
        if State.FORBIDDEN in states:
            return State.FORBIDDEN
        return State.ALLOWED if self.is_stated and states == {State.ALLOWED} else State.NOT_STATED

    @property
    def dispute(self) -> Claim | None:
        """What another source says of the licence, where it contradicts the record."""
        return self.evidence.dispute(str(DCTERMS.license))

    @property
    def claim(self) -> Claim | None:
        """The least sure claim on its licence, or else on its rights."""
        return next(filter(None, map(self.evidence.weakest, map(str, (DCTERMS.license, DCTERMS.rights)))), None)


def terms(
    catalogue: Catalogue, name: str, policies: Policies, wanted: Sequence[str] = (), *, with_evidence: bool = True
) -> Terms | None:
    """Read the terms of the dataset *name*; None where no published record has that name."""
    try:
        record = catalogue.version(name).record
    except (UnknownRecord, WithdrawnRecord):
        return None
    scope, iri = catalogue.scope(record, wanted), record.iri(catalogue.base)
    order = (*wanted, catalogue.language)

    def named(property_: URIRef, of: Node = iri) -> list[URIRef]:
        return [node for node in model.said(scope, of, property_) if isinstance(node, URIRef)]

    def held(property_: URIRef, of: Node = iri) -> tuple[Policy, ...]:
        return tuple(policies.policy(str(node)) for node in named(property_, of))

    own = held(DCTERMS.license)
    # Many portals state the licence of files only; a file's that is the dataset's own adds nothing.
    of_files = (each for file in model.said(scope, iri, DCAT.distribution) for each in held(DCTERMS.license, file))
    items = (*held(term(catalogue.base, "itemLicence")), *(policy for policy in of_files if policy not in own))
    return Terms(
        record,
        catalogue.label(record, wanted),
        own,
        tuple(scope.shared(Concept, node) for node in named(term(catalogue.base, "licenceCovers"))),
        tuple(dict.fromkeys(items)),
        tuple(policy for policy in held(SCHEMA.conditionsOfAccess) if policy.is_known),
        tuple(filter(None, (model.label(scope, node) for node in model.said(scope, iri, DCTERMS.rights)))),
        claims.evidence(catalogue, record.slug, order) if with_evidence else _NO_EVIDENCE,
    )
