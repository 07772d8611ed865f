"""What editors and clients put into a query's text (case 10)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ANSWERED = ("bom", "comment", "words")
REFUSED = {
    "nbsp": ("U+00A0 NO-BREAK SPACE", 1, 7),
    "vt": ("U+000B VERTICAL TAB", 1, 10),
    "smart": ("U+201C LEFT DOUBLE QUOTATION MARK", 1, 23),
    "utf16": ("UTF-16", 1, 1),
    "latin1": ("U+00E9 LATIN SMALL LETTER E WITH ACUTE", 1, 13),
}


def ask(client: FlaskClient, query: bytes, way: str) -> TestResponse:
    if way == "a body":
        return client.post("/sparql", data=query, content_type="application/sparql-query")
    escaped = f"query={quote(query)}"
    if way == "a form":
        return client.post("/sparql", data=escaped, content_type="application/x-www-form-urlencoded")
    return client.get(f"/sparql?{escaped}")


WAYS = pytest.mark.parametrize("way", ["an address", "a form", "a body"])


@WAYS
@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_sparql_all_the_same_is_answered(cases: Path, client: FlaskClient, name: str, way: str) -> None:
    assert ask(client, (cases / "10-clients" / f"{name}.rq").read_bytes(), way).status_code == 200


@WAYS
@pytest.mark.parametrize("name", REFUSED)
def test_the_character_is_named_with_its_place(cases: Path, client: FlaskClient, name: str, way: str) -> None:
    said, line, column = REFUSED[name]
    found = ask(client, (cases / "10-clients" / f"{name}.rq").read_bytes(), way)
    assert found.status_code == 400
    assert said in found.get_json()["detail"]
    assert (found.get_json()["line"], found.get_json()["column"]) == (line, column)
