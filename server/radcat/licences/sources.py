"""Compilations that are freer than what they were made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from radcat.licences.policies import SHARE_ALIKE, Action, Policies, Policy
from radcat.licences.terms import Terms
from radcat.lineage.ancestry import Relative, family
from radcat.lineage.works import Work, Works


class Way(StrEnum):
    """How terms are freer than those of a source."""

    ALLOWS = "allows"  # what the source forbids
    LEAVES_OUT = "leaves-out"  # what the source asks for
    OTHER_TERMS = "other-terms"  # where the source asks for the same


@dataclass(frozen=True, slots=True)
class Freedom:
    """One thing in which the terms of a compilation are freer than those of a source."""

    way: Way
    policy: Policy  # of the compilation
    source: Policy  # of the source: a licence, or a condition of access
    action: Action


@dataclass(frozen=True, slots=True)
class Freer:
    """A dataset whose terms are freer than those of a source, or rest on a source that states none."""

    terms: Terms
    source: Relative  # with the way to it
    source_terms: Terms | None  # None where the source is outside the catalogue
    freedoms: tuple[Freedom, ...] = ()  # none where the source states no licence


def freer(
    terms: Terms, work: Work, works: Works, known: Mapping[str, Terms | None], policies: Policies
) -> Iterator[Freer]:
    """Compare the terms of a dataset with those of all that *work*, itself or a part of it, was made from.

    *known* holds the terms of these by the names of their records. A licence that leaves out the images, or some of
    them, claims nothing about them.
    """
    if not terms.licences or terms.covers:
        return
    seen = set[str]()
    for relative in family(works, work).ancestors:
        source = known.get(relative.work.record)
        if relative.work.record in seen:
            continue
        seen.add(relative.work.record)
        if source is None or not source.policies:
            yield Freer(terms, relative, source)
        elif found := tuple(_freedoms(terms, source, policies)):
            yield Freer(terms, relative, source, found)


def _freedoms(terms: Terms, source: Terms, policies: Policies) -> Iterator[Freedom]:
    missing = set[str]()
    for bound in (*source.of_images, *source.access):
        for policy in terms.licences:
            if not policy.is_known:
                continue
            for action in policies.actions(policy.permits & bound.forbids):
                yield Freedom(Way.ALLOWS, policy, bound, action)
            left_out = bound.all_duties - terms.duties - {SHARE_ALIKE} - missing
            missing |= left_out  # an agreement that the licence and the conditions of access both name is one
            for action in policies.actions(left_out):
                yield Freedom(Way.LEAVES_OUT, policy, bound, action)
            if bound.alike and policy.iri not in bound.alike:
                yield Freedom(Way.OTHER_TERMS, policy, bound, policies.action(SHARE_ALIKE))
