"""Publisher, contact point, place, files and relations without IRIs, as harvesters meet them every day."""

from __future__ import annotations

from pathlib import Path

from rdflib import DCTERMS, FOAF, RDF, BNode, Graph, URIRef
from tests.cases.conftest import BASE, Publish

from radcat.namespaces import DCAT, VCARD


def test_dcat_ap_has_blank_nodes_with_all_that_is_said_of_them(cases: Path, publish: Publish) -> None:
    client = publish(cases / "01-blank-nodes" / "tide-a.ttl").client
    found = Graph().parse(data=client.get("/datasets/tide-a.dcat-ap.ttl").data, format="turtle")
    own = URIRef(f"{BASE}datasets/tide-a")
    ((publisher, contact, place),) = zip(
        found.objects(own, DCTERMS.publisher),
        found.objects(own, DCAT.contactPoint),
        found.objects(own, DCTERMS.spatial),
        strict=True,
    )
    assert all(isinstance(node, BNode) for node in (publisher, contact, place))
    assert str(found.value(publisher, FOAF.name)) == "Harbour office"
    assert found.value(contact, VCARD.hasEmail) == URIRef("mailto:desk@example.org")
    files = list(found.objects(own, DCAT.distribution))
    assert {str(found.value(file, DCAT.downloadURL)) for file in files} == {
        "https://example.org/a/1.csv",
        "https://example.org/a/2.csv",
    }
    assert all(isinstance(file, BNode) and (file, RDF.type, DCAT.Distribution) in found for file in files)
