"""Strategies that make records of any RDF that the parser takes: terms, blank nodes, lists, dates, geometries."""

from __future__ import annotations

from typing import Final

import pyoxigraph
from hypothesis import strategies as st
from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD

from radcat.rdf.namespaces import ADMS, BIBO, DCAT, HEALTHDCATAP, SCHEMA, SPDX, VCARD

BASE = "http://127.0.0.1:8000/"
GEO = "http://www.opengis.net/ont/geosparql#"
PROPERTIES = tuple(
    str(term)
    for term in (
        RDF.type, RDF.value, RDF.first, RDF.rest, RDFS.label, RDFS.comment, SKOS.prefLabel, SKOS.notation,
        SKOS.definition, SKOS.exactMatch, DCTERMS.title, DCTERMS.alternative, DCTERMS.description, DCTERMS.identifier,
        DCTERMS.publisher, DCTERMS.creator, DCTERMS.contributor, DCTERMS.license, DCTERMS.rights, DCTERMS.accessRights,
        DCTERMS.language, DCTERMS.spatial, DCTERMS.temporal, DCTERMS.issued, DCTERMS.modified, DCTERMS.isReferencedBy,
        DCTERMS.isPartOf, DCTERMS["format"], DCTERMS.type, DCAT.theme, DCAT.keyword, DCAT.landingPage, DCAT.version,
        DCAT.contactPoint, DCAT.distribution, DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.packageFormat,
        DCAT.byteSize, DCAT.bbox, DCAT.centroid, DCAT.startDate, DCAT.endDate, ADMS.identifier, ADMS.status,
        BIBO.authorList, FOAF.name, FOAF.homepage, FOAF.primaryTopic, PROV.wasDerivedFrom, SPDX.checksum,
        SPDX.algorithm, SPDX.checksumValue, VCARD.fn, VCARD.hasEmail, VCARD.hasURL, SCHEMA.funder, SCHEMA.sameAs,
        SCHEMA.conditionsOfAccess, SCHEMA.measurementTechnique, SCHEMA.variableMeasured, SCHEMA.countryOfOrigin,
        SCHEMA.encodingFormat, SCHEMA.codeRepository, HEALTHDCATAP.numberOfUniqueIndividuals,
    )
)  # fmt: skip
OTHER_PROPERTIES = ("urn:x:p", f"{BASE}ns/tides#datum", "https://example.org/1", "https://example.org/é#à", f"{RDF}li",
                    "http://www.w3.org/XML/1998/namespacelang", "https://example.org/p&q")  # fmt: skip
CLASSES = tuple(map(str, (DCAT.Distribution, FOAF.Agent, FOAF.Person, VCARD.Kind, DCTERMS.Location, SKOS.Concept)))
DATATYPES = (
    *map(str, (XSD.string, XSD.integer, XSD.nonNegativeInteger, XSD.decimal, XSD.double, XSD.float, XSD.boolean,
               XSD.date, XSD.dateTime, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.gMonthDay, XSD.duration, XSD.anyURI,
               XSD.hexBinary, XSD.base64Binary, XSD.language, RDF.HTML, RDF.XMLLiteral, RDF.JSON)),
    f"{GEO}wktLiteral", f"{GEO}geoJSONLiteral", f"{GEO}gmlLiteral", "urn:x:datatype",
)  # fmt: skip
TELLING = (
    "", " ", "10²", "７", "7" * 5000, "99999999999999999999999999999", "-1", "12.0", "1e400", "NaN", "INF", "true",
    "007", "2019-01-01Z", "2019-05+02:00", "2019", "-0044", "292269055-12-02", "2019-12-31T24:00:00", "2020-13",
    "--05-31",     "2016-04-05T09:16:45.4183666-06:00", "24:00:00", "P1Y",
    "POINT(5 60)", "POLYGON((1,2,3,4))", "POLYGON((1 2, 3 4, 1 2, ))", "<urn:x:y> POINT(1 2)", "POLYGON EMPTY",
    '{"type":"Polygon","coordinates":[[[4,51],[5,51],[5,52],[4,51]]]}', '{"type":"Point","coordinates":[', "[" * 3000,
    "http://[bad/file.csv", "https://example.org/a b", "http://a／b/", "https://例え.example/資料", "mailto:", "]]>",
    "</script><script>alert(1)</script>", "{{ 7 * 7 }}", "first\r\nTY  - BOOK\n\tEND",
    "\x00\x03\x0b\x0c\x1f\x7f\x85\ufffe\uffff",
    "\u202eevil\u2066\u200b", "e\u0301\U0001f30a\U0010ffff", "=HYPERLINK(1)", "50% of A&B_C } \\ # $5 ~ ^ \"q\"", "a|b",
    "https://doi.org/10.5555/a_b%7Bc", "doi:10.1234/x", "text/csv", "application/", "ENG", "x" * 70_000,
)  # fmt: skip
TAGS = (
    "en",
    "EN-gb",
    "de",
    "fr-CA",
    "ar",
    "he-Hebr-IL",
    "zh-Hant-TW",
    "x-klingon",
    "de-1996",
    "sl-rozaj",
    "i-navajo",
)


