"""Checks that only read, which any server can be put to."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from rdflib import XSD

from radcat.errors import PartialAnswer, QueryError, QuerySyntaxError, RegistryError, StoreRefused
from radcat.stores.answers import JSON, NTRIPLES, statements
from radcat.stores.base import POSITION
from radcat.stores.checks.base import Check, Finding, Patient, Verdict
from radcat.stores.http import Late, Unreachable
from radcat.stores.remote import cut_at
from radcat.stores.remote_index import state

PATIENCE: Final = 3.0  # seconds for what some servers never answer


def _reach(patient: Patient) -> Finding:
    found = state(patient.connection)
    where = f"at generation {found.position.generation}, under {found.position.base}" if found else "nothing published"
    return Finding(Verdict.OK, f"{patient.connection.dialect.name}, {where}")


def _union(patient: Patient) -> Finding:
    found = state(patient.connection)
    if found is None:
        return Finding(Verdict.OK, "not known before something is published; --write finds out")
    return has_union(found.has_union)


def has_union(has: bool) -> Finding:
    """Say what follows from whether a query that names no graph is asked of all."""
    if has:
        return Finding(Verdict.OK, "a query that names no graph is asked of all")
    return Finding(
        Verdict.CANNOT,
        "a query that names no graph is asked of none of ours",
        "Such queries are refused. Oxigraph: --union-default-graph; Fuseki: tdb2:unionDefaultGraph true.",
    )


def _booleans(patient: Patient) -> Finding:
    if patient.raw("ASK { VALUES ?x { 1 } }").get("boolean") is True:
        return Finding(Verdict.OK, "ASK is answered with a boolean")
    if patient.holds("VALUES ?x { 1 }") and not patient.holds("FILTER(1 = 2)"):
        return Finding(Verdict.MENDED, "ASK is answered with a row, or none")
    return Finding(Verdict.CANNOT, "ASK is answered with no boolean", "ASK queries fail.")


def _raw_queries(patient: Patient) -> Finding:
    try:
        with patient.connection.post_raw("ASK { VALUES ?x { 1 } }", JSON, PATIENCE) as answer:
            answer.read()
        fault = "" if answer.status == HTTPStatus.OK else f"status {answer.status}"
    except (Late, Unreachable) as error:
        fault = str(error) or "it is late"
    if fault:
        return Finding(Verdict.MENDED, f"a query as the body of a POST is not answered ({fault}); we send forms")
    return Finding(Verdict.OK, "a query as the body of a POST is answered")


def _mistakes(patient: Patient) -> Finding:
    try:
        patient.raw("SELECT ?x {\n ?x ")
    except QuerySyntaxError as error:
        return Finding(Verdict.OK, f"refused with 400{f', naming line {error.line}' if error.line else ''}")
    except RegistryError as error:
        return Finding(Verdict.CANNOT, str(error), "A visitor's mistake reads as the store's.")
    return Finding(Verdict.CANNOT, "half a query is answered", "Mistakes go unnoticed.")


def _solutions(patient: Patient) -> Finding:
    term = patient.rows("SELECT ?x { VALUES ?x { 7 } }")[0]["x"]
    if (term["type"], term.get("datatype")) == ("literal", str(XSD.integer)):
        return Finding(Verdict.OK, "solutions are SPARQL 1.1 JSON")
    if b'"type":"literal"' in patient.ours("SELECT ?x { VALUES ?x { 7 } }"):
        return Finding(Verdict.MENDED, f"a number is a {term['type']}, as in a draft of SPARQL")
    return Finding(Verdict.CANNOT, f"a number is a {term['type']}", "Clients may not read solutions.")


def _tables(patient: Patient) -> Finding:
    with patient.connection.query("SELECT ?x { VALUES ?x { 7 } }", "text/csv") as response:
        if response.read() == b"x\r\n7\r\n":
            return Finding(Verdict.OK, "CSV is as SPARQL 1.1 has it")
    return Finding(Verdict.MENDED, "CSV is not as SPARQL 1.1 has it; we write it ourselves")


def _graphs(patient: Patient) -> Finding:
    text = "CONSTRUCT { <urn:a> <urn:b> ?x } WHERE { VALUES ?x { 7 } }"
    with patient.connection.query(text, NTRIPLES) as response:
        if len(list(statements(response))) == 1:
            return Finding(Verdict.OK, "CONSTRUCT is answered in N-Triples")
    return Finding(Verdict.CANNOT, "CONSTRUCT is not answered in N-Triples", "CONSTRUCT and DESCRIBE fail.")


def _rows(patient: Patient) -> Finding:
    rows = cut_at(patient.connection)
    if not rows:
        return Finding(Verdict.OK, "20,000 rows come whole")
    return Finding(
        Verdict.CANNOT,
        f"answers end at {rows} rows, with status 200",
        "Longer ones are refused as partial; ask in pages, or raise the limit (Virtuoso: ResultSetMaxRows).",
    )


def _prologue(patient: Patient) -> Finding:
    pattern = f"VALUES ?x {{ <a> }} FILTER(?x = <{patient.base}a>)"
    if patient.holds(pattern):
        return Finding(Verdict.OK, "relative IRIs stand under our base")
    return Finding(Verdict.CANNOT, "BASE is not heeded", "Queries with relative IRIs find nothing.")


def _strange_graphs(patient: Patient) -> Finding:
    ours = f'STRSTARTS(STR(?g), "{patient.base}") || STRSTARTS(STR(?g), "{POSITION.rpartition(":")[0]}:")'
    text = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(!({ours})) }} LIMIT 100"
    found = [row["g"]["value"] for row in patient.rows(text)]
    if not found:
        return Finding(Verdict.OK, "it holds our graphs only")
    return Finding(
        Verdict.CANNOT,
        f"it holds {len(found)} graphs that are not ours, such as {found[0]}",
        "Queries over all graphs find them too; our own counts leave them out.",
    )


def _errors_within(patient: Patient) -> Finding:
    text = "SELECT ?x { { VALUES ?x { 1 } } UNION { SERVICE <http://127.0.0.1:9/> { ?x ?p ?o } } }"
    try:
        patient.ours(text)
    except PartialAnswer:
        return Finding(Verdict.MENDED, "an error comes in the middle of an answer, with status 200; we find it")
    except (QueryError, StoreRefused):
        return Finding(Verdict.OK, "an error has a status of its own")
    return Finding(Verdict.CANNOT, "an error is passed over", "Answers may lack a part.")


READING: Final = (
    Check("reach", False, _reach),
    Check("union", False, _union),
    Check("booleans", False, _booleans),
    Check("raw queries", False, _raw_queries),
    Check("mistakes", False, _mistakes),
    Check("solutions", False, _solutions),
    Check("tables", False, _tables),
    Check("graphs", False, _graphs),
    Check("rows", False, _rows),
    Check("prologue", False, _prologue),
    Check("other graphs", False, _strange_graphs),
    Check("errors within", False, _errors_within),
)
