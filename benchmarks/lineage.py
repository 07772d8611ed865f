"""Lineage and leakage: ten sets in one question, on this repository's catalogue and on generated ones.

    python benchmarks/lineage.py [--datasets 100000]

The generated catalogue has ten layers. A dataset of one is derived from up to three of the layer below, so that ways
are up to nine steps long, and a set of the last layer has some seventy ancestors; a tenth are not documented. Its
ledger is written directly, with no store and no search index, which no answer here needs. Times are medians and the
99th percentile over questions chosen at random, each asked once, after ten that are not counted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from radcat import settings
from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.ledger.versions import Entry, Ledger
from radcat.lineage import reading, reports
from radcat.lineage.ancestry import family
from radcat.lineage.leakage import leakage
from radcat.lineage.naming import Names
from radcat.model import Record
from radcat.model.lineage import Derived, Lineage

BASE: Final = "http://127.0.0.1:8000/"
REPOSITORY: Final = Path(__file__).parent.parent
LAYERS, SOURCES, NEAR = 10, 3, 3
QUESTIONS, UNCOUNTED = 200, 10


def generated(number: int) -> Iterator[Entry]:
    """Make the versions of a catalogue of *number* datasets."""
    dice, width = random.Random(11), number // LAYERS
    for place in range(number):
        layer, column = divmod(place, width)
        name = f"datasets/set-{place}"
        sources = []
        if 0 < layer < LAYERS:
            near = [(layer - 1) * width + (column + dice.randrange(NEAR)) % width for _ in range(SOURCES)]
            sources = sorted({f"datasets/set-{source}" for source in near})
        composition = "partly" if dice.random() < 0.1 else "compiled" if sources else "own"
        said = Lineage(
            name,
            {"en": f"Set {place}"},
            composition,
            modalities=("ns/modality/ct",),
            classes=("ns/finding/covid-19",),
            derived=tuple(Derived(name, source) for source in sources),
        )
        text = f'<{name}> a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> "Set {place}"@en .\n'
        yield Entry(
            Record("dataset", name, text.encode()), frozenset(), "made", places={"": f"{place:09}"}, lineage=said
        )


def measured(name: str, ask: Callable[[], object]) -> None:
    """Print how long a question takes."""
    for _ in range(UNCOUNTED):
        ask()
    times = []
    for _ in range(QUESTIONS):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    slowest = statistics.quantiles(times, n=100)[98]
    print(f"{name:<58} {statistics.median(times):7.1f} {slowest:7.1f} ms (median, 99 %)")


def measure(catalogue: Catalogue, title: str) -> None:
    """Ask about ten sets, and for the lineage of one."""
    names, dice = [name.partition("/")[2] for name in catalogue.ledger.names("dataset")], random.Random(7)

    def judged() -> object:
        chosen = dice.sample(names, 10)
        found = leakage(catalogue, chosen[:5], chosen[5:])
        return reports.to_json(found, Names(catalogue, found.works))

    def traced() -> object:
        works, work = reading.surroundings(catalogue, dice.choice(names))
        return reports.family_json(family(works, work), works, Names(catalogue, works))

    measured(f"{title}: leakage of five training and five test sets", judged)
    measured(f"{title}: lineage of a set, all steps", traced)


def main() -> None:
    """Measure both catalogues."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=int, default=100_000, help="how many are generated")
    number = parser.parse_args().datasets
    with tempfile.TemporaryDirectory() as folder:
        real = Registry.open(settings.read(REPOSITORY, data=Path(folder) / "real", base_iri=BASE))
        real.publisher.sync(REPOSITORY)
        measure(real.catalogue, f"this catalogue ({real.ledger.count('dataset')})")
        made = Ledger.in_folder(Path(folder) / "made")
        start = time.perf_counter()
        made.append(generated(number), "benchmark")
        print(f"{number:,} generated and appended in {time.perf_counter() - start:.0f} s")
        measure(Catalogue(made, BASE), f"generated ({number:,})")


if __name__ == "__main__":
    main()
