"""What the benchmarks share: taking times, printing a table, and a registry to measure."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))  # benchmarks start what tests start: `from tests...`

REPOSITORY = Path(__file__).parent.parent
WAIT = 60.0  # seconds that a server may take to be ready


def seconds(work: Callable[[], object]) -> float:
    """Take the time of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def times(work: Callable[[], object], repeats: int) -> list[float]:
    """Take the time of each of several calls."""
    return [seconds(work) for _ in range(repeats)]


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table under a heading; numbers stand right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(column), *(len(row[i]) for row in cells)) for i, column in enumerate(columns)]
    print(f"\n### {title}\n")
    print("| " + " | ".join(name.ljust(width) for name, width in zip(columns, widths, strict=True)) + " |")
    print("|" + "|".join("-" * (width + 1) + (":" if i else "-") for i, width in enumerate(widths)) + "|")
    for row in cells:
        padded = [cell.rjust(w) if i else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))]
        print("| " + " | ".join(padded) + " |")


def ms(value: float) -> str:
    """Write seconds as milliseconds, with three figures that matter."""
    return f"{value * 1000:.3g} ms" if value < 1 else f"{value:.2f} s"


def ratio(slow: float, fast: float) -> str:
    """Write how many times as long the slow one takes."""
    return f"{slow / fast:.3g}"


def spread(found: Sequence[float]) -> str:
    """Write the median, with the fastest and slowest beside it."""
    return f"{ms(median(found))} ({ms(min(found))} to {ms(max(found))})"


def environment(data: Path, address: str, **settings: str) -> dict[str, str]:
    """The environment of a process that works on this repository's catalogue, and on nobody's settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RADCAT_")}
    return {
        **inherited,
        "RADCAT_ROOT": str(REPOSITORY),
        "RADCAT_DATA": str(data),
        "RADCAT_BASE_IRI": address,
        "RADCAT_RATE_LIMIT": "off",
        **settings,
    }


def serve_command(port: int) -> list[str]:
    """`radcat serve`, as a user starts it."""
    return [sys.executable, "-m", "radcat", "serve", "--bind", f"127.0.0.1:{port}"]


@contextmanager
def running(command: Sequence[str], port: int, variables: dict[str, str], wait: float = WAIT) -> Iterator[float]:
    """Run a server until the block ends; yields how many seconds it took to be ready, *wait* at most."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - begun > wait:
                raise RuntimeError(f"{' '.join(command)} does not serve (status {process.poll()})")
            time.sleep(0.01)
        yield time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:  # our own
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
