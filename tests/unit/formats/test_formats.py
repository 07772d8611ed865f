"""What each format says of a record that says everything once, beyond what its readers check."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from rdflib import DCTERMS, FOAF, RDF, Graph

from radcat.formats import BY_NAME, croissant, csvw, datacite, dcat_ap
from radcat.formats.base import Described
from radcat.model import Agent, Concept, Dataset, Distribution, Record
from radcat.rdf import turtle

BASE = "https://w3id.org/somewhere/"
FULL = (Path(__file__).parent / "full.ttl").read_bytes()
NormalForm = Callable[[Graph], str]


@pytest.fixture(scope="module")
def full() -> Described:
    """The record that says everything once."""
    record = Record("dataset", "datasets/full", FULL)
    return Described(record, turtle.parse(FULL, BASE, "full"), BASE, {"@context": {}}, catalog_name="Catalogue")


def document(described: Described, name: str) -> dict[str, Any]:
    """A JSON format, read."""
    found: dict[str, Any] = json.loads(BY_NAME[name].write(described))
    return found


def bare(slug: str = "bare") -> Described:
    """A record that says next to nothing."""
    text = f"<datasets/{slug}> a <http://www.w3.org/ns/dcat#Dataset> .".encode()
    return Described(
        Record("dataset", f"datasets/{slug}", text), turtle.parse(text, BASE, slug), BASE, {"@context": {}}
    )


def test_croissant_describes_a_file_whose_checksum_is_known(full: Described) -> None:
    found = document(full, "croissant")
    (file,) = found["distribution"] if isinstance(found["distribution"], list) else [found["distribution"]]
    assert file == {
        "@type": "cr:FileObject",
        "@id": "dist-1",
        "name": "file.zip",
        "description": "A file",
        "contentUrl": "https://x.example/file.zip",
        "contentSize": "42 B",
        "encodingFormat": "application/zip",
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    assert "disambiguatingDescription" not in found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mlcroissant_takes_a_document_with_a_file(full: Described) -> None:
    import mlcroissant

    loaded = mlcroissant.Dataset(jsonld=document(full, "croissant"))
    assert [file.sha256 for file in loaded.metadata.file_objects]


def test_croissant_without_files_is_labelled_slim_and_invents_nothing() -> None:
    found = document(bare(), "croissant")
    assert set(found) == {"@context", "@type", "@id", "conformsTo", "disambiguatingDescription", "url", "citeAs"}
    assert found["disambiguatingDescription"] == croissant.SLIM
    assert croissant.CONTEXT["cr"] == "http://mlcommons.org/croissant/", "https is another namespace"


def test_croissant_names_the_terms_of_data_use_that_a_condition_is_matched_with() -> None:
    duo = "http://purl.obolibrary.org/obo/DUO_0000026"
    text = f"""<datasets/d> <https://schema.org/conditionsOfAccess> <c> ; <http://purl.org/dc/terms/rights> <r> .
        <c> <http://www.w3.org/2004/02/skos/core#prefLabel> "Request" ;
            <http://www.w3.org/2004/02/skos/core#closeMatch> <{duo}> .
        <r> <http://www.w3.org/2000/01/rdf-schema#label> "Ask first." .""".encode()
    described = Described(Record("dataset", "datasets/d", text), turtle.parse(text, BASE, "d"), BASE, {"@context": {}})
    assert document(described, "croissant")["usageInfo"] == [
        {"@type": "DefinedTerm", "termCode": "DUO_0000026", "url": duo, "name": "Request"},
        {"@type": "CreativeWork", "text": "Ask first."},
    ]


