"""Times publishing from nothing: `python benchmarks/ingest.py [--before CHECKOUT] SIZE...`, sizes in datasets.

Everything is real: the copies of this catalogue's datasets (see copies.py) are read, validated with `shacl`, appended
to the ledger and put into the SPARQL store by `radcat sync`; scores are measured by the version that does so. Beside it
pyoxigraph alone parses and bulk-loads the same files in the same run. Processor time is that of the process and its
children, which work of others beside it does not lengthen as it does the clock's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import copies
import pyoxigraph as ox
from measure import REPOSITORY, ratio, table

BASE = "http://127.0.0.1:8000/"
NEW, AGAIN, ONE = "from nothing", "nothing changed", "one file changed"


def processor_seconds() -> float:
    """The processor time of this process's children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sync(checkout: Path, root: Path, data: Path) -> dict[str, float]:
    """Run `radcat sync` of a *checkout*; return seconds by the clock, of the processor, and megabytes at most."""
    variables = {**os.environ, "PYTHONPATH": str(checkout / "server"), "RADCAT_ENGINE": "shacl"}
    command = [sys.executable, "-c", _MEASURED, "sync", "--root", str(root), "--data", str(data), "--base-iri", BASE]
    begun, before = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {"clock": time.perf_counter() - begun, "processor": processor_seconds() - before, **found}


# A child of its own measures the memory: what a parent's children took at most is never less than before.
_MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "radcat", *sys.argv[1:]], stdout=subprocess.DEVNULL)
megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps({"megabytes": megabytes}))
sys.exit(done.returncode)
"""


def pyoxigraph_alone(root: Path, folder: Path) -> float:
    """Parse and bulk-load the dataset files in the quickest way, with nothing around it; processor seconds."""
    begun = time.process_time()
    store = ox.Store(str(folder))
    store.bulk_extend(quad for path in sorted((root / copies.DATASETS).glob("*.ttl")) for quad in quads(path))
    store.flush()
    return time.process_time() - begun


def quads(path: Path) -> Iterator[ox.Quad]:
    """Read the statements of a dataset's file, each in the graph of the dataset."""
    graph = ox.NamedNode(f"{BASE}datasets/{path.stem}")
    for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=BASE, rename_blank_nodes=True):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def kilobytes(folder: Path) -> float:
    """What a folder takes on disk, a file with several names once."""
    sizes = {path.stat().st_ino: path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()}
    return sum(sizes.values()) / 1000


def measure(checkout: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Publish the catalogue in *folder* from nothing, again, and with one file changed."""
    root, data = folder / "catalogue", folder / "data"
    found = {NEW: sync(checkout, root, data)}
    found[NEW]["kilobytes"] = kilobytes(data)
    found[AGAIN] = sync(checkout, root, data)
    changed = root / copies.DATASETS / "covid-ctset.ttl"
    kept = changed.read_text()
    changed.write_text(f"# changed\n\n{kept}")
    found[ONE] = sync(checkout, root, data)
    changed.write_text(kept)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="a checkout of another version")
    parser.add_argument("sizes", type=int, nargs="+", help="datasets")
    given = parser.parse_args()
    versions = {"before": given.before.resolve()} if given.before else {}
    versions["now"] = REPOSITORY
    rows = []
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            copies.make(Path(folder) / "catalogue", size)
            alone = pyoxigraph_alone(Path(folder) / "catalogue", Path(folder) / "alone")
        for name, checkout in versions.items():
            with tempfile.TemporaryDirectory() as folder:
                copies.make(Path(folder) / "catalogue", size)
                found = measure(checkout, Path(folder))
            new = found[NEW]
            rows.append(
                (
                    f"{size:,}, {name}",
                    f"{1000 * new['processor'] / size:.1f} ms",
                    ratio(new["processor"], alone),
                    f"{size / new['clock']:.0f}",
                    f"{new['megabytes']:.0f} MB",
                    f"{new['kilobytes'] / size:.0f} kB",
                    *(f"{found[each]['processor']:.1f} s" for each in (AGAIN, ONE)),
                )
            )
    columns = (
        *("datasets", "processor time a dataset", "times pyoxigraph alone", "datasets a second", "memory"),
        *("on disk a dataset", "nothing changed", "one file changed"),
    )
    table("Publishing from nothing", columns, rows)


if __name__ == "__main__":
    main()
