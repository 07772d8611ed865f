"""One round of judging all records, for `validate.py BEFORE` to run under either of two versions of radcat.

Prints JSON: processor seconds to parse each dataset's text, to join the graphs, and to judge all records in process.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

BASE = "http://127.0.0.1:8000/"
PASSES = 5  # over the datasets: the first finds caches empty


def first(*names: str) -> Any:
    """Import the first of some modules: where a module is now, and where it was."""
    for name in names:
        try:
            return import_module(f"radcat.{name}")
        except ImportError:
            continue
    raise ImportError(names)


def processor_seconds(work: Callable[[], object]) -> float:
    """Take the processor time of one call, which other processes do not lengthen as much as they do the clock's."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(root: Path, engine: str) -> None:
    """Measure once and print."""
    turtle, records = first("rdf.turtle", "turtle"), first("folder.records", "records")
    review, bootstrap = first("validation.review", "reviewing"), first("bootstrap", "registry")
    files = records.read_folder(root)
    datasets = [file.record for file in files if file.record.kind == "dataset"]
    graphs: list[Any] = []

    def parse() -> None:
        graphs[:] = [turtle.parse(r.text, BASE, r.name) for r in datasets]

    parsed = median(processor_seconds(parse) for _ in range(PASSES))
    merged = processor_seconds(lambda: turtle.merge(graphs))
    reports: list[Any] = []
    validator = partial(bootstrap.make_validator, engine, BASE)
    names = frozenset(file.record.name for file in files)
    judged = processor_seconds(lambda: reports.extend(review.review_folder(files, BASE, validator, names)))
    findings = sorted(finding.summary for report in reports for finding in report.findings)
    print(json.dumps({"datasets": len(datasets), "records": len(reports), "findings": findings,
                      "parse": parsed, "merge": merged, "judge": judged}))  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
