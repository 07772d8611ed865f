"""Files and the records they hold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from radcat.errors import ConflictingRecord, MisplacedRecord, NoCatalogue, RecordError
from radcat.folder import files, records
from radcat.folder.records import HeldFiles, RecordFile
from radcat.model import KIND, KINDS, Record
from radcat.rdf import turtle

BASE = "http://127.0.0.1:8000/"


def file_of(name: str, text: str, kind: str = "dataset") -> RecordFile:
    folder = KIND[kind].folder
    return RecordFile(Record(kind, name, text.encode()), Path(folder, f"{name.rpartition('/')[2]}.ttl"))


def graph_of(text: str) -> Graph:
    return turtle.parse(text.encode(), BASE, "x")


def refusal(file: RecordFile, others: Iterable[RecordFile] = ()) -> RecordError | None:
    graph = turtle.parse(file.record.text, BASE, file.place)
    try:
        records.check_place(file, graph, BASE, HeldFiles([file, *others]))
    except RecordError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("ontology/tides.ttl", "ontology", "ns/tides"),
        ("ontology/schemes/status.ttl", "scheme", "ns/status"),
        ("shapes/required.ttl", "shapes", "shapes/required"),
        ("records/agents/asa-mueller.ttl", "agent", "agents/asa-mueller"),
        ("records/externals/harbour-log-1901.ttl", "external", "externals/harbour-log-1901"),
        ("records/datasets/skerry-float.ttl", "dataset", "datasets/skerry-float"),
        ("records/sources/inventory.ttl", "source", "sources/inventory"),
        ("records/catalog.ttl", "catalog", "catalog"),
    ],
)
def test_a_files_place_says_what_it_is_and_what_it_is_called(
    catalogue_folder: Path, path: str, kind: str, name: str
) -> None:
    found = {file.place: file.record for file in records.read_folder(catalogue_folder)}
    assert (found[path].kind, found[path].name) == (kind, name)
    assert found[path].text == (catalogue_folder / path).read_bytes()
    assert records.read_file(catalogue_folder / path, catalogue_folder).record == found[path]


def test_kinds_come_in_the_order_of_publishing_and_files_by_name(catalogue_folder: Path) -> None:
    files = records.read_folder(catalogue_folder)
    order = [kind.name for kind in KINDS]
    assert [file.record.kind for file in files] == sorted((f.record.kind for f in files), key=order.index)
    assert [f.place for f in files] == [
        f.place for kind in order for f in sorted(files, key=lambda f: f.place) if f.record.kind == kind
    ]


def test_what_is_no_record_file_is_left_alone(catalogue_folder: Path) -> None:
    before = records.read_folder(catalogue_folder)
    for path in ("records/notes.ttl", "records/datasets/README.md", "records/datasets/x.ttl~", "records/more/x.ttl"):
        (catalogue_folder / path).parent.mkdir(exist_ok=True)
        (catalogue_folder / path).write_text("not Turtle", encoding="utf-8")
    assert records.read_folder(catalogue_folder) == before


@pytest.mark.parametrize("folders", [(), ("records/datasets",), ("ontology", "shapes")])
def test_a_folder_without_a_record_is_no_catalogue(tmp_path: Path, folders: tuple[str, ...]) -> None:
    """Vocabularies and shapes alone are none either."""
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    if "shapes" in folders:
        (tmp_path / "shapes" / "required.ttl").write_text("", encoding="utf-8")
    with pytest.raises(NoCatalogue, match="--root"):
        records.read_folder(tmp_path)


def test_a_file_outside_the_catalogue_is_read_as_a_dataset(catalogue_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.ttl"
    path.write_text("<datasets/draft> <p> 1 .", encoding="utf-8")
    found = records.read_file(path, catalogue_folder)
    assert (found.record.kind, found.record.name, found.path) == ("dataset", "datasets/draft", path)


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    files.write_file(path, "old\n")
    files.write_file(path, "new ä\n")
    assert path.read_bytes() == "new ä\n".encode()
    assert list(tmp_path.iterdir()) == [path]


# What a file may describe


@pytest.mark.parametrize(
    "text",
    [
        "<datasets/x> <p> 1 .",
        "<datasets/x> <p> <datasets/x#part> . <datasets/x#part> <p> 1 .",
        "<datasets/x> <p> <datasets/y> . <datasets/x/below> <p> 1 .",
        "<datasets/x> <p> [ <q> 1 ] . <https://example.org/licence> <p> 1 .",
    ],
)
def test_a_file_describes_its_own_iri_what_is_below_it_and_what_is_not_ours(text: str) -> None:
    assert refusal(file_of("datasets/x", text)) is None


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ("<datasets/y> <p> 1 .", 1, "<datasets/y>"),
        ("<datasets/x> <p> 1 .\n\n<datasets/xy> <p> 1 .", 3, "<datasets/xy>"),
        ("<datasets/x> <p> 1 .\n<> <p> 1 .", 2, "<>"),
        ("<datasets/x> <p> 1 .\n<ns/tides#datum> <p> 1 .", 2, "<ns/tides#datum>"),
        ("<datasets/x#part> <p> 1 .", 1, "<datasets/x>"),
        ("<https://example.org/x> <p> 1 .", 1, "<datasets/x>"),
        ("", 1, "<datasets/x>"),
    ],
)
def test_a_file_that_describes_something_else_is_misplaced(text: str, line: int, named: str) -> None:
    error = refusal(file_of("datasets/x", text))
    assert isinstance(error, MisplacedRecord)
    assert (error.path, error.line) == ("records/datasets/x.ttl", line)
    assert named in error.reason


@pytest.mark.parametrize("described", ["<datasets/y>", "<datasets/y#part>", "<ns/status/online>"])
def test_a_file_that_describes_what_another_holds_conflicts_with_it(described: str) -> None:
    owners = [file_of("datasets/y", ""), file_of("ns/status", "", "scheme")]
    error = refusal(file_of("datasets/x", f"<datasets/x> <p> 1 .\n{described} <p> 1 ."), owners)
    assert isinstance(error, ConflictingRecord)
    assert error.line == 2
    assert any(other.place in error.reason for other in owners)


@pytest.mark.parametrize("slug", ["x", "a-b", "a_b", "covid19-ct-seg-20", "v1.0", "0"])
def test_a_slug_is_lower_case_letters_digits_and_single_marks(slug: str) -> None:
    assert refusal(file_of(f"datasets/{slug}", f"<datasets/{slug}> <p> 1 .")) is None


@pytest.mark.parametrize("slug", ["X", "a b", "ä", "-a", "a-", "a--b", "a+b", ".a", "a%20b", "a~"])
def test_a_file_whose_name_is_no_slug_is_refused(slug: str) -> None:
    error = refusal(file_of(f"datasets/{slug}", ""))
    assert isinstance(error, MisplacedRecord)
    assert "not a slug" in error.reason


# Names


@pytest.mark.parametrize(
    ("name", "owners"),
    [
        ("datasets/x", ["datasets/x", "datasets"]),
        ("datasets/x#part", ["datasets/x", "datasets"]),
        ("ns/status/online", ["ns/status/online", "ns/status", "ns"]),
        ("catalog", ["catalog"]),
        ("#part", []),
        ("", []),
        ("/x", ["/x"]),
    ],
)
def test_a_name_is_held_by_itself_or_by_what_is_above_it_nearest_first(name: str, owners: list[str]) -> None:
    assert list(records.owner_names(name)) == owners


def test_targets_are_what_a_record_points_at_and_who_could_hold_that() -> None:
    text = """<datasets/x> a <ns/tides#Gauge> ; <list> ( <datasets/y#part> ) ; <nested> [ <q> <ns/status/online> ] ;
        <p> <datasets/x#own>, <agents/a>, <https://example.org/>, <datasets/xy>, "s" ."""
    record = Record("dataset", "datasets/x", text.encode())
    named = {"ns/tides#Gauge", "ns/tides", "agents/a", "datasets/xy", "datasets/y#part", "datasets/y"}
    assert records.targets(graph_of(text), record.name, BASE) == named | {"ns/status/online", "ns/status"}


def test_a_description_is_a_nodes_statements_with_the_blank_nodes_below() -> None:
    graph = graph_of("<a> <p> [ <q> [ <r> 1 ] ], <b> ; <list> (1 2) . <b> <p> 1 .")
    assert len(list(records.description(graph, URIRef(BASE + "a")))) == 9


def test_blank_nodes_that_point_at_each_other_are_described_once() -> None:
    graph = graph_of("<a> <p> _:x . _:x <q> _:y . _:y <q> _:x, _:y .")
    found = list(records.description(graph, URIRef(BASE + "a")))
    assert len(found) == len(set(found)) == 4


@pytest.mark.parametrize("text", ["<catalog> <p> 1 .\n", "<catalog> <p> 1 . # no line end", ""])
def test_the_catalogues_members_are_told_behind_its_own_text(text: str) -> None:
    names = ["datasets/a", "datasets/b"]
    together = records.with_members(text.encode(), BASE + "catalog", names, BASE)
    assert together.startswith(text.encode())
    said = {(str(s), str(p), str(o)) for s, p, o in turtle.parse(together, BASE, "x") - graph_of(text)}
    assert said == {(BASE + "catalog", "http://www.w3.org/ns/dcat#dataset", BASE + name) for name in names}
