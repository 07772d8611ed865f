"""What follows for several datasets together, in words, as JSON and as a table; the words are English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from radcat.licences.conflicts import Conflict, Kind, Side
from radcat.licences.policies import Action, Policy, State
from radcat.licences.sources import Freedom, Freer, Way
from radcat.licences.terms import Terms
from radcat.licences.together import Together
from radcat.lineage.naming import Names
from radcat.lineage.reports import link_json
from radcat.survey.claims import Claim
from radcat.wording import Message, translatable

NO_ADVICE: Final = translatable(
    "This sums up what records and licences say. It is no legal advice: read the licences, and ask somebody who knows "
    "the law before you share anything."
)
STATES: Final = {
    State.ALLOWED: translatable("allowed"),
    State.FORBIDDEN: translatable("forbidden"),
    State.NOT_STATED: translatable("not stated"),
}
KINDS: Final = {
    Kind.NO_COMMON_TERMS: translatable("no terms fit both"),
    Kind.STRICTER_DECIDES: translatable("the stricter one decides"),
}


def conflict(found: Conflict) -> Message:
    """Say why two sides do not go together."""
    one, other, action = _sides(found.one), _sides(found.other), found.action
    if found.kind is Kind.STRICTER_DECIDES:
        return Message(
            translatable("%(action)s: allowed by %(one)s, forbidden by %(other)s."),
            action=action.name if action else "",
            one=one,
            other=other,
        )
    if action is None:
        template = translatable(
            "Changed versions must carry the terms of %(one)s and those of %(other)s, which differ."
        )
        return Message(template, one=one, other=other)
    return Message(
        translatable(
            "Changed versions must carry the terms of %(one)s, which allow what is forbidden by %(other)s: %(action)s."
        ),
        one=one,
        other=other,
        action=action.name,
    )


def freedom(found: Freedom) -> Message:
    """Say in what the terms of a compilation are freer than those of a source."""
    template = {
        Way.ALLOWS: translatable("%(action)s: forbidden by %(source)s, allowed by %(policy)s."),
        Way.LEAVES_OUT: translatable("%(action)s: asked for by %(source)s, left out by %(policy)s."),
        Way.OTHER_TERMS: translatable("%(action)s: asked for by %(source)s; %(policy)s has other terms."),
    }[found.way]
    return Message(template, policy=found.policy.code, source=found.source.code, action=found.action.name)


def stated(terms: Terms) -> str:
    """Say what licence a dataset has."""
    codes = ", ".join(policy.code for policy in terms.licences)
    items = ", ".join(policy.code for policy in terms.items)
    if codes and terms.covers:
        parts = ", ".join(part.name for part in terms.covers)
        return Message(translatable("%(codes)s, for a part only: %(parts)s"), codes=codes, parts=parts)
    if codes:
        return codes
    if items:
        return Message(translatable("single images or files have %(items)s"), items=items)
    return translatable("no licence stated")


def sentence(found: Together, names: Names) -> str:
    """Say what follows, and cite the state of the catalogue: for a paper."""
    by_licence = dict[str, list[str]]()
    for terms in found.terms:
        by_licence.setdefault(str(stated(terms)), []).append(terms.title)
    said = "; ".join(f"{', '.join(titles)}: {licence}" for licence, titles in by_licence.items())
    return f"Licences as stated in {names.citation}: {said}."


def to_json(found: Together, names: Names) -> dict[str, Any]:
    """Write the answer as JSON; what nobody states is null, empty, or listed under `unknown`."""
    compared = (*found.freer, *found.unstated_sources)
    names.load_sources(link for each in compared for link in each.source.path)
    return {
        "sets": [_terms(terms, names) for terms in found.terms],
        "actions": [
            {
                **_action(each.action),
                "together": each.together,
                "sets": {terms.record.slug: state for terms, state in zip(found.terms, each.states, strict=True)},
            }
            for each in found.allowances
        ],
        "duties": [{**_action(duty.action), "sets": list(duty.sets)} for duty in found.duties],
        "conflicts": [_conflict(each) for each in found.conflicts],
        "common_terms": [_policy(policy) for policy in found.common_terms],
        "freer_than_source": [_freer(each, found, names) for each in found.freer],
        "unstated_sources": [_freer(each, found, names) for each in found.unstated_sources],
        "unknown": [terms.record.slug for terms in found.unknown],
        "sentence": sentence(found, names),
        "notice": NO_ADVICE,
        "generation": found.generation,
        "citation": names.citation,
    }


def to_rows(found: Together) -> Iterator[Sequence[str]]:
    """Write a row a dataset, the first with the names of the columns, and one for all together."""
    yield "set", "licence", "covers", "access", *(each.action.code for each in found.allowances), "duties"
    for place, terms in enumerate(found.terms):
        states = (str(each.states[place]) for each in found.allowances)
        duties = (duty.action.code for duty in found.duties if terms.record.slug in duty.sets)
        yield (
            terms.record.slug,
            _codes(terms.policies),
            "; ".join(part.code for part in terms.covers),
            _codes(terms.access),
            *states,
            "; ".join(duties),
        )
    together = (str(each.together) for each in found.allowances)
    yield "together", _codes(found.common_terms), "", "", *together, "; ".join(d.action.code for d in found.duties)


def _codes(policies: Iterable[Policy]) -> str:
    return "; ".join(policy.code for policy in policies)


def _sides(sides: Sequence[Side]) -> str:
    return ", ".join(f"{side.policy.code} ({', '.join(side.sets)})" for side in sides)


def _action(action: Action) -> dict[str, Any]:
    return {"action": action.code, "iri": action.iri, "label": action.name}


def _policy(policy: Policy) -> dict[str, Any]:
    return {"iri": policy.iri, "code": policy.code, "name": policy.name}


def _terms(terms: Terms, names: Names) -> dict[str, Any]:
    claim, dispute = terms.claim, terms.dispute
    return {
        "set": terms.record.slug,
        "iri": names.iri(terms.record.name),
        "title": terms.title,
        "is_stated": terms.is_stated,
        "licences": [_policy(policy) for policy in terms.licences],
        "covers": [part.code for part in terms.covers],
        "item_licences": [_policy(policy) for policy in terms.items],
        "access": [_policy(policy) for policy in terms.access],
        "statements": list(terms.statements),
        "confidence": claim.confidence.code if claim and claim.confidence else None,
        "sources": _sources(claim),
        "disputed_by": {"says": list(dispute.values), "sources": _sources(dispute)} if dispute else None,
    }


def _sources(claim: Claim | None) -> list[dict[str, str]]:
    return [{"iri": each.iri, "title": each.label} for each in claim.references] if claim else []


def _conflict(found: Conflict) -> dict[str, Any]:
    sides = ([{**_policy(side.policy), "sets": list(side.sets)} for side in part] for part in (found.one, found.other))
    return {
        "kind": found.kind,
        "action": found.action.code if found.action else None,
        "between": list(sides),
        "reason": str(conflict(found)),
    }


def _freer(each: Freer, found: Together, names: Names) -> dict[str, Any]:
    source = each.source.work
    return {
        "set": each.terms.record.slug,
        "licence": _codes(each.terms.licences),
        "source": names.selected(source),
        "source_iri": names.iri(source.name),
        "source_title": names.title(source),
        "source_licence": _codes((*each.source_terms.policies, *each.source_terms.access)) if each.source_terms else "",
        "reasons": [{"way": one.way, "action": one.action.code, "text": str(freedom(one))} for one in each.freedoms],
        "is_sure": each.source.is_sure,
        "path": [link_json(link, found.works, names) for link in each.source.path],
    }
