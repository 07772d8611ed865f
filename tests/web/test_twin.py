"""The static twin, written by the command and served by a server that knows files and nothing else."""

from __future__ import annotations

import gzip
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import feedparser
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from lxml import etree, html
from rdflib import DCAT, RDF, VOID, Graph, URIRef
from tests.file_host import hosted

from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.errors import SettingError
from radcat.rdf.namespaces import HYDRA
from radcat.static_site import addresses, output
from radcat.static_site import export as exporting
from radcat.web.app import create_app

BASE = "https://data.example.org/tides/"


def export(published: Registry, folder: Path, base: str = BASE) -> Result:
    place = ["--root", str(published.settings.root), "--data", str(published.settings.data_folder)]
    small = {"RADCAT_HARVEST_PAGE_SIZE": "2"}  # so that the catalogue has several pages
    return CliRunner(env=small).invoke(cli, ["export", *place, "--base-iri", base, "--site", str(folder)])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the twin is written to."""
    return tmp_path_factory.mktemp("twin") / "site"


@pytest.fixture(scope="module")
def host(published: Registry, site: Path) -> Iterator[str]:
    """A host of files that is at the twin's base IRI, and has the twin of the example catalogue."""
    with hosted(site) as root:
        address = f"{root}/"
        result = export(published, site, address)
        assert result.exit_code == 0, result.output
        yield address


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # our own
        content: bytes = answer.read()
    return content


def test_every_link_of_every_page_leads_to_a_file(site: Path, host: str) -> None:
    ahead, seen, broken = [host], {host}, []
    while ahead:
        page = ahead.pop()
        document = html.fromstring(fetch(page))
        for element, _, address, _ in document.iterlinks():
            target = urljoin(page, address).partition("#")[0].partition("?")[0]
            if not target.startswith(host) or target in seen or element.get("rel") == "canonical":
                continue
            seen.add(target)
            if not (site / target.removeprefix(host)).exists():
                broken.append(f"{page}: {address}")
            elif target.endswith(".html"):
                ahead.append(target)
    assert len(seen) > 50
    assert broken == []


def test_every_record_has_its_page_and_its_turtle(site: Path, host: str, published: Registry) -> None:
    for name in published.ledger.names("dataset"):
        assert f"{host}{name}" in fetch(host + name).decode(), "the record's IRI leads to its page"
        graph = Graph().parse(site / f"{name}.ttl", format="turtle")
        assert set(graph.subjects(RDF.type, DCAT.Dataset))


