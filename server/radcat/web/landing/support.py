"""What each value of a record rests on: its claims, found by property and value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from radcat.formats.outline import Value
from radcat.model import Concept
from radcat.survey.claims import Claim, Evidence


@dataclass(frozen=True, slots=True)
class Trust:
    """How many of the facts of a record are how sure."""

    confidence: Concept
    count: int


class Support:
    """The claims that a record follows, by what they state."""

    def __init__(self, evidence: Evidence, record: URIRef) -> None:
        """Look claims of *evidence* up for the values of *record*."""
        self._record, self._evidence = record, evidence
        self._known: dict[tuple[str, str], list[Claim]] = {}
        self.trust = trust(evidence)
        for claim in evidence.held:
            for text, link in zip(claim.values, claim.links, strict=True):
                self._known.setdefault((claim.property, link or text), []).append(claim)

    def dispute(self, path: URIRef) -> Claim | None:
        """The first claim of another source that contradicts one on *path*."""
        return self._evidence.dispute(path)

    def of(self, path: URIRef, value: Value) -> tuple[Claim, ...]:
        """The claims that *value* of the property *path* rests on."""
        key = value.href or (f"{self._record}#{value.anchor}" if value.anchor else None)
        return self._find(path, key) or self._find(path, value.text)

    def of_part(self, path: URIRef, fragment: str) -> tuple[Claim, ...]:
        """The claims that a part of the record, a value of *path*, rests on."""
        return self._find(path, f"{self._record}#{fragment}")

    def common(self, path: URIRef, values: Iterable[Value]) -> tuple[Claim, ...] | None:
        """The claims that all of *values* rest on alike, which need to be said once; None where they differ."""
        found = [self.of(path, value) for value in values]
        return found[0] if found and all(_saying(claims) == _saying(found[0]) for claims in found) else None

    def _find(self, path: URIRef, value: str | None) -> tuple[Claim, ...]:
        return tuple(self._known.get((str(path), str(value)), ())) if value is not None else ()


def trust(evidence: Evidence) -> tuple[Trust, ...]:
    """Count the facts by how sure they are, the most frequent first."""
    known = {claim.confidence.iri: claim.confidence for claim in evidence.held if claim.confidence}
    counted = Counter(claim.confidence.iri for claim in evidence.held if claim.confidence)
    return tuple(Trust(known[iri], count) for iri, count in counted.most_common())


def _saying(claims: tuple[Claim, ...]) -> list[tuple[object, ...]]:
    return [(claim.confidence, claim.references, claim.note) for claim in claims]
