"""Conflicts between terms, and the licences that fit all: on small policies with known answers, and on any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.licences.policies import action, known, policy, terms

from radcat.licences.conflicts import Kind, common_terms, conflicts
from radcat.licences.policies import SHARE, SHARE_CHANGED, Policy

ZERO = policy("zero", "copy share change sell relicense")
BY = policy("by", forbids="relicense", asks="credit")
BY_SA = policy("by-sa", forbids="relicense", asks="credit", alike="")
BY_NC = policy("by-nc", "copy share change", "sell relicense", "credit")
BY_NC_SA = policy("by-nc-sa", "copy share change", "sell relicense", "credit", alike="by-nc-sa-5")
BY_NC_SA_5 = policy("by-nc-sa-5", "copy share change", "sell relicense", "credit", alike="")
BY_ND = policy("by-nd", "copy share sell", "change relicense", "credit")
SECRET = policy("secret", "", "share change relicense")
ALL = (ZERO, BY, BY_SA, BY_NC, BY_NC_SA, BY_NC_SA_5, BY_ND, SECRET)
POLICIES = known(*ALL)


def found(*licences: Policy) -> set[tuple[Kind, str | None]]:
    chosen = [terms(f"set-{place}", licence) for place, licence in enumerate(licences)]
    return {(each.kind, each.action.iri if each.action else None) for each in conflicts(chosen, POLICIES)}


def fitting(*licences: Policy) -> list[str]:
    chosen = [terms(f"set-{place}", licence) for place, licence in enumerate(licences)]
    return [each.code for each in common_terms(chosen, POLICIES)]


STRICTER, NONE = Kind.STRICTER_DECIDES, Kind.NO_COMMON_TERMS


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BY, BY, set()),
        (BY, BY_SA, set()),
        (BY, ZERO, {(STRICTER, "relicense")}),
        (BY, BY_NC, {(STRICTER, "sell")}),
        (BY_SA, BY_NC, {(STRICTER, "sell"), (NONE, "sell")}),
        (BY_SA, BY_NC_SA, {(STRICTER, "sell"), (NONE, "sell")}),
        (BY_NC, BY_NC_SA, set()),
        (BY_NC_SA, BY_NC_SA_5, set()),
        (BY, BY_ND, {(STRICTER, SHARE_CHANGED)}),
        (BY_SA, BY_ND, {(STRICTER, SHARE_CHANGED), (NONE, SHARE_CHANGED)}),
        (BY, SECRET, {(STRICTER, SHARE), (STRICTER, SHARE_CHANGED)}),
    ],
)
def test_a_pair_of_licences_has_known_conflicts(
    one: Policy, other: Policy, expected: set[tuple[Kind, str | None]]
) -> None:
    assert found(one, other) == expected
    assert found(other, one) == expected


def test_licences_that_each_ask_for_their_own_terms_do_not_go_together() -> None:
    one, other = policy("one", alike=""), policy("other", alike="")
    (conflict,) = conflicts([terms("a", one), terms("b", other)], known(one, other))
    assert (conflict.kind, conflict.action) == (NONE, None)


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ((BY,), ["by"]),
        ((BY, ZERO), ["by"]),
        ((ZERO, ZERO), ["zero"]),
        ((BY, BY_NC), ["by-nc"]),
        ((BY, BY_NC, BY_NC_SA), ["by-nc-sa", "by-nc-sa-5"]),
        ((BY_NC_SA, BY_NC_SA_5), ["by-nc-sa-5"]),
        ((BY_SA, BY), ["by-sa"]),
        ((BY_SA, BY_NC), []),
        ((BY, BY_ND), []),
        ((BY, SECRET), []),
    ],
)
def test_a_whole_can_be_shared_under_the_licences_that_fit_all(
    licences: tuple[Policy, ...], expected: list[str]
) -> None:
    assert fitting(*licences) == expected


def test_nothing_fits_where_one_states_no_licence() -> None:
    assert common_terms([terms("a", BY), terms("b")], POLICIES) == ()


CODES = ("copy", "share", "change", "sell", "relicense")


@st.composite
def any_policy(draw: st.DrawFn) -> Policy:
    permits = draw(st.sets(st.sampled_from(CODES)))
    forbids = draw(st.sets(st.sampled_from(CODES))) - permits
    asks = draw(st.sets(st.sampled_from(("credit", "notice"))))
    alike = draw(st.sampled_from((None, "")))
    code = f"p-{'-'.join(sorted(permits))}_{'-'.join(sorted(forbids))}_{'-'.join(sorted(asks))}_{alike is None}"
    return policy(code, " ".join(permits), " ".join(forbids), " ".join(asks), alike)


@given(st.lists(any_policy(), min_size=1, max_size=5), any_policy())
def test_one_more_dataset_never_makes_a_choice_freer(licences: list[Policy], more: Policy) -> None:
    policies = known(*licences, more)
    chosen = [terms(f"set-{place}", licence) for place, licence in enumerate(licences)]
    wider = [*chosen, terms("more", more)]

    assert {each.kind for each in conflicts(chosen, policies)} <= {each.kind for each in conflicts(wider, policies)}
    offered = {each.code for each in common_terms(chosen, policies)}
    assert {each.code for each in common_terms(wider, policies)} - {more.code} <= offered


@given(st.lists(any_policy(), min_size=2, max_size=5))
def test_what_fits_allows_nothing_that_any_of_them_forbids(licences: list[Policy]) -> None:
    policies = known(*licences)
    chosen = [terms(f"set-{place}", licence) for place, licence in enumerate(licences)]
    for fits in common_terms(chosen, policies):
        for licence in licences:
            assert not fits.permits & licence.forbids
            assert not licence.alike or fits.iri in licence.alike
    if any(each.kind is NONE for each in conflicts(chosen, policies)):
        assert common_terms(chosen, policies) == ()


def test_an_order_of_the_choice_changes_nothing() -> None:
    assert found(BY, BY_SA, BY_NC, SECRET) == found(SECRET, BY_NC, BY_SA, BY)
    assert action("share") == SHARE
