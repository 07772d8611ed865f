"""Small policies, written as text: one statement a line."""

from __future__ import annotations

from dataclasses import dataclass, field

from radcat.licences.policies import SHARE, SHARE_ALIKE, SHARE_CHANGED, Action, Policies, Policy
from radcat.licences.terms import Terms
from radcat.model import Record

CODES = {"share": SHARE, "change": SHARE_CHANGED, "alike": SHARE_ALIKE}
FREE = "copy share change sell"


@dataclass
class Known(Policies):
    """Policies that no vocabulary holds."""

    policies: dict[str, Policy] = field(default_factory=dict)

    def action(self, iri: str) -> Action:
        return Action(iri, iri, iri)

    def policy(self, iri: str) -> Policy:
        return self.policies[iri]


def action(code: str) -> str:
    return CODES.get(code, code)


def policy(code: str, permits: str = FREE, forbids: str = "", asks: str = "", alike: str | None = None) -> Policy:
    """A licence by codes of actions; *alike* names others that it counts as alike."""
    asked = frozenset(map(action, asks.split()))
    if alike is not None:
        asked |= {SHARE_ALIKE}
    return Policy(
        code,
        code,
        code,
        frozenset(map(action, permits.split())),
        frozenset(map(action, forbids.split())),
        {SHARE_CHANGED: asked} if asked else {},
        frozenset() if alike is None else frozenset({code, *alike.split()}),
    )


def known(*several: Policy) -> Known:
    return Known({each.code: each for each in several})


def terms(slug: str, *licences: Policy) -> Terms:
    return Terms(Record("dataset", f"datasets/{slug}", b""), slug, licences)
