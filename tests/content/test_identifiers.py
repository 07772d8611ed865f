"""No identifier is published that nobody saw at its source."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

IDENTIFIER = re.compile(r"10\.\d{4,}/[^\s('\"]+|\b\d{4}\.\d{4,5}\b")
VERIFIED = ("doi", "paper_doi", "arxiv")


def test_an_unverified_identifier_is_published_nowhere(content: Any, facts: Path) -> None:
    """Not as an identifier, not as a publication, not in a text; unless another fact sheet has verified it."""
    sheets = {path.stem: path.read_text() for path in sorted(facts.glob("*.yaml"))}
    unverified = {i for sheet in sheets.values() for i in _identifiers(sheet, "unverified_identifiers")}
    verified = {i for sheet in sheets.values() for field in VERIFIED for i in _identifiers(sheet, field)}
    assert unverified
    assert verified
    records = {place: file.record.text.decode() for place, file in content.files.items()}
    found = [(i, place) for i in sorted(unverified - verified) for place, text in records.items() if i in text]
    assert found == []


def test_a_dataset_does_not_carry_what_its_own_fact_sheet_calls_unverified(content: Any, facts: Path) -> None:
    for path in sorted(facts.glob("*.yaml")):
        file = content.files.get(f"records/datasets/{path.stem}.ttl")
        text = file.record.text.decode() if file else ""
        for identifier in _identifiers(path.read_text(), "unverified_identifiers"):
            assert identifier not in text, f"records/datasets/{path.stem}.ttl"


def _identifiers(sheet: str, field: str) -> set[str]:
    """The identifiers in one field of a fact sheet: on its own line, or in the list below it."""
    found = re.search(rf"^{field}:(.*(?:\n[-\s].*)*)", sheet, re.MULTILINE)
    return set(IDENTIFIER.findall(found[1])) if found else set()
