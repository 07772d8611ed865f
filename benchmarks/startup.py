"""Times `radcat serve` until it answers: with nothing published, with nothing changed, with one record changed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median

from measure import REPOSITORY, environment, ratio, running, serve_command, spread, table
from tests.ports import free_port

REPEATS = 5


def start(data: Path, root: Path, port: int) -> float:
    """Start the server and take the time until it is ready."""
    variables = environment(data, f"http://127.0.0.1:{port}/", RADCAT_ROOT=str(root))
    with running(serve_command(port), port, variables) as taken:
        return taken


def main() -> None:
    """Measure and print."""
    cold, same, one = [], [], []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder:
            root, data, port = Path(folder, "catalogue"), Path(folder, "data"), free_port()
            for part in ("records", "ontology", "shapes"):
                shutil.copytree(REPOSITORY / part, root / part)
            cold.append(start(data, root, port))
            same.append(start(data, root, port))
            changed = root / "records" / "datasets" / "covid-ctset.ttl"
            changed.write_text("# changed\n\n" + changed.read_text())
            one.append(start(data, root, port))
    table(
        "Starting the server, until it is ready",
        ("", "time", "cold start is so many times as long"),
        [
            ("nothing published yet", spread(cold), ""),
            ("nothing changed", spread(same), ratio(median(cold), median(same))),
            ("one record changed", spread(one), ratio(median(cold), median(one))),
        ],
    )


if __name__ == "__main__":
    main()
