"""What records say of their lineage is kept in step with the ledger, and taken up by ledgers that lack it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from radcat.ledger import lineages
from radcat.ledger.entries import Entry, Status
from radcat.ledger.tables import LINEAGE, META, RELATION
from radcat.ledger.versions import Ledger
from radcat.model import Record

PROLOGUE = (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix prov: <http://www.w3.org/ns/prov#> .\n"
    "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
)


def entry(slug: str, *sources: str, status: Status = Status.PUBLISHED) -> Entry:
    derived = "".join(f" ; prov:wasDerivedFrom <datasets/{source}>" for source in sources)
    text = f'{PROLOGUE}<datasets/{slug}> a dcat:Dataset ; dcterms:title "{slug}"@en{derived} .\n'
    record = Record("dataset", f"datasets/{slug}", text.encode())
    return Entry(record, frozenset(), "made", status, places={"": slug})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger.in_folder(tmp_path)
    found.append([entry("a", "b"), entry("b", "c"), entry("c"), entry("d", "b")], "tests")
    return found


def names(found: object) -> list[str]:
    return sorted(name.partition("/")[2] for name in found)  # type: ignore[attr-defined]


def test_ancestry_goes_up_at_any_depth_and_relatives_go_both_ways(ledger: Ledger) -> None:
    assert names(lineages.ancestry(ledger.engine, ["datasets/a"])) == ["a", "b", "c"]
    assert names(lineages.relatives(ledger.engine, ["datasets/b"])) == ["a", "b", "c", "d"]
    assert names(lineages.relatives(ledger.engine, ["datasets/a"])) == ["a", "b", "c"]


def test_a_new_version_takes_the_place_of_the_old_one_and_a_withdrawal_leaves_nothing(ledger: Ledger) -> None:
    ledger.append([entry("a", "d")], "tests")
    assert names(lineages.ancestry(ledger.engine, ["datasets/a"])) == ["a", "b", "c", "d"]
    ledger.append([entry("a", status=Status.WITHDRAWN)], "tests")
    assert "datasets/a" not in lineages.relatives(ledger.engine, ["datasets/b"])


def test_a_circle_ends(ledger: Ledger) -> None:
    ledger.append([entry("c", "a")], "tests")
    assert names(lineages.ancestry(ledger.engine, ["datasets/a"])) == ["a", "b", "c"]


def test_sources_are_counted_by_use(ledger: Ledger) -> None:
    assert lineages.most_used(ledger.engine, 5) == [("datasets/b", 2), ("datasets/c", 1)]
    assert lineages.uses(ledger.engine, ["datasets/b", "datasets/a"]) == {"datasets/b": 2}
    assert lineages.first_users(ledger.engine, ["datasets/b"]) == {"datasets/b": "datasets/a"}


def test_a_ledger_of_an_older_version_is_taken_up_when_it_is_opened(ledger: Ledger, tmp_path: Path) -> None:
    before = lineages.relatives(ledger.engine, ["datasets/b"])
    with ledger.engine.begin() as connection:
        for table in (RELATION, LINEAGE):
            connection.execute(sa.schema.DropTable(table))
        connection.execute(META.delete().where(META.c.key == "lineage"))
    ledger.close()
    opened = Ledger.in_folder(tmp_path)
    assert lineages.relatives(opened.engine, ["datasets/b"]) == before
    opened.close()
