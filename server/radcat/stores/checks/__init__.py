"""What a SPARQL server has to do for us, as questions that can be put to any: one row a question.

`radcat doctor` asks them, and so do the tests, of servers whose answers are known. A row that fails says what follows.
Questions that write do so in graphs of their own, which are dropped again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from radcat.errors import RegistryError, StoreError
from radcat.stores.checks.base import DOCTOR, OTHER, Check, Finding, Patient, Verdict
from radcat.stores.checks.reading import READING
from radcat.stores.checks.writing import WRITING
from radcat.stores.connection import Connection
from radcat.stores.http import Late, Unreachable

CHECKS: Final = (*READING, *WRITING)


def examine(connection: Connection, base: str, *, write: bool) -> Iterator[tuple[Check, Finding]]:
    """Put the questions to a server, those that write only with *write*; none but the first where nobody answers."""
    patient = Patient(connection, base)
    if write:
        _clean(patient)
    try:
        for check in CHECKS:
            if write or not check.writes:
                finding = _asked(check, patient)
                yield check, finding
                if check.name == "reach" and finding.verdict is Verdict.CANNOT:
                    return
    finally:
        if write:
            _clean(patient)


def _asked(check: Check, patient: Patient) -> Finding:
    try:
        return check.run(patient)
    except (RegistryError, ValueError, KeyError, Late, Unreachable) as error:
        return Finding(Verdict.CANNOT, str(error) or repr(error), "What needs it fails in the same words.")


def _clean(patient: Patient) -> None:
    for graph in (DOCTOR, OTHER):
        try:
            patient.connection.update(f"DROP SILENT GRAPH <{graph}>")
        except StoreError:
            return  # the check of updates says so


__all__ = ["CHECKS", "DOCTOR", "OTHER", "Check", "Finding", "Verdict", "examine"]
