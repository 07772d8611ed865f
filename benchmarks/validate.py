"""Times the validation of all records, with each engine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from measure import environment, ms, ratio, seconds, spread, table, times
from rdflib import Graph

from radcat import settings
from radcat.bootstrap import engines_for, make_validator
from radcat.folder.records import RecordFile, read_folder
from radcat.validation.base import Engine
from radcat.validation.review import review_folder

BASE = "http://127.0.0.1:8000/"
REPEATS = 5


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


def command(engine: str, data: Path) -> float:
    """Take the time of `radcat validate` as a user types it, interpreter and all."""
    arguments = [sys.executable, "-m", "radcat", "validate", "--engine", engine]
    return seconds(
        lambda: subprocess.run(arguments, env=environment(data, BASE), stdout=subprocess.DEVNULL, check=True)
    )


def review(files: list[RecordFile], engine: str) -> float:
    """Take the time of judging all records in a process that is there already: reading, context, checks, report."""
    names = frozenset(file.record.name for file in files)
    return seconds(lambda: review_folder(files, BASE, partial(make_validator, engine, BASE), names))


def checks(files: list[RecordFile], engine: str) -> list[float]:
    """Take the time of each record's check by the engine alone, its shapes compiled."""
    (make,) = engines_for(engine)
    timed: list[Timed] = []

    def make_timed(shapes: Graph) -> object:
        timed.append(Timed(make(shapes)))
        validator = make_validator(engine, BASE, shapes)
        validator._engines = (timed[-1],)  # type: ignore[assignment]  # the one place where the clock fits
        return validator

    names = frozenset(file.record.name for file in files)
    review_folder(files, BASE, make_timed, names)  # type: ignore[arg-type]
    return timed[0].taken


def main() -> None:
    """Measure and print."""
    files = read_folder(settings.read().root)
    rows = []
    found: dict[str, tuple[list[float], list[float], list[float]]] = {}
    with tempfile.TemporaryDirectory() as data:
        for engine in ("pyshacl", "shacl"):
            whole = times(lambda engine=engine: command(engine, Path(data)), REPEATS)  # type: ignore[misc]
            inside = [review(files, engine) for _ in range(REPEATS)]
            found[engine] = (whole, inside, checks(files, engine))
    for row, label in enumerate(("the command", "in a running process", "one record, the engine alone")):
        slow, fast = found["pyshacl"][row], found["shacl"][row]
        rows.append((label, spread(slow), spread(fast), ratio(median(slow), median(fast))))
    slow, fast = sum(found["pyshacl"][2]), sum(found["shacl"][2])
    rows.append(("all records, the engine alone", ms(slow), ms(fast), ratio(slow, fast)))
    table(f"Validating {len(files)} records", ("", "pyshacl", "shacl", "ratio"), rows)


if __name__ == "__main__":
    main()
