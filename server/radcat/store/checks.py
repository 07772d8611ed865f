"""What a SPARQL server has to do for us, as questions that can be put to any: one row a question.

`radcat doctor` asks them, and so do the tests, of servers whose answers are known. A row that fails says what follows.
Questions that write do so in graphs of their own, which are dropped again.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from http.client import HTTPException
from typing import Any, Final

from rdflib import XSD, Literal

from radcat.errors import PartialAnswer, QueryError, QuerySyntaxError, RegistryError, StoreError, StoreRefused
from radcat.store.answers import JSON, NTRIPLES, statements
from radcat.store.base import POSITION, Query
from radcat.store.connection import Connection
from radcat.store.remote import RemoteEndpoint, cut_at
from radcat.store.remote_index import state

DOCTOR, OTHER, MISSING = "urn:radcat:doctor", "urn:radcat:doctor:other", "urn:radcat:doctor:missing"
PATIENCE: Final = 3.0  # seconds for what some servers never answer
# Lexical forms that servers are known to rewrite.
LITERALS: Final = (
    *(Literal(text, datatype=XSD[name]) for text, name in (
        ("P1Y", "duration"), ("007", "integer"), ("1.50", "decimal"), ("true", "boolean"), ("1.0E3", "double"),
    )),
    Literal("colour", lang="en-GB"),
)  # fmt: skip


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    MENDED = "mended"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to a question, and what follows from it."""

    verdict: Verdict
    seen: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A server, asked as it is and asked through us."""

    connection: Connection
    base: str

    def raw(self, text: str, **parameters: list[str]) -> dict[str, Any]:
        """Its own answer, in JSON."""
        with self.connection.query(text, JSON, parameters) as response:
            found: dict[str, Any] = json.loads(response.read())
        return found

    def rows(self, text: str, **parameters: list[str]) -> list[dict[str, dict[str, str]]]:
        """The solutions of its own answer."""
        found: list[dict[str, dict[str, str]]] = self.raw(text, **parameters)["results"]["bindings"]
        return found

    def ours(self, text: str, media_type: str = JSON, *, names_dataset: bool = False) -> bytes:
        """What we make of its answer."""
        query = Query(text, media_type, names_dataset=names_dataset)
        return b"".join(RemoteEndpoint(self.connection).evaluate(query, self.base))

    def holds(self, pattern: str) -> bool:
        """Whether it finds *pattern*, asked through us."""
        return b"true" in self.ours(f"ASK {{ {pattern} }}")


@dataclass(frozen=True, slots=True)
class Check:
    """One question."""

    name: str
    writes: bool
    run: Callable[[Patient], Finding]


def examine(connection: Connection, base: str, *, write: bool) -> Iterator[tuple[Check, Finding]]:
    """Put the questions to a server, those that write only with *write*; none but the first where nobody answers."""
    patient = Patient(connection, base)
    if write:
        _clean(patient)
    try:
        for check in CHECKS:
            if write or not check.writes:
                finding = _asked(check, patient)
                yield check, finding
                if check.name == "reach" and finding.verdict is Verdict.CANNOT:
                    return
    finally:
        if write:
            _clean(patient)


def _asked(check: Check, patient: Patient) -> Finding:
    try:
        return check.run(patient)
    except (RegistryError, ValueError, KeyError, HTTPException, OSError) as error:
        return Finding(Verdict.CANNOT, str(error) or repr(error), "What needs it fails in the same words.")


def _clean(patient: Patient) -> None:
    for graph in (DOCTOR, OTHER):
        try:
            patient.connection.update(f"DROP SILENT GRAPH <{graph}>")
        except StoreError:
            return  # the check of updates says so


def _insert(patient: Patient, graph: str, text: str) -> None:
    patient.connection.update(f"DROP SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ {text} }} }}")


def _reach(patient: Patient) -> Finding:
    found = state(patient.connection)
    where = f"at generation {found.position.generation}, under {found.position.base}" if found else "nothing published"
    return Finding(Verdict.OK, f"{patient.connection.dialect.name}, {where}")


def _union(patient: Patient) -> Finding:
    found = state(patient.connection)
    if found is None:
        return Finding(Verdict.OK, "not known before something is published; --write finds out")
    return _has_union(found.has_union)


def _has_union(has: bool) -> Finding:
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
    request = urllib.request.Request(  # noqa: S310  # as settings.py allows
        patient.connection.address.query,
        b"ASK { VALUES ?x { 1 } }",
        {"Content-Type": "application/sparql-query", "Accept": JSON},
    )
    try:
        with patient.connection.open(request, PATIENCE) as response:
            response.read()
    except (OSError, HTTPException) as error:
        return Finding(Verdict.MENDED, f"a query as the body of a POST is not answered ({error}); we send forms")
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


def _updates(patient: Patient) -> Finding:
    _insert(patient, DOCTOR, "<urn:a> <urn:b> 1")
    _insert(patient, DOCTOR, "<urn:a> <urn:b> 2")
    found = [row["o"]["value"] for row in patient.rows(f"SELECT ?o {{ GRAPH <{DOCTOR}> {{ ?s ?p ?o }} }}")]
    if found == ["2"]:
        return Finding(Verdict.OK, "a graph can be replaced")
    return Finding(Verdict.CANNOT, f"a graph that was replaced holds {found}", "Nothing can be published there.")


def _strangers(patient: Patient) -> Finding:
    stranger = Connection(replace(patient.connection.address, auth="none"), seconds=patient.connection.seconds)
    stranger.dialect = patient.connection.dialect
    try:
        stranger.update(f"DROP SILENT GRAPH <{OTHER}>")
    except StoreError:
        return Finding(Verdict.OK, "who has no password can't write")
    return Finding(
        Verdict.CANNOT,
        "who has no password can write",
        "Whoever reaches it may change it: keep it on loopback, or behind something that asks.",
    )


def _missing(patient: Patient) -> Finding:
    try:
        patient.connection.update(f"DROP GRAPH <{MISSING}>")
    except StoreError:
        return Finding(Verdict.MENDED, "dropping a graph that is not there is an error; we say SILENT")
    return Finding(Verdict.OK, "dropping a graph that is not there is no error")


def _blank(patient: Patient) -> Finding:
    try:
        _insert(patient, DOCTOR, "_:b <urn:b> 1")
    except StoreError:
        patient.connection.update(f"INSERT {{ GRAPH <{DOCTOR}> {{ _:b <urn:b> 1 }} }} WHERE {{}}")
        return Finding(Verdict.MENDED, "INSERT DATA takes no blank nodes; INSERT does")
    return Finding(Verdict.OK, "INSERT DATA takes blank nodes")


def _whole_graphs(patient: Patient) -> Finding:
    if not patient.connection.puts_graphs:
        return Finding(
            Verdict.CANNOT,
            "where it takes whole graphs is not known",
            "Large graphs go as updates; set RADCAT_STORE_GRAPHS.",
        )
    number = 1_500
    text = "".join(f"<urn:a> <urn:b> {n} .\n" for n in range(number))
    patient.connection.put(OTHER, text.encode())
    found = patient.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{OTHER}> {{ ?s ?p ?o }} }}")[0]["n"]["value"]
    if int(found) == number:
        return Finding(Verdict.OK, "a graph can be put as a whole")
    return Finding(Verdict.CANNOT, f"{found} of {number} statements arrived", "Large graphs can't be published.")


def _transactions(patient: Patient) -> Finding:
    _insert(patient, DOCTOR, "<urn:a> <urn:b> 1")
    second = f"INSERT DATA {{ GRAPH <{DOCTOR}> {{ <urn:a> <urn:b> 2 }} }} ; LOAD <http://127.0.0.1:9/nothing>"
    try:
        patient.connection.update(second)
    except StoreError:
        if not patient.holds(f"GRAPH <{DOCTOR}> {{ <urn:a> <urn:b> 2 }}"):
            return Finding(Verdict.OK, "an update that fails leaves nothing behind")
        return Finding(
            Verdict.CANNOT,
            "an update that fails half way leaves its half",
            "A publication that breaks off is half visible until the next sync repeats it.",
        )
    return Finding(Verdict.CANNOT, "LOAD from a port where nobody listens is no error", "Failures go unnoticed.")


def _literals(patient: Patient) -> Finding:
    changed = []
    for literal in LITERALS:
        _insert(patient, DOCTOR, f"<urn:a> <urn:b> {literal.n3()}")
        term = patient.rows(f"SELECT ?o {{ GRAPH <{DOCTOR}> {{ ?s ?p ?o }} }}")[0]["o"]
        if (term["value"], term.get("xml:lang")) != (str(literal), literal.language):
            changed.append(
                f"{literal.n3(_names)} to {term['value']}{'@' + term['xml:lang'] if 'xml:lang' in term else ''}"
            )
    if not changed:
        return Finding(Verdict.OK, "literals come back as they were written")
    return Finding(
        Verdict.CANNOT,
        f"it changes {', '.join(changed)}",
        "Queries see these; pages, downloads and harvests show the record's own text.",
    )


class _Names:
    """Short names for the datatypes that a message shows."""

    def normalizeUri(self, iri: str) -> str:  # noqa: N802  # rdflib's name
        return iri.replace(str(XSD), "xsd:")


_names: Final[Any] = _Names()


def _isolation(patient: Patient) -> Finding:
    _insert(patient, DOCTOR, "<urn:a> <urn:b> 1")
    _insert(patient, OTHER, "<urn:a> <urn:b> 2")
    text = f"ASK FROM <{DOCTOR}> {{ GRAPH ?g {{ <urn:a> <urn:b> 2 }} }}"
    both = f"ASK FROM <{OTHER}> {{ <urn:a> <urn:b> 2 }}"
    leaks = _says_yes(patient.raw(text)) or _says_yes(patient.raw(both, **{"default-graph-uri": [DOCTOR]}))
    if not leaks:
        return Finding(Verdict.OK, "a query sees the graphs that are named for it, and no others")
    if b"true" not in patient.ours(text, names_dataset=True):
        return Finding(Verdict.MENDED, "FROM lets other graphs through; we send parameters in its place")
    return Finding(Verdict.CANNOT, "FROM lets other graphs through", "Queries with FROM see too much.")


def _says_yes(found: dict[str, Any]) -> bool:
    return bool(found.get("boolean") or found.get("results", {}).get("bindings"))


def _union_of_written(patient: Patient) -> Finding:
    _insert(patient, DOCTOR, "<urn:radcat:doctor:x> <urn:b> 1")
    return _has_union(patient.holds("<urn:radcat:doctor:x> <urn:b> 1"))


def _describe(patient: Patient) -> Finding:
    _insert(patient, DOCTOR, "<urn:radcat:doctor:x> <urn:b> 1")
    text = "DESCRIBE <urn:radcat:doctor:x>"
    with patient.connection.query(text, NTRIPLES) as response:
        if any(statements(response)):
            return Finding(Verdict.OK, "DESCRIBE finds what is in named graphs")
    if b"doctor:x" in patient.ours(text, NTRIPLES):
        return Finding(Verdict.MENDED, "DESCRIBE finds nothing unless it is told how to look")
    return Finding(Verdict.CANNOT, "DESCRIBE finds nothing in named graphs", "DESCRIBE is answered with nothing.")


CHECKS: Final = (
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
    Check("updates", True, _updates),
    Check("strangers", True, _strangers),
    Check("missing graphs", True, _missing),
    Check("blank nodes", True, _blank),
    Check("whole graphs", True, _whole_graphs),
    Check("transactions", True, _transactions),
    Check("literals", True, _literals),
    Check("isolation", True, _isolation),
    Check("union of written", True, _union_of_written),
    Check("describe", True, _describe),
)
