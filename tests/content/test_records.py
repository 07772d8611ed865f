"""Rules of this repository's records, one test a rule and a file. A failure says which command or edit mends it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node
from tests.rules import for_each

from radcat.folder import records
from radcat.rdf import turtle
from radcat.rdf.namespaces import ADMS, DCAT, HEALTHDCATAP, SCHEMA
from radcat.rdf.prefixes import PREFIXES, curie

REPOSITORY = Path(__file__).parent.parent.parent
CONTENT = [
    path.relative_to(REPOSITORY).as_posix()
    for folder in ("records", "ontology")
    for path in sorted((REPOSITORY / folder).rglob("*.ttl"))
]
SHAPES = [path.relative_to(REPOSITORY).as_posix() for path in sorted((REPOSITORY / "shapes").glob("*.ttl"))]
RECORDS = [place for place in CONTENT if place.startswith("records/")]
DATASETS = [place for place in CONTENT if place.startswith("records/datasets/")]

# Landing pages that several datasets have, because they really share it.
SHARED_PAGES = {
    "http://medicalsegmentation.com/covid19/": (
        {"datasets/medseg-covid19-ct-1", "datasets/medseg-covid19-ct-2"},
        "one site offers both sets on one page, and neither has another address",
    ),
    "https://bimcv.cipf.es/bimcv-projects/bimcv-covid19/": (
        {"datasets/bimcv-covid19-plus", "datasets/bimcv-covid19-minus"},
        "one project page describes the positive and the negative set",
    ),
    "http://ncov-ai.big.ac.cn/download?lang=en": (
        {"datasets/cc-ccii", "datasets/cncb-ct-lesion-seg"},
        "the segmented slices are offered on the page of the collection that they are a part of",
    ),
}
SERVED = {"sparql"}  # addresses that the program answers and no record describes


@for_each("place", CONTENT)
def test_a_record_is_in_canonical_turtle(content: Any, place: str) -> None:
    text = content.files[place].record.text
    head, later = turtle.comments(text.decode())
    assert later is None, f"{place}:{later}: a comment is kept only at the head of a file"
    prefixes = turtle.own_prefixes(text, content.base)
    written = turtle.canonical(content.graphs[place], content.base, place, prefixes)
    assert text.decode() == (f"{head}\n{written}" if head else written), f"run: radcat format {place}"


@for_each("place", CONTENT + SHAPES)
def test_a_record_stands_in_its_place(content: Any, place: str) -> None:
    owners = records.HeldFiles(content.files.values())
    records.check_place(content.files[place], content.graphs[place], content.base, owners)


@for_each("place", CONTENT + SHAPES)
def test_a_record_conforms_with_both_engines_and_they_agree(reports: Any, place: str) -> None:
    """A disagreement of the engines is an error in the report, as a broken shape is."""
    found = [finding["message"] for finding in reports[place] if finding["severity"] == "error"]
    assert not found, f"run: radcat validate --engine both {place}"


@for_each("place", CONTENT + SHAPES)
def test_every_iri_of_ours_that_is_used_is_described(content: Any, place: str) -> None:
    used = {term for triple in content.graphs[place] for term in triple if isinstance(term, URIRef)}
    ours = {iri for iri in used if iri.startswith(content.base)}
    missing = sorted({content.name(iri) for iri in ours if (iri, None, None) not in content.together} - SERVED)
    assert not missing, f"{place}: write a record for {missing}, or mend the spelling"


@for_each("place", RECORDS)
def test_every_value_from_a_vocabulary_is_defined(content: Any, place: str) -> None:
    """Ours and those of foreign tables, so that every value has a label to show and a code to exchange."""
    graph, shapes = content.graphs[place], content.graphs["shapes/vocabularies.ttl"]
    for shape, path in shapes.subject_objects(SH.path):
        if (shape, SH["class"], SKOS.Concept) not in shapes:
            continue
        for value in set(graph.objects(None, path)):
            assert (value, RDF.type, SKOS.Concept) in content.together, f"add {value} to its scheme in ontology/schemes"


@for_each("place", RECORDS)
def test_every_property_has_a_named_shape_for_its_class(content: Any, place: str) -> None:
    """Only such a property has a name and a place on the page. The columns of a source name themselves."""
    graph, shapes = content.graphs[place], content.of("shapes/")
    named = _named_properties(shapes)
    for subject, predicate in {(s, p) for s, p, _ in graph if isinstance(s, URIRef)}:
        if predicate == RDF.type or predicate.startswith(content.base + "sources/"):
            continue
        classes = set(graph.objects(subject, RDF.type))
        known = set().union(*(named[cls] for cls in classes))
        what = curie(str(predicate))
        assert predicate in known, f"{content.name(subject)}: give {what} a property shape with sh:name in shapes/"


def _named_properties(shapes: Graph) -> dict[Node, set[Node]]:
    named = defaultdict[Node, set[Node]](set)
    for shape, target in shapes.subject_objects(SH.targetClass):
        for declared in shapes.objects(shape, SH.property):
            if (declared, SH.name, None) in shapes:
                named[target] |= set(shapes.objects(declared, SH.path))
    return named


def test_no_landing_page_belongs_to_two_datasets(content: Any) -> None:
    """Two records with one page are mostly one dataset under two names; those that are not are listed here."""
    holders = _holders(content, DCAT.landingPage)
    shared = {page: names for page, names in holders.items() if len(names) > 1}
    assert shared == {page: names for page, (names, _reason) in SHARED_PAGES.items()}


def test_no_identifier_belongs_to_two_datasets(content: Any) -> None:
    together = content.of("records/datasets/")
    holders = defaultdict[str, set[str]](set)
    for dataset, identifier in together.subject_objects(ADMS.identifier):
        for notation in together.objects(identifier, SKOS.notation):
            holders[str(notation)].add(content.name(dataset))
    assert holders
    assert {i: names for i, names in holders.items() if len(names) > 1} == {}


def _holders(content: Any, predicate: URIRef) -> dict[str, set[str]]:
    holders = defaultdict[str, set[str]](set)
    for dataset, value in content.of("records/datasets/").subject_objects(predicate):
        holders[str(value)].add(content.name(dataset))
    return holders


@for_each("place", RECORDS)
def test_no_date_lies_in_the_future(content: Any, today: date, place: str) -> None:
    for _, predicate, value in content.graphs[place]:
        if isinstance(value, Literal) and str(value.datatype) in _DATES:
            known = today.isoformat()[: len(str(value))]
            assert str(value) <= known, f"{place}: {curie(predicate)} {value}"


_DATES = {f"{PREFIXES['xsd']}{name}" for name in ("gYear", "gYearMonth", "date", "dateTime")}


@for_each("place", DATASETS)
def test_the_number_of_individuals_is_the_exact_count_of_patients(content: Any, place: str) -> None:
    """A count that is only assumed says so in a comment, and the property is left out; so it is for other versions."""
    graph = content.graphs[place]
    dataset = content.files[place].record.iri(content.base)
    stated = [int(str(n)) for n in graph.objects(dataset, HEALTHDCATAP.numberOfUniqueIndividuals)]
    totals = _exact_totals(content, graph, dataset)
    assert set(stated) <= set(totals.values()), f"{place}: make the two numbers one"
    assert stated or all((count, RDFS.comment, None) in graph for count in totals), f"{place}: state the total"


def _exact_totals(content: Any, graph: Graph, dataset: URIRef) -> dict[Node, int]:
    radcat = content.base + "ns/radcat#"
    found = dict[Node, int]()
    version = next(iter(graph.objects(dataset, DCAT.version)), None)
    described = [v for v in graph.objects(dataset, DCAT.hasVersion) if version in set(graph.objects(v, DCAT.version))]
    for count in (c for whole in (dataset, *described) for c in graph.objects(whole, URIRef(radcat + "count"))):
        narrowed = any((count, p, None) in graph for p in (SCHEMA.variableMeasured, SCHEMA.measurementTechnique))
        unit = graph.value(count, URIRef(radcat + "unit"))
        precision = graph.value(count, URIRef(radcat + "precision"))
        exact = (unit, precision) == (content.iri("ns/unit/patient"), content.iri("ns/precision/exact"))
        if exact and not narrowed:
            found[count] = int(str(graph.value(count, RDF.value)))
    return found


@for_each("place", DATASETS)
def test_a_description_has_50_to_5000_characters(content: Any, place: str) -> None:
    """The bounds of Google Dataset Search, which drops what is shorter and cuts what is longer."""
    dataset = content.files[place].record.iri(content.base)
    lengths = [len(str(text)) for text in content.graphs[place].objects(dataset, DCTERMS.description)]
    assert lengths
    assert all(50 <= length <= 5000 for length in lengths), place


@for_each("place", DATASETS)
def test_the_rights_are_said_in_sentences_with_a_licence_or_without(content: Any, place: str) -> None:
    graph, dataset = content.graphs[place], content.files[place].record.iri(content.base)
    texts = [str(text) for right in graph.objects(dataset, DCTERMS.rights) for text in graph.objects(right, RDFS.label)]
    assert f"{dataset}#rights" in {str(right) for right in graph.objects(dataset, DCTERMS.rights)}, place
    assert all(text.endswith(".") for text in texts), place


@for_each("place", DATASETS)
def test_the_identifier_is_the_slug(content: Any, place: str) -> None:
    record = content.files[place].record
    found = [str(i) for i in content.graphs[place].objects(record.iri(content.base), DCTERMS.identifier)]
    assert found == [record.slug], place


def test_there_are_the_eighteen_datasets_that_the_first_sources_name() -> None:
    assert len(DATASETS) >= 18