def test_datacite_has_codes_for_what_is_not_known() -> None:
    found = datacite.resource(Dataset(iri="https://x.example/d"))
    assert found == {
        "url": "https://x.example/d",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "creators": [{"name": ":unav"}],
        "titles": [{"title": ":unav"}],
        "publisher": {"name": ":unav"},
        "publicationYear": "0000",
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


@pytest.mark.parametrize(
    ("identifier", "doi"),
    [
        ("https://doi.org/10.5555/a", "10.5555/a"),
        ("http://dx.doi.org/10.5555/A_b", "10.5555/A_b"),
        ("doi:10.5555/a", "10.5555/a"),
        ("https://doi.org/", None),
        ("https://x.example/10.5555/a", None),
        ("10.5555", None),
    ],
)
def test_a_doi_is_read_off_its_address(identifier: str, doi: str | None) -> None:
    assert datacite.doi(identifier) == doi


def test_datacite_names_funders_by_the_identifiers_that_it_has_a_type_for() -> None:
    ror, orcid = "https://ror.org/04xfq0f34", "https://orcid.org/0000-0002-1825-0097"
    funders = (Agent(iri="a", name="A", same_as=(orcid, ror)), Agent(iri="b", name="B", same_as=(orcid,)))
    assert datacite.resource(Dataset(iri="https://x.example/d", funders=funders))["fundingReferences"] == [
        {"funderName": "A", "funderIdentifier": ror, "funderIdentifierType": "ROR"},
        {"funderName": "B"},
    ]


def test_datacite_types_the_identifiers_of_agents() -> None:
    orcid = "https://orcid.org/0000-0002-1825-0097"
    person = Agent(iri="a", types=(str(FOAF.Person),), name="N", same_as=(orcid, "https://x.example/"))
    assert datacite.agent(person) == {
        "name": "N",
        "nameType": "Personal",
        "nameIdentifiers": [
            {"nameIdentifier": orcid, "nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
        ],
    }


def test_csvw_describes_every_column_of_the_csv(full: Described) -> None:
    header, row = csv.reader(io.StringIO(BY_NAME["csv"].write(full).decode(), newline=""))
    metadata = document(full, "csvw")
    columns = metadata["tableSchema"]["columns"]
    assert metadata["url"] == "full.csv", "beside the metadata, on whatever host"
    assert [column["name"] for column in columns] == header
    cells = dict(zip(header, row, strict=True))
    assert cells["creator"] == csvw.SEPARATOR.join(["https://x.example/b", "https://x.example/a"])
    assert cells["individuals"] == "50"
    lists = {column["name"] for column in columns if column.get("separator") == csvw.SEPARATOR}
    assert {"creator", "keyword", "derived_from"} <= lists
    assert "title" not in lists
    assert all(column["propertyUrl"].startswith("http") for column in columns)


def test_dcat_ap_says_the_same_in_each_syntax_and_pyld_reads_it(full: Described, normal_form: NormalForm) -> None:
    expected = normal_form(dcat_ap.graph(full))
    for name, parser in (("dcat-ap-turtle", "turtle"), ("dcat-ap-rdfxml", "xml")):
        assert normal_form(Graph().parse(data=BY_NAME[name].write(full), format=parser)) == expected
    quads = jsonld.to_rdf(document(full, "dcat-ap-jsonld"), {"format": "application/n-quads"})
    assert normal_form(Graph().parse(data=quads, format="nt")) == expected


def test_dcat_ap_gives_a_class_to_whatever_it_points_at(full: Described) -> None:
    found = dcat_ap.graph(full)
    for term in ("publisher", "creator", "license", "rights", "accessRights", "format", "spatial", "temporal"):
        for value in found.objects(None, DCTERMS[term]):
            assert list(found.objects(value, RDF.type)), term


@pytest.mark.parametrize("licence", [None, "https://creativecommons.org/licenses/by/4.0/"])
def test_bioschemas_claims_its_profile_only_with_all_that_it_requires(full: Described, licence: str | None) -> None:
    from radcat.formats import bioschemas

    full.__dict__["dataset"] = Dataset(
        iri=f"{BASE}datasets/full",
        title="T",
        description="D",
        identifiers=("full",),
        keywords=("k",),
        licence=Concept(iri=licence) if licence else None,
        distributions=(Distribution(iri="#1"),),
    )
    assert ("http://purl.org/dc/terms/conformsTo" in bioschemas.document(full)) == bool(licence)
    del full.__dict__["dataset"]
