"""Both engines judge literals alike, by the rule of `datatypes`, whatever they think of them by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from tests.unit.test_datatypes import ILL_FORMED, WELL_FORMED, XSD, pairs

from radcat.bootstrap import make_validator
from radcat.rdf import datatypes
from radcat.validation.base import Validator
from radcat.validation.report import Report, Severity

BASE = "http://127.0.0.1:8000/"
NODE = URIRef(f"{BASE}datasets/x")
NAMES = sorted(datatypes.NAMES)


def about(name: str) -> URIRef:
    return URIRef(f"{BASE}ns/x#{name}")


@pytest.fixture(scope="session")
def validator() -> Validator:
    """Both engines, with shapes that ask for each datatype: alone, as one of several, and not."""
    shapes = Graph()

    def shape(name: str) -> URIRef:
        node = URIRef(f"{BASE}shapes/x#{name}")
        shapes.add((node, RDF.type, SH.PropertyShape))
        shapes.add((node, SH.targetNode, NODE))
        shapes.add((node, SH.path, about(name.partition("-")[0])))
        return node

    for name in NAMES:
        shapes.add((shape(name), SH.datatype, URIRef(XSD + name)))
        inner = BNode()
        shapes.add((inner, SH.datatype, URIRef(XSD + name)))
        other = BNode()
        shapes.add((other, SH.nodeKind, SH.IRI))
        head = BNode()
        Collection(shapes, head, [inner, other])
        shapes.add((shape(f"{name}-or"), SH["or"], head))
        negated = BNode()
        shapes.add((negated, SH.datatype, URIRef(XSD + name)))
        shapes.add((shape(f"{name}-not"), SH["not"], negated))
        shapes.add((shape(f"{name}-length"), SH.maxLength, Literal(5)))
        for severity in ("or", "not", "length"):
            shapes.add((URIRef(f"{BASE}shapes/x#{name}-{severity}"), SH.severity, SH.Info))
    return make_validator("both", BASE, shapes)


def check(validator: Validator, name: str, text: str) -> Report:
    graph = Graph()
    graph.add((NODE, about(name), Literal(text, datatype=URIRef(XSD + name))))
    return validator.check("x.ttl", "datasets/x", b"", graph, Graph())


def assert_alike(report: Report, name: str, text: str) -> None:
    assert not [f.message for f in report.findings if "disagree" in f.message or "engine" in f.message]
    errors = [f for f in report.findings if f.severity is Severity.VIOLATION]
    # rdflib collapses the white space of two datatypes before anybody sees it.
    text = str(Literal(text, datatype=URIRef(XSD + name)))
    fault = datatypes.fault(text, XSD + name)
    assert [f.message for f in errors] == ([fault] if fault else []), "an ill-formed literal is told once"


@pytest.mark.parametrize(("name", "text"), pairs(WELL_FORMED) + pairs(ILL_FORMED))
def test_both_engines_go_by_the_lexical_spaces(validator: Validator, name: str, text: str) -> None:
    assert_alike(check(validator, name, text), name, text)


TEXTS = st.one_of(
    st.sampled_from([text for _, text in pairs(WELL_FORMED) + pairs(ILL_FORMED)]),
    st.from_regex(r"-?[0-9]{1,12}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,12})?)?(Z|[+-][01][0-9]:[0-5][0-9])?", fullmatch=True),  # noqa: E501
    st.from_regex(r"[+-]?[0-9]{0,40}(\.[0-9]{0,40})?([eE][+-]?[0-9]{1,5})?", fullmatch=True),
    st.from_regex(r"-?P([0-9]{1,12}Y)?([0-9]{1,12}M)?([0-9]{1,12}D)?(T([0-9]{1,12}H)?([0-9]{1,12}\.?[0-9]{0,12}S)?)?", fullmatch=True),  # noqa: E501
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20),
)  # fmt: skip


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), text=TEXTS)
@example(name="date", text="99999999999-01-01")
@example(name="dateTime", text="9999-12-31T24:00:00Z")
@example(name="decimal", text="0.0000000000000000000000000000001")
def test_both_engines_say_the_same_of_any_literal(validator: Validator, name: str, text: str) -> None:
    assert_alike(check(validator, name, text), name, text)


def test_results_name_the_literal_of_the_record_and_not_what_stood_in_for_it(validator: Validator) -> None:
    found: list[Any] = [f.value for f in check(validator, "dateTime", "2020-12-31T24:00:00").findings]
    assert found
    assert set(found) == {"2020-12-31T24:00:00"}
