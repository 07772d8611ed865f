"""Search over many made-up datasets: what an answer costs, and what the index takes; beside datasette's facets.

    python benchmarks/search.py 100000 [--datasette] [--folder /tmp/search]

Documents are fed to the index alone: 5,000 publishers, 200 countries, 300 findings below each other, skewed counts.
Times are of one thread, without HTTP; the page is made by the application, over the example catalogue's records.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from radcat.search.documents import Document, Words
from radcat.search.facets import NOT_STATED
from radcat.search.index import SearchIndex
from radcat.search.reader import Reader
from radcat.search.searching import Asked, search, suggest

BASE = "https://data.example.org/"
FACETS = {
    "modality": (8, 1.2), "task": (12, 1.3), "annotation": (28, 1.6), "finding": (300, 2.5), "format": (25, 1.5),
    "access": (5, 1.0), "licence": (40, 0.6), "use": (6, 1.2), "status": (6, 1.0), "country": (200, 1.0),
    "publisher": (5000, 1.0), "year": (30, 1.0), "images": (5, 0.8), "patients": (5, 0.6), "metadata": (3, 1.0),
    "evidence": (4, 0.9),
}  # fmt: skip
WORDS = 40_000
AT_ONCE = 5_000
SELECTION = {"modality": ("modality-1",), "access": ("access-0",), "year": ("year-2", "year-3")}


def made(number: int, how: random.Random) -> Document:
    """A dataset with skewed values and words."""

    def skewed(count: int) -> int:
        return min(count - 1, int(how.paretovariate(0.7)) - 1)

    values = {}
    for facet, (count, mean) in FACETS.items():
        several = max(0, round(how.gauss(mean, 0.5)))
        found = {f"{facet}-{skewed(count)}" for _ in range(several)}
        if found:
            values[facet] = tuple(sorted(found))

    def text(length: int) -> str:
        return " ".join(f"w{skewed(WORDS)}" for _ in range(length))

    title = f"chest ct {text(5)} {number}"
    description = f"covid lung images {text(60)}"
    words = (
        Words("title", title, "en"),
        Words("identifier", f"dataset-{number}", None),
        Words("keyword", text(5), "en"),
        Words("creator", text(4), None),
        Words("description", description, "en"),
        *(Words("label", value.replace("-", ""), "en") for found in values.values() for value in found),
    )
    card = {
        "titles": {"en": title},
        "descriptions": {"en": description},
        "counts": [],
        "individuals": None,
        "issued": None,
    }
    issued = f"{1990 + skewed(35)}-{how.randrange(1, 13):02}"
    return Document(f"datasets/d{number}", words, (title,), values, title, issued, how.randrange(10**6), card)


def timed(what: str, ask: Callable[[], object], times: int = 101) -> None:
    """Print the median and the 99th percentile of what *ask* takes, after a first time, which is printed apart."""
    begun = time.perf_counter()
    ask()
    first, took = time.perf_counter() - begun, []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        took.append(time.perf_counter() - begun)
    cut = sorted(took)[int(0.99 * len(took))]
    print(f"  {what:48} {statistics.median(took) * 1000:8.2f} ms, p99 {cut * 1000:8.2f}, first {first * 1000:8.2f}")


def build(folder: Path, count: int) -> None:
    """Feed documents to an index in *folder*, and print the rate; making them up is not counted."""
    how, making, feeding = random.Random(1), 0.0, 0.0
    with closing(SearchIndex.begin(folder, BASE, tuple(FACETS))) as index:
        for start in range(0, count, AT_ONCE):
            begun = time.perf_counter()
            some = [made(number, how) for number in range(start, min(count, start + AT_ONCE))]
            made_at = time.perf_counter()
            index.apply(some, (), {})
            making, feeding = making + made_at - begun, feeding + time.perf_counter() - made_at
        begun = time.perf_counter()
        index.publish(1)
        index.merge()
        feeding += time.perf_counter() - begun
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"  built at {count / feeding:,.0f} datasets a second; {size / count:,.0f} bytes each, {size / 1e6:,.0f} MB")


def measure(folder: Path, count: int) -> None:
    """Print what searches cost."""
    before = _resident()
    reader = Reader(folder)
    begun = time.perf_counter()
    with reader.view() as view:
        print(f"  opened in {(time.perf_counter() - begun) * 1000:.0f} ms; {len(view.bits.live):,} datasets")
        every = tuple(FACETS)
        three = Asked(selection=SELECTION, facets=every, limit=10)
        print(f"  three selections: {search(view, three).total:,} hits")
        timed("three selections, all facets counted", lambda: search(view, three))
        one = Asked(selection={"modality": ("modality-0",)}, facets=every, limit=10)
        timed("one broad selection, all facets counted", lambda: search(view, one))
        rare = Asked(selection={"publisher": ("publisher-500",)}, facets=every, limit=10)
        timed("one rare selection, all facets counted", lambda: search(view, rare))
        timed("nothing chosen, all facets counted", lambda: search(view, Asked(facets=every, limit=10)))
        timed("words alone, in all datasets", lambda: search(view, Asked("covid lung")))
        timed("words alone, one frequent, two rare", lambda: search(view, Asked("covid w3 w70")))
        timed("a rare word", lambda: search(view, Asked("w5000")))
        timed(
            "words, three selections, all facets counted",
            lambda: search(view, Asked("covid", SELECTION, facets=every, limit=10)),
        )
        timed("a typo", lambda: search(view, Asked("covidd lung")))
        timed("as you type: lun", lambda: suggest(view, "chest lun", 8))
        timed("as you type: w12", lambda: suggest(view, "covid w12", 8))
        timed("newest first, page 50 of everything", lambda: search(view, Asked(sort="newest", page=50)))
    how, seen = random.Random(2), []
    for n in range(20):
        begun = time.perf_counter()
        known = SearchIndex.existing(folder, BASE, tuple(FACETS))
        with closing(known or SearchIndex.begin(folder, BASE, tuple(FACETS))) as index:
            index.apply([made(n * 37 % count, how)], (), {})
            index.publish(2 + n)
        with reader.view() as view:
            search(view, Asked(facets=every, limit=10))
        seen.append(time.perf_counter() - begun)
    most = f"most {max(seen) * 1000:.2f}"
    print(f"  one changed dataset, until a search shows it      {statistics.median(seen) * 1000:8.2f} ms, {most}")
    print(f"  memory of the reader: {_resident() - before:,.0f} MB")


def _resident() -> float:
    """Megabytes that this process takes now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """The same datasets as rows of a table, with one value a facet."""
    how = random.Random(1)
    for number in range(count):
        one = made(number, how)
        yield (one.name, one.words[0].text, *(one.values.get(facet, (NOT_STATED,))[0] for facet in FACETS))


