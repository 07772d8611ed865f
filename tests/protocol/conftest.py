"""A scratch server, as `radcat serve --scratch` starts it, and W3C's test suite beside the repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import serving_scratch

SHARED = Path(__file__).parent.parent.parent.parent / "shared"


@pytest.fixture(scope="module")
def scratch() -> Iterator[str]:
    """The address of a scratch server of this module's own."""
    with serving_scratch() as address:
        yield address


@pytest.fixture(scope="session")
def harness() -> Path:
    """The program that runs W3C's suites over HTTP; it has them beside it."""
    program = SHARED / "tools" / "sparql_conformance.py"
    if not program.exists():
        pytest.skip(f"{program} is missing: put the shared folder, with W3C's rdf-tests, beside this repository")
    return program
