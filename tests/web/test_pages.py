"""What every page has in common: validators, methods, markup that can't be broken out of."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from radcat.bootstrap import Registry
from radcat.web.app import create_app

BASE = "http://127.0.0.1:8000/"
PAGES = [
    "/",
    "/datasets/",
    "/datasets/?page=1",
    "/datasets/skerry-float",
    "/datasets/outer-reef-pressure",
    "/datasets/gullhaven-hourly",
    "/datasets/gullhaven-hourly?_profile=alt",
    "/agents/asa-mueller",
    "/externals/harbour-log-1901",
    "/sources/inventory",
    "/ns/tides",
    "/ns/status",
    "/ns/status/archived",
    "/shapes/required",
    "/catalog",
    "/catalog.ttl",
    "/datasets/skerry-float.ttl",
    "/datasets/skerry-float.jsonld",
    "/datasets/skerry-float.rdf",
    "/datasets/skerry-float.nt",
    "/ns/context.jsonld",
    "/agents/",
    "/ns/",
    "/queries/",
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=ASK%7B%7D&format=html",
]
HTML_PAGES = [page for page in PAGES if not re.search(r"\.\w+$|=ASK%7B%7D$", page)]


class Scripts(HTMLParser):
    """Collects what a browser takes for scripts, and which elements it finds at all."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[str, str]] = []
        self.elements: list[str] = []
        self.links: list[str] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self._open = tag == "script"
        if self._open:
            self.scripts.append((dict(attrs).get("type") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._open:
            kind, text = self.scripts[-1]
            self.scripts[-1] = (kind, text + data)


@pytest.mark.parametrize("page", PAGES)
def test_an_etag_is_strong_and_the_same_for_the_same_page(client: FlaskClient, page: str) -> None:
    first, second = client.get(page), client.get(page)
    etag, weak = first.get_etag()
    assert etag
    assert not weak
    assert second.get_etag() == (etag, False)
    assert first.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("page", PAGES)
def test_who_has_the_page_already_is_told_304(client: FlaskClient, page: str) -> None:
    fresh = client.get(page)
    etag = fresh.headers["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}"):  # a proxy that compresses weakens it
        response = client.get(page, headers={"If-None-Match": known})
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == fresh.headers["ETag"]
        assert response.headers.get("Vary") == fresh.headers.get("Vary")


@pytest.mark.parametrize("page", PAGES)
def test_who_has_another_page_gets_this_one(client: FlaskClient, page: str) -> None:
    response = client.get(page, headers={"If-None-Match": '"0123456789abcdef"'})
    assert response.status_code == 200
    assert response.data


@pytest.mark.parametrize("page", PAGES)
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, page: str) -> None:
    get, head = client.get(page), client.head(page)
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_type == get.content_type
    # A query is not evaluated for a HEAD, so that nobody knows the ETag of its page.
    assert head.headers.get("ETag") == (None if "format=html" in page else get.headers["ETag"])


@pytest.mark.parametrize("page", [page for page in PAGES if "sparql" not in page])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_page_is_only_read(client: FlaskClient, page: str, method: str) -> None:
    response = client.open(page, method=method)
    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert {"GET", "HEAD"} <= set(response.allow)


@pytest.mark.parametrize("page", [p for p in PAGES if re.fullmatch(r"/[a-z]+/[\w/-]+|/catalog", p) or "query" in p])
def test_what_is_negotiated_varies_by_accept(client: FlaskClient, page: str) -> None:
    assert "Accept" in client.get(page).vary


def test_each_format_of_a_record_has_an_etag_of_its_own(client: FlaskClient) -> None:
    accepts = ["text/html", "text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]
    etags = [client.get("/datasets/skerry-float", headers={"Accept": a}).headers["ETag"] for a in accepts]
    assert len(set(etags)) == len(accepts)


@pytest.mark.parametrize("page", HTML_PAGES)
def test_a_page_is_one_whole_document_that_needs_nobody_else(client: FlaskClient, page: str) -> None:
    text = client.get(page, headers={"Accept": "text/html"}).get_data(as_text=True)
    found = Scripts(text)
    for element in ("html", "head", "title", "body", "main", "h1"):
        assert found.elements.count(element) == 1, element
    # Pages with scripts, which work without them: tests/browser/test_query_page.py and test_compare.py.
    has_scripts = page.partition("?")[0] == "/sparql" or re.fullmatch(r"/datasets/[^/?]*(\?.*)?", page)
    assert has_scripts or all(kind == "application/ld+json" for kind, _ in found.scripts)
    assert not any(code.strip() for kind, code in found.scripts if not kind), "a script is a file of its own"
    assert "{{" not in text
    assert "{%" not in text
    loaded = re.findall(
        r'<(?:script|img|iframe)[^>]*src="([^"]*)"|<link rel="(?:stylesheet|icon)"[^>]*href="([^"]*)"', text
    )
    assert all((one or other).startswith("/static/") for one, other in loaded)


@pytest.mark.parametrize("page", HTML_PAGES)
def test_no_link_runs_a_script(client: FlaskClient, page: str) -> None:
    found = Scripts(client.get(page, headers={"Accept": "text/html"}).get_data(as_text=True))
    assert all(link.startswith(("/", "#", "http://", "https://", "mailto:")) for link in found.links)


@pytest.mark.parametrize("page", ["/", *(f"/{name}" for name in (
    "datasets/skerry-float", "datasets/gullhaven-hourly", "datasets/gullhaven-monthly",
    "datasets/gullhaven-surge-2019", "datasets/outer-reef-pressure",
))])  # fmt: skip
def test_the_schema_org_in_a_page_is_json_and_nothing_in_it_ends_the_element(client: FlaskClient, page: str) -> None:
    found = Scripts(client.get(page).get_data(as_text=True))
    (script,) = (text for kind, text in found.scripts if kind == "application/ld+json")
    assert not re.search(r"[<>&]", script), "neither </script nor <!-- can occur"
    document = json.loads(script)
    assert document["@type"] == ("DataCatalog" if page == "/" else "Dataset")


def test_awkward_text_reaches_the_reader_as_it_was_written(client: FlaskClient, published: Registry) -> None:
    record = published.catalogue.version("datasets/skerry-float").record
    dataset = published.catalogue.dataset(record)
    page = client.get("/datasets/skerry-float").get_data(as_text=True)
    (script,) = (text for kind, text in Scripts(page).scripts if kind == "application/ld+json")
    document = json.loads(script)
    assert document["name"] == dataset.title == '"Skerry" float gauge: Müller & Söhne\'s paper charts (岩礁の潮位)'
    assert document["description"] == dataset.description
    assert "</script>, <!-- and ]]>" in document["description"]
    assert 'sea level, "historic"' in document["keywords"]
    assert document["distribution"]["contentUrl"] == "https://example.org/files/skerry%2C%20%22float%22.csv"
    assert "&lt;/script&gt;, &lt;!-- and ]]&gt;" in page
    assert page.count("</script>") == page.count("<script"), "nothing in the text ends an element"
    assert "C:\\tides\\new &amp; old" in page


@pytest.mark.parametrize("name", ["datasets/skerry-float", "agents/asa-mueller", "ns/status/archived", "catalog"])
def test_the_page_names_its_canonical_address_as_its_header_does(client: FlaskClient, name: str) -> None:
    response = client.get(f"/{name}")
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)"', response.get_data(as_text=True))
    assert canonical == [BASE + name] == re.findall(r'<([^>]*)>; rel="canonical"', response.headers["Link"])


def test_a_page_says_who_points_at_it(client: FlaskClient) -> None:
    page = client.get("/datasets/gullhaven-hourly").get_data(as_text=True)
    for name in ("datasets/gullhaven-monthly", "datasets/gullhaven-surge-2019", "sources/inventory"):
        assert f'href="/{name}"' in page


def test_links_stay_below_the_place_where_the_site_is_mounted(published: Registry) -> None:
    app = create_app(published)
    try:
        page = app.test_client().get("/datasets/skerry-float", environ_overrides={"SCRIPT_NAME": "/tides"})
        links = Scripts(page.get_data(as_text=True)).links
        assert all(link.startswith(("/tides/", "#", "http")) for link in links)
        assert "/tides/agents/asa-mueller" in links
    finally:
        app.extensions["radcat"].endpoint.close()


@pytest.mark.parametrize(
    ("address", "location"), [("/datasets", "/datasets/"), ("/datasets?page=1", "/datasets/?page=1")]
)
def test_an_address_without_its_slash_leads_to_the_one_with_it(
    client: FlaskClient, address: str, location: str
) -> None:
    response = client.get(address)
    assert response.status_code in (301, 308)
    assert response.location.endswith(location)
