"""Languages of texts: each keeps its tag in every format that can carry one, none is invented, a page is in one."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from lxml import etree, html
from rdflib import DCTERMS, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from tests.cases.conftest import BASE, EXAMPLE, Publish
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from radcat import settings
from radcat.bootstrap import Registry
from radcat.rdf import turtle
from radcat.rdf.languages import direction, lookup, preferences
from radcat.rdf.namespaces import DCAT
from radcat.web.app import create_app

# rdflib and the readers built on it warn of what they do themselves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
Said = tuple[str, str | None]  # a text and its tag

FRAME = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix tides: <ns/tides#> .

<datasets/{slug}> a dcat:Dataset ;
  {texts}
  dcterms:identifier "{slug}" ;
  dcat:landingPage <https://example.org/{slug}> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
  schema:conditionsOfAccess <ns/access/open> ;
  adms:status <ns/status/online> ;
  tides:datum <ns/datum/chart-datum> .
"""


@dataclass(frozen=True)
class Case:
    """The texts of a record, as they are written and with their tags."""

    slug: str
    titles: tuple[Said, ...]
    descriptions: tuple[Said, ...]
    keywords: tuple[Said, ...] = field(default=())

    @property
    def record(self) -> str:
        """Write the record."""
        rows = ((DCTERMS.title, self.titles), (DCTERMS.description, self.descriptions), (DCAT.keyword, self.keywords))
        texts = "\n  ".join(
            f"<{term}> " + ", ".join(f'"{text}"' + (f"@{tag}" if tag else "") for text, tag in said) + " ;"
            for term, said in rows
            if said
        )
        return FRAME.format(slug=self.slug, texts=texts)


LONG: Final = "Der Wasserstand an der Mole, jede volle Stunde mit einem Radarpegel gemessen."
CASES: Final = (
    Case("german", (("Stündlicher Pegel", "de"),), ((LONG, "de"),), (("Pegel", "de"), ("Radar", "de"), ("Mole", "de"))),
    Case(
        "french-german",
        (("Stündlicher Pegel", "de"), ("Niveau de la mer horaire", "fr")),
        (("Le niveau d'eau au môle, mesuré à chaque heure pleine par un marégraphe.", "fr"), (LONG, "de")),
        (("Pegel", "de"), ("marée", "fr"), ("radar", "de"), ("radar", "fr")),
    ),
    Case(
        "arabic",
        (("مستوى البحر كل ساعة", "ar"),),
        (("مستوى الماء عند الرصيف، يقاس كل ساعة كاملة بمقياس رادار، منذ سنة 1990.", "ar"),),
        (("مد وجزر", "ar"), ("رادار", "ar"), ("بحر", "ar")),
    ),
    Case(
        "chinese",
        (("每小時海平面", "zh-Hant"), ("每小时海平面", "zh-Hans")),
        (
            (
                "碼頭的水位,每個整點用雷達水位計測量。這裡有自一九九零年以來的所有數值,包括風暴潮期間的數值,並附有說明。"
                * 2,
                "zh-Hant",
            ),
        ),
        (("潮汐", "zh-Hant"), ("雷達", "zh-Hant"), ("海", "zh-Hant")),
    ),
    Case("untagged", (("Plain water", None),), (("The water at the pier, measured each full hour by a gauge.", None),)),
    Case(
        "mixed",
        (("Hourly sea level", "en"), ("Stündlicher Pegel", "de-AT"), ("Sea level", None)),
        (("The water at the pier, measured each full hour by a radar gauge.", "en-GB"), (LONG, "de-AT")),
        (("tide", "en"), ("Pegel", "de-AT"), ("radar", None), ("radar", "en")),
    ),
    Case(
        "unusual",
        (("Tide one", "EN-us"), ("Tide two", "en-x-harbour"), ("Tide three", "x-own"), ("Tide four", "i-klingon")),
        (("The water at the pier, measured each full hour by a radar gauge.", "sl-ROZAJ-biske-1994"),),
        (("tide", "qaa"), ("radar", "az-arab"), ("pier", "es-419")),
    ),
)
BY_SLUG: Final = {case.slug: case for case in CASES}
slugs = pytest.mark.parametrize("slug", BY_SLUG)


