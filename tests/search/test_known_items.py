"""Who knows what a dataset is called finds it first: by title, other names, DOI and slug; with a typo in three."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from radcat.bootstrap import Registry
from radcat.model import Dataset
from radcat.search.documents import key
from radcat.search.searching import Asked, search


def names_of(dataset: Dataset) -> Iterator[str]:
    """Everything that a dataset is called by."""
    yield from filter(None, (dataset.title, *dataset.alternatives, *dataset.identifiers))
    yield dataset.iri.rpartition("/")[2]
    for other in dataset.other_identifiers:
        yield other
        yield re.sub("^https?://doi.org/", "", other)
        yield re.sub("^https?://doi.org/", "doi:", other)


@pytest.fixture(scope="module")
def datasets(catalogue_registry: Registry) -> list[Dataset]:
    catalogue = catalogue_registry.catalogue
    return [
        catalogue.dataset(version.record) for version in catalogue.ledger.several(catalogue.ledger.names("dataset"))
    ]


@pytest.fixture(scope="module")
def shared(datasets: list[Dataset]) -> set[str]:
    """What several datasets are called by: none of them is first for it."""
    counted = Counter(name for dataset in datasets for name in {key(each) for each in names_of(dataset)})
    return {name for name, count in counted.items() if count > 1}


def first(registry: Registry, text: str, limit: int) -> list[str]:
    with registry.search.view() as view:
        return [registry.base + hit.name for hit in search(view, Asked(text, per_page=limit)).hits]


def test_every_dataset_is_first_for_whatever_it_is_called(
    catalogue_registry: Registry, datasets: list[Dataset], shared: set[str]
) -> None:
    missed = [
        (dataset.iri, name)
        for dataset in datasets
        for name in names_of(dataset)
        if key(name) not in shared and first(catalogue_registry, name, 1) != [dataset.iri]
    ]
    assert missed == []


def with_typo(name: str, how: random.Random) -> str | None:
    """Change a letter of the longest word, or leave one out, or double or swap one; None for what is too short."""
    words = sorted(re.findall(r"[^\W\d_]{5,}", name), key=len, reverse=True)
    if not words:
        return None
    word, at = words[0], how.randrange(1, len(words[0]) - 1)
    typo = how.choice(
        [
            word[:at] + "q" + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        ]
    )
    return name.replace(word, typo, 1)


def test_every_dataset_is_among_the_first_three_with_one_typo(
    catalogue_registry: Registry, datasets: list[Dataset], shared: set[str]
) -> None:
    how, missed, tried = random.Random(1), [], 0  # noqa: S311
    for dataset in datasets:
        for name in names_of(dataset):
            typo = with_typo(name, how)
            if typo is None or key(name) in shared:
                continue
            tried += 1
            if dataset.iri not in first(catalogue_registry, typo, 3):
                missed.append((dataset.iri.rpartition("/")[2], typo))
    assert missed == []
    assert tried > 200
