"""The language of a page's own texts and of labels: who chooses it, what tells caches of it, what it falls back to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import Client, TestResponse

from radcat.bootstrap import Registry
from radcat.rdf.languages import INTERFACE
from radcat.web import language
from radcat.web.app import create_app
from radcat.web.middleware.cache import ResponseCache

SEARCH = {"en": "Search", "de": "Suche", "fr": "Recherche", "es": "Búsqueda"}
OTHERS = ["/quality", "/survey", "/sparql", "/datasets/covidx-cxr", "/evidence/covidx-cxr"]  # not translated yet
PAGES = ["/", "/search", "/search?q=xyzzy", "/search/values/country", "/queries/", "/datasets/", "/agents/", "/about"]


def ask(client: Client, address: str, welcome: str | None = None) -> TestResponse:
    headers = {"Accept": "text/html"} | ({"Accept-Language": welcome} if welcome else {})
    return client.get(address, headers=headers)


def page(client: Client, address: str, welcome: str | None = None) -> etree._Element:
    return html.fromstring(ask(client, address, welcome).data.decode())


def language_around(element: etree._Element) -> str | None:
    return next((e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang")), None)


@pytest.mark.parametrize(
    ("address", "welcome", "spoken"),
    [
        ("/search", None, "en"),
        ("/search", "de", "de"),
        ("/search", "de-AT, en;q=0.5", "de"),
        ("/search", "en-GB, de", "en"),
        ("/search", "it, fr;q=0.4, de;q=0.2", "fr"),
        ("/search", "fr;q=0, es", "es"),
        ("/search", "ja, *;q=0.1", "en"),
        ("/search", "garbage;;q=x", "en"),
        ("/search?lang=es", "de", "es"),
        ("/search?lang=de-CH", None, "de"),
        ("/search?lang=it", "de", "en"),
        ("/about?lang=%25%25", "de", "en"),
        ("/nowhere", "fr", "fr"),
    ],
)
def test_the_address_chooses_and_else_the_browser(
    visitor: FlaskClient, address: str, welcome: str | None, spoken: str
) -> None:
    response = ask(visitor, address, welcome)
    found = html.fromstring(response.data.decode())
    assert found.get("lang") == spoken
    assert found.xpath("//header//nav/a")[0].text == SEARCH[spoken]
    assert response.headers["Content-Language"] == spoken
    assert ("accept-language" in response.headers.get("Vary", "").lower()) == ("lang=" not in address)


def test_what_is_no_language_is_still_refused_where_records_are_read(visitor: FlaskClient) -> None:
    assert ask(visitor, "/search?lang=de_DE").status_code == 400
    assert "not a language tag" in ask(visitor, "/search?lang=de_DE", "de").text


@pytest.mark.parametrize("address", PAGES)
def test_etags_differ_by_language(visitor: FlaskClient, address: str) -> None:
    tags = [ask(visitor, address, welcome).headers["ETag"] for welcome in SEARCH]
    assert len(set(tags)) == len(SEARCH)
    known = visitor.get(address, headers={"Accept": "text/html", "Accept-Language": "de", "If-None-Match": tags[0]})
    assert known.status_code == 200, "the English page is not the German one"


def test_data_have_no_language(visitor: FlaskClient) -> None:
    for address in ("/datasets/covidx-cxr.ttl", "/catalog.dcat-ap.ttl", "/badge/covidx-cxr.svg", "/opensearch.xml"):
        response = visitor.get(address, headers={"Accept-Language": "de"})
        assert "accept-language" not in response.headers.get("Vary", "").lower(), address
        assert "Content-Language" not in response.headers, address


def test_the_cache_keeps_languages_apart(visitor: FlaskClient) -> None:
    cached = Client(ResponseCache(visitor.application.wsgi_app, lambda: 1, 10_000_000))
    for _ in range(2):
        for tag, word in SEARCH.items():
            assert page(cached, "/search", tag).findtext(".//h1") == word
            assert page(cached, f"/search?lang={tag}", "es").findtext(".//h1") == word


def test_the_switch_keeps_address_and_query(visitor: FlaskClient) -> None:
    found = page(visitor, "/search?q=lung%20mask&modality=CT&page=2&lang=fr")
    links = {a.get("hreflang"): a for a in found.xpath("//nav[@class='tongues']//a")}
    assert list(links) == ["de", "en", "es", "fr"]
    assert links["de"].get("href") == "/search?q=lung+mask&modality=CT&page=2&lang=de"
    assert [tag for tag, a in links.items() if a.get("aria-current")] == ["fr"]
    assert {tag: a.text for tag, a in links.items()} == {
        "de": "Deutsch", "en": "English", "es": "español", "fr": "français",
    }  # fmt: skip


@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_the_switch_leads_to_the_same_page(visitor: FlaskClient, address: str) -> None:
    for link in page(visitor, address).xpath("//nav[@class='tongues']//a"):
        response = ask(visitor, link.get("href"))
        assert response.status_code == 200
        assert response.headers["Content-Language"] == link.get("hreflang")


@pytest.mark.parametrize(
    "address", ["/search?q=ct", "/search/values/country?find=i", "/queries/?", "/datasets/?", "/ns/?"]
)
def test_a_choice_lasts(visitor: FlaskClient, address: str) -> None:
    """Links and forms of translated pages keep it; the query editor, data and licences elsewhere need it not."""
    found = page(visitor, f"{address}&lang=de")
    links = [link for link in found.xpath("//main//a/@href | //header//a/@href") if link.startswith("/")]
    assert links
    assert [link for link in links if "lang=de" not in link and not link.startswith("/sparql")] == []
    for form in found.xpath("//form"):
        assert form.xpath(".//input[@name='lang']/@value") == ["de"]


def facets(client: Client, address: str, welcome: str) -> dict[str, list[str]]:
    found = page(client, address, welcome)
    return {
        facet.findtext("summary"): [name.text for name in facet.xpath(".//span[@class='name']")]
        for facet in found.xpath("//details[@class='facet']")
    }


def test_facets_and_hits_are_labelled_in_german(visitor: FlaskClient) -> None:
    found = facets(visitor, "/search", "de")
    assert {"CT", "Röntgen", "Ultraschall", "MRT"} <= set(found["Modalität"])
    assert "Lungenmasken" in found["Annotationen"]
    assert "Segmentierung" in found["Aufgaben"]
    assert "nicht angegeben" in found["Lizenz"]
    assert "10.000 bis 99.999" in found["Bilder"]
    assert {"Italien", "Spanien"} <= set(found["Land"])
    (hit, *_) = page(visitor, "/search?q=covidx-cxr", "de").xpath("//ol[@class='results']/li")
    assert "Röntgen" in hit.xpath("string(p[@class='told'])")
    assert any(badge.startswith("Zugang: ") for badge in hit.xpath("ul[@class='badges']/li/text()"))


def test_json_and_tables_are_labelled_alike(visitor: FlaskClient) -> None:
    answer = visitor.get("/api/search?q=covidx-cxr&lang=de").get_json()
    assert {"Röntgen"} <= {value["label"] for value in answer["facets"]["modality"]}
    assert "XR" in {value["value"] for value in answer["facets"]["modality"]}, "codes are the same for all"
    notes = visitor.get("/api/search?q=a%20AND%20b&lang=fr").get_json()["notes"]
    assert notes[0].startswith("AND, OR et NOT")


def test_what_has_no_label_in_a_language_is_in_english_and_says_so(visitor: FlaskClient) -> None:
    found = page(visitor, "/search", "de")
    for name, tag in (("Röntgen", "de"), ("ZIP", "en"), ("PNG", "en")):
        for element in found.xpath(f"//span[@class='name'][text()='{name}']"):
            assert language_around(element) == tag
    assert found.xpath("//span[@class='name'][text()='PNG']")


def test_labels_beside_an_english_record_are_the_readers(visitor: FlaskClient) -> None:
    found = page(visitor, "/datasets/covidx-cxr", "de")
    (heading,) = found.xpath("//h1")
    assert (found.get("lang"), language_around(heading)) == ("en", "en")
    assert [e for e in found.xpath("//main//*[text()='Röntgen']") if language_around(e) == "de"]
    assert language_around(found.xpath("//footer")[0]) == "de"
    assert language_around(found.xpath("//main//dt")[0]) in ("de", "en")


def test_a_page_that_is_not_translated_says_that_its_texts_are_english(visitor: FlaskClient) -> None:
    found = page(visitor, "/about", "fr")
    (main,) = found.xpath("//main")
    assert language_around(main) == "en"
    assert page(visitor, "/search", "fr").xpath("//main")[0].get("lang") is None


def test_labels_in_other_languages_are_found_by_search(visitor: FlaskClient) -> None:
    def total(words: str) -> Any:
        return visitor.get("/api/search", query_string={"q": words, "values": 0}).get_json()["total"]

    assert total("Ultraschall") == total("échographie") == total("modality:ultrasound") or total("Ultraschall")
    assert total("Segmentierung")


def test_an_application_that_offers_one_language_speaks_it_to_all(catalogue_registry: Registry) -> None:
    """As the export of a static site does."""
    app = create_app(catalogue_registry)
    app.config[language.OFFERED] = (INTERFACE,)
    response = ask(app.test_client(), "/search", "de")
    assert re.search(r"<h1>Search</h1>", response.text)
    assert "tongues" not in response.text
    app.extensions["radcat"].endpoint.close()
