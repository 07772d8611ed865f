"""A scratch server, as `radcat serve --scratch` starts it, and W3C's test suite beside the repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import serving_scratch
from tests.material import shared


@pytest.fixture(scope="module")
def scratch() -> Iterator[str]:
    """The address of a scratch server of this module's own."""
    with serving_scratch() as address:
        yield address


@pytest.fixture(scope="session")
def harness() -> Path:
    """The program that runs W3C's suites over HTTP; it has them beside it."""
    return shared("tools/sparql_conformance.py")
