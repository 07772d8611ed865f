"""Where the terms of several datasets contradict each other.

One kind is that of DALICC (https://www.dalicc.net): a policy allows what another forbids. Then the stricter one decides
for the whole. The other kind leaves no way to share the whole: a licence asks for its own terms, and another licence
rules these out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from radcat.licences.policies import SHARE, SHARE_CHANGED, Action, Policies, Policy
from radcat.licences.terms import Terms


class Kind(StrEnum):
    """What a conflict leaves."""

    STRICTER_DECIDES = "stricter-decides"
    NO_COMMON_TERMS = "no-common-terms"


@dataclass(frozen=True, slots=True)
class Side:
    """A licence, and the datasets that have it."""

    policy: Policy
    sets: tuple[str, ...]  # slugs


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides that do not go together."""

    kind: Kind
    one: tuple[Side, ...]  # they allow the action, or one asks for its own terms
    other: tuple[Side, ...]  # they forbid it
    action: Action | None = None  # None where both ask for their own terms


def conflicts(chosen: Sequence[Terms], policies: Policies) -> tuple[Conflict, ...]:
    """Find all conflicts between the terms of *chosen*; those that leave no common terms come first."""
    sides = _sides(chosen)
    return (*_without_common_terms(sides, policies), *_stricter(sides, policies))


def _sides(chosen: Iterable[Terms]) -> list[Side]:
    found = dict[Policy, list[str]]()
    for terms in chosen:
        for policy in terms.policies:
            found.setdefault(policy, []).append(terms.record.slug)
    return [Side(policy, tuple(sets)) for policy, sets in sorted(found.items(), key=lambda pair: pair[0].code)]


def _stricter(sides: Sequence[Side], policies: Policies) -> Iterator[Conflict]:
    for action in policies.actions(action for side in sides for action in side.policy.forbids):
        one = tuple(side for side in sides if action.iri in side.policy.permits)
        if one:
            other = tuple(side for side in sides if action.iri in side.policy.forbids)
            yield Conflict(Kind.STRICTER_DECIDES, one, other, action)


def _without_common_terms(sides: Sequence[Side], policies: Policies) -> Iterator[Conflict]:
    for pair in combinations(sides, 2):
        found = [each for one, other in (pair, pair[::-1]) if (each := _hindrance(one, other, policies))]
        # Of two that each ask for their own terms, an action says more than that they differ.
        yield from sorted(found, key=lambda conflict: conflict.action is None)[:1]


def _hindrance(one: Side, other: Side, policies: Policies) -> Conflict | None:
    """The conflict, where no terms that *one* asks for suit *other*; the reason is that of the licence's own terms."""
    found: Conflict | None = None
    for candidate in sorted(one.policy.alike, key=lambda iri: iri != one.policy.iri):
        permits = policies.policy(candidate).permits | {SHARE, SHARE_CHANGED}
        forbidden = policies.actions(permits & other.policy.forbids)
        if not forbidden and (not other.policy.alike or candidate in other.policy.alike):
            return None
        action = forbidden[0] if forbidden else None
        found = found or Conflict(Kind.NO_COMMON_TERMS, (one,), (other,), action)
    return found


def common_terms(chosen: Sequence[Terms], policies: Policies) -> tuple[Policy, ...]:
    """The licences, of those that *chosen* came with, under which changed versions of the whole may be shared.

    A licence fits where it allows nothing that another does not allow, asks for all that another asks for, and is one
    of those that others count as alike. There is none where the terms of any dataset are not stated.
    """
    bound = [policy for terms in chosen for policy in terms.policies]
    if not all(terms.is_stated for terms in chosen):
        return ()
    offered = {iri for policy in bound for iri in (policy.iri, *policy.alike)}
    found = (policies.policy(iri) for iri in offered)
    fitting = (each for each in found if all(_suits(each, policy) for policy in bound))
    return tuple(sorted(fitting, key=lambda policy: (-len(policy.permits), policy.code)))


def _suits(candidate: Policy, policy: Policy) -> bool:
    return (
        {SHARE, SHARE_CHANGED} <= policy.permits
        and candidate.permits <= policy.permits
        and policy.duties_of(SHARE_CHANGED) <= candidate.duties_of(SHARE_CHANGED)
        and (not policy.alike or candidate.iri in policy.alike)
    )
