"""OAI-PMH 2.0: every verb and error, valid by the protocol's own schemas, and a real harvester that takes it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree
from sickle import Sickle
from sickle.models import Record as HarvestedRecord
from sickle.oaiexceptions import NoRecordsMatch
from tests.harvest.conftest import BASE, MANY, Past, dataset, entry, publish, withdrawal
from tests.material import suite
from werkzeug.serving import make_server

from radcat.harvest.resumption import ResumptionToken
from radcat.ledger.versions import Entry

OAI = {"o": "http://www.openarchives.org/OAI/2.0/"}
FORMATS = ("oai_dc", "datacite", "dcat_ap", "schema")
XML_NAMESPACE = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
</xs:schema>"""
# Of the other formats' roots only that they are there: their own tests look into them.
ROOTS = {"http://datacite.org/schema/kernel-4": "resource", "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "RDF"}
ROOT = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{}">
  <xs:element name="{}" type="xs:anyType"/>
</xs:schema>"""
ALL = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="OAI-PMH.xsd"/>
  <xs:import namespace="http://www.openarchives.org/OAI/2.0/oai_dc/" schemaLocation="oai_dc.xsd"/>
  <xs:import namespace="http://datacite.org/schema/kernel-4" schemaLocation="resource.xsd"/>
  <xs:import namespace="http://www.w3.org/1999/02/22-rdf-syntax-ns#" schemaLocation="RDF.xsd"/>
</xs:schema>"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """The protocol's schemas, with the one that they fetch from elsewhere beside them."""
    folder = tmp_path_factory.mktemp("xsd")
    for path in suite("oai/xsd").glob("*.xsd"):
        (folder / path.name).write_text(path.read_text().replace("http://www.w3.org/2001/03/xml.xsd", "xml.xsd"))
    (folder / "xml.xsd").write_text(XML_NAMESPACE)
    for namespace, name in ROOTS.items():
        (folder / f"{name}.xsd").write_text(ROOT.format(namespace, name))
    (folder / "all.xsd").write_text(ALL)
    return etree.XMLSchema(etree.parse(folder / "all.xsd"))


Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(past: Past, schema: etree.XMLSchema) -> Ask:
    """Ask the repository, and check each answer against the schemas."""
    return lambda **arguments: asked(past, schema, urlencode(arguments))


def asked(past: Past, schema: etree.XMLSchema, query: str) -> Any:
    response = past.client.get(f"/oai?{query}")
    assert (response.status_code, response.content_type) == (200, "text/xml; charset=utf-8")
    root = etree.fromstring(response.data)
    schema.assertValid(root)
    return root


def texts(root: Any, path: str) -> list[str]:
    return [found if isinstance(found, str) else found.text for found in root.xpath(path, namespaces=OAI)]


def error(root: Any) -> list[str]:
    return texts(root, "//o:error/@code")


def walk(ask: Ask, verb: str = "ListRecords", **arguments: str) -> Iterator[Any]:
    """Follow the tokens to the end, as a harvester does."""
    page = ask(verb=verb, **arguments)
    yield page
    while token := next(iter(texts(page, "//o:resumptionToken")), None):
        page = ask(verb=verb, resumptionToken=token)
        yield page


def test_identify_says_who_we_are(ask: Ask) -> None:
    root = ask(verb="Identify")
    said = {element.tag.rpartition("}")[2]: element.text for element in root.find("o:Identify", OAI)}
    assert said == {
        "repositoryName": "Tide gauges of the Seven Skerries",
        "baseURL": f"{BASE}oai",
        "protocolVersion": "2.0",
        "adminEmail": "a@b.example",
        "earliestDatestamp": "2024-02-28T12:00:00Z",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }


def test_an_address_that_nobody_stated_is_said_to_be_none(changing: Past) -> None:
    assert b"admin-email-not-set@radcat.invalid" in changing.get("oai?verb=Identify")


def test_the_formats_are_four_and_the_roots_of_records_are_in_their_namespaces(ask: Ask) -> None:
    listed = ask(verb="ListMetadataFormats")
    assert tuple(texts(listed, "//o:metadataPrefix")) == FORMATS
    namespaces = dict(zip(FORMATS, texts(listed, "//o:metadataNamespace"), strict=True))
    for prefix, namespace in namespaces.items():
        record = ask(verb="GetRecord", metadataPrefix=prefix, identifier=f"{BASE}datasets/gullhaven-hourly")
        (root,) = record.xpath("//o:metadata/*", namespaces=OAI)
        assert etree.QName(root).namespace == namespace


def test_sets_are_the_concepts_of_techniques_and_the_sources(ask: Ask) -> None:
    specs = texts(ask(verb="ListSets"), "//o:setSpec")
    assert "instrument:float" in specs
    assert specs.index("instrument") < specs.index("instrument:float")
    assert specs[-2:] == ["source", "source:inventory"]


BAD = [
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=identify", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&x=1", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
    ("verb=ListRecords&metadataPrefix=nothing", "cannotDisseminateFormat"),
    ("verb=ListIdentifiers&metadataPrefix=oai_dc&identifier=x", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-28T12:00:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-28T12:00:00.5Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-28&until=2024-02-29T00:00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-29&until=2024-02-28", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=:", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=instrument:acoustic", "noRecordsMatch"),
    ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%C3%A4%00", "badArgument"),
    ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=nothing", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=https://tides.example/registry/catalog", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%01", "badArgument"),
    ("verb=GetRecord&metadataPrefix=%3Cb%3E&identifier=%22%3E", "badArgument"),
    ("verb=ListMetadataFormats&identifier=nothing", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=https://tides.example/registry/datasets/d-02", "noMetadataFormats"),
    ("verb=%FF%FE", "badVerb"),
    ("verb=Identify&%00=%FF", "badArgument"),
]


@pytest.mark.parametrize(("query", "code"), BAD)
def test_what_is_wrong_is_said_in_the_protocols_own_words(
    past: Past, schema: etree.XMLSchema, query: str, code: str
) -> None:
    root = asked(past, schema, query)
    assert error(root) == [code]
    (request,) = root.xpath("o:request", namespaces=OAI)
    assert request.text == f"{BASE}oai"
    assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))


def test_a_repository_without_sets_says_so(changing: Past, schema: etree.XMLSchema) -> None:
    names = ("shapes/technique", "sources/inventory")
    gone = [version.record for name in names if (version := changing.registry.ledger.latest(name))]
    publish(changing, [withdrawal(record) for record in gone])
    assert error(asked(changing, schema, "verb=ListSets")) == ["noSetHierarchy"]
    assert error(asked(changing, schema, "verb=ListRecords&metadataPrefix=oai_dc&set=instrument")) == ["noSetHierarchy"]


def test_get_and_post_say_the_same(past: Past) -> None:
    query = "verb=GetRecord&metadataPrefix=oai_dc&identifier=https://tides.example/registry/datasets/d-00"
    form = "application/x-www-form-urlencoded"
    posted = past.client.post("/oai", data=query, content_type=form).data
    cut = [body.partition(b"</responseDate>")[2] for body in (posted, past.get(f"oai?{query}"))]
    assert cut[0] == cut[1] != b""
    assert b"badVerb" in past.client.post("/oai", data=query, content_type="text/plain").data


@pytest.mark.parametrize("prefix", FORMATS)
def test_the_pages_of_a_list_join_into_all_of_it_and_none_is_empty(ask: Ask, past: Past, prefix: str) -> None:
    pages = list(walk(ask, metadataPrefix=prefix))
    sizes = [len(page.xpath("//o:record", namespaces=OAI)) for page in pages]
    assert sizes == [5, 5, 5, 5, 5, 3]
    identifiers = [found for page in pages for found in texts(page, "//o:header/o:identifier")]
    assert len(set(identifiers)) == len(identifiers) == MANY + 5
    deleted = [found for page in pages for found in texts(page, "//o:header[@status='deleted']/o:identifier")]
    assert deleted == [f"{BASE}datasets/d-02", f"{BASE}datasets/d-03"]
    assert sorted(set(identifiers) - set(deleted)) == past.published
    cursors = [texts(page, "//o:resumptionToken/@cursor") for page in pages]
    assert cursors == [["0"], ["5"], ["10"], ["15"], ["20"], ["25"]]
    assert {size for page in pages for size in texts(page, "//o:resumptionToken/@completeListSize")} == {"28"}


@pytest.mark.parametrize(("number", "pages"), [(4, 1), (5, 1), (6, 2), (10, 2)])
def test_a_list_that_fills_its_pages_ends_with_the_last_of_them(
    changing: Past, schema: etree.XMLSchema, number: int, pages: int
) -> None:
    publish(changing, [entry(dataset(100 + n)) for n in range(number)])
    since = changing.registry.ledger.latest("datasets/d-100")
    assert since is not None
    arguments = {"metadataPrefix": "oai_dc", "from": since.date}
    walked = list(walk(lambda **a: asked(changing, schema, urlencode(a)), "ListIdentifiers", **arguments))
    assert [bool(page.xpath("//o:header", namespaces=OAI)) for page in walked] == [True] * pages
    assert len(walked[0].xpath("//o:resumptionToken", namespaces=OAI)) == (pages > 1)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"until": "2024-02-28"}, 9 + 5),
        ({"from": "2024-02-29", "until": "2024-02-29"}, 11),
        ({"from": "2024-02-29T23:59:59Z", "until": "2024-02-29T23:59:59Z"}, 11),
        ({"from": "2024-03-01"}, 3),
        ({"from": "2024-02-29T00:00:00Z"}, 14),
        ({"set": "instrument:float"}, 9),
        ({"set": "instrument"}, 11),
        ({"set": "instrument:float", "from": "2024-03-01"}, 1),
        ({"set": "source:inventory"}, 2),
        ({"set": "source"}, 2),
    ],
)
def test_a_list_is_what_is_so_dated_and_in_that_set(ask: Ask, arguments: dict[str, str], found: int) -> None:
    pages = list(walk(ask, "ListIdentifiers", metadataPrefix="oai_dc", **arguments))
    assert sum(len(page.xpath("//o:header", namespaces=OAI)) for page in pages) == found


