"""What the image lists of COVIDx V8A to V9B say: sizes, sources and what two lists have in common.

A line is a patient's ID, a file name, a class and a source. The ID may have spaces in it, so that the file is found
from the end. The lists are not ours to publish: the records hold the numbers that are counted here.
"""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

VERSIONS: Final = ("8A", "8B", "9A", "9B")
# How the lists spell a source, and the work that it is.
SOURCES: Final = {
    "actmed": "datasets/actualmed-covid",
    "bimcv": "datasets/bimcv-covid19-plus",
    "cohen": "datasets/covid-chestxray-dataset",
    "fig1": "datasets/figure1-covid",
    "ricord": "datasets/midrc-ricord-1c",
    "rnsa": "externals/rsna-pneumonia-detection-challenge",
    "rsna": "externals/rsna-pneumonia-detection-challenge",
    "sirm": "datasets/covid19-radiography-database",
    "stonybrook": "datasets/tcia-covid-19-ny-sbu",
}


@dataclass(frozen=True)
class ImageList:
    """One list."""

    files: frozenset[str]
    patients: frozenset[str]
    by_source: dict[str, int]  # images, by the name of the work


def read(path: Path) -> ImageList:
    """Read a list; a line that is none is an error."""
    files, patients, sources = list[str](), set[str](), Counter[str]()
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        patient, file, _label, source = line.rsplit(" ", 3)
        files.append(file)
        patients.add(patient)
        sources[SOURCES[source]] += 1
    assert len(set(files)) == len(files), f"{path.name} names a file twice"
    return ImageList(frozenset(files), frozenset(patients), dict(sources))


def read_all(folder: Path) -> dict[str, ImageList]:
    """Read the lists of a folder, by the notation of the split: v9a-train. The test set is one for all versions."""
    lists = {f"v{version.lower()}-train": read(folder / f"train_COVIDx{version}.txt.gz") for version in VERSIONS}
    tests = [read(folder / f"test_COVIDx{version}.txt.gz") for version in VERSIONS]
    assert all(test.files == tests[0].files for test in tests), "the versions have test sets of their own"
    return {**lists, "v8-v9-test": tests[0]}


def shared(lists: dict[str, ImageList]) -> dict[tuple[str, str], tuple[int, int]]:
    """Count the images and the patients that each two lists have in common."""
    return {
        (one, other): (len(lists[one].files & lists[other].files), len(lists[one].patients & lists[other].patients))
        for one, other in combinations(lists, 2)
    }
