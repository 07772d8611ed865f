"""Leakage and lineage of the catalogue's own datasets: what their records are known to say."""

from __future__ import annotations

from typing import Any

import pytest

from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.errors import BadSelection, UnknownPart, UnknownRecord
from radcat.lineage import linked_data, reading, reports
from radcat.lineage.ancestry import Family, family
from radcat.lineage.drawing import drawing
from radcat.lineage.leakage import Leakage, leakage
from radcat.lineage.naming import Names


@pytest.fixture
def catalogue(catalogue_registry: Registry) -> Catalogue:
    return catalogue_registry.catalogue


def judged(catalogue: Catalogue, train: str, test: str) -> Leakage:
    return leakage(catalogue, [train], [test])


def answer(catalogue: Catalogue, train: str, test: str) -> dict[str, Any]:
    found = judged(catalogue, train, test)
    return reports.to_json(found, Names(catalogue, found.works))


def relatives(catalogue: Catalogue, text: str) -> Family:
    works, work = reading.surroundings(catalogue, text)
    return family(works, work)


@pytest.mark.parametrize(
    ("train", "test", "verdict"),
    [
        ("medseg-covid19-ct-1", "sirm-covid19", "shares"),
        ("medseg-covid19-ct-2", "radiopaedia-covid19", "shares"),
        ("medseg-covid19-ct-2", "covid19-ct-seg-20", "may-share"),
        ("covid19-ct-seg-20", "coronacases", "shares"),
        ("covid19-ct-seg-20", "radiopaedia-covid19", "shares"),
        ("covidx-cxr", "covid19-radiography-database", "shares"),
        ("covidx-cxr", "sirm-covid19", "shares"),
        ("covid19-radiography-database", "sirm-covid19", "shares"),
        ("midrc", "covidx-cxr", "shares"),
        ("cncb-ct-lesion-seg", "cc-ccii", "shares"),
        ("siim-fisabio-rsna-covid19", "covidx-cxr@V9A/test", "may-share"),
        ("ucsd-covid-ct/train", "ucsd-covid-ct/test", "may-share"),
        ("covid-ctset", "mosmeddata", "none-known"),
        ("covidgr", "polcovid", "none-known"),
        ("covid-ctset", "covid-ct-rate", "undocumented"),
    ],
)
def test_a_pair_of_the_catalogue_has_a_known_verdict(catalogue: Catalogue, train: str, test: str, verdict: str) -> None:
    assert judged(catalogue, train, test).verdict == verdict
    assert judged(catalogue, test, train).verdict == verdict


SOURCES = {
    "midrc-ricord-1c": 896,
    "covid19-radiography-database": 943,
    "covid-chestxray-dataset": 322,
    "actualmed-covid": 25,
    "figure1-covid": 24,
    "bimcv-covid19-plus": 200,
    "tcia-covid-19-ny-sbu": 14_132,
}


@pytest.mark.parametrize(("source", "number"), SOURCES.items())
def test_covidx_shares_with_each_of_its_sources_as_many_images_as_its_list_has(
    catalogue: Catalogue, source: str, number: int
) -> None:
    (pair,) = answer(catalogue, "covidx-cxr@V9A/train", source)["pairs"]
    assert (pair["verdict"], pair["images"], pair["images_precision"]) == ("shares", number, "exact")
    direct = min(pair["paths"], key=len)
    assert [step["confidence"] for step in direct] == ["verified"]
    assert all(step["sources"] for path in pair["paths"] for step in path)


@pytest.mark.parametrize("train", ["V8A", "V8B", "V9A", "V9B"])
@pytest.mark.parametrize("test", ["V8A", "V9B"])
def test_no_training_set_of_covidx_shares_with_a_test_set(catalogue: Catalogue, train: str, test: str) -> None:
    (pair,) = answer(catalogue, f"covidx-cxr@{train}/train", f"covidx-cxr@{test}/test")["pairs"]
    assert (pair["verdict"], pair["images"], pair["patients"]) == ("none-known", 0, 0)
    assert (pair["paths"], len(pair["compared"])) == ([], 1)


