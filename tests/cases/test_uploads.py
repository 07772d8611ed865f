"""Documents as editors and exporters write them, sent by PUT (cases/15-uploads, 20-context-list)."""

from __future__ import annotations

import codecs
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.cases.conftest import BASE, Publish
from werkzeug.test import TestResponse

from radcat.ledger.tokens import Role

MEDIA = {
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".gz": "text/turtle",
}
READ = {
    "bom.jsonld", "bom.rdf", "cr.ttl", "crlf.ttl", "ctxlist.jsonld", "ctxown.jsonld", "entity.rdf", "expanded.jsonld",
    "graph.jsonld", "latin1-ascii.rdf", "latin1-valid-utf8.rdf", "latin1.rdf", "named.jsonld", "plain.rdf",
    "utf16.jsonld",
}  # fmt: skip
REFUSED = {
    "bom.ttl": "byte order mark; save it as UTF-8 without one",
    "crlf.ttl.gz": "compressed (gzip); send it as it is",
    "ctxschema.jsonld": "the context 'https://schema.org/' is not fetched",
    "latin1.ttl": "not UTF-8; save the file in that encoding",
    "script.jsonld": "it is not JSON",
}
TITLES = {"latin1.rdf": "Étude des mouettes"}


@pytest.fixture
def writable(publish: Publish) -> Iterator[FlaskClient]:
    """A client that may write into the example, which has no shapes: what is tested is how documents are read."""
    published = publish(edit=lambda copy: shutil.rmtree(copy / "shapes"), writes=True)
    client = published.client
    token = published.registry.tokens.create("an admin", Role.ADMIN)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    yield client
    client.application.extensions["radcat.writer"].close()
    published.registry.tokens.close()


def put(client: FlaskClient, name: str, content: bytes, media_type: str) -> TestResponse:
    return client.put(f"/store?graph={BASE}{name}", data=content, content_type=media_type)


def local(content: bytes) -> bytes:
    """The document, with the base IRI that the tests have instead of its own."""
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        content = content.replace("http://127.0.0.1:8142/".encode(encoding), BASE.encode(encoding))
    return content


def test_every_file_is_known(cases: Path) -> None:
    assert {file.name for file in (cases / "15-uploads").glob("*.*")} == READ | set(REFUSED)


def test_what_editors_write_is_read_or_refused_in_words(cases: Path, writable: FlaskClient) -> None:
    for file in sorted((cases / "15-uploads").glob("*.*")):
        name = {".rdf": "datasets/up-xml", ".jsonld": "datasets/up-json"}.get(file.suffix, "datasets/up-ttl")
        answer = put(writable, name, local(file.read_bytes()), MEDIA[file.suffix])
        if file.name in READ:
            assert answer.status_code in (201, 204), (file.name, answer.data)
            text = writable.get(f"/{name}.ttl").get_data(as_text=True)
            assert TITLES.get(file.name, "") in text
            assert "How many gulls sit on the pier at noon" in text
        else:
            assert answer.status_code == 400, (file.name, answer.data)
            assert REFUSED[file.name] in answer.get_json()["detail"]


XML = """<?xml version="1.0" encoding="{encoding}"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:foaf="http://xmlns.com/foaf/0.1/">
 <foaf:Agent rdf:about="agents/gull"><foaf:name xml:lang="de">{name}</foaf:name></foaf:Agent>
</rdf:RDF>"""


