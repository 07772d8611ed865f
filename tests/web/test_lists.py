"""The list of datasets, a page at a time, and the home page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from radcat import settings
from radcat.bootstrap import Registry
from radcat.model import KINDS
from radcat.model.listing import collation
from radcat.web.app import create_app
from radcat.web.views.lists import COUNTED

MANY = 47
SIZE = 10


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a catalogue of 47 datasets, ten on a page, without shapes and schemes."""
    root = tmp_path_factory.mktemp("crowded")
    (root / "records/datasets").mkdir(parents=True)
    for number in range(MANY):
        (root / f"records/datasets/d-{number:02}.ttl").write_text(
            f"@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
            f'<datasets/d-{number:02}> a dcat:Dataset ; dcterms:title "Dataset {number:02}"@en .\n'
        )
    read = settings.read(root, data=root / "data", base_iri="http://127.0.0.1:8000/", page_size=SIZE)
    registry = Registry.open(read)
    registry.publisher.sync(root)
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


def listed(client: FlaskClient, address: str) -> list[str]:
    page = client.get(address).get_data(as_text=True)
    return re.findall(r'<th scope="row"[^>]*><a href="/datasets/([^"]*)"', page)


def test_walking_the_pages_meets_every_dataset_once_and_in_order(crowded: FlaskClient) -> None:
    address, met, pages = "/datasets/", [], 0
    while address:
        met += listed(crowded, address)
        pages += 1
        following = re.search(r'<link rel="next" href="([^"]*)"', crowded.get(address).get_data(as_text=True))
        address = following[1] if following else ""
    assert met == [f"d-{number:02}" for number in range(MANY)]
    assert pages == 5


@pytest.mark.parametrize(("page", "before", "after"), [(1, None, 2), (2, 1, 3), (5, 4, None)])
def test_a_page_leads_to_its_neighbours(crowded: FlaskClient, page: int, before: int | None, after: int | None) -> None:
    text = crowded.get(f"/datasets/?page={page}").get_data(as_text=True)
    for relation, number in (("prev", before), ("next", after)):
        found = set(re.findall(rf'rel="{relation}" href="/datasets/\?page=(\d+)"', text))
        assert found == ({str(number)} if number else set())


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "²", "1 ", "٣"])
def test_what_is_no_page_number_is_400_and_says_which_there_are(crowded: FlaskClient, page: str) -> None:
    response = crowded.get("/datasets/", query_string={"page": page})
    assert response.status_code == 400
    assert "pages are numbered from 1 to 5" in response.get_json()["detail"]


@pytest.mark.parametrize("page", ["6", "99999999999999999999999", "9" * 5000])
def test_a_page_past_the_end_is_404(crowded: FlaskClient, page: str) -> None:
    assert crowded.get("/datasets/", query_string={"page": page}).status_code == 404


def test_the_home_page_begins_with_search_and_leads_to_all_datasets(crowded: FlaskClient) -> None:
    page = crowded.get("/").get_data(as_text=True)
    assert f"Search {MANY} datasets" in page
    assert 'action="/search"' in page
    assert 'href="/datasets/"' in page


def test_a_catalogue_without_a_catalog_record_has_a_home_page_but_no_catalog(crowded: FlaskClient) -> None:
    assert crowded.get("/").status_code == 200
    assert crowded.get("/catalog").status_code == 404


def test_a_registry_with_nothing_published_says_so_on_every_page(registry: Registry) -> None:
    app = create_app(registry)
    try:
        client = app.test_client()
        for page in ("/", "/datasets/"):
            response = client.get(page)
            assert response.status_code == 200
            assert "No dataset is published yet" in response.get_data(as_text=True)
        assert client.get("/readyz").status_code == 503
        refused = client.get("/sparql?query=ASK{}")
        assert refused.status_code == 503
        assert "radcat sync" in refused.get_json()["detail"]
    finally:
        app.extensions["radcat"].endpoint.close()


