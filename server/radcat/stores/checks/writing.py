"""Checks that write, into graphs of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rdflib import XSD, Literal

from radcat.errors import StoreError
from radcat.stores.answers import NTRIPLES, statements
from radcat.stores.checks.base import DOCTOR, OTHER, Check, Finding, Patient, Verdict
from radcat.stores.checks.reading import has_union
from radcat.stores.connection import Connection

MISSING: Final = "urn:radcat:doctor:missing"
# Lexical forms that servers are known to rewrite.
LITERALS: Final = (
    *(Literal(text, datatype=XSD[name]) for text, name in (
        ("P1Y", "duration"), ("007", "integer"), ("1.50", "decimal"), ("true", "boolean"), ("1.0E3", "double"),
    )),
    Literal("colour", lang="en-GB"),
)  # fmt: skip


def _insert(patient: Patient, graph: str, text: str) -> None:
    patient.connection.update(f"DROP SILENT GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ {text} }} }}")


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
    return Finding(Verdict.CANNOT, "LOAD from a port where nobody listens is not an error", "Failures go unnoticed.")


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
    return has_union(patient.holds("<urn:radcat:doctor:x> <urn:b> 1"))


def _describe(patient: Patient) -> Finding:
    _insert(patient, DOCTOR, "<urn:radcat:doctor:x> <urn:b> 1")
    text = "DESCRIBE <urn:radcat:doctor:x>"
    with patient.connection.query(text, NTRIPLES) as response:
        if any(statements(response)):
            return Finding(Verdict.OK, "DESCRIBE finds what is in named graphs")
    if b"doctor:x" in patient.ours(text, NTRIPLES):
        return Finding(Verdict.MENDED, "DESCRIBE finds nothing unless it is told how to look")
    return Finding(Verdict.CANNOT, "DESCRIBE finds nothing in named graphs", "DESCRIBE is answered with nothing.")


WRITING: Final = (
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
