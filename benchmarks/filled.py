"""A data folder with as many datasets as wanted, filled without SHACL and without files, for what only reads it.

The datasets are those of `copies`. What a record points at is worked out for the originals and renamed for their
copies, so that 100,000 take minutes: ingest has a benchmark of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import copies
from measure import REPOSITORY

from radcat import settings
from radcat.bootstrap import Registry
from radcat.folder import records
from radcat.ledger.versions import Entry
from radcat.model import Record
from radcat.publishing.indexing import catch_up
from radcat.stores.embedded import OxigraphIndex

FOLDER = "datasets/"


def fill(data: Path, base: str, datasets: int) -> None:
    """Fill the ledger and the store of the new folder *data* with *datasets* datasets."""
    registry = Registry.open(settings.read(REPOSITORY, data=data, base_iri=base))
    registry.ledger.append(entries(registry, base, datasets), "benchmark")
    catch_up(registry.ledger, OxigraphIndex(data / "store"), base)
    registry.ledger.close()


def entries(registry: Registry, base: str, datasets: int) -> Iterator[Entry]:
    """List the records of this repository, and copies of its datasets until there are as many as wanted."""
    found = [file.record for file in records.read_folder(REPOSITORY)]
    targets = {r.name: records.targets(registry.catalogue.graph(r), r.name, base) for r in found}
    yield from (Entry(r, targets[r.name], "filled") for r in found)
    originals = {r.slug: r for r in found if r.kind == "dataset"}
    known = "|".join(map(re.escape, sorted(originals, key=len, reverse=True)))
    slugs = re.compile(rf"{FOLDER}({known})(?=[>#/])")
    texts = {slug: r.text.decode() for slug, r in originals.items()}
    needs = {slug: set(slugs.findall(text)) - {slug} for slug, text in texts.items()}
    order = list(TopologicalSorter(needs).static_order())
    for number in range(datasets - len(originals)):
        copy, place = divmod(number, len(order))
        slug, suffix = order[place], f"{copy + 1:05}"
        text = copies.copied(texts[slug], slug, slugs, suffix)
        pointed = {slugs.sub(rf"{FOLDER}\1-{suffix}", f"{t}#").removesuffix("#") for t in targets[f"{FOLDER}{slug}"]}
        yield Entry(Record("dataset", f"{FOLDER}{slug}-{suffix}", text.encode()), frozenset(pointed), "filled")
