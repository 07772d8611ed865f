"""What tests read that is no part of this repository: where it is looked for, and what a test does without it.

A standard's suite is in `.suites/`, where `make suites` puts it, or in `../shared/suites`. Whatever else was handed to
the project (cases, fact sheets, tools) is in `../shared` only.
A continuous integration that can't have some of it names it in TESTS_WITHOUT: `TESTS_WITHOUT="cases suites/oai"`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NoReturn

import pytest

REPOSITORY: Final = Path(__file__).parent.parent
FETCHED: Final = REPOSITORY / ".suites"
SHARED: Final = REPOSITORY.parent / "shared"


def absent(reason: str) -> NoReturn:
    """Skip the test, or fail it under CI=true, where nothing may be missing. *reason* names fault and remedy."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def suite(name: str) -> Path:
    """Find a file or folder of a standard's suite, such as `dcat/dcat-ap`: fetched, or beside this repository."""
    for folder in (FETCHED, SHARED / "suites"):
        if (folder / name).exists():
            return folder / name
    _without(f"suites/{name}")
    absent(f"the suite {name} is absent: run `make suites`, which says so where it has no public home")


def shared(name: str) -> Path:
    """Find a file or folder of ../shared, such as `tools/dcat_validate.py`."""
    if not (SHARED / name).exists():
        _without(name)
        absent(f"../shared/{name} is absent: it has no public home; put the shared folder beside this repository")
    return SHARED / name


def _without(name: str) -> None:
    """Skip a test that needs what is named in TESTS_WITHOUT, or lies below it."""
    for given in os.environ.get("TESTS_WITHOUT", "").split():
        if f"{name}/".startswith(f"{given.rstrip('/')}/"):
            pytest.skip(f"{name} is absent, as TESTS_WITHOUT names it")
