"""Run every benchmark, each in a process of its own: `python benchmarks/run.py`, or `… run.py pages startup`.

The output is Markdown; `--write` also puts it into docs/measurements.md. Compare ratios: times are the machine's.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "measurements.md"
BEGIN, END = "<!-- begin measured -->", "<!-- end measured -->"
BENCHMARKS = ("validate", "startup", "pages", "servers", "harvest")
PACKAGES = ("radcat", "pyoxigraph", "rdflib", "pyshacl", "shacl", "flask", "granian", "gunicorn")


def main() -> int:
    """Run those named on the command line, or all."""
    chosen = [name for name in sys.argv[1:] if name != "--write"] or BENCHMARKS
    unknown = set(chosen) - set(BENCHMARKS)
    if unknown:
        print(f"there is no {', '.join(sorted(unknown))}; choose among {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    said = [
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {_packages()}.\n"
    ]
    print(said[0])
    for name in chosen:
        script = Path(__file__).with_name(f"{name}.py")
        done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print(f"{name} failed", file=sys.stderr)
            return 1
        print(done.stdout, flush=True)
        said.append(done.stdout)
    if "--write" in sys.argv:
        head, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(f"{head}{BEGIN}\n\n{''.join(said)}\n{END}{rest.partition(END)[2]}")
    return 0


def _packages() -> str:
    return ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