def canonical(said: Iterable[Said]) -> set[Said]:
    """Write tags as RFC 5646, section 2.1.1, recommends; in this test's own words, not the program's."""
    known = {
        "EN-us": "en-US", "sl-ROZAJ-biske-1994": "sl-rozaj-biske-1994", "az-arab": "az-Arab",
    }  # fmt: skip
    return {(text, known.get(tag, tag) if tag else None) for text, tag in said}


def lenient(root: Path) -> None:
    """Let the shapes take texts without a tag, and any number of texts."""
    for file in (root / "shapes").glob("*.ttl"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("sh:datatype rdf:langString ;", "sh:nodeKind sh:Literal ;")
        file.write_text(text.replace("sh:languageIn", "sh:deactivated false ; <urn:was>"), encoding="utf-8")


@dataclass(frozen=True)
class Site:
    """A catalogue with the cases in it, served."""

    registry: Registry
    client: FlaskClient

    def read(self, slug: str, suffix: str) -> bytes:
        """Fetch a record in a format."""
        response = self.client.get(f"/datasets/{slug}.{suffix}")
        assert response.status_code == 200, response.text
        return response.data

    def page(self, address: str, welcome: str | None = None) -> etree._Element:
        """Fetch a page, as a browser does that welcomes some languages."""
        headers = {"Accept": "text/html"} | ({"Accept-Language": welcome} if welcome else {})
        response = self.client.get(address, headers=headers)
        assert response.status_code == 200, response.text
        return html.fromstring(response.data.decode())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("languages") / "catalogue"
    for part in ("ontology", "records", "shapes"):
        shutil.copytree(EXAMPLE / part, root / part)
    lenient(root)
    for case in CASES:
        (root / "records" / "datasets" / f"{case.slug}.ttl").write_text(case.record, encoding="utf-8")
    registry = Registry.open(settings.read(root, data=root.parent / "data", base_iri=BASE))
    outcome = registry.publisher.sync(root)
    assert {f"datasets/{slug}" for slug in BY_SLUG} <= set(outcome.published), outcome.reports
    app = create_app(registry)
    yield Site(registry, app.test_client())
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


def texts_of(graph: Graph, slug: str, term: URIRef) -> set[Said]:
    return canonical_tags((str(o), o.language) for o in graph.objects(URIRef(f"{BASE}datasets/{slug}"), term))  # type: ignore[attr-defined]


def canonical_tags(said: Iterable[Said]) -> set[Said]:
    return {(text, tag.lower() if tag else None) for text, tag in said}


def lower(said: Iterable[Said]) -> set[Said]:
    """RDF compares tags without their case."""
    return canonical_tags(canonical(said))


RDF_FORMATS: Final = {
    "ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt", "nq": "nquads", "trig": "trig",
    "dcat-ap.ttl": "turtle", "dcat-ap.jsonld": "json-ld", "dcat-ap.rdf": "xml",
}  # fmt: skip


@slugs
@pytest.mark.parametrize("suffix", RDF_FORMATS)
def test_rdf_has_every_text_with_its_tag_and_no_other(site: Site, slug: str, suffix: str) -> None:
    from rdflib import Dataset as RdfDataset

    case, name = BY_SLUG[slug], RDF_FORMATS[suffix]
    found = Graph()
    body = site.read(slug, suffix).decode()
    if suffix == "jsonld":  # whose context is ours, named by its address
        document = json.loads(body)
        context = site.client.get("/ns/context.jsonld").get_json()
        body = json.dumps({**document, **context})
    if name in ("nquads", "trig"):
        for s, p, o, _ in RdfDataset().parse(data=body, format=name).quads():
            found.add((s, p, o))
    else:
        found.parse(data=body, format=name, publicID=BASE)
    assert texts_of(found, slug, DCTERMS.title) == lower(case.titles)
    assert texts_of(found, slug, DCTERMS.description) == lower(case.descriptions)
    assert texts_of(found, slug, DCAT.keyword) == lower(case.keywords)


@slugs
def test_dcat_comes_back_as_the_same_graph(site: Site, slug: str) -> None:
    published = turtle.parse(BY_SLUG[slug].record.encode(), BASE, slug)
    served = turtle.parse(site.read(slug, "ttl"), BASE, slug)
    assert to_isomorphic(served) == to_isomorphic(published)


def values(said: Any) -> set[Said]:
    """Read values of JSON-LD: plain, tagged, in a list, or in a language map."""
    if said is None:
        return set()
    if isinstance(said, list):
        return {pair for value in said for pair in values(value)}
    if isinstance(said, dict) and "@value" in said:
        return {(said["@value"], said["@language"])}
    if isinstance(said, dict):
        return {
            (t, None if tag == "@none" else tag) for tag, v in said.items() for t in (v if isinstance(v, list) else [v])
        }
    return {(said, None)}


def as_json_ld(said: Iterable[Said]) -> set[Said]:
    """What JSON-LD has of texts: no tag is needed where all are in the catalogue's default language."""
    found = canonical(said)
    return {(text, None) for text, _ in found} if {tag for _, tag in found} <= {"en"} else found


@slugs
@pytest.mark.parametrize("suffix", ["schema.jsonld", "bioschemas.jsonld", "croissant.json"])
def test_json_ld_has_every_text_with_its_tag_and_no_other(site: Site, slug: str, suffix: str) -> None:
    case, found = BY_SLUG[slug], json.loads(site.read(slug, suffix))
    names = values(found["name"])
    if suffix == "croissant.json" and slug == "mixed":  # whose language map takes no text without a tag
        names |= values(found["alternateName"])
    assert names == as_json_ld(case.titles)
    assert values(found["description"]) == as_json_ld(case.descriptions)
    keywords = found.get("keywords", [])
    keywords = keywords if isinstance(keywords, list) else [keywords]
    assert values([k for k in keywords if not isinstance(k, dict) or "@value" in k]) == as_json_ld(case.keywords)
    if suffix == "croissant.json":
        assert found["@context"]["@language"] is None, "no language for texts that have none"


@slugs
def test_mlcroissant_reads_the_document(site: Site, slug: str) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    loaded = mlcroissant.Dataset(jsonld=json.loads(site.read(slug, "croissant.json")))
    assert not loaded.metadata.ctx.issues.errors


@slugs
def test_a_page_has_the_markup_of_its_schema_org_document(site: Site, slug: str) -> None:
    (script,) = site.page(f"/datasets/{slug}").xpath("//script[@type='application/ld+json']")
    assert json.loads(script.text) == json.loads(site.read(slug, "schema.jsonld"))


def elements(root: etree._Element, name: str) -> set[Said]:
    return {(e.text or "", e.get(XML_LANG)) for e in root.iter(f"{{*}}{name}")}


@slugs
def test_datacite_has_every_text_with_its_tag_and_no_other(site: Site, slug: str) -> None:
    case = BY_SLUG[slug]
    root, found = etree.fromstring(site.read(slug, "datacite.xml")), json.loads(site.read(slug, "datacite.json"))
    assert elements(root, "title") == canonical(case.titles)
    assert elements(root, "description") == canonical(case.descriptions)
    assert canonical(case.keywords) <= elements(root, "subject")
    for plural, name, said in (
        ("titles", "title", case.titles),
        ("descriptions", "description", case.descriptions),
    ):
        assert {(row[name], row.get("lang")) for row in found[plural]} == canonical(said)
    assert canonical(case.keywords) <= {(row["subject"], row.get("lang")) for row in found["subjects"]}
    assert [row.get("titleType") for row in found["titles"]] == [None, *["TranslatedTitle"] * (len(case.titles) - 1)]


@slugs
@pytest.mark.parametrize("way", ["suffix", "OAI-PMH"])
def test_dublin_core_has_every_text_with_its_tag_and_no_other(site: Site, slug: str, way: str) -> None:
    case = BY_SLUG[slug]
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"{BASE}datasets/{slug}"}
    body = site.read(slug, "oai_dc.xml") if way == "suffix" else site.client.get("/oai", query_string=asked).data
    root = etree.fromstring(body)
    assert elements(root, "title") == canonical(case.titles)
    assert elements(root, "description") == canonical(case.descriptions)
    assert canonical(case.keywords) <= elements(root, "subject")


