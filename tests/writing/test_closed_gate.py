"""What a curator is told over HTTP: shapes that can't be used, and text that is not Turtle."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from radcat.bootstrap import Registry
from radcat.ledger.tokens import Role

ADDRESS = "/datasets/skerry-float"
BROKEN = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<shapes/bad> a sh:NodeShape"


def put(client: FlaskClient, tokens: dict[Role, str], text: str, name: str = "datasets/skerry-float") -> TestResponse:
    return client.put(
        "/store", query_string={"graph": f"http://127.0.0.1:8000/{name}"}, data=text.encode(),
        headers={"Authorization": f"Bearer {tokens[Role.CURATOR]}", "Content-Type": "text/turtle"},
    )  # fmt: skip


def test_a_put_is_refused_in_words_while_shapes_cant_be_used(
    registry: Registry, writable: FlaskClient, tokens: dict[Role, str]
) -> None:
    root = registry.settings.root
    text = (root / "records/datasets/skerry-float.ttl").read_text().replace("float gauge", "floating gauge")
    (root / "shapes" / "bad.ttl").write_text(BROKEN)
    registry.publisher.sync(root)
    generation = registry.ledger.generation
    answer = put(writable, tokens, text)
    assert answer.status_code == 409, answer.text
    assert "datasets/skerry-float can't be checked: shapes/bad.ttl:2 can't be used" in (answer.json or {})["detail"]
    assert "Retry-After" not in answer.headers
    assert registry.ledger.generation == generation
    status = writable.get("/readyz").json or {}
    assert [finding["place"] for finding in status["not_published"]] == ["shapes/bad.ttl"]
    assert status["status"] == "ready, with faults"
    (fault,) = (fault for fault in status["faults"] if fault["name"] == "shapes/bad")
    assert fault["source"] == "gate"
    assert fault["summary"].startswith("shapes/bad.ttl:2: error: ")
    assert fault["summary"].endswith("Nothing that it would judge is published until it can be used.")


def test_text_that_is_not_turtle_is_told_with_its_lines_and_a_caret(
    registry: Registry, writable: FlaskClient, tokens: dict[Role, str]
) -> None:
    text = (registry.settings.root / "records/datasets/skerry-float.ttl").read_text()
    answer = put(writable, tokens, text.replace("a dcat:Dataset ;", "a dcat:Dataset"))
    assert answer.status_code == 400
    assert (answer.json or {})["line"] == 11
    first, above, line, caret = (answer.json or {})["detail"].splitlines()
    assert first == "line 11: a `;` is missing at the end of this line."
    assert above.startswith("10 | <datasets/skerry-float>")
    assert line == "11 |     a dcat:Dataset"
    assert caret.endswith("^")
