"""Publisher, contact point, place, files and relations without IRIs, as harvesters meet them every day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as oxigraph
from rdflib import DCTERMS, FOAF, RDF, BNode, Graph, URIRef
from tests.cases.conftest import BASE, Publish

from radcat.rdf.namespaces import DCAT, VCARD

# A registry opened in a process of its own, which is asked for every format of one record.
ASK = """
import sys; from hashlib import sha256; from pathlib import Path
from radcat import settings; from radcat.bootstrap import Registry; from radcat.formats import describe
from radcat.formats import representations_of
root, data, name = sys.argv[1:]
registry = Registry.open(settings.read(Path(root), data=Path(data), base_iri="http://127.0.0.1:8000/"))
described = describe(registry.catalogue, registry.catalogue.version(name).record, registry.jsonld_context)
for row in representations_of("dataset"):
    print(row.name, sha256(row.write(described)).hexdigest())
"""


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


def test_no_format_writes_a_relative_iri_for_a_blank_node(cases: Path, publish: Publish) -> None:
    client = publish(cases / "01-blank-nodes" / "tide-a.ttl").client
    formats = oxigraph.RdfFormat
    for suffix, syntax in (("ttl", formats.TURTLE), ("rdf", formats.RDF_XML), ("jsonld", formats.JSON_LD)):
        data = client.get(f"/datasets/tide-a.dcat-ap.{suffix}").data
        lines = oxigraph.serialize(oxigraph.parse(data, syntax, base_iri="relative:/"), format=formats.N_QUADS)
        assert lines is not None
        assert b"<relative:" not in lines, suffix
    for suffix in ("schema.jsonld", "bioschemas.jsonld", "croissant.json"):
        ids = list(_ids(json.loads(client.get(f"/datasets/tide-a.{suffix}").data)))
        assert [i for i in ids if not i.startswith(("http", "labels", "counts", "splits", "b"))] == [], suffix


def _ids(document: object) -> list[str]:
    if isinstance(document, dict):
        members = [i for name, value in document.items() if name != "@context" for i in _ids(value)]
        return [document["@id"], *members] if "@id" in document else members
    return [i for value in document for i in _ids(value)] if isinstance(document, list) else []


def test_every_format_is_the_same_bytes_after_a_restart(cases: Path, publish: Publish, tmp_path: Path) -> None:
    published = publish(cases / "01-blank-nodes" / "tide-a.ttl")
    data = published.registry.settings.data

    def formats(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", ASK, str(published.root), str(data), "datasets/tide-a"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert formats("1") == formats("2") != ""


RELATED = """
<datasets/tide-a> <http://purl.org/dc/terms/isReferencedBy> [ <http://purl.org/dc/terms/title> "A paper"@en ] ;
  <http://www.w3.org/ns/prov#wasDerivedFrom> [ <http://purl.org/dc/terms/title> "Older"@en ; <urn:x:of> [] ] .
"""


def test_what_a_record_relates_to_may_be_without_iri(cases: Path, publish: Publish) -> None:
    def relate(root: Path) -> None:
        file = root / "records/datasets/tide-a.ttl"
        file.write_text(file.read_text() + RELATED)
        for shapes in (root / "shapes").glob("*.ttl"):  # which ask for addresses here
            shapes.unlink()

    client = publish(cases / "01-blank-nodes" / "tide-a.ttl", edit=relate).client
    found = Graph().parse(data=client.get("/datasets/tide-a.dcat-ap.ttl").data, format="turtle")
    own = URIRef(f"{BASE}datasets/tide-a")
    assert [str(found.value(o, DCTERMS.title)) for o in found.objects(own, DCTERMS.isReferencedBy)] == ["A paper"]
    (source,) = found.objects(own, DCTERMS.source)
    assert isinstance(found.value(source, URIRef("urn:x:of")), BNode)
    for suffix in ("oai_dc.xml", "datacite.xml", "csv", "ris", "schema.jsonld", "linkset"):
        assert b"_:" not in client.get(f"/datasets/tide-a.{suffix}").data, suffix
