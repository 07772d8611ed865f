"""Which suites take long, and how long each took: a part of conftest.py."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
SHOWN: Final = 25  # suites
# What `make test` leaves to `make test-long`: what starts servers, browsers and engines, or kills processes by the
# hundred. Paths below this folder; a folder stands for all that is in it.
LONG: Final = (
    "browser",
    "clients",
    "deployment",
    "hostile",
    "protocol",
    "cases/test_formats.py",
    "cases/test_formats_blank_nodes.py",
    "cases/test_formats_geometry.py",
    "cases/test_formats_pages.py",
    "cli/test_serving.py",
    "cli/test_supervision.py",
    "harvest/test_portals.py",
    "publishing/test_concurrency.py",
    "publishing/test_crash.py",
    "publishing/test_damage.py",
    "publishing/test_kills.py",
    "publishing/test_withdrawals.py",
    "stores/test_away.py",
    "stores/test_doctor.py",
    "stores/test_remote.py",
    "stores/test_traps.py",
    "stores/test_workers.py",
    "search/test_sparql_servers.py",
    "test_build.py",
    "test_consumers.py",
    "test_crawl.py",
    "web/test_navigation.py",
    "web/test_twin.py",
)


def is_long(path: Path) -> bool:
    """Whether a test file belongs to a suite that takes long."""
    place = path.relative_to(HERE)
    return any(place == Path(long) or Path(long) in place.parents for long in LONG)


def suite_of(node_id: str) -> str:
    """The suite of a test: the folder of its file, or the file where it lies in no folder."""
    first, *rest = node_id.partition("::")[0].removeprefix("tests/").split("/")
    return f"{first}/" if rest else first


class Seconds:
    """Adds up what the tests of each suite took, in all processes."""

    def __init__(self) -> None:
        self._seconds, self._tests = Counter[str](), Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a report of a set-up, a test, or what follows it."""
        suite = suite_of(report.nodeid)
        self._seconds[suite] += report.duration  # type: ignore[assignment]  # counters count seconds too
        self._tests[suite] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the suites that took longest."""
        total = sum(self._seconds.values())
        if not total:
            return
        terminalreporter.section("seconds by suite, of all processes together")
        for suite, seconds in self._seconds.most_common(SHOWN):
            share = 100 * seconds / total
            terminalreporter.write_line(f"{seconds:8.1f} s {share:5.1f} % {self._tests[suite]:6} tests  {suite}")
