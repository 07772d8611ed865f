"""DataCite, Zenodo, Dublin Core and ISO 19139: what our own exports say comes back, and samples say what they say."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from rdflib import DCTERMS, RDF, Graph, URIRef
from tests.importing.conftest import BASE, Imported, imported

from radcat.bootstrap import Registry
from radcat.formats import BY_NAME, describe
from radcat.importing.documents import Document
from radcat.importing.drafts import Draft
from radcat.rdf.namespaces import DCAT


def graph(draft: Draft) -> Graph:
    return Graph().parse(data=draft.text, format="turtle", publicID=BASE)


@pytest.mark.parametrize("form", ["datacite", "datacite-json", "oai_dc", "schema", "croissant", "dcat-ap-turtle"])
def test_what_we_write_is_read_again(catalogue_registry: Registry, form: str) -> None:
    catalogue, row = catalogue_registry.catalogue, BY_NAME[form]
    for slug in ("covid-ctset", "covidx-cxr", "stoic2021", "mosmeddata"):
        record = catalogue.version(f"datasets/{slug}").record
        content = row.write(describe(catalogue, record, catalogue_registry.jsonld_context))
        drafts = imported(Document.of(content, f"{slug}.x", str(row.media_type), BASE)).drafts
        # DCAT-AP has versions as datasets, too.
        draft = next((each for each in drafts if each.slug == slug), drafts[0])
        found, own = graph(draft), URIRef(f"{BASE}datasets/{draft.slug}")
        said, iri = catalogue.graph(record), record.iri(catalogue.base)
        assert (own, RDF.type, DCAT.Dataset) in found
        assert {str(o) for o in said.objects(iri, DCTERMS.title)} <= {str(o) for o in found.objects(own, DCTERMS.title)}
        for licence in said.objects(iri, DCTERMS.license):
            if "creativecommons" in str(licence):
                assert (None, DCTERMS.license, licence) in found


ZENODO = {
    "id": 1,
    "doi": "10.5281/zenodo.1",
    "modified": "2020-05-01T10:00:00+00:00",
    "links": {"self_html": "https://zenodo.org/records/1"},
    "metadata": {
        "title": "Scans",
        "description": "<p>Many <b>scans</b> &amp; masks.</p><p>More.</p>",
        "creators": [{"name": "Doe, Jane", "orcid": "0000-0002-1825-0097"}],
        "publication_date": "2020-04-20",
        "license": {"id": "cc-by-4.0"},
        "access_right": "open",
        "resource_type": {"type": "dataset"},
        "related_identifiers": [{"identifier": "10.1234/x", "relation": "isSupplementTo", "scheme": "doi"}],
        "colour": "red",
    },
    "files": [{"key": "a.zip", "size": 12, "checksum": "md5:ABC0", "links": {"self": "https://zenodo.org/a.zip"}}],
}


def test_a_record_of_zenodo(of_text: Callable[..., Imported]) -> None:
    for values in (ZENODO, [ZENODO], {"hits": {"hits": [ZENODO]}}):
        (draft,) = of_text(json.dumps(values), "z.json").drafts
        for said in (
            "owl:sameAs <https://doi.org/10.5281/zenodo.1>",
            '"Jane Doe"',
            "<https://orcid.org/0000-0002-1825-0097>",
            "Many scans & masks.",
            "<https://creativecommons.org/licenses/by/4.0/>",
            'dcat:byteSize "12"^^xsd:nonNegativeInteger',
            'spdx:checksumValue "abc0"^^xsd:hexBinary',
            "dcterms:relation <https://doi.org/10.1234/x>",
            'dcterms:issued "2020-04-20"^^xsd:date',
        ):
            assert said in draft.text
        assert [note.message for note in draft.notes] == [
            "the licence 'cc-by-4.0' was taken for https://creativecommons.org/licenses/by/4.0/.",
            "nothing was made of colour.",
        ]


def test_what_is_unknown_in_datacite_is_not_stated(of_text: Callable[..., Imported]) -> None:
    values = {
        "data": {
            "attributes": {
                "doi": "10.1234/AB",
                "titles": [{"title": "A"}, {"title": "B", "titleType": "Subtitle"}],
                "publisher": ":unav",
                "publicationYear": "0000",
                "dates": [{"date": "2001-01-01/2002-02-02", "dateType": "Collected"}],
                "rightsList": [{"rightsUri": "https://a.example/terms"}, {"rights": "Ask first"}],
                "types": {"resourceTypeGeneral": "Text"},
            }
        }
    }
    (draft,) = of_text(json.dumps(values), "d.json").drafts
    assert "publisher" not in draft.text
    assert "issued" not in draft.text
    assert "dcterms:license" not in draft.text
    assert 'dcterms:alternative "B"' in draft.text
    assert 'dcat:startDate "2001-01-01"^^xsd:date' in draft.text
    assert [note.message for note in draft.notes] == ["DataCite calls it 'Text', and not a dataset."]


OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><header><identifier>oai:a:1</identifier></header><metadata>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title xml:lang="en">A</dc:title><dc:identifier>doi:10.1234/a</dc:identifier><dc:type>Dataset</dc:type>
<dc:rights>info:eu-repo/semantics/openAccess</dc:rights></oai_dc:dc></metadata></record>
<record><header status="deleted"><identifier>oai:a:2</identifier></header></record>
<record><header><identifier>oai:a:3</identifier></header><metadata><x xmlns="urn:x"/></metadata></record>
<resumptionToken>more</resumptionToken></ListRecords></OAI-PMH>"""


