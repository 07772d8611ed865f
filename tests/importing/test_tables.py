"""Tables, with and without a mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.importing.conftest import Imported

from radcat.cli import cli
from radcat.errors import UnreadableSource
from radcat.importing import tables

TABLE = """Title;Keywords;Licence;Issued;Download URL;Format;Colour
Air;"a; b";CC-BY-4.0;2020-05;https://a.example/f.csv;text/csv;red
"""
MAPPING = """[columns]
"Name" = "dcterms:title"
"Where" = "@id"
"Tags" = { property = "dcat:keyword", separator = "|", language = "en" }
"Kind" = { property = "dcat:theme", values = { CT = "https://a.example/ct" } }
"""


def test_headings_are_taken_for_what_they_commonly_mean(of_text: Callable[..., Imported]) -> None:
    found = of_text(TABLE, "list.csv")
    (draft,) = found.drafts
    for said in (
        'dcterms:title "Air"',
        '"a" ,\n        "b"',
        "<https://creativecommons.org/licenses/by/4.0/>",
        '"2020-05"^^xsd:gYearMonth',
        "dcat:accessURL <https://a.example/f.csv>",
        "media-types/text/csv>",
    ):
        assert said in draft.text
    assert found.notes == ["nothing was made of the columns 'Colour'."]


def test_a_mapping_says_what_columns_are(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(MAPPING)
    rows = "Name,Where,Tags,Kind\nAir,https://a.example/air,a|b,CT\n,,,\nWater,,c,MR\n"
    (tmp_path / "list.csv").write_text(rows)
    arguments = ["import", str(tmp_path / "list.csv"), "--out", str(tmp_path / "d"), "--mapping"]
    found = CliRunner().invoke(cli, [*arguments, str(tmp_path / "m.toml")])
    assert found.exit_code == 0, found.stderr
    air = (tmp_path / "d/air.ttl").read_text()
    assert "owl:sameAs <https://a.example/air>" in air
    assert '"a"@en ,\n        "b"@en' in air
    assert "dcat:theme <https://a.example/ct>" in air
    assert 'rdfs:label "MR"' in (tmp_path / "d/water.ttl").read_text()
    (tmp_path / "m.toml").write_text("[columns]\nName = 5")
    refused = CliRunner().invoke(cli, [*arguments, str(tmp_path / "m.toml")])
    assert isinstance(refused.exception, UnreadableSource)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[columns", "is not TOML"),
        ("a = 1", "needs a table [columns]"),
        ('[columns]\nA = "nothing"', "'nothing' is no property; write one such as dcterms:title"),
        ('[columns]\nA = { property = "dcterms:title", color = "x" }', "and not {'color'}"),
        ('[columns]\nA = { separator = ";" }', "has property, separator, values and language"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(text: str, reason: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        tables.mapping(text, "m.toml")
    assert reason in str(caught.value)


def test_a_table_without_a_column_that_is_known_is_refused(of_text: Callable[..., Imported]) -> None:
    with pytest.raises(UnreadableSource) as caught:
        of_text("Foo,Bar\n1,2\n", "list.csv")
    assert "no column is known ('Foo', 'Bar'); say what they are with --mapping" in str(caught.value)
