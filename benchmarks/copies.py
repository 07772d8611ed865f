"""A catalogue as large as wanted: copies of this repository's datasets under new slugs, beside all its other records.

A copy refers to the copies of the datasets that its original refers to. Titles, landing pages and DOIs get the number
of the copy, since a catalogue of the same datasets many times over would mostly measure the search for duplicates.
"""

from __future__ import annotations

import re
import shutil
from graphlib import TopologicalSorter
from pathlib import Path

from measure import REPOSITORY

DATASETS = Path("records/datasets")


def make(root: Path, datasets: int) -> None:
    """Make a catalogue with *datasets* datasets in the new folder *root*."""
    for part in ("ontology", "shapes", "records"):
        shutil.copytree(REPOSITORY / part, root / part)
    originals = {path.stem: path.read_text() for path in sorted((root / DATASETS).glob("*.ttl"))}
    # Longest first: one slug may begin with another.
    known = "|".join(map(re.escape, sorted(originals, key=len, reverse=True)))
    slugs = re.compile(rf"datasets/({known})(?=[>#/])")
    needs = {slug: set(slugs.findall(text)) - {slug} for slug, text in originals.items()}
    # What is referred to comes first, so that the last, incomplete round of copies refers to nothing that is missing.
    order = list(TopologicalSorter(needs).static_order())
    for number in range(datasets - len(originals)):
        copy, place = divmod(number, len(order))
        slug, suffix = order[place], f"{copy + 1:05}"
        text = copied(originals[slug], slug, slugs, suffix)
        (root / DATASETS / f"{slug}-{suffix}.ttl").write_text(text)


def copied(text: str, slug: str, slugs: re.Pattern[str], number: str) -> str:
    """Write the text of a record as that of the copy *number*."""
    text = slugs.sub(rf"datasets/\1-{number}", text)
    text = text.replace(f'dcterms:identifier "{slug}"', f'dcterms:identifier "{slug}-{number}"')
    text = re.sub(r'(dcterms:title\s+"(?:[^"\\]|\\.)*)"', rf'\1, copy {number}"', text)
    text = re.sub(r"(dcat:landingPage\s+<[^>#]*)", lambda found: _numbered(found[1], number), text)
    return re.sub(r"(10\.\d{4,}/[^\s\"<>#]+)", rf"\1.copy{number}", text)


def _numbered(address: str, number: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}copy={number}"
