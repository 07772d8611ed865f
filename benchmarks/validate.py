"""Times the validation of all records, with each engine: `python benchmarks/validate.py [BEFORE]`.

BEFORE is a checkout of another version, whose rounds alternate with those of this one, over the same records.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from measure import REPOSITORY, environment, ms, ratio, seconds, spread, table, times
from rdflib import Graph

from radcat import settings
from radcat.bootstrap import make_validator
from radcat.folder.records import RecordFile, read_folder
from radcat.validation.base import Engine
from radcat.validation.review import review_folder

BASE = "http://127.0.0.1:8000/"
REPEATS = 5
ENGINES = ("pyshacl", "shacl")


class Timed:
    """An engine with a clock around it."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.name = engine, engine.name
        self.taken: list[float] = []

    def validate(self, data: Graph) -> list[object]:
        """Validate, and note how long it took."""
        results: list[object] = []
        self.taken.append(seconds(lambda: results.extend(self._engine.validate(data))))
        return results


def command(data: Path, *options: str) -> float:
    """Take the time of `radcat validate` as a user types it, interpreter and all."""
    arguments = [sys.executable, "-m", "radcat", "validate", *options]
    return seconds(
        lambda: subprocess.run(arguments, env=environment(data, BASE), stdout=subprocess.DEVNULL, check=True)
    )


def review(files: list[RecordFile], engine: str) -> float:
    """Take the time of judging all records in a process that is there already: reading, context, checks, report."""
    names = frozenset(file.record.name for file in files)
    return seconds(lambda: review_folder(files, BASE, partial(make_validator, engine, BASE), names))


def checks(files: list[RecordFile], engine: str) -> list[float]:
    """Take the time of each record's check by the engine alone, its shapes compiled."""
    timed: list[Timed] = []

    def make_timed(shapes: Graph) -> object:
        validator = make_validator(engine, BASE, shapes)
        timed.append(Timed(validator._engines[0]))
        validator._engines = (timed[-1],)  # type: ignore[assignment]  # the one place where the clock fits
        return validator

    names = frozenset(file.record.name for file in files)
    review_folder(files, BASE, make_timed, names)  # type: ignore[arg-type]
    return timed[0].taken


def unchanged(data: Path) -> list[float]:
    """Take the time of the command where everything is published as it stands."""
    subprocess.run(
        [sys.executable, "-m", "radcat", "sync"],
        env=environment(data, BASE),
        stdout=subprocess.DEVNULL,
        check=False,  # it exits with 1 where a record is refused
    )
    return times(lambda: command(data), REPEATS)


def compare(before: Path) -> None:
    """Measure this version and that of the checkout *before* in turns, and print both."""
    root = settings.read().root
    rows: list[tuple[str, ...]] = []
    for engine in ENGINES:
        found: dict[Path, list[dict[str, Any]]] = {before: [], REPOSITORY: []}
        for _ in range(REPEATS):
            for checkout, rounds in found.items():
                rounds.append(judging(checkout, root, engine))
        old, new = found[before], found[REPOSITORY]
        if old[0]["findings"] != new[0]["findings"]:
            print(f"The two versions report differently with {engine}.")
        labels = {f"judging {new[0]['records']} records with {engine}": "judge"}
        if engine == ENGINES[-1]:
            labels |= {f"parsing {new[0]['datasets']} datasets": "parse", "joining their graphs": "merge"}
        for label, name in labels.items():
            slow, fast = ([one[name] for one in rounds] for rounds in (old, new))
            rows.append((label, spread(slow), spread(fast), ratio(median(slow), median(fast))))
    table("Before and after, processor time", ("", "before", "after", "ratio"), rows)


def judging(checkout: Path, root: Path, engine: str) -> dict[str, Any]:
    """Run one round with the radcat of *checkout*."""
    script = Path(__file__).parent / "judging.py"
    variables = environment(Path("nowhere"), BASE, PYTHONPATH=str(checkout / "server"))
    done = subprocess.run(
        [sys.executable, str(script), str(root), engine], env=variables, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure and print."""
    files = read_folder(settings.read().root)
    rows = []
    found: dict[str, tuple[list[float], list[float], list[float]]] = {}
    with tempfile.TemporaryDirectory() as data:
        for engine in ENGINES:
            whole = times(lambda engine=engine: command(Path(data), "--engine", engine), REPEATS)  # type: ignore[misc]
            inside = [review(files, engine) for _ in range(REPEATS)]
            found[engine] = (whole, inside, checks(files, engine))
    for row, label in enumerate(("the command", "in a running process", "one record, the engine alone")):
        slow, fast = found["pyshacl"][row], found["shacl"][row]
        rows.append((label, spread(slow), spread(fast), ratio(median(slow), median(fast))))
        again = unchanged(Path(data))
    rows.append(("the command, all published as it stands", "", spread(again), ""))
    slow, fast = sum(found["pyshacl"][2]), sum(found["shacl"][2])
    rows.append(("all records, the engine alone", ms(slow), ms(fast), ratio(slow, fast)))
    table(f"Validating {len(files)} records", ("", "pyshacl", "shacl", "ratio"), rows)
    if len(sys.argv) > 1:
        compare(Path(sys.argv[1]).resolve())


if __name__ == "__main__":
    main()
