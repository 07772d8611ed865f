"""What can't be read, or not all of it: a line each, and the others go on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from tests.importing.conftest import BASE, Imported

from radcat.errors import UnreadableSource
from radcat.importing import sources
from radcat.importing.contexts import UnknownContext
from radcat.importing.documents import Document
from radcat.importing.drafts import Draft
from radcat.importing.notes import Note
from radcat.importing.reading import Reader, Skipped

PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
DATASET = f'{PREFIXES}<https://a.example/d> a dcat:Dataset ; dcterms:title "A title" .\n'


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(BASE, seconds=20, megabytes=512) as found:
        yield found


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.ttl", b"", "it is empty"),
        ("a.ttl", b"this is no Turtle", "line 1"),
        ("a.ttl", "<a:a> <a:b> 'Sch\xfctz' .".encode("latin-1"), "line 1 is not UTF-8"),
        ("a.json", b'{"@type": ', "it is not JSON"),
        ("a.jsonld", b'{"@type": ', "it is not JSON"),
        ("a.rdf", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Desc', "line 1"),
        ("a.json", b'{"colour": "red"}', "these are: DCAT-US 1.1 and 3, records of Zenodo"),
        ("a.html", b"<html><body>Nothing</body></html>", "no JSON-LD and no RDFa"),
        ("a.pdf", b"%PDF-1.7", "its format is not known"),
        ("a.xml", b"<oai_dc/>", "is not known"),
    ],
)
def test_what_can_not_be_read_is_said_with_the_place_and_the_reason(
    reader: Reader, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableSource) as caught:
        list(reader.read(Document.of(content, name, "", BASE)))
    assert reason in caught.value.reason
    assert caught.value.place == name
    assert [type(each) for each in reader.read(Document.of(DATASET.encode(), "b.ttl"))] == [Draft], "the next goes on"


BOMBS = {
    "brackets": ("b.ttl", f"{PREFIXES}<a:a> <a:b> {'[ <a:c> ' * 200_000}".encode()),
    "lists": ("l.ttl", f"<a:a> <a:b> {'(' * 500_000} {')' * 500_000} .".encode()),
    "json": ("j.jsonld", b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
    "entities": (
        "e.rdf",
        b'<?xml version="1.0"?><!DOCTYPE r ['
        + b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"lol") for n in range(12))
        + b']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="a:a">'
        b'<x:y xmlns:x="a:">&e11;</x:y></rdf:Description></rdf:RDF>',
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_no_more_than_its_own_reading(reader: Reader, bomb: str) -> None:
    name, content = BOMBS[bomb]
    try:
        found = list(reader.read(Document.of(content, name, "", BASE)))
    except UnreadableSource:
        found = []
    assert not [each for each in found if isinstance(each, Draft)]
    assert [type(each) for each in reader.read(Document.of(DATASET.encode(), "b.ttl"))] == [Draft]


def test_a_dataset_with_blank_nodes_in_a_deep_chain_is_skipped_and_the_next_is_not(reader: Reader) -> None:
    chain = "".join(f"_:n{n} <a:next> _:n{n + 1} .\n" for n in range(20_000))
    text = f"{DATASET}<https://a.example/e> a dcat:Dataset ; dcterms:title 'Deep' ; <a:next> _:n0 .\n{chain}"
    found = list(reader.read(Document.of(text.encode(), "deep.ttl", "", BASE)))
    assert [type(each) for each in found] in ([Draft, Skipped], [Draft, Draft])


def test_a_gzip_bomb_is_unpacked_to_the_limit_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LARGEST", 1_000_000)
    path = tmp_path / "a.ttl.gz"
    path.write_bytes(gzip.compress(b" " * 50_000_000))
    (found,) = sources.opened(str(path), BASE)
    assert isinstance(found, UnreadableSource)
    assert "more than 1,000,000 bytes" in found.reason
    path.write_bytes(gzip.compress(DATASET.encode()))
    (found,) = sources.opened(str(path), BASE)
    assert isinstance(found, Document)
    assert found.media_type == "text/turtle"


def test_a_folder_gives_what_may_hold_a_description_and_a_missing_file_is_said(tmp_path: Path) -> None:
    for name in ("a.ttl", "b/c.json", ".hidden/d.ttl", "e.png", ".f.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DATASET)
    places = [found.place for found in sources.opened(str(tmp_path), BASE)]
    assert places == [str(tmp_path / "a.ttl"), str(tmp_path / "b/c.json")]
    (missing,) = sources.opened(str(tmp_path / "z.ttl"), BASE)
    assert isinstance(missing, UnreadableSource)
    assert "No such file" in missing.reason


def test_a_remote_context_is_not_fetched_unless_it_is_allowed() -> None:
    text = {"@context": "https://a.example/context", "@id": "https://a.example/d", "@type": "Set", "called": "A"}
    document = Document.of(json.dumps(text).encode(), "a.jsonld", "", BASE)
    with Reader(BASE) as reader, pytest.raises(UnreadableSource) as caught:
        list(reader.read(document))
    assert "https://a.example/context is elsewhere and is not fetched; allow it with --fetch-contexts" in str(
        caught.value
    )
    known = {"Set": "http://www.w3.org/ns/dcat#Dataset", "called": "http://purl.org/dc/terms/title"}
    asked = []

    def fetch(address: str) -> object:
        asked.append(address)
        return known

    with Reader(BASE, fetch_context=fetch) as reader:
        (found,) = reader.read(document)
    assert isinstance(found, Draft)
    assert 'dcterms:title "A"' in found.text
    assert asked == ["https://a.example/context"]


@pytest.mark.parametrize(
    ("text", "triples", "note"),
    [
        ('<a:a b> a dcat:Dataset ; dcterms:title "T" .', 3, "'a:a b' is no IRI"),
        ('<a:a> a dcat:Dataset ;\n dct:title "T" ;\n dcterms:title "U" .', 3, "line 3: The prefix dct: has not been"),
        ('<a:a> a dcat:Dataset ; adms:status <a:s> ; dcterms:title "U" .', 4, "the prefix adms: is not declared"),
        ('<a:a> a dcat:Dataset .\n<a:a> dcterms:title "T"@a_b .', 3, "what follows is left out"),
        ('<a:a> a dcat:Dataset ; dcterms:title "T" .\n<a:a> a dcat:Dataset ; <<', 3, "what follows is left out"),
    ],
)
def test_what_is_wrong_in_a_place_costs_no_more_than_the_place(
    of_text: Callable[..., Imported], text: str, triples: int, note: str
) -> None:
    found = of_text(PREFIXES + text)
    assert len(found.drafts) == 1
    graph = Graph().parse(data=found.drafts[0].text, format="turtle", publicID=BASE)
    assert len(graph) == triples
    assert any(note in each for each in found.notes), found.notes


def test_a_line_with_a_bracket_is_never_left_out_alone(of_text: Callable[..., Imported]) -> None:
    """What is within the bracket would be said of the dataset."""
    part = "x:y [ a <a:C> ;\n dcterms:description 'of the part' ] ;\n dcat:keyword 'k' ."
    found = of_text(f"{PREFIXES}<a:a> a dcat:Dataset ;\n dcterms:title 'T' ;\n {part}")
    assert all("of the part" not in draft.text for draft in found.drafts)
    assert "what follows is left out" in found.notes[-1]


def test_statements_a_line_go_on_behind_a_bad_one(of_text: Callable[..., Imported]) -> None:
    triple = "<a:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n"
    found = of_text(f"{triple}nonsense\n<a:a> <http://purl.org/dc/terms/title> 'T' .\n", "a.nt")
    assert len(found.drafts) == 1
    assert "'T'" not in found.drafts[0].text
    assert len(found.notes) == 2
    whole = of_text(f'{triple}nonsense\n<a:a> <http://purl.org/dc/terms/title> "T" .\n', "a.nt")
    assert 'dcterms:title "T"' in whole.drafts[0].text
    assert len(whole.notes) == 1


def test_two_datasets_with_one_identifier_are_two_drafts(of_text: Callable[..., Imported]) -> None:
    text = "".join(
        f'<https://{host}.example/same> a dcat:Dataset ; dcterms:identifier "x-1" ; dcterms:title "T" .\n'
        for host in "ab"
    )
    assert [draft.slug for draft in of_text(PREFIXES + text).drafts] == ["same", "same-2"]


def test_a_circle_of_blank_nodes_is_given_names(of_text: Callable[..., Imported]) -> None:
    text = f"{PREFIXES}<a:a> a dcat:Dataset ; <a:to> _:b .\n_:b <a:to> _:c .\n_:c <a:to> _:b .\n"
    (draft,) = of_text(text).drafts
    assert draft.text.count("#node-") >= 4


def test_contexts_that_name_themselves_end() -> None:
    document = Document.of(b'{"@context": ["https://a.example/1"], "@id": "a:a"}', "a.jsonld", "", BASE)
    count = 0

    def endless(_: str) -> object:
        nonlocal count
        count += 1
        return [f"https://a.example/{count + 1}"]

    with Reader(BASE, fetch_context=endless) as reader:
        try:
            found = list(reader.read(document))
        except UnreadableSource:
            found = []
    assert count <= 10
    assert not [each for each in found if isinstance(each, Draft)]
    assert issubclass(UnknownContext, Exception)
    assert Note("a").record == ""
