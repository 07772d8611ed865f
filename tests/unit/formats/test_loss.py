"""What each representation can't carry: computed on a record that says everything once, and written in the docs.

`python tests/unit/formats/test_loss.py --write` writes the table of docs/representations.md anew.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from radcat import settings
from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.formats import REPRESENTATIONS, alternates, dcat, links
from radcat.formats.base import Described, Representation
from radcat.formats.dcat_ap_rows import DCAT_AP
from radcat.formats.loss import Lost, losses, without
from radcat.model import Record
from radcat.rdf import turtle
from radcat.rdf.graph import frozen
from radcat.rdf.prefixes import curie

REPOSITORY = Path(__file__).parents[3]
DOCUMENT = REPOSITORY / "docs" / "representations.md"
BASE = "https://w3id.org/somewhere/"
FULL = (Path(__file__).parent / "full.ttl").read_bytes()
BEGIN, END = "<!-- begin representations -->", "<!-- end representations -->"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """An empty catalogue: the record brings all that it points at."""
    yield from _empty(tmp_path_factory.mktemp("empty"))


def _empty(data: Path) -> Iterator[Catalogue]:
    registry = Registry.open(settings.read(REPOSITORY / "tests" / "example", data=data, base_iri=BASE))
    yield registry.catalogue
    registry.ledger.close()


def full() -> Described:
    """The record that says everything once."""
    record = Record("dataset", "datasets/full", FULL)
    return Described(record, turtle.parse(FULL, BASE, "full"), BASE, {"@context": {}}, catalog_name="Catalogue")


OTHER_SYNTAXES = {row.name for row in DCAT_AP[1:]}  # of the statements that the first writes
ROWS = [row for row in REPRESENTATIONS if row.writes("dataset") and row.profile != alternates.PROFILE]


def row_of_table(catalogue: Catalogue, row: Representation) -> str:
    """One line of the table in the documents."""
    lost = paths(losses(catalogue, full(), row))
    profile = f"`{row.profile.token}`" if row.profile else ""
    if row.media_type in links.LINKSETS:
        said = "whatever is no link"
    elif row.name == "csvw":
        said = "everything but the title: it describes the columns of the CSV"
    else:
        said = ", ".join(f"`{name}`" if ":" in name else name for name in lost) or "nothing"
    media_type = f"{row.media_type.type}/{row.media_type.subtype}"
    return f"| {row.title} | `{row.name}` | `{media_type}` | {profile} | `.{row.suffix}` | {said} |"


def paths(lost: Sequence[Lost]) -> list[str]:
    """Name what is lost from the dataset on: a property, or a property of a part that is carried otherwise."""
    described = full()
    leading = {str(o): (str(s), str(p)) for s, p, o in described.graph if str(o).startswith(f"{described.iri}#")}
    gone = {(loss.subject, loss.property) for loss in lost}
    found = set()
    for loss in lost:
        path, subject = [curie(loss.property)], loss.subject
        while subject in leading and leading[subject] not in gone:
            subject, property_ = leading[subject]
            path.insert(0, curie(property_))
        if subject == described.iri:
            found.add("/".join(path))
        elif subject.endswith("#record"):
            found.add("the catalogue record")
    return sorted(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_documents_say_what_a_representation_cant_carry(catalogue: Catalogue, row: Representation) -> None:
    text = DOCUMENT.read_text()
    assert row_of_table(catalogue, row) in text, "run: python tests/unit/formats/test_loss.py --write"


def test_the_document_lists_every_representation_and_no_other() -> None:
    table = DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0]
    assert [line.split("|")[2].strip(" `") for line in table.splitlines() if line.startswith("| ")][1:] == [
        row.name for row in ROWS
    ]


def test_what_is_the_record_itself_loses_nothing(catalogue: Catalogue) -> None:
    assert losses(catalogue, full(), dcat.TURTLE) == ()


COMPARED = [row for row in ROWS if row.unwritten and row.name not in OTHER_SYNTAXES]


@pytest.mark.parametrize("row", COMPARED, ids=lambda row: row.name)
def test_what_is_compared_differs_where_the_bytes_do(row: Representation) -> None:
    described = full()
    content, written = row.content(described), row.write(described)
    for triple in described.graph:
        left = replace(described, graph=without(frozen(described.graph), triple))
        assert (row.content(left) == content) is (row.write(left) == written), triple


def test_a_list_is_left_out_with_the_statement_that_leads_to_it() -> None:
    graph = turtle.parse(b"<a> <p> ( <x> <y> ) ; <q> 1 .", BASE, "x")
    (statement,) = [triple for triple in graph if str(triple[1]).endswith("p") and str(triple[0]).endswith("a")]
    assert len(without(graph, statement)) == 1
    assert len(graph) == 6, "the graph itself is as it was"


def write() -> None:
    """Write the table."""
    with tempfile.TemporaryDirectory() as folder:
        (catalogue,) = _empty(Path(folder))
        lines = [row_of_table(catalogue, row) for row in ROWS]
    head = "| Representation | `--as` | Media type | Profile | Suffix | Can't carry |\n|---|---|---|---|---|---|\n"
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{head}" + "\n".join(lines) + f"\n\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/unit/formats/test_loss.py --write")
    write()
