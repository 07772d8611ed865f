"""A rule for many things fails for each thing that breaks it, and names it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RULE = """
from tests.rules import for_each

@for_each("number", [1, 2, 3, 4])
def test_a_number_is_odd(number):
    assert number % 2

@for_each("number", [])
def test_nothing(number):
    pass
"""


def test_each_thing_that_breaks_a_rule_is_told(tmp_path: Path) -> None:
    (tmp_path / "test_rule.py").write_text(RULE)
    repository = Path(__file__).parent.parent.parent
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for said in ("(number='2')", "(number='4')", "a rule for nothing proves nothing"):
        assert said in done.stdout
    assert "(number='3')" not in done.stdout