ENCODED: tuple[tuple[str, str, bytes, str], ...] = (
    ("utf-8", "utf-8", codecs.BOM_UTF8, "Möwe 鴎"),
    ("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE, "Möwe 鴎"),
    ("utf-16", "utf-16-be", codecs.BOM_UTF16_BE, "Möwe 鴎"),
    ("UTF-16LE", "utf-16-le", b"", "Möwe 鴎"),
    ("UTF-16BE", "utf-16-be", b"", "Möwe 鴎"),
    ("utf-8", "utf-16-le", codecs.BOM_UTF16_LE, "Möwe 鴎"),  # the mark wins over the declaration
    ("ISO-8859-1", "latin-1", b"", "Möwe"),
    ("iso-8859-15", "iso8859-15", b"", "Möwe €"),
    ("windows-1252", "cp1252", b"", "Möwe – €"),
    ("us-ascii", "ascii", b"", "Moewe"),
    ("Shift_JIS", "shift_jis", b"", "鴎"),
    ("KOI8-R", "koi8-r", b"", "чайка"),
    ("GB18030", "gb18030", b"", "鸥"),
)


def test_xml_is_read_in_the_encoding_that_it_says(writable: FlaskClient) -> None:
    for declared, written, mark, name in ENCODED:
        content = mark + XML.format(encoding=declared, name=name).encode(written)
        answer = put(writable, "agents/gull", content, "application/rdf+xml")
        assert answer.status_code in (201, 204), (declared, answer.data)
        assert f'"{name}"@de' in writable.get("/agents/gull.ttl").get_data(as_text=True)


MISENCODED: tuple[tuple[bytes, str], ...] = (
    (XML.format(encoding="zlib", name="x").encode(), "the encoding zlib is not read here"),
    (XML.format(encoding="rot13", name="x").encode(), "the encoding rot13 is not read here"),
    (XML.format(encoding="x-none", name="x").encode(), "the encoding x-none is not read here"),
    (XML.format(encoding="utf-7", name="x").encode(), "the encoding utf-7 is not read here"),
    (XML.format(encoding="utf-8", name="Möwe").encode("latin-1"), "line 3: this is not utf-8"),
    (XML.format(encoding="us-ascii", name="Möwe").encode(), "line 3: this is not ascii"),
    (codecs.BOM_UTF16_LE + b"<\0?", "this is not utf-16-le"),
)


def test_xml_in_another_encoding_is_refused_with_its_name(writable: FlaskClient) -> None:
    for content, said in MISENCODED:
        answer = put(writable, "agents/gull", content, "application/rdf+xml")
        assert answer.status_code == 400, said
        assert said in answer.get_json()["detail"]


OWN = f"{BASE}ns/context.jsonld"


KNOWN: tuple[object, ...] = (
    OWN,
    [OWN],
    [OWN, {"ex": "http://example.org/"}],
    [{"ex": "http://example.org/"}, OWN],
    ["ns/context.jsonld", {"ex": "http://example.org/"}],
    ["/ns/context.jsonld"],
    ["http://localhost:9999/ns/context.jsonld", {"ex": "http://example.org/"}],
    ["http://127.0.0.1:8137/tides/ns/context.jsonld"],
    [None, OWN],
    [[OWN], {"ex": "http://example.org/"}],
)


def test_the_catalogues_own_context_is_known_alone_and_in_a_list(writable: FlaskClient) -> None:
    for number, context in enumerate(KNOWN):
        document = {"@context": context, "@id": "agents/gull", "@type": "Agent", "name": f"Gull {number}"}
        answer = put(writable, "agents/gull", json.dumps(document).encode(), "application/ld+json")
        assert answer.status_code in (201, 204), (context, answer.data)
        assert f'foaf:name "Gull {number}"' in writable.get("/agents/gull.ttl").get_data(as_text=True)


ELSEWHERE: tuple[object, ...] = (
    "https://schema.org/",
    [OWN, "https://schema.org/"],
    [{"ex": "http://example.org/"}, ["https://schema.org/"]],
    {"@import": "https://schema.org/"},
    {"ex": {"@id": "http://example.org/x", "@context": "https://schema.org/"}},
    "http://other.example/ns/context.jsonld",
    "http://[/ns/context.jsonld",
    "file:///etc/ns/context.jsonld",
)


def test_a_context_elsewhere_is_refused_by_its_name_and_never_fetched(writable: FlaskClient) -> None:
    for context in ELSEWHERE:
        plain: dict[str, object] = {"@context": context, "@id": "agents/gull", "@type": "Agent"}
        for document in (plain, {"@context": OWN, "@graph": [plain]}):
            answer = put(writable, "agents/gull", json.dumps(document).encode(), "application/ld+json")
            assert answer.status_code == 400, context
            assert "is not fetched; write its terms into the document, or use" in answer.get_json()["detail"]


def test_the_context_list_of_the_case_is_read(cases: Path, writable: FlaskClient) -> None:
    content = (cases / "20-context-list" / "up.jsonld").read_bytes()
    answer = put(writable, "agents/asa-mueller", content, "application/ld+json")
    assert answer.status_code == 204, answer.data
    assert '"Asa"' in writable.get("/agents/asa-mueller.ttl").get_data(as_text=True)
