"""Which choices can be compared, and what is said of those that can't."""

from __future__ import annotations

import pytest
from tests.comparison.conftest import Small

from radcat.bootstrap import Registry
from radcat.comparison.choice import choose
from radcat.errors import MalformedRequest, RegistryError, UnknownRecord


def test_a_dataset_is_named_by_its_slug_or_with_its_folder(small: Small) -> None:
    small.dataset("a")
    small.dataset("b")
    chosen = choose(small.catalogue, [" a ", "", "datasets/b"])
    chosen.check()
    assert [record.slug for record in chosen.records] == ["a", "b"]


@pytest.mark.parametrize(
    ("names", "error", "said", "left"),
    [
        (["a", "nowhere"], UnknownRecord, "no published record is called datasets/nowhere.", ["a"]),
        (["a", "b", "a", "datasets/a"], MalformedRequest, "a was named 3 times; name each dataset once.", ["a", "b"]),
        (["a"], MalformedRequest, "takes 2 to 8 datasets, and only a was named; name more of them.", ["a"]),
        ([], MalformedRequest, "and none was named", []),
        (["", " "], MalformedRequest, "and none was named", []),
        ([f"d{n}" for n in range(90)], MalformedRequest, "90 datasets were named, and a comparison has room for 8", []),
        (["a", "../agents/x"], UnknownRecord, "datasets/../agents/x", ["a"]),
        (["a", "b#part"], UnknownRecord, "datasets/b#part", ["a"]),
        (["a", "x" * 5000], UnknownRecord, "x" * 200, ["a"]),
    ],
)
def test_what_can_not_be_compared_is_said_with_what_to_do(
    small: Small, names: list[str], error: type[RegistryError], said: str, left: list[str]
) -> None:
    small.dataset("a")
    small.dataset("b")
    chosen = choose(small.catalogue, names)
    assert [record.slug for record in chosen.records] == left
    with pytest.raises(error) as raised:
        chosen.check()
    assert said in str(raised.value)
    assert len(str(raised.value)) < 400


def test_names_that_may_be_meant_are_offered(small: Small) -> None:
    small.dataset("lungs")
    chosen = choose(small.catalogue, ["lung"])
    assert str(chosen.fault) == "no published record is called datasets/lung; did you mean lungs?"


def test_a_dataset_may_be_named_by_its_iri(small: Small) -> None:
    small.dataset("lungs")
    chosen = choose(small.catalogue, [f"{small.catalogue.base}datasets/lungs"])
    assert [record.slug for record in chosen.records] == ["lungs"]
    elsewhere = choose(small.catalogue, ["https://elsewhere.example/datasets/lungs"])
    assert elsewhere.unknown


def test_of_ninety_the_first_eight_are_looked_up(small: Small) -> None:
    for number in range(12):
        small.dataset(f"d{number}")
    chosen = choose(small.catalogue, [f"d{number}" for number in range(90)])
    assert [record.slug for record in chosen.records] == [f"d{number}" for number in range(8)]
    assert chosen.named == 90


def test_a_withdrawn_dataset_is_told_from_one_that_never_was(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    (root / "records/datasets/gullhaven-monthly.ttl").unlink()
    registry.publisher.sync(root)
    chosen = choose(registry.catalogue, ["gullhaven-monthly", "gullhaven-hourly"])
    assert [gone.name for gone in chosen.withdrawn] == ["datasets/gullhaven-monthly"]
    assert [record.slug for record in chosen.records] == ["gullhaven-hourly"]
