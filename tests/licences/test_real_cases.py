"""What the licences of the catalogue's own datasets allow together: what their records are known to say."""

from __future__ import annotations

from typing import Any

import pytest

from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.errors import BadSelection, UnknownPart, UnknownRecord
from radcat.licences import reports
from radcat.licences.together import Together, together
from radcat.lineage.naming import Names


@pytest.fixture
def catalogue(catalogue_registry: Registry) -> Catalogue:
    return catalogue_registry.catalogue


def answer(catalogue: Catalogue, *chosen: str) -> dict[str, Any]:
    found = together(catalogue, chosen)
    return reports.to_json(found, Names(catalogue, found.works))


def states(found: Together) -> dict[str, str]:
    return {each.action.code: each.together for each in found.allowances}


def test_attribution_and_non_commercial_go_together_under_the_stricter(catalogue: Catalogue) -> None:
    found = together(catalogue, ["tcia-covid-19-ar", "stoic2021"])
    assert states(found) == {
        "copy": "allowed", "share": "allowed", "share-changed": "allowed", "commercial": "forbidden",
        "relicense": "forbidden",
    }  # fmt: skip
    assert [policy.code for policy in found.common_terms] == ["CC-BY-NC-4.0"]
    assert [duty.action.code for duty in found.duties] == ["attribution", "notice"]
    assert [str(reports.conflict(each)) for each in found.conflicts] == [
        "Commercial use: allowed by CC-BY-4.0 (tcia-covid-19-ar), forbidden by CC-BY-NC-4.0 (stoic2021)."
    ]


def test_share_alike_and_non_commercial_do_not_go_together(catalogue: Catalogue) -> None:
    found = answer(catalogue, "covid-qu-ex", "midrc-ricord-1a")
    assert found["common_terms"] == []
    assert ("no-common-terms", "commercial") in [(each["kind"], each["action"]) for each in found["conflicts"]]


def test_no_derivatives_forbids_sharing_a_mixture(catalogue: Catalogue) -> None:
    found = together(catalogue, ["mosmeddata", "covid-blues"])
    assert states(found)["share-changed"] == "forbidden"
    assert found.common_terms == ()
    assert found.conflicts == ()  # both say so: nothing to decide between them


def test_an_agreement_and_a_request_are_duties(catalogue: Catalogue) -> None:
    duties = {each["action"]: each["sets"] for each in answer(catalogue, "nccid", "aiforcovid", "polcovid")["duties"]}
    assert duties == {"agreement": ["nccid"], "permission": ["aiforcovid"]}


def test_a_dataset_without_a_licence_allows_nothing_and_is_named(catalogue: Catalogue) -> None:
    found = answer(catalogue, "tcia-covid-19-ar", "covid-ct-rate")
    assert found["unknown"] == ["covid-ct-rate"]
    assert {each["together"] for each in found["actions"]} == {"not-stated", "forbidden"}
    assert found["common_terms"] == []


def test_a_licence_of_the_annotations_says_nothing_of_the_images(catalogue: Catalogue) -> None:
    found = answer(catalogue, "v7-covid19-xray")
    assert found["unknown"] == ["v7-covid19-xray"]
    assert found["sets"][0]["covers"] == ["annotations"]
    assert found["freer_than_source"] == []


def test_images_with_licences_of_their_own_are_bound_by_the_strictest(catalogue: Catalogue) -> None:
    found = together(catalogue, ["covid-chestxray-dataset"])
    assert states(found)["commercial"] == "forbidden"
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("compilation", "source", "reasons"),
    [
        ("covid19-ct-seg-20", "radiopaedia-covid19", {("allows", "commercial"), ("other-terms", "share-alike")}),
        ("covid-qu-ex", "covid-chestxray-dataset", {("allows", "commercial"), ("other-terms", "share-alike")}),
        (
            "covid-qu-ex",
            "bimcv-covid19-plus",
            {("allows", "share"), ("allows", "share-changed"), ("leaves-out", "agreement")},
        ),
    ],
)
def test_a_compilation_freer_than_its_source_is_found(
    catalogue: Catalogue, compilation: str, source: str, reasons: set[tuple[str, str]]
) -> None:
    found = {each["source"]: each for each in answer(catalogue, compilation)["freer_than_source"]}
    assert {(each["way"], each["action"]) for each in found[source]["reasons"]} == reasons
    assert found[source]["path"]


def test_sources_without_a_licence_are_listed_apart(catalogue: Catalogue) -> None:
    found = answer(catalogue, "medseg-covid19-ct-1")
    assert found["freer_than_source"] == []
    assert [each["source"] for each in found["unstated_sources"]] == ["sirm-covid19"]


def test_a_licence_that_another_source_contradicts_is_said_to_be_disputed(catalogue: Catalogue) -> None:
    (terms,) = answer(catalogue, "covid19-ct-seg-20")["sets"]
    assert terms["disputed_by"]["says"] == ["CC BY-NC-SA 4.0"]
    assert len(terms["disputed_by"]["sources"]) == 2
    assert terms["confidence"] == "secondary"


def test_a_version_or_a_split_has_the_terms_of_its_dataset(catalogue: Catalogue) -> None:
    found = answer(catalogue, "ucsd-covid-ct/train", "ucsd-covid-ct/test", "ucsd-covid-ct")
    assert [terms["set"] for terms in found["sets"]] == ["ucsd-covid-ct"]


def test_names_are_in_the_language_that_is_wanted(catalogue: Catalogue) -> None:
    found = together(catalogue, ["stoic2021"], ["de"])
    assert [duty.action.name for duty in found.duties] == ["Urheber nennen", "Hinweise beibehalten"]


@pytest.mark.parametrize(
    ("chosen", "error"),
    [
        ([], BadSelection),
        ([" , "], BadSelection),
        (["a b"], BadSelection),
        ([",".join(f"set-{number}" for number in range(90))], BadSelection),
        (["nothing-of-the-kind"], UnknownRecord),
        (["covidx-cxr@V7"], UnknownPart),
    ],
)
def test_a_choice_that_means_nothing_is_refused(
    catalogue: Catalogue, chosen: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        together(catalogue, chosen)
