"""schema.org as Google Dataset Search reads it."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from radcat.bootstrap import Registry
from radcat.formats import schema_org
from radcat.model import Agent, Concept, Dataset, Distribution, Period, Place, Text
from radcat.rdf import geometry
from radcat.rdf.prefixes import IANA

BASE = "http://127.0.0.1:8000/"
IRI = BASE + "datasets/x"
# https://developers.google.com/search/docs/appearance/structured-data/dataset
REQUIRED = {"name", "description"}
RECOMMENDED = {
    "alternateName", "creator", "citation", "funder", "hasPart", "isPartOf", "identifier", "isAccessibleForFree",
    "keywords", "license", "measurementTechnique", "sameAs", "spatialCoverage", "temporalCoverage", "variableMeasured",
    "version", "url", "includedInDataCatalog", "distribution",
}  # fmt: skip
# What no record says so far, or says of the other dataset.
NOT_SAID = {"funder", "hasPart", "spatialCoverage", "temporalCoverage"}

FULL = Dataset(
    iri=IRI,
    title="Chest CT",
    alternatives=("CT of chests",),
    description="Scans.",
    identifiers=("x",),
    other_identifiers=("https://doi.org/10.1/x",),
    publisher=Agent(iri=BASE + "agents/p", name="P", homepage="https://p.example/"),
    creators=(
        Agent(iri=BASE + "agents/b", name="B", types=("http://xmlns.com/foaf/0.1/Person",)),
        Agent(iri=BASE + "agents/a", name="A", same_as=("https://orcid.org/0", "https://ror.org/1")),
    ),
    author_order=(BASE + "agents/a", BASE + "agents/b"),
    landing_page="https://x.example/",
    licence=Concept(iri="https://creativecommons.org/licenses/by/4.0/", label="CC BY 4.0"),
    access_rights=Concept(iri="http://publications.europa.eu/resource/authority/access-right/PUBLIC"),
    conditions_of_access=Concept(iri=BASE + "ns/access/open", label="open"),
    keywords=("ct", "chest"),
    techniques=(
        Concept(iri=BASE + "ns/modality/ct", label="CT", matches=("http://x.example/", "https://schema.org/CT")),
        Concept(iri=BASE + "ns/modality/mri", label="MRI"),
    ),
    variables=(Concept(iri=BASE + "ns/finding/covid-19", label="COVID-19"),),
    country=Concept(iri="http://publications.europa.eu/resource/authority/country/IRN", label="Iran"),
    issued="2020",
    modified="2021-03",
    version="1.10",
    publications=("https://arxiv.org/abs/1",),
    derived_from=(BASE + "datasets/y",),
    is_part_of=(BASE + "datasets/z",),
    distributions=(
        Distribution(
            iri=IRI + "#1",
            title="Files",
            access_url="https://x.example/",
            download_url="https://x.example/f.zip",
            format=Concept(iri="http://f.example/ZIP", label="ZIP"),
            media_type="https://www.iana.org/assignments/media-types/application/zip",
            byte_size=42,
            licence="https://creativecommons.org/licenses/by/4.0/",
        ),
        Distribution(iri=IRI + "#2", access_url="https://x.example/", format=Concept(iri="f", label="NIfTI")),
    ),
)


def written(dataset: Dataset) -> dict[str, object]:
    return schema_org.dataset(dataset, "Catalogue", BASE + "catalog")


def test_a_full_record_has_every_property_that_google_requires_or_recommends() -> None:
    assert set(written(FULL)) >= (REQUIRED | RECOMMENDED) - NOT_SAID


def test_nothing_is_invented_for_a_record_that_says_nothing() -> None:
    assert written(Dataset(iri=IRI)) == {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": IRI,
        "url": IRI,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": BASE + "catalog",
            "name": "Catalogue",
            "url": BASE + "catalog",
        },
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Chest CT"),
        ("alternateName", "CT of chests"),
        ("identifier", ("https://doi.org/10.1/x", "x")),
        ("keywords", ["ct", "chest"]),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("conditionsOfAccess", "open"),
        ("isAccessibleForFree", True),
        ("measurementTechnique", ["https://schema.org/CT", "MRI"]),
        ("variableMeasured", "COVID-19"),
        ("countryOfOrigin", {"@type": "Country", "name": "Iran"}),
        ("datePublished", "2020"),
        ("dateModified", "2021-03"),
        ("version", "1.10"),
        ("citation", "https://arxiv.org/abs/1"),
        ("isBasedOn", BASE + "datasets/y"),
        ("isPartOf", BASE + "datasets/z"),
        ("sameAs", "https://x.example/"),
    ],
)
def test_each_property_says_what_the_record_says(name: str, value: object) -> None:
    assert written(FULL)[name] == value


def test_creators_come_in_their_order_each_with_its_type() -> None:
    creators = written(FULL)["creator"]
    assert isinstance(creators, tuple | list)
    first, second = creators
    assert first == {
        "@type": "Organization",
        "@id": BASE + "agents/a",
        "name": "A",
        "sameAs": ("https://orcid.org/0", "https://ror.org/1"),
    }
    assert second == {"@type": "Person", "@id": BASE + "agents/b", "name": "B"}


def test_a_distribution_is_a_download_with_the_best_address_known() -> None:
    file = written(FULL)["distribution"]
    assert file == {
        "@type": "DataDownload",
        "name": "Files",
        "contentUrl": "https://x.example/f.zip",
        "encodingFormat": "application/zip",
        "contentSize": "42 B",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_a_download_of_an_archive_says_what_it_is_and_what_is_in_it() -> None:
    packed = Distribution(
        iri=IRI + "#1",
        download_url="https://x.example/f.zip",
        media_type=IANA + "image/png",
        package_format=IANA + "application/zip",
    )
    file = written(Dataset(iri=IRI, distributions=(packed,)))["distribution"]
    assert file["encodingFormat"] == ["application/zip", "image/png"]  # type: ignore[index]


def test_a_page_on_which_the_data_can_be_had_is_no_download() -> None:
    dataset = Dataset(iri=IRI, distributions=(Distribution(iri=IRI + "#2", access_url="https://x.example/"),))
    assert "distribution" not in written(dataset)


EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def wkt(text: str) -> Text:
    return Text(text, datatype=geometry.WKT)


@pytest.mark.parametrize(
    ("place", "geo"),
    [
        (
            Place(iri="p", centroids=(wkt("POINT(5.25 60.50)"),)),
            {"@type": "GeoCoordinates", "latitude": "60.50", "longitude": "5.25"},
        ),
        (
            Place(iri="p", boxes=(wkt("POLYGON((4 59, 6 59, 6 61, 4 61, 4 59))"),)),
            {"@type": "GeoShape", "box": "59 4 61 6"},
        ),
        (
            Place(iri="p", boxes=(wkt(f"<{EPSG}4326> POLYGON((51.0 4, 51.5 4, 51.5 5, 51.0 5, 51.0 4))"),)),
            {"@type": "GeoShape", "box": "51.0 4 51.5 5"},
        ),
        (Place(iri="p", boxes=(wkt(f"<{EPSG}28992> POLYGON((1 2, 3 2, 3 4, 1 2))"),)), None),
        (Place(iri="p", boxes=(wkt("not well-known text"),)), None),
        (Place(iri="p", boxes=("https://example.org/box",)), None),
    ],
)
def test_a_place_gives_the_latitude_first(place: Place, geo: object) -> None:
    found = written(Dataset(iri=IRI, places=(place,)))["spatialCoverage"]
    assert found == {"@type": "Place", "@id": "p"} | ({"geo": geo} if geo else {})


@pytest.mark.parametrize(
    ("period", "interval"),
    [(Period(iri="t", start="2020-01-01", end="2021-06-30"), "2020-01-01/2021-06-30"),
     (Period(iri="t", start="2020", end="2020"), "2020"),
     (Period(iri="t", start="2020"), "2020/.."), (Period(iri="t", end="2020"), "../2020")],
)  # fmt: skip
def test_a_period_is_an_interval_that_may_be_open(period: Period, interval: str) -> None:
    assert written(Dataset(iri=IRI, periods=(period,)))["temporalCoverage"] == interval


def test_what_is_embedded_is_capped_by_leaving_out_the_longest_lists() -> None:
    dataset = Dataset(iri=IRI, title="T", keywords=tuple(f"keyword {n}" for n in range(50_000)))
    document = schema_org.capped(written(dataset))
    assert len(json.dumps(document)) <= schema_org.LARGEST
    assert (document["name"], "keywords" in document) == ("T", False)
    small = written(FULL)
    assert schema_org.capped(small) == small


@pytest.mark.parametrize("notation", ["RESTRICTED", "NON_PUBLIC", None])
def test_only_public_data_is_said_to_be_accessible_for_free(notation: str | None) -> None:
    rights = Concept(iri="http://x.example/right", notation=notation)
    assert "isAccessibleForFree" not in written(Dataset(iri=IRI, access_rights=rights))
    assert "isAccessibleForFree" not in written(Dataset(iri=IRI))


def test_a_description_is_cut_where_its_reader_would_cut_it() -> None:
    text = written(Dataset(iri=IRI, description="x" * 6000))["description"]
    assert isinstance(text, str)
    assert len(text) == schema_org.LONGEST_DESCRIPTION


def test_a_catalogue_names_its_datasets() -> None:
    found = schema_org.catalog("C", None, BASE + "catalog", [(IRI, "X"), (BASE + "datasets/y", "Y")])
    assert "description" not in found
    assert [(member["@id"], member["name"]) for member in found["dataset"]] == [(IRI, "X"), (BASE + "datasets/y", "Y")]
    assert "dataset" not in schema_org.catalog("C", "d", BASE + "catalog", [])


class Scripts(HTMLParser):
    """Collects what a browser takes for the content of JSON-LD script elements."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.found = False, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a script element of JSON-LD."""
        if tag == "script" and ("type", "application/ld+json") in attrs:
            self.inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        """Keep what is in it."""
        if self.inside:
            self.found[-1] += data


def test_nothing_in_a_record_can_end_the_script_it_is_embedded_in(client: FlaskClient, published: Registry) -> None:
    """One record of the example holds `</script>`, `<!--` and `]]>` in its description."""
    for name in published.ledger.names("dataset"):
        page = client.get(f"/{name}", headers={"Accept": "text/html"}).get_data(as_text=True)
        scripts = Scripts()
        scripts.feed(page)
        dataset = published.catalogue.dataset(published.catalogue.version(name).record)
        expected = schema_org.dataset(dataset, published.catalogue.title, BASE + "catalog")
        (embedded,) = scripts.found
        assert json.loads(embedded) == json.loads(json.dumps(expected))
        assert not set("<>&") & set(embedded)