def is_read(term: str) -> bool:
    """Tell whether the parser takes *term*, written as N-Triples has it."""
    try:
        return bool(list(pyoxigraph.parse(f"<urn:s> <urn:p> {term} .".encode(), format=pyoxigraph.RdfFormat.TURTLE)))
    except SyntaxError:
        return False


def quoted(text: str) -> str:
    """Write a literal's characters, all but the plainest escaped."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08X}" for c in text) + '"'


TEXTS = st.one_of(st.sampled_from(TELLING), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
LITERALS = st.one_of(
    st.tuples(TEXTS, st.sampled_from(DATATYPES)).map(lambda pair: f"{quoted(pair[0])}^^<{pair[1]}>"),
    st.tuples(TEXTS, st.sampled_from(TAGS)).map(lambda pair: f"{quoted(pair[0])}@{pair[1]}"),
    TEXTS.map(quoted),
)
# Literals in the lexical space of their datatype, as far as the gate knows one.
_LEGAL: Final = (
    ("integer", ("007", "-1", "9" * 5000)), ("nonNegativeInteger", ("0", "9" * 30)),
    ("decimal", ("1.50", "-.5", "12.0")),
    ("double", ("1e400", "NaN", "INF", "1.0E0")), ("boolean", ("1", "true")),
    ("date", ("2019-01-01Z", "-0044-03-15", "292269055-12-02", "2020-02-29+14:00")),
    ("gYear", ("-0044", "12019", "2019Z")),
    ("gYearMonth", ("2019-05+02:00",)), ("dateTime", ("2019-12-31T24:00:00", "2016-04-05T09:16:45.4183666-06:00")),
    ("time", ("24:00:00",)), ("duration", ("P1Y",)), ("gMonthDay", ("--05-31",)), ("hexBinary", ("", "aB")),
    ("anyURI", ("http://[bad/file.csv", "https://example.org/a b")), ("language", ("en",)), ("base64Binary", ("QQ==",)),
)  # fmt: skip
LEGAL_LITERALS = st.one_of(
    st.sampled_from([f'"{text}"^^<{XSD[name]}>' for name, texts in _LEGAL for text in texts]),
    st.tuples(
        TEXTS, st.sampled_from([f"{GEO}wktLiteral", f"{GEO}geoJSONLiteral", "urn:x:datatype", f"{XSD.string}"])
    ).map(lambda pair: f"{quoted(pair[0])}^^<{pair[1]}>"),
    st.tuples(TEXTS, st.sampled_from(TAGS)).map(lambda pair: f"{quoted(pair[0])}@{pair[1]}"),
    TEXTS.map(quoted),
)
IRIS = st.one_of(
    st.sampled_from(
        [f"{BASE}datasets/gullhaven-hourly", f"{BASE}agents/asa-mueller", f"{BASE}agents/nobody", BASE,
         f"{BASE}ns/access/open", "mailto:desk@example.org", "mailto:", "urn:x:", "http://", "http:///x", "http://[::1]/",
         "https://例え.example/資料?a=b#c", "https://example.org/%00%0a%22", "https://example.org/a'(b)", "data:,x",
         "javascript:alert(1)", "http://u:p@h:99999/", f"{CLASSES[0]}", f"{RDF.nil}",
         "http://publications.europa.eu/resource/authority/language/ENG",
         "https://www.iana.org/assignments/media-types/text/csv", "https://doi.org/10.5555/12"]
    ),
    st.text(st.characters(min_codepoint=0x21, exclude_categories=["Cs", "Co", "Cn", "Z"],
                          exclude_characters='<>"{}|\\^`'), max_size=8).map(lambda tail: f"https://example.org/{tail}"),
).map(lambda iri: f"<{iri}>").filter(is_read)  # fmt: skip
PREDICATES = st.one_of(st.sampled_from(PROPERTIES), st.sampled_from(PROPERTIES), st.sampled_from(OTHER_PROPERTIES))


@st.composite
def records(draw: st.DrawFn, slug: str, *, legal: bool = False) -> str:
    """Make a record about <datasets/slug>, its parts, and blank nodes: nested, shared, in lists and in circles."""
    own = f"<{BASE}datasets/{slug}>"
    parts = [f"<{BASE}datasets/{slug}#part-{number}>" for number in range(2)]
    blanks = [f"_:b{number}" for number in range(draw(st.integers(0, 4)))]
    values = st.one_of(
        LEGAL_LITERALS if legal else LITERALS, IRIS, st.sampled_from([own, *parts]), st.sampled_from(blanks or parts)
    )
    lines = [f"{own} a <{DCAT.Dataset}> ."]
    for subject in (own, own, own, *parts, *blanks):
        lines += [f"{subject} <{draw(PREDICATES)}> {draw(values)} ." for _ in range(draw(st.integers(0, 4)))]
    if draw(st.booleans()):
        lines.append(f"{own} <{draw(PREDICATES)}> ( {' '.join(draw(st.lists(values, max_size=3)))} ) .")
    lines += [f"{blank} a <{draw(st.sampled_from(CLASSES))}> ." for blank in blanks if draw(st.booleans())]
    return "".join(f"{line}\n" for line in lines)
