"""The terms of ontology/radcat.ttl, whose address depends on where a registry is served."""

from __future__ import annotations

from rdflib import Namespace, URIRef


def terms(base: str) -> Namespace:
    """The namespace of the terms, in a registry at *base*; use it by index, since as a text it has a method split."""
    return Namespace(f"{base}ns/radcat#")


def term(base: str, name: str) -> URIRef:
    """One term, such as radcat:count."""
    return terms(base)[name]