def test_versions_of_covidx_hold_the_same_images(catalogue: Catalogue) -> None:
    (pair,) = answer(catalogue, "covidx-cxr@V8A/train", "covidx-cxr@V9A/train")["pairs"]
    assert (pair["images"], pair["images_precision"]) == (15_599, "exact")
    assert pair["patients_precision"] == "at-least"
    (pair,) = answer(catalogue, "covidx-cxr@V8A/test", "covidx-cxr@V9A/test")["pairs"]
    assert (pair["train"], pair["test"], pair["verdict"], pair["images"]) == (
        "covidx-cxr@V8A/test", "covidx-cxr@V9A/test", "shares", 400,
    )  # fmt: skip


def test_what_an_older_version_lacks_it_is_not_said_to_share(catalogue: Catalogue) -> None:
    assert judged(catalogue, "covidx-cxr@V9A/train", "tcia-covid-19-ny-sbu").verdict == "shares"
    (pair,) = judged(catalogue, "covidx-cxr@V8A/train", "tcia-covid-19-ny-sbu").pairs
    assert pair.ways == ()
    assert pair.verdict in ("none-known", "undocumented")


def test_an_audit_says_how_many_images_of_rsna_the_radiography_database_holds(catalogue: Catalogue) -> None:
    found = relatives(catalogue, "covid19-radiography-database")
    (compared,) = found.compared
    assert [amount.number for amount in compared.amounts] == [14_863]


def test_ways_out_name_the_source_and_clean_test_sets_are_clean(catalogue: Catalogue) -> None:
    found = answer(catalogue, "covidx-cxr@V9A/train", "midrc-ricord-1c")
    assert [(way["leave_out"], way["of"]) for way in found["ways_out"]] == [
        ("midrc-ricord-1c", "covidx-cxr@V9A/train")
    ]  # fmt: skip
    clean = [each["set"] for each in found["clean_test_sets"]["sets"]]
    assert clean
    for each in clean:
        assert judged(catalogue, "covidx-cxr@V9A/train", each).verdict == "none-known"
    assert answer(catalogue, "covid-ctset", "mosmeddata")["clean_test_sets"] is None


def test_the_whole_has_the_gravest_verdict_and_each_pair_its_own(catalogue: Catalogue) -> None:
    found = leakage(catalogue, ["covid-ctset,ucsd-covid-ct"], ["mosmeddata", "ucsd-covid-ct/test"])
    verdicts = [pair.verdict for pair in found.pairs]
    assert (len(verdicts), verdicts[0], verdicts[3], found.verdict) == (4, "none-known", "shares", "shares")


def test_two_names_of_one_split_are_two_pairs(catalogue: Catalogue) -> None:
    found = leakage(catalogue, ["covidx-cxr@V9A/train"], ["covidx-cxr@V8A/test,covidx-cxr@V9A/test"])
    assert [found.chosen(pair)[1] for pair in found.pairs] == ["covidx-cxr@V8A/test", "covidx-cxr@V9A/test"]


def test_the_sentence_for_a_paper_has_numbers_source_and_generation(catalogue: Catalogue) -> None:
    (pair,) = answer(catalogue, "covidx-cxr@V9A/train", "midrc-ricord-1c")["pairs"]
    for part in ("896 images", "is derived from", f"generation {catalogue.ledger.generation}", catalogue.base):
        assert part in pair["sentence"]


def test_ancestors_and_descendants_are_the_closure_of_what_records_state(catalogue: Catalogue) -> None:
    found = relatives(catalogue, "sirm-covid19")
    assert found.made_from == ()
    assert {link.of for link in found.used_in} == {
        "datasets/covid-chestxray-dataset", "datasets/covid19-pneumonia-normal-cxr-pa",
        "datasets/covid19-radiography-database", "datasets/medseg-covid19-ct-1",
    }  # fmt: skip
    steps = {each.work.name.partition("/")[2]: each.steps for each in found.descendants}
    assert (steps["covidx-cxr"], steps["covid-qu-ex"], len(steps)) == (2, 2, 11)
    ancestors = {each.work.name for each in relatives(catalogue, "covidx-cxr").ancestors}
    assert {"datasets/sirm-covid19", "externals/rsna-pneumonia-detection-challenge", "datasets/midrc"} <= ancestors
    assert not any(name.startswith("datasets/covidx-cxr") for name in ancestors)