def datasette(count: int) -> None:
    """The same table, one value a facet, in datasette: its facets count what a page suggests."""
    from datasette.app import Datasette

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.db"
        with closing(sqlite3.connect(path)) as connection:
            columns = ", ".join(f'"{facet}" TEXT' for facet in FACETS)
            connection.execute(f"CREATE TABLE dataset (name TEXT PRIMARY KEY, title TEXT, {columns})")
            marks = ", ".join("?" * (len(FACETS) + 2))
            connection.executemany(f"INSERT INTO dataset VALUES ({marks})", rows(count))  # noqa: S608
            for facet in FACETS:
                connection.execute(f'CREATE INDEX of_{facet} ON dataset ("{facet}")')
            connection.commit()
        limits = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000, "facet_suggest_time_limit_ms": 1}
        server = Datasette([str(path)], settings=limits)
        chosen = "&".join(f"{name}={values[0]}" for name, values in SELECTION.items())
        counted = "&".join(f"_facet={facet}" for facet in FACETS)

        def ask(query: str) -> None:
            answer = loop.run_until_complete(server.client.get(f"/table/dataset.json?_size=20&{query}"))
            if answer.status_code != 200:
                raise RuntimeError(answer.text[:300])

        loop = asyncio.new_event_loop()
        print("datasette, the same table, JSON, in process:")
        timed("three selections, all facets counted", lambda: ask(f"{chosen}&{counted}"), 11)
        timed("one broad selection, all facets counted", lambda: ask(f"modality=modality-0&{counted}"), 5)
        timed("nothing chosen, all facets counted", lambda: ask(counted), 5)


def main() -> None:
    """Build an index, or use the one that is there, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--datasette", action="store_true", help="ask datasette, too; `pip install datasette`")
    parser.add_argument("--folder", type=Path, help="keep the index here, and use the one that is there")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp()) / "search"
    print(f"radcat, {given.count:,} datasets:")
    if not (folder / "current").exists():
        build(folder, given.count)
    measure(folder, given.count)
    if given.datasette:
        datasette(given.count)
    if not given.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