def test_titles_of_the_list_are_those_of_the_records(client: FlaskClient, published: Registry) -> None:
    page = client.get("/datasets/").get_data(as_text=True)
    assert "&#34;Skerry&#34; float gauge: Müller &amp; Söhne&#39;s paper charts (岩礁の潮位)" in page
    shown = {
        n: published.catalogue.dataset(published.catalogue.version(n).record).title
        for n in published.ledger.names("dataset")
    }
    expected = sorted(shown, key=lambda name: collation(shown[name] or ""))
    assert listed(client, "/datasets/") == [name.removeprefix("datasets/") for name in expected]
    assert expected != sorted(expected), "the order of the addresses is another"


def test_the_root_of_a_fixture_is_never_written_to(published: Registry) -> None:
    assert not (Path(published.settings.root) / ".radcat").exists()


FOLDERS = {
    "agents": ["agent"],
    "evidence": ["evidence"],
    "externals": ["external"],
    "findings": ["dataset-finding"],
    "ns": ["ontology", "scheme"],
    "queries": ["query"],
    "references": ["reference"],
    "shapes": ["shapes"],
    "sources": ["source"],
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_addresses_lists_the_records_below_it(
    client: FlaskClient, published: Registry, folder: str
) -> None:
    catalogue = published.catalogue
    names = [name for kind in FOLDERS[folder] for name in published.ledger.names(kind)]
    labels = {name: catalogue.label(catalogue.version(name).record) for name in names}
    expected = sorted(names, key=lambda name: (collation(labels[name]), name))
    response = client.get(f"/{folder}/")
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert re.findall(r'<li><a href="/([^"]*)"', text.partition("<footer>")[0]) == expected
    assert ("None is published." in text) is (not expected)
    assert client.get(f"/{folder}").headers["Location"].endswith(f"/{folder}/")


def test_no_kind_of_record_is_left_without_a_list() -> None:
    listed = {kind for kinds in FOLDERS.values() for kind in kinds} | {"dataset"}
    assert listed == {kind.name for kind in KINDS if not kind.single}


@pytest.mark.parametrize(("page", "status"), [("0", 400), ("x", 400), ("2", 404)])
def test_a_list_has_the_pages_that_it_has(client: FlaskClient, page: str, status: int) -> None:
    assert client.get("/agents/", query_string={"page": page}).status_code == status


@pytest.mark.parametrize("place", ["datasets", *FOLDERS])
@pytest.mark.parametrize("parameter", ["q", "search", "sort", "modality", "PAGE", "page[]", "utm_source"])
def test_a_parameter_that_a_list_does_not_have_is_400_and_named_with_those_it_has(
    client: FlaskClient, place: str, parameter: str
) -> None:
    """The whole list would look like an answer."""
    is_sorted = place.strip("/") in COUNTED
    if is_sorted and parameter == "sort":
        return
    for query in ({parameter: "covid"}, {"page": "1", parameter: ""}):
        response = client.get(f"/{place}/", query_string=query)
        assert response.status_code == 400
        assert response.get_json()["detail"] == (
            f"/{place}/ has no parameter '{parameter}', so that it can't be searched, filtered or sorted that way. "
            f"It has: page, lang{', sort' * is_sorted}{', kind' * (place == 'findings')}."
        )
    page = client.get(f"/{place}/", query_string={parameter: "covid"}, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "has no parameter" in page.text


def test_a_page_number_that_is_given_twice_is_400(client: FlaskClient) -> None:
    response = client.get("/datasets/?page=1&page=2")
    assert response.status_code == 400
    assert "give it once" in response.get_json()["detail"]


def test_a_foreign_parameter_of_any_length_is_named_in_short(client: FlaskClient) -> None:
    response = client.get("/datasets/", query_string={"x" * 5000: "y"})
    assert response.status_code == 400
    assert len(response.get_json()["detail"]) < 300
