"""Times a PUT until /sparql shows it: `python benchmarks/put.py [--before CHECKOUT] SIZE...`, or `... --folder FOLDER`.

A catalogue of SIZE datasets (see copies.py) is published, and `radcat serve --writes` started with two web processes.
A dataset is replaced 20 times by way of the Graph Store Protocol; the clock runs from before the request until an ASK
for the new title is true. Beside it, in the same run, Oxigraph's own server takes the same graphs, unchecked. --folder
names a folder that holds a `catalogue` and the `data` of it, published before, for sizes that take long to publish.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import quote

import copies
import pyoxigraph as ox
from endpoints import OXIGRAPH
from ingest import quads
from measure import REPOSITORY, environment, ratio, running, spread, table
from tests.ports import free_port

REPEATS = 20
SLUG = "covid-ctset"
TITLE = re.compile(r'dcterms:title\s+"(?:[^"\\]|\\.)*"')


def put(port: int, path: str, text: str, title: str, token: str | None) -> float:
    """Replace the dataset's graph and wait until a query finds its new *title*; return the seconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "text/turtle", **({"Authorization": f"Bearer {token}"} if token else {})}
    ask = quote(f'ASK {{ ?d <http://purl.org/dc/terms/title> "{title}"@en }}')
    query = f"/{'sparql' if token else 'query'}?query={ask}" + ("" if token else "&union-default-graph")
    begun = time.perf_counter()
    connection.request("PUT", path, text.encode(), headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status not in (200, 201, 204):
        raise RuntimeError(f"PUT {path}: {answer.status}")
    while True:
        connection.request("GET", query, headers={"Accept": "application/sparql-results+json"})
        answer = connection.getresponse()
        if b'"boolean":true' in answer.read().replace(b" ", b""):
            break
    taken = time.perf_counter() - begun
    connection.close()
    return taken


def replacements(text: str, number: int) -> tuple[str, str]:
    """The record's text with another title, and that title."""
    title = f"A title of {time.time_ns()}, number {number}"
    return TITLE.sub(lambda _: f'dcterms:title "{title}"', text, count=1), title


def variables_of(checkout: Path, root: Path, data: Path) -> dict[str, str]:
    """The environment of a *checkout*'s commands."""
    more = {"RADCAT_ROOT": str(root), "RADCAT_ENGINE": "shacl", "PYTHONPATH": str(checkout / "server")}
    return environment(data, "http://127.0.0.1:8000/", **more)


def radcat(checkout: Path, root: Path, data: Path) -> list[float]:
    """Time PUTs to a *checkout*'s server over the catalogue at *root*, published in *data*."""
    port = free_port()
    variables = {**variables_of(checkout, root, data), "RADCAT_WEB_PROCESSES": "2"}
    command = [sys.executable, "-m", "radcat"]
    made = subprocess.run(
        [*command, "token", "create", "--name", f"put-{time.time_ns()}", "--role", "admin"],
        env=variables, stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY,
    )  # fmt: skip
    token = made.stdout.split()[-1]
    text = (root / copies.DATASETS / f"{SLUG}.ttl").read_text()
    serve = [*command, "serve", "--writes", "--bind", f"127.0.0.1:{port}"]
    path = "/store?graph=" + quote(f"http://127.0.0.1:8000/datasets/{SLUG}", safe="")
    with running(serve, port, variables, wait=600.0):
        return [put(port, path, *replacements(text, n), token) for n in range(REPEATS)]


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[int]:
    """Oxigraph's own server over a database in *folder*."""
    port = free_port()
    command = [str(OXIGRAPH), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                HTTPConnection("127.0.0.1", port, timeout=5).connect()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def oxigraph(root: Path, folder: Path) -> list[float]:
    """Time the same PUTs to Oxigraph's server over the same datasets."""
    store = ox.Store(str(folder))
    paths = sorted((root / copies.DATASETS).glob("*.ttl"))
    store.bulk_extend(quad for path in paths for quad in quads(path))
    store.flush()
    del store
    text = (root / copies.DATASETS / f"{SLUG}.ttl").read_text()
    graph = quote(f"http://127.0.0.1:8000/datasets/{SLUG}", safe="")
    based = "@base <http://127.0.0.1:8000/> .\n"
    with oxigraph_server(folder) as port:
        found = []
        for number in range(REPEATS):
            new, title = replacements(text, number)
            found.append(put(port, f"/store?graph={graph}", based + new, title, None))
        return found


def measure(size: str, root: Path, scratch: Path, data: dict[Path, Path]) -> list[tuple[object, ...]]:
    """Time Oxigraph's server, and each checkout with the *data* that it published."""
    peer = oxigraph(root, scratch / "oxigraph")
    rows: list[tuple[object, ...]] = [(size, "oxigraph serve, unchecked", spread(peer), "1")]
    for checkout, published in data.items():
        times = radcat(checkout, root, published)
        name = "radcat" if checkout == REPOSITORY else "radcat before"
        rows.append((size, name, spread(times), ratio(median(times), median(peer))))
    return rows


def publish(root: Path, data: Path, checkout: Path) -> None:
    """Publish the catalogue at *root*."""
    command = [sys.executable, "-m", "radcat", "sync"]
    variables = variables_of(checkout, root, data)
    subprocess.run(command, env=variables, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="a checkout of another version, which publishes for itself")
    parser.add_argument("--folder", type=Path, help="a folder with a catalogue and its data, published before")
    parser.add_argument("sizes", type=int, nargs="*", help="datasets")
    given = parser.parse_args()
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        if given.folder:
            root = given.folder / "catalogue"
            size = f"{sum(1 for _ in (root / copies.DATASETS).iterdir()):,}"
            rows += measure(size, root, Path(folder), {REPOSITORY: given.folder / "data"})
        for number in given.sizes:
            scratch = Path(folder, str(number))
            copies.make(scratch / "catalogue", number)
            data = {REPOSITORY: scratch / "data"}
            if given.before:
                data[given.before.resolve()] = scratch / "before"
            for checkout, published in data.items():
                publish(scratch / "catalogue", published, checkout)
            rows += measure(f"{number:,}", scratch / "catalogue", scratch, data)
    table("A PUT until /sparql shows it", ("datasets", "server", "seconds", "times oxigraph's"), rows)


if __name__ == "__main__":
    main()