@pytest.mark.parametrize(
    ("suffix", "parser"),
    [
        ("ttl", "turtle"),
        ("rdf", "xml"),
        ("nt", "nt"),
        ("dcat-ap.ttl", "turtle"),
        ("dcat-ap.rdf", "xml"),
    ],
)
def test_a_portal_follows_the_pages_of_the_catalogue_to_the_end(
    host: str, published: Registry, suffix: str, parser: str
) -> None:
    address: str | None = f"{host}catalog.{suffix}"
    met, datasets = list[str](), set[str]()
    while address:
        assert address not in met, "the pages lead in a circle"
        met.append(address)
        page = Graph().parse(data=fetch(address), format=parser)
        datasets |= {str(dataset) for dataset in page.subjects(RDF.type, DCAT.Dataset)}
        assert (URIRef(address), RDF.type, HYDRA.PartialCollectionView) in page, (
            "the page is called as it was asked for"
        )
        following = page.value(URIRef(address), HYDRA.next)
        address = str(following) if following else None
    names = published.ledger.names("dataset")
    assert datasets == {host + name for name in names}
    assert len(met) == -(-len(names) // 2)


def test_a_search_engine_finds_every_page_of_the_sitemap(host: str) -> None:
    addresses = [element.text for element in etree.fromstring(fetch(f"{host}sitemap.xml")).iter("{*}loc")]
    assert len(addresses) > 15
    for address in addresses:
        canonical = html.fromstring(fetch(address)).xpath("//link[@rel='canonical']/@href")
        assert canonical in ([], [address])


def test_signposts_of_the_headers_are_elements_of_the_page(host: str, published: Registry) -> None:
    import signposting

    for name in published.ledger.names("dataset"):
        found = signposting.find_signposting_html(host + name)
        assert found.citeAs.target == host + name
        assert {post.target for post in found.types} == {"https://schema.org/Dataset", "https://schema.org/AboutPage"}
        for post in found.describedBy:
            assert fetch(post.target)
        documents = {post.target for post in found.linksets}
        assert documents == {f"{host}{name}.linkset.json", f"{host}{name}.linkset"}
        for document in documents:
            assert host + name in fetch(document).decode()


def test_the_feed_and_the_dumps_are_read_as_they_are_from_the_server(host: str, published: Registry) -> None:
    feed = feedparser.parse(fetch(f"{host}feed.atom"))
    assert not feed.bozo
    assert {entry.link for entry in feed.entries} >= {host + name for name in published.ledger.names("dataset")}
    dump = Graph().parse(data=gzip.decompress(fetch(f"{host}dump.ttl.gz")), format="turtle")
    assert set(dump.subjects(RDF.type, DCAT.Dataset)) >= {URIRef(host + n) for n in published.ledger.names("dataset")}


def test_what_describes_the_twin_promises_nothing_that_needs_a_program(host: str) -> None:
    void = Graph().parse(data=fetch(f"{host}.well-known/void"), format="turtle")
    assert not list(void.objects(None, VOID.sparqlEndpoint))
    for dump in void.objects(None, VOID.dataDump):
        assert fetch(str(dump))
    for word in ("sparql", "oai", "ldes", "Accept"):
        assert word not in fetch(f"{host}llms.txt").decode()


@pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml", "feed.atom", "dump.nq.gz", ".well-known/void"])
def test_what_robots_and_harvesters_ask_for_is_there(site: Path, host: str, name: str) -> None:
    assert (site / name).stat().st_size > 0


def test_guides_speak_of_no_address_that_needs_a_program(site: Path, host: str) -> None:
    for name in ("api", "harvesting"):
        page = html.fromstring((site / "about" / name / "index.html").read_text())
        told = " ".join(code.text_content() for code in page.xpath("//main//code | //main//pre"))
        assert not [word for word in (f"{host}sparql", f"{host}oai", "api/search") if word in told]
        assert host in told


def test_no_page_links_to_what_needs_a_program(site: Path, host: str) -> None:
    for page in site.rglob("*.html"):
        document = html.fromstring(page.read_bytes())
        links = [address for element, _, address, _ in document.iterlinks() if element.tag in ("a", "form")]
        names = {address.partition("#")[0].partition("?")[0] for address in links if "docs/" not in address}
        assert not {name for name in names if name.endswith(addresses.NEEDS_A_PROGRAM)}, page


def test_a_folder_that_holds_something_is_left_alone(published: Registry, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep")
    result = export(published, tmp_path)
    assert result.exit_code == 2
    assert "is not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_second_export_removes_what_it_does_not_write_and_keeps_what_is_not_ours(
    published: Registry, site: Path, host: str, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    (folder / "CNAME").write_text("mine")
    gone = folder / "datasets" / "gone" / "index.html"
    gone.parent.mkdir()
    gone.write_text("of a dataset that was withdrawn")
    with (folder / output.LIST).open("a") as listed:
        listed.write("datasets/gone/index.html\n")
    before = {path: path.stat().st_mtime_ns for path in (folder / "datasets").glob("*.ttl")}
    result = export(published, folder, host)
    assert result.exit_code == 0, result.output
    assert "; 1 file of the previous export was removed" in result.output
    assert not gone.parent.exists()
    assert (folder / "CNAME").read_text() == "mine"
    assert {path: path.stat().st_mtime_ns for path in before} == before, "what says what it said keeps its date"


@pytest.mark.parametrize(
    "line", ["../kept.txt", "datasets/../../kept.txt", "{outside}/kept.txt", "linked/kept.txt", ""]
)
def test_a_list_of_files_never_makes_us_remove_one_outside_the_folder(tmp_path: Path, line: str) -> None:
    outside, folder = tmp_path, tmp_path / "site"
    (outside / "kept.txt").write_text("mine")
    folder.mkdir()
    (folder / "linked").symlink_to(outside)
    (folder / output.LIST).write_text(line.format(outside=outside) + "\n")
    with output.replacing(folder) as files:
        files.write(PurePosixPath("index.html"), b"new")
    assert (outside / "kept.txt").read_text() == "mine"
    assert (folder / "index.html").read_bytes() == b"new"


@pytest.mark.parametrize("link", ["datasets", "datasets/x", ".radcat-part"])
def test_a_link_out_of_the_folder_is_named_and_not_followed(tmp_path: Path, link: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(outside)
    (folder / output.LIST).write_text("datasets/x/index.html\n")
    with pytest.raises(SettingError, match="symbolic link"), output.replacing(folder) as files:
        files.write(PurePosixPath("datasets/x/index.html"), b"new")
    assert list(outside.iterdir()) == []


def test_a_file_of_somebody_elses_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / output.LIST).write_text("index.html\n")
    (tmp_path / "index.html").write_text("ours")
    (tmp_path / "robots.txt").write_text("mine")
    files = output.Replacement(tmp_path)
    files.begin()
    files.write(PurePosixPath("index.html"), b"new")
    files.write(PurePosixPath("robots.txt"), b"new")
    with pytest.raises(SettingError, match=r"robots\.txt is in the way"):
        files.install()
    assert [(tmp_path / name).read_text() for name in ("index.html", "robots.txt")] == ["ours", "mine"]


def test_no_page_promises_a_comparison_which_needs_a_server(site: Path) -> None:
    for page in site.rglob("*.html"):
        document = html.fromstring(page.read_bytes())
        assert not document.xpath("//form[contains(@action, 'compare')] | //script[contains(@src, 'compare')]"), page
        assert not document.xpath("//nav[@aria-label='Main']//*[.='Compare'] | //main//input[@name='d']"), page


def test_every_page_has_the_policy_that_the_server_sends(site: Path, host: str, client: FlaskClient) -> None:
    sent = client.get("/about").headers["Content-Security-Policy"]  # of a page without scripts
    with_script = set()
    for page in site.rglob("*.html"):
        head = html.fromstring(page.read_bytes()).find("head")
        (policy,) = head.xpath("meta[@http-equiv='Content-Security-Policy']/@content")
        if head.xpath("script[@src]"):
            with_script.add(page.relative_to(site).parts[0])
            policy = policy.removesuffix("; script-src 'self'")
        assert f"{policy}; frame-ancestors 'none'" == sent, page
        before = [element.tag for element in head[:2]]
        assert before == ["meta", "meta"], "the policy comes before whatever it is about"
    assert with_script == {"leakage", "lineage"}  # where a script stands in for the server


@pytest.mark.parametrize("files", [1, 200])
def test_an_export_that_is_interrupted_leaves_the_one_before_whole(
    published: Registry, site: Path, host: str, tmp_path: Path, files: int
) -> None:
    shutil.copytree(site, tmp_path, dirs_exist_ok=True)
    (tmp_path / "datasets" / "index.html").write_text("the one before")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def interrupt(done: int, _of: int) -> None:
        if done >= files:
            raise KeyboardInterrupt

    app = create_app(published)
    try:
        with pytest.raises(KeyboardInterrupt):
            exporting.write(app, tmp_path, interrupt)
    finally:
        app.extensions["radcat"].endpoint.close()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "media_type", "place"),
    [
        ("", "text/html", "index.html"),
        ("datasets/", "text/html", "datasets/index.html"),
        ("datasets/?page=2", "text/html", "datasets/index-page-2.html"),
        ("datasets/x", "text/html", "datasets/x/index.html"),
        ("datasets/x?lang=zh-Hant", "text/html", "datasets/x/index-lang-zh-Hant.html"),
        ("datasets/x-1.0", "text/html", "datasets/x-1.0/index.html"),
        ("datasets/x.ttl", "text/turtle", "datasets/x.ttl"),
        ("datasets/x.croissant.json", "application/ld+json", "datasets/x.croissant.json"),
        ("catalog.ttl?page=2", "text/turtle", "catalog-page-2.ttl"),
        ("catalog.dcat-ap.ttl?page=2", "text/turtle", "catalog.dcat-ap-page-2.ttl"),
        ("feed.atom?before=505", "application/atom+xml", "feed-before-505.atom"),
        (".well-known/void", "text/turtle", ".well-known/void"),
    ],
)
def test_an_address_has_its_file(name: str, media_type: str, place: str) -> None:
    assert addresses.place_of(name, media_type) == PurePosixPath(place)


