"""Words as people type them find what is written otherwise: cases, accents, endings, hyphens, typos, beginnings."""

from __future__ import annotations

import pytest
from tests.search.conftest import Fed, document

from radcat.search.searching import Asked, Found, search, suggest
from radcat.search.snippets import marked, snippet

DOCUMENTS = [
    document("lungs", "Segmented lungs of COVID-19 patients", "Masks of the lungs, drawn by radiologists."),
    document(
        "xray", "Chest X-ray images", "Radiographs from a hospital in São Paulo, labelled as pneumonia or normal."
    ),
    document("french", "Radiographies pulmonaires", "Images étiquetées par des radiologues.", language="fr"),
    document("german", "Röntgenaufnahmen der Lunge", "Aufnahmen aus Kliniken.", language="de"),
    document("bare"),
]


@pytest.fixture
def index(fed: Fed) -> Fed:
    fed.feed(DOCUMENTS)
    return fed


def found(fed: Fed, text: str) -> Found:
    with fed.reader.view() as view:
        return search(view, Asked(text))


def names(fed: Fed, text: str) -> list[str]:
    return [hit.name.removeprefix("datasets/") for hit in found(fed, text).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("LUNG segmentation", "lungs"),
        ("covid19", "lungs"),
        ("covid 19", "lungs"),
        ("x ray", "xray"),
        ("xray", "xray"),
        ("sao paulo", "xray"),
        ("SÃO", "xray"),
        ("radiographie", "french"),
        ("etiquetee", "french"),
        ("Rontgenaufnahme", "german"),
        ('"masks of the lungs"', "lungs"),
        ("pneum*", "xray"),
        ("title:lungs", "lungs"),
        ("bare", "bare"),
    ],
)
def test_it_is_found(index: Fed, text: str, first: str) -> None:
    assert names(index, text)[:1] == [first]
    assert found(index, text).relaxed is None


@pytest.mark.parametrize(
    ("text", "missing"), [('"lungs of masks"', "lungs"), ("title:masks", "lungs"), ("chest -ray", "xray")]
)
def test_it_is_not_found_otherwise(index: Fed, text: str, missing: str) -> None:
    assert missing not in names(index, text)


def test_a_typo_is_looked_for_as_what_is_like_it_and_that_is_said(index: Fed) -> None:
    answer = found(index, "segmentd lungs")
    assert answer.hits[0].name == "datasets/lungs"
    assert answer.relaxed is not None
    assert answer.relaxed.respelled == ("segmentd",)


def test_a_word_that_nobody_has_is_left_out_and_that_is_said(index: Fed) -> None:
    answer = found(index, "chest qqqqqqqq")
    assert [hit.name for hit in answer.hits] == ["datasets/xray"]
    assert answer.relaxed is not None
    assert answer.relaxed.dropped == ("qqqqqqqq",)


def test_words_that_no_dataset_has_together_find_those_with_most_of_them(index: Fed) -> None:
    answer = found(index, "lungs masks hospital")
    assert [hit.name for hit in answer.hits] == ["datasets/lungs"]
    assert answer.relaxed is not None
    assert (answer.relaxed.least, answer.relaxed.among) == (2, 3)


@pytest.mark.parametrize("text", ["xyzzy", "qqqq wwww", "foo bar", '"no such phrase"', "zz*"])
def test_nonsense_finds_nothing(index: Fed, text: str) -> None:
    assert names(index, text) == []


def test_what_is_being_typed_is_suggested(index: Fed) -> None:
    with index.reader.view() as view:
        assert [hit.name for hit in suggest(view, "chest x-r", 5)] == ["datasets/xray"]
        assert [hit.name for hit in suggest(view, "rontg", 5)] == ["datasets/german"]
        assert suggest(view, "zzzz", 5) == []
        assert suggest(view, "  ", 5) == []


def test_a_snippet_marks_why_it_is_a_hit(index: Fed) -> None:
    answer = found(index, "lung segmentation")
    pieces = marked("Segmented lungs of COVID-19 patients", answer.words, ("en",))
    assert [piece.text for piece in pieces if piece.is_marked] == ["Segmented", "lungs"]
    assert "".join(piece.text for piece in pieces) == "Segmented lungs of COVID-19 patients"
    far = "word " * 200 + "the lungs are here " + "word " * 200
    near = snippet(far, answer.words, ("en",))
    assert any(piece.text == "lungs" and piece.is_marked for piece in near)
    assert near[0].text == "… "
    assert near[-1].text == " …"
    assert len("".join(piece.text for piece in near)) < 250
    assert snippet("", answer.words, ("en",)) == ()


def test_characters_of_several_bytes_are_marked_where_they_stand(index: Fed) -> None:
    answer = found(index, "sao")
    pieces = marked("Hôpital 🫁 de São Paulo", answer.words, ("en",))
    assert [piece.text for piece in pieces if piece.is_marked] == ["São"]
