"""What somebody types: nothing is an error, and what can't be meant is said."""

from __future__ import annotations

import pytest

from radcat.search.query import MOST, Clause, Kind, read


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("lung masks", [Clause("lung"), Clause("masks")]),
        ('"lung masks" ct', [Clause("lung masks", Kind.PHRASE), Clause("ct")]),
        ('"lung masks', [Clause("lung masks", Kind.PHRASE)]),
        ("ultras*", [Clause("ultras", Kind.BEGINNING)]),
        ("creator:wang", [Clause("wang", field="creator")]),
        ("Author:wang", [Clause("wang", field="creator")]),
        ('title:"chest x-ray"', [Clause("chest x-ray", Kind.PHRASE, "title")]),
        ("ct -kaggle", [Clause("ct"), Clause("kaggle", is_excluded=True)]),
        ("https://doi.org/10.5281/zenodo.3757476", [Clause("10.5281/zenodo.3757476")]),
        ("doi:10.5281/zenodo.3757476", [Clause("10.5281/zenodo.3757476")]),
        ("the datasets with masks", [Clause("masks")]),
        ("the datasets", [Clause("the"), Clause("datasets")]),
        ("x-ray", [Clause("x-ray")]),
        ("(ct) [mri] {us} ct", [Clause("ct"), Clause("mri"), Clause("us")]),
        ("", []),
        ("   ", []),
        ("+ - * ? ! \\ / ~ ^", []),
        ("a\x00b\u202ec", [Clause("b"), Clause("c")]),
    ],
)
def test_it_is_read_as_meant(text: str, clauses: list[Clause]) -> None:
    assert list(read(text).clauses) == clauses


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("ct AND mri", "-word excludes one"),
        ("ct OR mri", "-word excludes one"),
        ("modality:ct", "is not a field; the fields are title"),
        ("word " * 5 + " ".join(f"w{n}" for n in range(1000)), "Only the first"),
        ("x" * 5000, "Only the first 2,000 characters"),
    ],
)
def test_what_is_left_out_is_said(text: str, note: str) -> None:
    typed = read(text)
    assert any(note in each for each in typed.notes)
    assert len(typed.clauses) <= MOST


@pytest.mark.parametrize(
    "text",
    [
        'a:"', '"', '""', "-", "--ct", '-"', "title:", ":", "*:*", "field:[1 TO 5]", "{!lucene}ct", "ct~2^3",
        "/re+gex/", "SELECT * WHERE { ?s ?p ?o }", "<script>alert(1)</script>", "%00", "ct' OR '1'='1", "\ud800",
        "🫁 lung", "肺 CT",
        "\n\t", "title:title:title:x", "a" * 100_000, "-" * 1000,
    ],
)  # fmt: skip
def test_nothing_typed_is_an_error(text: str) -> None:
    for clause in read(text).clauses:
        assert clause.text