def test_a_picture_has_a_box_for_each_work_and_brings_out_a_way(catalogue: Catalogue) -> None:
    works, work = reading.surroundings(catalogue, "covidx-cxr")
    found = family(works, work)
    focus = found.relative("datasets/sirm-covid19")
    assert focus is not None
    drawn = drawing(works, [*found.made_from, *focus.path], work.name, Names(catalogue, works), focus.path)
    assert drawn is not None
    assert [title for title, _ in drawn.lanes] == ["Outside the catalogue", "Sources", "Compilations"]
    assert {box.name for box in drawn.boxes if box.is_on_path} == {
        "datasets/covidx-cxr", "datasets/covid-chestxray-dataset", "datasets/sirm-covid19",
    }  # fmt: skip
    assert sum(line.is_on_path for line in drawn.lines) == len(focus.path)
    places = [(box.x, box.y) for box in drawn.boxes]
    assert len(set(places)) == len(places)
    assert all(x + drawn.box[0] <= drawn.width and y + drawn.box[1] <= drawn.height for x, y in places)


def test_linked_data_says_the_same_in_prov(catalogue: Catalogue) -> None:
    works, work = reading.surroundings(catalogue, "medseg-covid19-ct-1")
    found = linked_data.family(family(works, work), works, Names(catalogue, works))
    derived = {node["@id"]: node.get("prov:wasDerivedFrom") for node in found["@graph"]}
    assert derived[f"{catalogue.base}datasets/medseg-covid19-ct-1"] == [
        {"@id": f"{catalogue.base}datasets/sirm-covid19"}
    ]


@pytest.mark.parametrize(
    ("text", "error", "remedy"),
    [
        ("nothing", UnknownRecord, "datasets/nothing"),
        ("covidx-cxr@V10", UnknownPart, "covidx-cxr@V9A"),
        ("covidx-cxr@V9A/trian", UnknownPart, "covidx-cxr@V9A/train"),
        ("covidx-cxr/test", UnknownPart, "covidx-cxr@V8A/test"),
        ("mosmeddata/test", UnknownPart, "mosmeddata as a whole"),
        ("covidx-cxr#v9a", BadSelection, "dataset@version"),
        ("a b", BadSelection, "dataset@version"),
        ("", BadSelection, "no training set"),
        (",".join(f"set-{number}" for number in range(90)), BadSelection, "40 at most"),
    ],
)
def test_a_selection_that_means_nothing_is_refused_with_what_to_do(
    catalogue: Catalogue, text: str, error: type[Exception], remedy: str
) -> None:
    with pytest.raises(error) as caught:
        leakage(catalogue, [text], ["covid-ctset"])
    assert remedy in str(caught.value)


@pytest.mark.parametrize("text", ["covidx-cxr@v9a/test", "covidx-cxr@V9A/TEST", " covidx-cxr@V9A/test "])
def test_a_version_and_a_split_are_known_in_any_case(catalogue: Catalogue, text: str) -> None:
    assert reading.chosen(catalogue, [text])[1][0].work.name == "datasets/covidx-cxr#v8-v9-test"


@pytest.mark.parametrize("part", ["", "#v8-v9-test"])
def test_a_set_may_be_named_by_its_iri(catalogue: Catalogue, part: str) -> None:
    iri = f"{catalogue.base}datasets/covidx-cxr{part}"
    found = reading.chosen(catalogue, [iri])[1][0]
    assert found.work.name == f"datasets/covidx-cxr{part}"
    assert reading.chosen(catalogue, [found.text])[1][0].work == found.work
    assert reading.surroundings(catalogue, iri)[1] == found.work


@pytest.mark.parametrize(
    ("name", "error", "remedy"),
    [
        ("covidx-crx", UnknownRecord, "did you mean covidx-cxr"),
        ("ricord", UnknownRecord, "did you mean midrc-ricord-1"),
        ("datasets/covidx-crx", UnknownRecord, "did you mean covidx-cxr"),
        ("datasets/covidx-cxr#v99", UnknownPart, "Choose covidx-cxr or covidx-cxr@"),
        ("agents/rsna", UnknownRecord, "no published record"),
    ],
)
def test_an_unknown_set_is_refused_with_those_that_may_be_meant(
    catalogue: Catalogue, name: str, error: type[Exception], remedy: str
) -> None:
    text = f"{catalogue.base}{name}" if "/" in name else name
    with pytest.raises(error) as caught:
        leakage(catalogue, [text], ["covid-ctset"])
    assert remedy in str(caught.value)


def test_a_version_may_be_written_with_hyphens(catalogue: Catalogue) -> None:
    assert reading.chosen(catalogue, ["iclus-db@may-2020"])[1][0].work.version == "May 2020"
