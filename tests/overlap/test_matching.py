"""What two lists have in common, held against every pair of entries, and against the lists of COVIDx."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.material import shared

from radcat.errors import UnreadableManifest
from radcat.overlap import reading
from radcat.overlap.manifests import CHECKSUM, INSTANCE, NAME, PATIENT, PICTURE, Hashes, Manifest, stem
from radcat.overlap.matching import DISTANCE, Overlap, compare

FOLDERS = st.sampled_from(["", "a/", "b/c/", "D:\\"])
STEMS = st.sampled_from(["one", "One", "ONE", "two", "three", "1.2.3", "1.2.4"])
ENDINGS = st.sampled_from(["", ".png", ".PNG", ".jpg", ".nii.gz"])
NAMES = st.lists(st.builds("{}{}{}".format, FOLDERS, STEMS, ENDINGS), min_size=1, max_size=12)
HASHES = st.integers(0, 2**64 - 1)


def listed(title: str, **columns: list[str]) -> Manifest:
    texts = enumerate(columns.pop("phash", ()))
    found = [(number, int(text, 16)) for number, text in texts]
    return Manifest(title, columns, Hashes([number for number, _ in found], [value for _, value in found]))


@cache
def entries(name: str) -> list[str]:
    return list(reading.read(shared("suites/covidx") / f"{name}.txt.gz").entries())[:2000]


def numbers(found: Overlap) -> tuple[int, int]:
    return found.exact, found.near


@given(NAMES, NAMES)
def test_names_are_compared_as_every_pair_would_be(a: list[str], b: list[str]) -> None:
    found = compare(listed("a", name=a), listed("b", name=b), listed=True)
    assert found.exact == len(set(a) & set(b))
    assert found.near == len({name for name in a if stem(name) in set(map(stem, b))})
    assert {(match.a, match.b) for match in found.matches} == {(x, y) for x in a for y in b if stem(x) == stem(y)}
    assert {(match.a, match.b) for match in found.matches if match.is_exact} == {(x, x) for x in set(a) & set(b)}


@given(st.lists(HASHES, min_size=1, max_size=8), st.data())
def test_pictures_that_look_alike_are_found_whichever_bits_differ(hashes: list[int], data: Any) -> None:
    flips = st.sets(st.integers(0, 63), max_size=DISTANCE + 2)
    others = [hash_ ^ sum(1 << bit for bit in data.draw(flips)) for hash_ in hashes]
    a = listed("a", name=[f"a{n}" for n in range(len(hashes))], phash=[f"{hash_:016x}" for hash_ in hashes])
    b = listed("b", name=[f"b{n}" for n in range(len(others))], phash=[f"{hash_:016x}" for hash_ in others])
    close = {
        (f"a{n}", f"b{m}")
        for n, one in enumerate(hashes)
        for m, other in enumerate(others)
        if (one ^ other).bit_count() <= DISTANCE
    }
    found = compare(a, b, listed=True)
    assert {(match.a, match.b) for match in found.matches} == close
    assert found.near == compare(a, b).near == len({one for one, _ in close})
    assert found.exact == 0


def test_the_checksum_decides_where_both_lists_have_one() -> None:
    a = listed("a", name=["train/1.png", "train/2.png"], sha256=["aa", "bb"])
    b = listed("b", name=["test/1.png", "other.png"], sha256=["cc", "bb"])
    found = compare(a, b, listed=True)
    assert numbers(found) == (1, 2)
    assert [(match.a, match.b, match.kind, match.by) for match in found.matches] == [
        ("train/2.png", "other.png", "exact", CHECKSUM),
        ("train/1.png", "test/1.png", "near", "stem"),
    ]


def test_case_decides_between_exact_and_near() -> None:
    assert numbers(compare(listed("a", name=["X.png"]), listed("b", name=["x.png"]))) == (0, 1)
    assert numbers(compare(listed("a", sha256=["AA"]), listed("b", sha256=["aa"]))) == (0, 1)


def test_an_object_is_the_same_under_another_name() -> None:
    a = listed("a", name=["1.dcm"], sop_instance_uid=["1.2.3"], patient=["p"])
    b = listed("b", name=["2.dcm"], sop_instance_uid=["1.2.3"], patient=["p"])
    found = compare(a, b, listed=True)
    assert numbers(found) == (1, 1)
    assert (found.matches[0].by, found.patients) == (INSTANCE, 1)


def test_entries_count_once_and_empty_ones_match_nothing() -> None:
    found = compare(listed("a", name=["x", "x", "", "y"]), listed("b", name=["", "x", "x"]))
    assert (found.entries_a, found.entries_b, *numbers(found)) == (2, 1, 1, 1)


def test_lists_of_different_things_are_not_compared() -> None:
    with pytest.raises(UnreadableManifest, match="it lists sha256 and patient and a lists name"):
        compare(listed("a", name=["x"], patient=["p"]), listed("b", sha256=["aa"], patient=["p"]))


def test_columns_are_those_that_a_manifest_writes() -> None:
    assert {NAME, CHECKSUM, INSTANCE, PICTURE, PATIENT} == {*("name", "sha256", "sop_instance_uid", "phash", "patient")}


def test_the_lists_of_covidx_share_between_training_sets_and_never_with_a_test_set() -> None:
    folder = shared("suites/covidx")
    lists = {path.name.removesuffix(".txt.gz"): reading.read(path) for path in folder.glob("*.txt.gz")}
    assert len(lists["train_COVIDx8A"]) == 15_599, "those with spaces in the patient's ID, too"
    for a, b in combinations(sorted(lists), 2):
        found = compare(lists[a], lists[b])
        if a.startswith("test") and b.startswith("test"):
            assert numbers(found) == (400, 400)
        elif a.startswith("test"):
            assert numbers(found) == (0, 0), (a, b)
    assert numbers(compare(lists["train_COVIDx8A"], lists["train_COVIDx9A"])) == (15_599, 15_599)
    assert compare(lists["train_COVIDx8B"], lists["train_COVIDx9B"]).exact == 15_951


@given(st.integers(1, 40), st.integers(0, 40))
def test_planted_overlaps_are_found_in_lists_of_covidx(test: int, train: int) -> None:
    tests, trains = (entries(f"{name}_COVIDx8A") for name in ("test", "train"))
    planted = [*tests, *trains[:test], *(f"copies/{name.upper()}" for name in trains[100 : 100 + train])]
    assert numbers(compare(listed("a", name=planted), listed("b", name=trains))) == (test, test + train)
