"""What a source leaves without a name gets one that follows from what is said of it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, BNode, Literal, URIRef
from rdflib.term import Node
from tests.importing.conftest import BASE

from radcat.folder import names
from radcat.importing import naming
from radcat.importing.dcat import Described
from radcat.importing.drafts import draft
from radcat.rdf.graph import Triple, frozen
from radcat.rdf.namespaces import DCAT

ROOT = URIRef("https://a.example/d")
P = [URIRef(f"https://a.example/p{n}") for n in range(3)]


@st.composite
def graphs(draw: st.DrawFn) -> list[Triple]:
    """A dataset with blank nodes below it, some typed, some shared, some in circles."""
    nodes: list[Node] = [BNode(f"b{n}") for n in range(draw(st.integers(1, 6)))]
    triples: list[Triple] = [(ROOT, RDF.type, DCAT.Dataset)]
    for place, node in enumerate(nodes):
        above = draw(st.sampled_from([ROOT, *nodes[:place]]))
        triples.append((above, draw(st.sampled_from(P)), node))
        if draw(st.booleans()):
            triples.append((node, RDF.type, draw(st.sampled_from([DCAT.Distribution, DCAT.Role]))))
        if draw(st.booleans()):
            triples.append((node, DCTERMS.title, Literal(draw(st.sampled_from("xy")))))
        if draw(st.integers(0, 5)) == 0:
            triples.append((node, draw(st.sampled_from(P)), draw(st.sampled_from(nodes))))
    return triples


@given(graphs(), st.randoms(use_true_random=False))
def test_a_draft_is_the_same_whatever_blank_nodes_are_called(triples: list[Triple], dice: Random) -> None:
    text = draft(Described(ROOT, frozen(triples)), BASE, ()).text
    nodes = list(dict.fromkeys(node for triple in triples for node in triple))
    others = [BNode(f"z{number}") for number in range(len(nodes))]
    dice.shuffle(others)
    called = dict(zip(nodes, others, strict=True))
    other = [tuple(called[n] if isinstance(n, BNode) else n for n in triple) for triple in triples]
    dice.shuffle(other)
    assert draft(Described(ROOT, frozen(other)), BASE, ()).text == text  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_every_slug_is_one_that_a_record_may_have(title: str) -> None:
    graph = frozen([(BNode("x"), DCTERMS.title, Literal(title))])
    for node in (BNode("x"), URIRef(f"https://a.example/{title[:20]!r}")):
        assert names.fault(naming.slug(Described(node, graph), ()), "datasets/") is None


@pytest.mark.parametrize(
    ("iri", "titles", "identifiers", "slug"),
    [
        ("https://a.example/dataset/air-quality", ["Air"], [], "air-quality"),
        ("https://a.example/9df8df51-63db-37a8-e044-0003ba9b0d98", ["Air in Ülm"], [], "air-in-ulm"),
        ("https://a.example/1234", [], ["no-1"], "no-1"),
        ("", ["空气"], ["x1"], "x1"),
        ("", ["空气"], [], "dataset"),
        ("https://a.example/con", [], [], "dataset-con"),
        ("", ["word " * 60], [], "word-" * 15 + "word"),
    ],
)
def test_a_slug_is_what_people_can_read(iri: str, titles: list[str], identifiers: list[str], slug: str) -> None:
    node: Node = URIRef(iri) if iri else BNode()
    said: list[Triple] = [(node, DCTERMS.title, Literal(title)) for title in titles]
    said += [(node, DCTERMS.identifier, Literal(each)) for each in identifiers]
    assert naming.slug(Described(node, frozen(said)), ()) == slug
    assert naming.slug(Described(node, frozen(said)), (slug, f"{slug}-2")) == f"{slug}-3"