@slugs
@pytest.mark.parametrize(
    ("prefix", "name", "described"),
    [
        ("dcat_ap", DCTERMS.title, DCTERMS.description),
        ("schema", URIRef("https://schema.org/name"), URIRef("https://schema.org/description")),
    ],
)
def test_oai_pmh_has_every_text_with_its_tag_and_no_other(
    site: Site, slug: str, prefix: str, name: URIRef, described: URIRef
) -> None:
    case = BY_SLUG[slug]
    asked = {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": f"{BASE}datasets/{slug}"}
    root = etree.fromstring(site.client.get("/oai", query_string=asked).data)
    (rdf,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF")
    found = Graph().parse(data=etree.tostring(rdf), format="xml")
    expected = as_json_ld if prefix == "schema" else canonical
    assert texts_of(found, slug, name) == canonical_tags(expected(case.titles))
    assert texts_of(found, slug, described) == canonical_tags(expected(case.descriptions))


@slugs
def test_csv_has_the_best_title_and_its_metadata_say_the_language(site: Site, slug: str) -> None:
    case = BY_SLUG[slug]
    header, row = csv.reader(io.StringIO(site.read(slug, "csv").decode()))
    document = json.loads(site.read(slug, "csv-metadata.json"))
    columns = {column["name"]: column for column in document["tableSchema"]["columns"]}
    cells = dict(zip(header, row, strict=True))
    assert (cells["title"], columns["title"].get("lang")) in canonical(case.titles)
    assert (cells["description"], columns["description"].get("lang")) in canonical(case.descriptions)
    tags = {tag for _, tag in canonical(case.keywords)}
    assert columns["keyword"].get("lang") == (next(iter(tags)) if len(tags) == 1 else None)
    assert values(document["dc:title"]) == canonical(case.titles)


def test_the_feed_says_which_language_each_text_is_in(site: Site) -> None:
    root = etree.fromstring(site.client.get("/feed.atom").data)
    entries = {e.find("{*}link").get("href").rpartition("/")[2]: e for e in root.iter("{*}entry")}
    for slug, case in BY_SLUG.items():
        assert elements(entries[slug], "title") <= canonical(case.titles)
        assert elements(entries[slug], "summary") <= canonical(case.descriptions)


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_a_citation_has_the_title_in_the_default_language_and_each_word_once(site: Site, suffix: str) -> None:
    text = site.read("mixed", suffix).decode()
    assert "Hourly sea level" in text
    assert "Stündlicher Pegel" not in text
    assert LONG not in text
    assert text.count("radar") == (1 if suffix == "bib" else 2), "once a keyword, and in the description"


def language_around(element: etree._Element) -> str | None:
    """The language that a browser takes a text to be in."""
    return next((e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang") is not None), None)


def direction_around(element: etree._Element) -> str | None:
    return next((e.get("dir") for e in (element, *element.iterancestors()) if e.get("dir") is not None), None)


@pytest.mark.parametrize(
    ("slug", "welcome", "title", "described"),
    [
        ("german", None, "de", "de"),
        ("german", "en-US,en;q=0.9", "de", "de"),
        ("french-german", None, "de", "de"),
        ("french-german", "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr", "fr"),
        ("french-german", "de-AT;q=0.5, fr;q=0.1", "de", "de"),
        ("french-german", "nl, it", "de", "de"),
        ("french-german", "fr;q=0, de;q=0.1", "de", "de"),
        ("arabic", "en", "ar", "ar"),
        ("chinese", "zh-TW", "zh-Hant", "zh-Hant"),
        ("chinese", "zh-CN", "zh-Hans", "zh-Hant"),
        ("mixed", None, "en", "en-GB"),
        ("mixed", "de", "de-AT", "de-AT"),
        ("mixed", "de-CH,de", "de-AT", "de-AT"),
        ("mixed", "garbage;;q=x, *", "en", "en-GB"),
        ("unusual", "en", "en-US", "sl-rozaj-biske-1994"),
    ],
)
def test_a_page_is_in_one_language_where_there_is_one(
    site: Site, slug: str, welcome: str | None, title: str, described: str
) -> None:
    page = site.page(f"/datasets/{slug}", welcome)
    (heading,), (lead,) = page.xpath("//h1"), page.xpath("//p[@class='lead']")
    case = BY_SLUG[slug]
    assert (heading.text_content(), title) in canonical(case.titles)
    assert (lead.text_content(), described) in canonical(case.descriptions)
    assert (language_around(heading), language_around(lead)) == (title, described)
    assert (direction_around(heading), direction_around(lead)) == (direction(title), direction(described))
    # The document's own title is in the language of the html element; the interface is in one that the reader welcomes.
    assert (page.get("lang"), page.get("dir")) == (title, direction(title))
    assert page.findtext(".//title") == heading.text_content()
    (footer,) = page.xpath("//footer")
    spoken = lookup(preferences(parse_accept_header(welcome or "", LanguageAccept)), ("de", "en", "es", "fr")) or "en"
    assert (language_around(footer), direction_around(footer)) == (spoken, "ltr")


def test_a_text_without_a_tag_gets_none_and_the_browser_finds_its_direction(site: Site) -> None:
    page = site.page("/datasets/untagged", "de")
    for element in (page.xpath("//h1")[0], page.xpath("//p[@class='lead']")[0]):
        assert element.get("lang") is None
        assert element.get("dir") == "auto"


@slugs
def test_every_title_of_a_record_can_be_reached_from_its_page(site: Site, slug: str) -> None:
    case = BY_SLUG[slug]
    page = site.page(f"/datasets/{slug}")
    tags = {tag for _, tag in canonical((*case.titles, *case.descriptions)) if tag}
    switch = page.xpath("//nav[@class='languages']//a")
    assert {a.get("hreflang") for a in switch} == (tags if len(tags) > 1 else set())
    alternates = {link.get("href") for link in page.xpath("//link[@rel='alternate'][@hreflang]")}
    for link in switch:
        tag, other = link.get("hreflang"), site.page(link.get("href"), "en")
        assert f"{BASE}datasets/{slug}?lang={tag}" in alternates
        shown = {(e.text_content(), language_around(e)) for e in other.xpath("//h1|//p[@class='lead']")}
        assert any(known == tag for _, known in shown), f"nothing of {slug} is shown in {tag}"
        (current,) = other.xpath("//nav[@class='languages']//a[@aria-current]")
        assert (current.get("hreflang"), current.get("lang")) == (tag, tag)


@slugs
def test_keywords_have_their_tags_and_each_word_is_shown_once(site: Site, slug: str) -> None:
    page, case = site.page(f"/datasets/{slug}"), BY_SLUG[slug]
    (row,) = page.xpath("//dt[normalize-space(text())='keywords']/following-sibling::dd[1]") or [None]
    if row is None:
        assert not case.keywords
        return
    shown = [(e.text_content(), e.get("lang") or language_around(e)) for e in row.xpath(".//span")]
    words = [word for word, _ in shown]
    assert sorted(words) == sorted({word for word, _ in case.keywords})
    known = {word: {tag or "en" for text, tag in canonical(case.keywords) if text == word} for word in words}
    assert all(tag in known[word] for word, tag in shown)


@pytest.mark.parametrize(("address", "titles"), [("/datasets/", 7)])
def test_lists_mark_titles_in_other_languages(site: Site, address: str, titles: int) -> None:
    page = site.page(address)
    found = {a.get("href"): a for a in page.xpath("//th//a")}
    ours = {slug: found[f"/datasets/{slug}"] for slug in BY_SLUG if f"/datasets/{slug}" in found}
    assert len(ours) >= titles
    for slug, link in ours.items():
        text = (link.text_content(), None if slug == "untagged" else language_around(link))
        assert text in canonical(BY_SLUG[slug].titles)
        if text[1] and text[1] != "en":
            assert direction_around(link) == direction(text[1])


def test_wherever_a_text_is_shown_its_language_is_said(site: Site) -> None:
    """Follow all links from home: on no page is a text of a record taken for one in another language."""
    known: dict[str, set[str | None]] = {}
    for case in CASES:
        for text, tag in canonical((*case.titles, *case.descriptions, *case.keywords)):
            known.setdefault(text, set()).add(tag)
    ahead, seen, wrong, met = ["/"], {"/"}, list[str](), set[str]()
    while ahead:
        address = ahead.pop()
        response = site.client.get(address, headers={"Accept": "text/html"})
        if response.status_code != 200 or response.mimetype != "text/html":
            continue
        page = html.fromstring(response.data.decode())
        for element in page.iter():
            text = " ".join((element.text or "").split()) if isinstance(element.tag, str) else ""
            if text in known and known[text] != {None}:
                met.add(address)
                if (language_around(element) or "en") not in known[text]:
                    wrong.append(f"{address}: {text!r} is taken for {language_around(element)}")
        for link in page.xpath("//a[not(contains(@rel, 'nofollow'))]/@href"):  # of choices there is no end
            near = link.partition("#")[0]
            if near.startswith("/") and near not in seen and not near.startswith(("/sparql", "/dump", "/oai")):
                seen.add(near)
                ahead.append(near)
    assert not wrong
    assert len(met) > 4 * len(CASES), "home, lists, records, their quality, their losses, and other languages"


def test_lists_follow_the_reader_too(site: Site) -> None:
    (link,) = site.page("/datasets/", "fr").xpath("//a[@href='/datasets/french-german']")
    assert (link.text_content(), language_around(link)) == ("Niveau de la mer horaire", "fr")


def test_answers_say_what_they_vary_with_and_differ_in_their_etags(site: Site) -> None:
    def ask(address: str, welcome: str) -> Any:
        return site.client.get(address, headers={"Accept": "text/html", "Accept-Language": welcome})

    german, french = ask("/datasets/french-german", "de"), ask("/datasets/french-german", "fr")
    assert all("accept-language" in response.headers["Vary"].lower() for response in (german, french))
    assert german.headers["ETag"] != french.headers["ETag"]
    named = ask("/datasets/french-german?lang=de", "fr")
    assert "accept-language" not in named.headers["Vary"].lower()
    data = site.client.get("/datasets/french-german.ttl", headers={"Accept-Language": "fr"})
    assert "accept-language" not in data.headers.get("Vary", "").lower(), "data are the same for all readers"


@pytest.mark.parametrize("tag", ["%%", "de_DE", "a", "d-", "<b>", "x" * 500])
def test_a_tag_in_the_address_that_is_none_is_refused_in_words(site: Site, tag: str) -> None:
    response = site.client.get("/datasets/german", query_string={"lang": tag}, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "not a language tag" in response.text


def test_a_setting_names_the_default_language(publish: Publish, cases: Path) -> None:
    published = publish(cases / "02-language-tags" / "tide-b.ttl", language="fr")
    page = html.fromstring(published.client.get("/datasets/tide-b", headers={"Accept": "text/html"}).data.decode())
    assert page.findtext(".//h1") == "Niveau de la mer horaire"
    assert "Niveau de la mer horaire" in published.client.get("/datasets/tide-b.ris").text
    (row,) = json.loads(published.client.get("/datasets/tide-b.csl.json").data)
    assert row["title"] == "Niveau de la mer horaire"


def test_the_case_that_was_sent_keeps_all_its_languages(publish: Publish, cases: Path) -> None:
    file = cases / "02-language-tags" / "tide-b.ttl"
    published = publish(file)
    record = turtle.parse(file.read_bytes(), BASE, "tide-b")
    iri = URIRef(f"{BASE}datasets/tide-b")
    found = Graph().parse(data=published.client.get("/datasets/tide-b.dcat-ap.ttl").data, format="turtle")
    for term in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
        assert set(found.objects(iri, term)) == set(record.objects(iri, term))
    assert not [o for o in found.objects(iri) if isinstance(o, Literal) and o.language == "en"]


def test_the_shipped_record_with_a_german_title_is_german(publish: Publish, cases: Path) -> None:
    repository = EXAMPLE.parent.parent

    def edit(root: Path) -> None:
        file = root / "records" / "datasets" / "covid-ctset.ttl"
        old, new = '"COVID-CTset"@en', '"Röntgen-Datensatz CTset"@de'
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    assert "Röntgen-Datensatz CTset" in (cases / "16-shipped-catalogue" / "german.edit.txt").read_text(encoding="utf-8")
    published = publish(root=repository, edit=edit)
    client = published.client
    said = ("Röntgen-Datensatz CTset", "de")
    assert values(client.get("/datasets/covid-ctset.croissant.json").get_json()["name"]) == {said}
    assert values(json.loads(client.get("/datasets/covid-ctset.schema.jsonld").data)["name"]) == {said}
    assert said in elements(etree.fromstring(client.get("/datasets/covid-ctset.oai_dc.xml").data), "title")
    page = html.fromstring(client.get("/datasets/covid-ctset", headers={"Accept": "text/html"}).data.decode())
    (heading,) = page.xpath("//h1")
    assert (heading.text_content(), heading.get("lang")) == said
    home = client.get("/", headers={"Accept": "text/html"})
    assert 'inLanguage": "en"' in home.text
    assert '"ENG"' not in home.text
