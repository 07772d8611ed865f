"""Rules that no shape can say, since they need the whole catalogue: house rules, one function each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from rdflib import DCTERMS, Graph, URIRef
from rdflib.term import Node

from radcat.folder import records
from radcat.model import Record, duplicates
from radcat.rdf import turtle
from radcat.rdf.prefixes import curie
from radcat.validation.base import HOUSE_RULE
from radcat.validation.report import Finding, Report, Severity
from radcat.validation.terms import Terms

_SELF_DESCRIBING: Final = ("ontology", "scheme", "shapes")  # kinds that may define the properties they use


_MEANT: Final = re.compile(r"^No shape, .* knows the property .*; did you mean (\S+)\?$")


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows of a dataset from outside its record."""

    sharing: tuple[tuple[str, tuple[tuple[str, ...], int]], ...] = ()  # key, the first who share it, how many do
    lacks_evidence: bool = False  # it has none, in a catalogue that keeps evidence


NOTHING: Final = Known()


@dataclass(frozen=True, slots=True)
class _Place:
    place: str
    text: str
    base: str
    record: Record

    def finding(
        self, severity: Severity, predicate: URIRef | None, value: str | None, message: str, about: Node | None = None
    ) -> Finding:
        focus = str(about) if isinstance(about, URIRef) else str(self.record.iri(self.base))
        path = str(predicate) if predicate is not None else None
        return Finding(
            place=self.place,
            line=turtle.locate(self.text, focus, path, self.base, value),
            severity=severity,
            focus_node=focus,
            predicate=curie(path) if path else "",
            message=message,
            value=curie(value) if value else "",
            see_also=(self.base + HOUSE_RULE,),
        )


def findings(
    place: str,
    record: Record,
    graph: Graph,
    base: str,
    known: Known,
    terms: Terms,
    reference_fault: Callable[[str], str | None],
) -> list[Finding]:
    """Find what breaks a house rule in the record *graph*; *reference_fault* says why nothing is known of an IRI."""
    here = _Place(place, record.text.decode(), base, record)
    found = [*_unknown_properties(here, graph, terms), *_loose_ends(here, graph, reference_fault)]
    if record.kind == "dataset":
        found += [*_identifier(here, graph), *_shared(here, known.sharing)]
        if known.lacks_evidence:
            message = (
                f"No evidence record says where the facts of this dataset come from. "
                f"Write records/evidence/{record.slug}.ttl."
            )
            found.append(here.finding(Severity.WARNING, None, None, message))
    return found


def _identifier(here: _Place, graph: Graph) -> Iterator[Finding]:
    """The identifier of a record is its slug: one that is left over from a copied file would be another's."""
    slug = here.record.slug
    stated = {str(value) for value in graph.objects(here.record.iri(here.base), DCTERMS.identifier)}
    wrong = stated - {slug}
    if slug in stated:  # then others may stand beside it, unless they look like ours
        wrong = {value for value in wrong if records.SLUG.fullmatch(value)}
    for value in sorted(wrong):
        message = f'The identifier “{value}” is not the slug of the record. Write "{slug}", or rename the file.'
        yield here.finding(Severity.VIOLATION, DCTERMS.identifier, value, message)


def _shared(here: _Place, sharing: Iterable[tuple[str, tuple[tuple[str, ...], int]]]) -> Iterator[Finding]:
    for key, (names, count) in sorted(sharing):
        shown = ", ".join(names[: duplicates.NAMED])
        more = f" and {count - duplicates.NAMED} more" if count > duplicates.NAMED else ""
        message = (
            f"{shown}{more} {'has' if count == 1 else 'have'} the same {duplicates.words(key)}. "
            "If it is one dataset, keep one record; if not, say how they are related, such as with dcterms:relation."
        )
        yield here.finding(Severity.WARNING, duplicates.property_of(key), None, message)


def _loose_ends(here: _Place, graph: Graph, fault: Callable[[str], str | None]) -> Iterator[Finding]:
    """References to what is described nowhere, in whatever property."""
    found = [
        (str(s), str(p), str(o), s, reason) for s, p, o in graph if isinstance(o, URIRef) and (reason := fault(str(o)))
    ]
    for _, p, o, s, reason in sorted(found):
        severity = Severity.VIOLATION if "is relative" in reason else Severity.WARNING
        yield here.finding(severity, URIRef(p), o, reason, s)


def merged(report: Report) -> Report:
    """Say of a property with a slip in its name, and of the one that is missing for it, one thing and not two."""
    findings = list(report.findings)
    for slip in report.findings:
        meant = _MEANT.search(slip.message)
        missing = next((f for f in findings if meant and _is_missing(f, meant[1], slip.focus_node)), None)
        if meant and missing:
            message = f"{slip.message.removesuffix('?')}, which is missing?"
            findings.remove(slip)
            findings[findings.index(missing)] = replace(
                missing, line=slip.line, predicate=slip.predicate, message=message
            )
    return replace(report, findings=tuple(findings))


def _is_missing(finding: Finding, name: str, focus: str) -> bool:
    component = finding.result.component if finding.result else ""
    return (component, finding.predicate, finding.focus_node) == ("MinCountConstraintComponent", name, focus)


def _unknown_properties(here: _Place, graph: Graph, terms: Terms) -> Iterator[Finding]:
    if here.record.kind in _SELF_DESCRIBING:
        return
    for predicate in sorted(p for p in set(graph.predicates()) if isinstance(p, URIRef)):
        if (fault := terms.unknown(str(predicate))) is None:
            continue
        subject = next(graph.subjects(predicate))
        focus = str(subject) if isinstance(subject, URIRef) else str(here.record.iri(here.base))
        line = turtle.locate(here.text, focus, str(predicate), here.base)
        if not isinstance(subject, URIRef):
            line = turtle.find(here.text, 1, str(predicate), None, here.base) or line
        yield Finding(
            here.place, line, Severity.WARNING, focus, curie(str(predicate)), fault[0].upper() + fault[1:], "",
            (here.base + HOUSE_RULE,),
        )  # fmt: skip
