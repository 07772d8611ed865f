"""The curator's guide, written from the shapes so that it can't drift from what the gate asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from radcat import model
from radcat.folder import records
from radcat.model.shapes import listed, schemes
from radcat.rdf import turtle
from radcat.rdf.namespaces import DCAT
from radcat.rdf.prefixes import curie
from radcat.settings import DEFAULT_BIND
from radcat.validation.render import asked_by
from radcat.wording import translatable

_BASE: Final = f"http://{DEFAULT_BIND}/"
_NEED: Final = {
    SH.Violation: translatable("required"),
    SH.Warning: translatable("recommended"),
    SH.Info: translatable("welcome"),
}
_OF_SCHEME: Final = "a concept of the scheme "
_ANY_CONCEPT: Final = ("an IRI", "the IRI of a skos:Concept")
_MOST_LISTED: Final = 12  # values that a line has room for
_FIRST: Final = (DCAT.Dataset, DCAT.Distribution)  # the classes that a curator meets first


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a class, with all that its shapes say of it."""

    path: URIRef
    name: str
    group: str
    order: tuple[float, float]
    need: str
    description: str
    limits: tuple[str, ...]
    remedies: tuple[str, ...]  # what a report says of a value that is not as asked
    asked_by: tuple[str, ...]


def markdown(root: Path) -> str:
    """Write the guide to the shapes of the catalogue at *root*."""
    files = [file for file in records.read_folder(root) if file.record.kind == "shapes"]
    shapes = turtle.merge(turtle.parse(file.record.text, _BASE, file.place) for file in files)
    lines = (line for class_ in classes(shapes) for line in _class(shapes, class_))
    return "\n".join(["# How to describe a record", "", *_INTRODUCTION, *lines])


def classes(shapes: Graph) -> list[Node]:
    """The classes that *shapes* are about, those first that a curator meets first."""
    return sorted(set(shapes.objects(None, SH.targetClass)), key=lambda c: (c not in _FIRST, str(c)))


_INTRODUCTION: Final = (
    "This page is written by `radcat guide` from the shapes in `shapes/`; change those, not this.",
    "A *required* field keeps a record from being published when it is missing or wrong.",
    "A *recommended* one costs quality points, and a *welcome* one is good to have where a source gives it.",
    "What no source states stays absent.",
    "",
)


def _class(shapes: Graph, class_: Node) -> Iterator[str]:
    found = fields(shapes, class_)
    if not found:
        return
    yield f"## {curie(str(class_))}"
    yield ""
    for field in found:
        yield f"### {field.name} (`{curie(str(field.path))}`)"
        yield ""
        yield f"*{field.need.capitalize()}*" + (f", {', '.join(field.limits)}." if field.limits else ".")
        yield from _sentences(field.description)
        for remedy in field.remedies:
            yield from _sentences(f"A report says: {remedy}")
        if field.asked_by:
            yield f"Asked by: {', '.join(field.asked_by)}."
        yield ""


def _sentences(text: str) -> list[str]:
    """Give each sentence a line of its own, so that a diff of the guide shows sentences."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text) if text else []


def fields(shapes: Graph, class_: Node) -> list[Field]:
    """The properties that *shapes* name of a class, in the shapes' order."""
    by_path: dict[URIRef, list[Node]] = {}
    for shape in shapes.subjects(SH.targetClass, class_):
        for declared in shapes.objects(shape, SH.property):
            path = shapes.value(declared, SH.path)
            if isinstance(path, URIRef):
                by_path.setdefault(path, []).append(declared)
    return sorted(
        (_field(shapes, path, declared) for path, declared in by_path.items()), key=lambda f: (f.order, f.name)
    )


def _field(shapes: Graph, path: URIRef, declared: Sequence[Node]) -> Field:
    named = next((d for d in declared if shapes.value(d, SH.name) is not None), declared[0])
    group = shapes.value(named, SH.group)
    demanding = [d for d in declared if model.order(shapes.value(d, SH.minCount), 0) > 0]
    severities = {shapes.value(d, SH.severity, default=SH.Violation) for d in demanding}
    need = next((word for severity, word in _NEED.items() if severity in severities), translatable("optional"))
    return Field(
        path,
        _text(shapes, named, SH.name) or curie(str(path)),
        model.label(shapes, group) if group is not None else "",
        (
            model.order(shapes.value(group, SH.order), 1e9) if group is not None else 1e9,
            model.order(shapes.value(named, SH.order), 1e9),
        ),
        need,
        _text(shapes, named, SH.description),
        _told(limit for d in declared for limit in _limits(shapes, d)),
        tuple(dict.fromkeys(_text(shapes, d, SH.message) for d in declared if _is_told(shapes, d))),
        tuple(sorted({asked_by(str(iri)) for d in declared for iri in shapes.objects(d, RDFS.seeAlso)})),
    )


def _text(shapes: Graph, node: Node, term: URIRef) -> str:
    return next((str(found) for found in model.said(shapes, node, term)), "")


def _told(limits: Iterable[str]) -> tuple[str, ...]:
    """Each limit once; of a concept of a scheme nobody need hear that it is a concept."""
    found = tuple(dict.fromkeys(limits))
    if any(limit.startswith(_OF_SCHEME) for limit in found):
        return tuple(limit for limit in found if limit not in _ANY_CONCEPT)
    return found


def _is_told(shapes: Graph, declared: Node) -> bool:
    """Tell whether only the message of a shape says what it allows: a pattern is no sentence."""
    return (declared, SH.pattern, None) in shapes and (declared, SH.message, None) in shapes


def _limits(shapes: Graph, declared: Node) -> Iterator[str]:
    """Say what a shape allows, in words."""
    least, most = shapes.value(declared, SH.minCount), shapes.value(declared, SH.maxCount)
    if model.order(least, 0) > 1:
        yield f"at least {least}"
    if most is not None:
        yield "one only" if str(most) == "1" else f"{most} at most"
    shortest, longest = shapes.value(declared, SH.minLength), shapes.value(declared, SH.maxLength)
    if shortest is not None and longest is not None:
        yield f"{shortest} to {longest} characters"
    datatype, class_, kind = (shapes.value(declared, p) for p in (SH.datatype, SH["class"], SH.nodeKind))
    if names := [str(scheme).rstrip("/#").rpartition("/")[2] for scheme in schemes(shapes, declared)]:
        yield f"{_OF_SCHEME}{' or '.join(names)}"
    if allowed := [curie(str(node)) if isinstance(node, URIRef) else str(node) for node in listed(shapes, declared)]:
        yield f"one of {', '.join(allowed[:_MOST_LISTED])}" + (", ..." if len(allowed) > _MOST_LISTED else "")
    if datatype is not None:
        yield "a text with its language" if datatype == RDF.langString else f"a literal of type {curie(str(datatype))}"
    elif class_ is not None:
        yield f"the IRI of a {curie(str(class_))}"
    elif kind == SH.IRI:
        yield "an IRI"
