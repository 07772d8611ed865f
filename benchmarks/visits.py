"""Times pages over a catalogue that passed the gate: `python benchmarks/visits.py SIZE...`, or `... --folder FOLDER`.

Copies of this catalogue's datasets (see copies.py) are published by `radcat sync`, with `shacl`, as a curator would.
Then the application answers in this process, without its cache: home, pages of datasets that nobody asked for before,
searches with every facet counted, the same as JSON, a comparison. --folder keeps the catalogue and its data for put.py.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import copies
from flask.testing import FlaskClient
from ingest import BASE, sync
from measure import REPOSITORY, ms, table, times

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app

HTML = {"Accept": "text/html"}
REPEATS = 101
WARM = 5  # pages before the first that counts
SELECTION = "modality=CT&access=open&task=segmentation"


def asked(client: FlaskClient, addresses: Iterator[str]) -> Callable[[], None]:
    """A request for the next of *addresses*."""

    def ask() -> None:
        answer = client.get(next(addresses), headers=HTML)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.request.path}: {answer.status_code}")

    return ask


def same(address: str) -> Iterator[str]:
    """The same address again and again."""
    while True:
        yield address


def visited(root: Path, data: Path) -> list[tuple[str, float, float]]:
    """Time visits to the registry published from *root* in *data*: medians and 99th percentiles, in seconds."""
    registry = Registry.open(settings.read(root, data=data, base_iri=BASE))
    app = create_app(registry)
    client = app.test_client()
    names = registry.ledger.names("dataset")
    step = max(1, len(names) // (REPEATS + WARM))
    unseen = (f"/{name}" for name in names[::step])
    eight = [f"d={name.partition('/')[2]}" for name in names[:: max(1, len(names) // 8)][:8]]
    visits = {
        "home": same("/"),
        "a dataset, cold": unseen,
        "search, three selections": same(f"/search?{SELECTION}"),
        "search, words": same("/search?q=lung+segmentation"),
        "search, words, JSON": same("/api/search?q=lung+segmentation"),
        "search, nothing chosen": same("/search"),
        "eight datasets side by side": same(f"/compare?{'&'.join(eight)}"),
        "as you type, JSON": same("/api/suggest?q=cov"),
    }
    found = []
    for what, addresses in visits.items():
        ask = asked(client, addresses)
        repeats = min(REPEATS, len(names) // step - WARM)
        times(ask, WARM)
        taken = sorted(times(ask, repeats))
        found.append((what, taken[len(taken) // 2], taken[int(len(taken) * 0.99)]))
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="keep the catalogue and its data here, and use what is there")
    parser.add_argument("sizes", type=int, nargs="*", help="datasets")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    for size in given.sizes or [0]:
        with tempfile.TemporaryDirectory() as temporary:
            folder = given.folder or Path(temporary)
            root, data = folder / "catalogue", folder / "data"
            if not data.exists():
                copies.make(root, size)
                taken = sync(REPOSITORY, root, data)
                print(f"{size:,} datasets published, {size / taken['clock']:.0f} a second")
            rows = [(what, ms(middle), ms(most)) for what, middle, most in visited(root, data)]
            table(f"{size:,} datasets", ("in this process, without the cache", "median", "99th percentile"), rows)


if __name__ == "__main__":
    main()
