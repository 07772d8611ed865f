"""Texts with their tags, and names of languages, in every format: whatever the tag, and whatever the name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rdflib import DCTERMS, Graph, URIRef

from radcat.formats import REPRESENTATIONS
from radcat.formats.base import Described
from radcat.formats.texts import bcp47, by_language, cut, distinct, eu_table, json_ld
from radcat.model import Blank, Concept, Record, Text
from radcat.rdf import turtle
from radcat.rdf.languages import EU, canonical

BASE = "https://w3id.org/somewhere/"
ROWS = {row.name: row for row in REPRESENTATIONS if row.writes("dataset")}
TAGS = st.from_regex(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z]{5,8})?(-u-[a-z]{2}-[a-z]{3,8})?(-x-[a-z0-9]{1,8})?",
    fullmatch=True,
) | st.sampled_from(["x-own", "i-klingon", "zh-min-nan", "EN-us", "sgn-BE-FR", "qaa-Qaaa-QM-x-southern"])


def text(said: str, tag: str | None = None) -> Text:
    return Text(said, language=tag)


def described(body: str) -> Described:
    record = f"<datasets/d> a <http://www.w3.org/ns/dcat#Dataset> ; {body} .".encode()
    graph = turtle.parse(record, BASE, "d")
    return Described(Record("dataset", "datasets/d", record), graph, BASE, {"@context": {}})


@settings(deadline=None, max_examples=60)
@given(TAGS, TAGS)
def test_any_tag_comes_through_every_format(first: str, second: str) -> None:
    found = described(
        f'<{DCTERMS.title}> "one"@{first} , "two"@{second} ; <{DCTERMS.description}> "three"@{second} ; '
        f'<http://www.w3.org/ns/dcat#keyword> "word"@{first} , "word"@{second} , "word"'
    )
    written = {name: row.write(found) for name, row in ROWS.items()}
    tags = {"one": canonical(first), "two": canonical(second)}
    graph = Graph().parse(data=written["dcat-ap-turtle"], format="turtle")
    said = {(str(o), o.language) for o in graph.objects(URIRef(f"{BASE}datasets/d"), DCTERMS.title)}  # type: ignore[attr-defined]
    assert {(t, (tag or "").lower()) for t, tag in said} == {(t, tag.lower()) for t, tag in tags.items()}
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for name in ("oai_dc", "datacite"):
        root = etree.fromstring(written[name])
        assert {e.text: e.get(lang) for e in root.iter("{*}title")} == tags
        assert len([e for e in root.iter("{*}subject") if e.text == "word"]) == len({*tags.values()}) + 1
    titles = {row["title"]: row["lang"] for row in json.loads(written["datacite-json"])["titles"]}
    assert titles == tags


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ([text("a", "en")], ["a"]),
        ([text("a")], ["a"]),
        ([text("a", "de")], [{"@value": "a", "@language": "de"}]),
        ([text("a", "en"), text("b", "de")], [{"@value": "a", "@language": "en"}, {"@value": "b", "@language": "de"}]),
        ([text("a", "de"), text("b")], [{"@value": "a", "@language": "de"}, "b"]),
        ([text("a", "en"), text("b")], [{"@value": "a", "@language": "en"}, "b"]),
        ([text("a", "de"), text("a", "de")], [{"@value": "a", "@language": "de"}]),
        (["plain"], ["plain"]),
        ([], []),
    ],
)
def test_json_ld_tags_texts_unless_all_are_in_the_default_language(texts: list[str], values: list[object]) -> None:
    assert json_ld(texts, "en") == values


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        ([], None),
        ([text("a", "en")], "a"),
        ([text("a")], "a"),
        ([text("a", "de")], {"de": "a"}),
        ([text("a", "en"), text("b", "de")], {"en": "a", "de": "b"}),
        ([text("a", "de"), text("b", "de")], {"de": ["a", "b"]}),
        ([text("a", "de"), text("b")], {"de": "a"}),
    ],
)
def test_a_language_map_has_a_place_for_each_tag(texts: list[str], written: object) -> None:
    assert by_language(texts, "en") == written


def test_the_same_word_in_two_languages_is_two_texts() -> None:
    found = distinct([text("radar", "de"), text("radar", "fr"), text("radar"), text("radar", "de")])
    assert [t.language for t in found] == ["de", "fr", None]  # type: ignore[attr-defined]


def test_a_text_that_is_cut_keeps_its_tag() -> None:
    assert (cut(text("abc", "de"), 2), getattr(cut(text("abc", "de"), 2), "language", "")) == ("ab", "de")


LANGUAGES = (
    Concept(iri=f"{EU}DEU", notation="DEU"),
    Concept(iri=f"{EU}DEU", notation="deu"),
    Concept(iri="http://lexvo.org/id/iso639-3/fra"),
    Concept(iri=Blank("_:b1"), label="pt-BR"),
    Concept(iri=f"{EU}OP_DATPRO"),
    Concept(iri="https://example.org/martian", notation="MARS"),
)


def test_languages_are_written_as_tags_and_unknown_ones_are_left_out() -> None:
    assert bcp47(LANGUAGES) == ["de", "fr", "pt-BR"]


def test_languages_have_addresses_in_the_eu_table_and_others_are_left_out() -> None:
    assert [name.iri for name in eu_table(LANGUAGES)] == [
        f"{EU}DEU", f"{EU}DEU", f"{EU}FRA", f"{EU}POR", f"{EU}OP_DATPRO",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("schema", lambda d: json.loads(d)["inLanguage"]),
        ("bioschemas", lambda d: json.loads(d)["inLanguage"]),
        ("croissant", lambda d: json.loads(d)["inLanguage"]),
        ("datacite-json", lambda d: json.loads(d)["language"]),
        ("datacite", lambda d: etree.fromstring(d).findtext("{*}language")),
        ("oai_dc", lambda d: etree.fromstring(d).findtext("{*}language")),
    ],
)
@pytest.mark.parametrize(
    ("said", "tag"),
    [
        (f"<{EU}ENG>", "en"),
        (f"<{EU}GSW>", "gsw"),
        ("<http://id.loc.gov/vocabulary/iso639-2/ger>", "de"),
        ('"nb"', "nb"),
    ],
)
def test_each_format_has_the_language_of_the_data_as_a_tag(name: str, read: object, said: str, tag: str) -> None:
    written = ROWS[name].write(described(f'<{DCTERMS.title}> "t"@en ; <{DCTERMS.language}> {said}'))
    assert read(written) == tag  # type: ignore[operator]
