"""The rules of the licences that the catalogue names: complete, in step with search, and held against DALICC's."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import pytest
from rdflib import RDF, Graph, URIRef
from tests.material import suite

from radcat.bootstrap import Registry
from radcat.catalogue import VOCABULARIES
from radcat.licences.conflicts import Kind, conflicts
from radcat.licences.policies import SHARE_ALIKE, SHARE_CHANGED, Policies, Policy
from radcat.licences.terms import Terms
from radcat.model import Record
from radcat.rdf.namespaces import CC, ODRL

COMMERCIAL: Final = str(CC.CommercialUse)
DALICC: Final = "https://dalicc.net/ns#"
# Actions that DALICC calls by another name; what it has no clash in, such as fees, is compared as well.
SAME: Final = {f"{ODRL}derive": SHARE_CHANGED, f"{DALICC}ChangeLicense": "relicense"}


@pytest.fixture
def policies(catalogue_registry: Registry) -> Policies:
    return Policies(catalogue_registry.catalogue)


def test_every_licence_of_the_scheme_has_rules(policies: Policies) -> None:
    assert len(policies.licences) >= 15
    assert [policy.code for policy in policies.licences if not policy.is_known] == []


def test_no_licence_both_allows_and_forbids_an_action(policies: Policies) -> None:
    assert [policy.code for policy in policies.licences if policy.permits & policy.forbids] == []


def test_every_action_has_a_name_and_says_what_it_is(policies: Policies) -> None:
    used = {action for each in policies.licences for action in each.permits | each.forbids | each.all_duties}
    for action in policies.actions(used):
        assert action.definition, action.iri
        assert action.name != action.iri


def test_what_search_says_of_a_licence_follows_from_its_rules(catalogue_registry: Registry, policies: Policies) -> None:
    graph, base = catalogue_registry.catalogue.merged(*VOCABULARIES), catalogue_registry.base
    rules = {
        "commercial": lambda policy: COMMERCIAL in policy.permits,
        "non-commercial": lambda policy: COMMERCIAL in policy.forbids,
        "no-derivatives": lambda policy: SHARE_CHANGED in policy.forbids and f"{ODRL}distribute" in policy.permits,
        "share-alike": lambda policy: SHARE_ALIKE in policy.all_duties,
        "attribution": lambda policy: str(CC.Attribution) in policy.all_duties,
    }
    for policy in policies.licences:
        uses = set(graph.objects(URIRef(policy.iri), URIRef(f"{base}ns/radcat#use")))
        said = {str(use).rpartition("/")[2] for use in uses}
        assert said == {name for name, holds in rules.items() if holds(policy)}, policy.code


def test_what_is_included_in_something_forbidden_is_forbidden(policies: Policies) -> None:
    (agreement,) = [policy for policy in policies.licences if "BIMCV" in policy.name]
    assert SHARE_CHANGED in agreement.forbids


def test_a_licence_that_no_vocabulary_holds_has_no_rules(policies: Policies) -> None:
    unknown = policies.policy("https://x.example/own-licence")
    assert not unknown.is_known
    assert unknown.name == "https://x.example/own-licence"


def test_dalicc_finds_the_same_conflicts_on_every_pair_that_both_know(policies: Policies) -> None:
    """All 36 pairs of nine licences, in all actions; docs/licences.md says what DALICC has no rule for."""
    theirs = _dalicc({_key(policy.iri) for policy in policies.licences})
    both = [(ours, theirs[_key(ours.iri)]) for ours in policies.licences if _key(ours.iri) in theirs]
    assert len(both) == 9
    different = {
        (one.code, other.code): (sorted(found), sorted(expected))
        for (one, their_one), (other, their_other) in combinations(both, 2)
        if (found := _conflicts(one, other, policies)) != (expected := _clashes(their_one, their_other))
    }
    assert different == {}


def _conflicts(one: Policy, other: Policy, policies: Policies) -> set[str]:
    chosen = [Terms(Record("dataset", f"datasets/{slug}", b""), slug, (licence,)) for slug, licence in
              (("one", one), ("other", other))]  # fmt: skip
    found = (each.action for each in conflicts(chosen, policies) if each.kind is Kind.STRICTER_DECIDES and each.action)
    return {"relicense" if action.code == "relicense" else action.iri for action in found}


Rules = tuple[set[str], set[str]]


def _clashes(one: Rules, other: Rules) -> set[str]:
    return (one[0] & other[1]) | (one[1] & other[0])


def _dalicc(wanted: set[str]) -> dict[str, Rules]:
    """What DALICC's licences permit and prohibit, by the addresses of their texts, where one is *wanted*."""
    found = dict[str, Rules]()
    for file in sorted(suite("licences/dalicc/licenses").glob("*.ttl")):
        text = file.read_text("utf-8-sig")
        if not any(key in text for key in wanted):  # some of the others are no Turtle
            continue
        graph = Graph().parse(data=text, format="turtle")
        node = next(graph.subjects(RDF.type, ODRL.Set))
        rules = tuple(
            {SAME.get(str(action), str(action)) for rule in graph.objects(node, kind)
             for action in graph.objects(rule, ODRL.action)}
            for kind in (ODRL.permission, ODRL.prohibition)
        )  # fmt: skip
        for address in (URIRef("http://purl.org/dc/terms/source"), CC.legalcode):
            for value in graph.objects(node, address):
                found[_key(str(value))] = rules  # type: ignore[assignment]  # of two
    return found


def _key(address: str) -> str:
    return address.partition("://")[2].removesuffix("legalcode").removesuffix(".txt").rstrip("/").removeprefix("www.")