def test_an_answer_of_oai_pmh(of_text: Callable[..., Imported]) -> None:
    found = of_text(OAI, "oai.xml")
    (draft,) = found.drafts
    assert draft.origin == "https://doi.org/10.1234/a"
    assert 'dcterms:title "A"@en' in draft.text
    assert "dcterms:accessRights <info:eu-repo/semantics/openAccess>" in draft.text
    assert found.notes == [
        "it was deleted in the source, and is left out.",
        "metadata in urn:x is not read.",
        "there is more than this answer; `radcat harvest` follows resumption tokens.",
    ]


def character(text: str) -> str:
    return f"<gco:CharacterString>{text}</gco:CharacterString>"


ISO = f"""<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"
 xmlns:gml="http://www.opengis.net/gml" xmlns:gmx="http://www.isotc211.org/2005/gmx"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<gmd:fileIdentifier>{character("f-1")}</gmd:fileIdentifier>
<gmd:language><gmd:LanguageCode codeListValue="ger"/></gmd:language>
<gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue="dataset"/></gmd:hierarchyLevel>
<gmd:identificationInfo><gmd:MD_DataIdentification>
 <gmd:citation><gmd:CI_Citation><gmd:title>{character("Karte")}</gmd:title>
  <gmd:date><gmd:CI_Date><gmd:date><gco:Date>2001-02-03</gco:Date></gmd:date>
   <gmd:dateType><gmd:CI_DateTypeCode codeListValue="revision"/></gmd:dateType></gmd:CI_Date></gmd:date>
  <gmd:identifier><gmd:MD_Identifier><gmd:code>{character("https://a.example/karte")}</gmd:code></gmd:MD_Identifier>
  </gmd:identifier></gmd:CI_Citation></gmd:citation>
 <gmd:abstract>{character("Worte")}</gmd:abstract>
 <gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:organisationName>{character("Amt")}</gmd:organisationName>
  <gmd:role><gmd:CI_RoleCode codeListValue="publisher"/></gmd:role></gmd:CI_ResponsibleParty></gmd:pointOfContact>
 <gmd:resourceConstraints><gmd:MD_LegalConstraints><gmd:otherConstraints>
  <gmx:Anchor xlink:href="https://creativecommons.org/licenses/by/4.0/">CC BY</gmx:Anchor>
 </gmd:otherConstraints></gmd:MD_LegalConstraints></gmd:resourceConstraints>
 <gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>
  <gmd:westBoundLongitude><gco:Decimal>1</gco:Decimal></gmd:westBoundLongitude>
  <gmd:eastBoundLongitude><gco:Decimal>2</gco:Decimal></gmd:eastBoundLongitude>
  <gmd:southBoundLatitude><gco:Decimal>3</gco:Decimal></gmd:southBoundLatitude>
  <gmd:northBoundLatitude><gco:Decimal>4</gco:Decimal></gmd:northBoundLatitude>
 </gmd:EX_GeographicBoundingBox></gmd:geographicElement><gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent>
  <gml:TimePeriod><gml:beginPosition>2000</gml:beginPosition><gml:endPosition>2001-05</gml:endPosition></gml:TimePeriod>
 </gmd:extent></gmd:EX_TemporalExtent></gmd:temporalElement></gmd:EX_Extent></gmd:extent>
</gmd:MD_DataIdentification></gmd:identificationInfo>
<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions><gmd:onLine>
 <gmd:CI_OnlineResource><gmd:linkage><gmd:URL>https://a.example/karte.zip</gmd:URL></gmd:linkage>
  <gmd:function><gmd:CI_OnLineFunctionCode codeListValue="download"/></gmd:function></gmd:CI_OnlineResource>
</gmd:onLine></gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>
</gmd:MD_Metadata>"""


@pytest.mark.parametrize("text", [ISO, f'<csw:Answer xmlns:csw="urn:csw">{ISO}</csw:Answer>'])
def test_a_record_of_iso_19139(of_text: Callable[..., Imported], text: str) -> None:
    (draft,) = of_text(text, "iso.xml").drafts
    assert draft.notes == ()
    for said in (
        "owl:sameAs <https://a.example/karte>",
        'dcterms:title "Karte"',
        'dcterms:modified "2001-02-03"^^xsd:date',
        'foaf:name "Amt"',
        "dcterms:license <https://creativecommons.org/licenses/by/4.0/>",
        "POLYGON((1 3, 2 3, 2 4, 1 4, 1 3))",
        'dcat:startDate "2000"^^xsd:gYear',
        "dcat:downloadURL <https://a.example/karte.zip>",
    ):
        assert said in draft.text