def test_a_token_can_be_used_again_and_only_by_its_verb(ask: Ask) -> None:
    (token,) = texts(ask(verb="ListRecords", metadataPrefix="oai_dc"), "//o:resumptionToken")
    pages = [texts(ask(verb="ListRecords", resumptionToken=token), "//o:identifier") for _ in range(2)]
    assert pages[0] == pages[1] != []
    assert error(ask(verb="ListIdentifiers", resumptionToken=token)) == ["badResumptionToken"]


def test_a_token_that_was_cut_or_edited_or_is_of_another_ledger_is_refused(ask: Ask) -> None:
    (token,) = texts(ask(verb="ListRecords", metadataPrefix="oai_dc"), "//o:resumptionToken")
    ahead = ResumptionToken("ListRecords", "oai_dc", None, None, None, 10**6, 5, 9)
    for wrong in (token[:-1], token[1:], token[:20] + "A" + token[21:], token.swapcase(), str(ahead)):
        assert error(ask(verb="ListRecords", resumptionToken=wrong)) == ["badResumptionToken"]


def test_what_changes_meanwhile_is_met_at_the_end_and_nothing_is_missed(
    changing: Past, schema: etree.XMLSchema
) -> None:
    pages = walk(lambda **a: asked(changing, schema, urlencode(a)), metadataPrefix="oai_dc")
    met = texts(next(pages), "//o:identifier")
    publish(changing, [entry(dataset(0)), entry(dataset(99)), withdrawal(dataset(22))])
    met += [found for page in pages for found in texts(page, "//o:identifier")]
    assert met[-3:] == [f"{BASE}datasets/d-{n}" for n in ("00", "99", "22")]
    assert set(met) >= set(changing.published)


