"""Times the comparison of two manifests: `python benchmarks/overlap.py [LINES]`.

Two made-up lists of a million names, checksums and perceptual hashes, of which one in ten of the first is in the
second, are written as `radcat manifest` writes them, and compared by the command in a process of its own.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import table

COLUMNS = ("name", "sha256", "phash")


def write(path: Path, lines: int, first: int, columns: int, rng: random.Random) -> None:
    """Write a list of *lines* files, numbered from *first*, with so many *columns*; hashes are off by a bit or two."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS[:columns])
        for number in range(first, first + lines):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            hash_ = int(digest[:16], 16) ^ (1 << rng.randrange(64)) ^ (1 << rng.randrange(64))
            row = (f"patient{number // 7:06}/study{number % 3}/image-{number:08}.png", digest, f"{hash_:016x}")
            writer.writerow(row[:columns])


def main() -> None:
    """Measure and print."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rows = []
    for columns in (1, 2, 3):
        with tempfile.TemporaryDirectory() as folder:
            a, b = Path(folder, "a.csv"), Path(folder, "b.csv")
            rng = random.Random(11)
            write(a, lines, 0, columns, rng)
            write(b, lines, lines - lines // 10, columns, rng)
            begun = time.perf_counter()
            command = [sys.executable, "-m", "radcat", "overlap", str(a), str(b), "--format", "json"]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            taken = time.perf_counter() - begun
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            (pair,) = json.loads(done.stdout)["pairs"]
        rows.append((", ".join(COLUMNS[:columns]), f"{taken:.1f} s", f"{peak:.0f} MB", pair["exact"], pair["near"]))
    table(f"{lines:,} entries in each list", ("columns", "time", "most memory", "exact", "near"), rows)


if __name__ == "__main__":
    main()