@pytest.mark.parametrize(
    ("address", "at", "name"),
    [
        ("/tides/datasets/x", "", "datasets/x"),
        ("y#z", "datasets/x", "datasets/y"),
        ("?page=2", "datasets/", "datasets/?page=2"),
        ("?page=1", "datasets/", "datasets/"),
        ("/tides/datasets/x?lang=zh-Hant", "", "datasets/x?lang=zh-Hant"),
        ("?lang=../x", "datasets/x", None),
        ("/tides/catalog.rdf?page=3&after=datasets%2Fx", "", "catalog.rdf?page=3"),
        ("/tides/catalog.rdf?page=3&page_size=7", "", None),
        ("/tides/feed.atom?before=7", "", "feed.atom?before=7"),
        ("/tides/ldes/0", "", None),
        ("https://example.org/", "", None),
        ("/tides/sparql?query=x", "", None),
        ("/tides/oai?verb=Identify", "", None),
        ("/tides/datasets/?q=x", "", None),
        ("mailto:a@example.org", "", None),
    ],
)
def test_an_address_is_ours_or_is_not(address: str, at: str, name: str | None) -> None:
    assert addresses.local_name(address, BASE, at) == name


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"<{BASE}catalog.nt?page=2&after=datasets%2Fx> .", f"<{BASE}catalog-page-2.nt> ."),
        (f'"{BASE}catalog.rdf?page=2&amp;after=datasets%2Fx"', f'"{BASE}catalog-page-2.rdf"'),
        (f"<{BASE}catalog.ttl?page=1>", f"<{BASE}catalog.ttl>"),
        (f'href="{BASE}feed.atom?before=505"', f'href="{BASE}feed-before-505.atom"'),
        (
            f"<{BASE}sparql?page=1> <https://example.org/?page=2>",
            f"<{BASE}sparql?page=1> <https://example.org/?page=2>",
        ),
    ],
)
def test_addresses_of_following_pages_become_those_of_files(text: str, written: str) -> None:
    assert addresses.with_places(text, BASE, "application/octet-stream") == written