def test_a_list_whose_rest_went_away_is_to_be_begun_again(changing: Past, schema: etree.XMLSchema) -> None:
    pages = list(walk(lambda **a: asked(changing, schema, urlencode(a)), metadataPrefix="oai_dc", until="2024-02-29"))
    (token,) = texts(pages[-2], "//o:resumptionToken")
    left = [name.removeprefix(BASE) for name in texts(pages[-1], "//o:identifier")]
    records = [version.record for name in left if (version := changing.registry.ledger.latest(name))]
    publish(changing, [Entry(record, frozenset(), "x") for record in records])
    root = asked(changing, schema, urlencode({"verb": "ListRecords", "resumptionToken": token}))
    assert error(root) == ["badResumptionToken"]


@pytest.fixture(scope="module")
def address(past: Past) -> Iterator[str]:
    """Where a server answers for the repository."""
    server = make_server("127.0.0.1", 0, past.client.application, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/oai"
    server.shutdown()
    thread.join()


def test_sickle_harvests_every_set_in_every_format(past: Past, address: str) -> None:
    sickle = Sickle(address)
    everything = {record.header.identifier: record for record in harvested(sickle)}
    assert sorted(i for i, record in everything.items() if not record.deleted) == past.published
    sets = [each.setSpec for each in sickle.ListSets()]
    counts = {}
    for spec in sets:
        try:
            found = harvested(sickle, set=spec)
        except NoRecordsMatch:
            found = []
        counts[spec] = len(found)
        assert all(any(s == spec or s.startswith(f"{spec}:") for s in r.header.setSpecs) for r in found)
    assert {spec: count for spec, count in counts.items() if count} == {
        "instrument": 11,
        "instrument:float": 9,
        "instrument:pressure": 1,
        "instrument:radar": 1,
        "source": 2,
        "source:inventory": 2,
    }
    for prefix in FORMATS:
        assert len(harvested(sickle, metadataPrefix=prefix)) == len(everything)
    titles = everything[f"{BASE}datasets/d-01"].metadata["title"]
    assert titles[0].startswith('A "quote", <b>, &amp; ]]> ')


def harvested(sickle: Sickle, **arguments: str) -> list[HarvestedRecord]:
    return list(sickle.ListRecords(**{"metadataPrefix": "oai_dc", **arguments}))
