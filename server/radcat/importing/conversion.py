"""Datasets of a source in another format: as a record of ours would be written, with the names that the source has."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from lxml import etree
from rdflib import OWL, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.catalogue import Catalogue
from radcat.formats import BY_NAME, dcat_ap, describe
from radcat.formats.base import Representation
from radcat.formats.loss import Lost, losses
from radcat.importing.drafts import Draft
from radcat.ledger.entries import Entry
from radcat.ledger.versions import Ledger
from radcat.model import KIND, Record
from radcat.rdf import turtle
from radcat.rdf.prefixes import PREFIXES
from radcat.rdf.syntaxes import SYNTAXES, Syntax

ALIASES: Final = {"dcat-ap": "dcat-ap-turtle", "dcat": "turtle"}
_BY_MEDIA_TYPE: Final = {str(syntax.media_type): syntax for syntax in SYNTAXES}


def row(name: str) -> Representation:
    """The format called *name*; raises KeyError where there is none."""
    return BY_NAME[ALIASES.get(name, name)]


def names() -> list[str]:
    """What formats are called: those that a dataset can be written in."""
    return [*(each.name for each in BY_NAME.values() if each.writes("dataset")), *ALIASES]


@contextmanager
def catalogue(drafts: Sequence[Draft], base: str) -> Iterator[Catalogue]:
    """Hold *drafts* as the records of a catalogue of their own, for as long as they are written; nothing is judged."""
    with tempfile.TemporaryDirectory(prefix="radcat-") as folder:
        ledger = Ledger.in_folder(Path(folder))
        try:
            ledger.append([Entry(record_of(draft), frozenset(), "converted") for draft in drafts], "radcat convert")
            yield Catalogue(ledger, base)
        finally:
            ledger.close()


def record_of(draft: Draft) -> Record:
    """The record that a draft would be."""
    return Record("dataset", KIND["dataset"].path + draft.slug, draft.text.encode())


def written(found: Catalogue, drafts: Sequence[Draft], form: Representation) -> bytes:
    """Write all *drafts* as one document in a format.

    In a syntax of RDF they are one graph. JSON of one dataset is an object, and of several a list; XML of several is
    put into one element.
    """
    syntax = _BY_MEDIA_TYPE.get(f"{form.media_type.type}/{form.media_type.subtype}")
    if syntax is not None and (form.lossless or form.profile is dcat_ap.PROFILE):
        return _one_graph(found, drafts, form, syntax)
    documents = [(_Names.of(found.base, draft), _document(found, draft, form)) for draft in drafts]
    if "json" in form.media_type.subtype:
        values = [names.in_json(json.loads(content)) for names, content in documents]
        return json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=2).encode() + b"\n"
    if "xml" in form.media_type.subtype:
        return _one_element(documents)
    return b"\n".join(names.in_text(content) for names, content in documents)


def lost(found: Catalogue, draft: Draft, form: Representation) -> tuple[Lost, ...]:
    """List what a format can't carry of what a draft says."""
    return losses(found, describe(found, record_of(draft), {}), form)


def _document(found: Catalogue, draft: Draft, form: Representation) -> bytes:
    return form.write(describe(found, record_of(draft), {"@context": dict(PREFIXES)}))


@dataclass(frozen=True, slots=True)
class _Names:
    """Gives a dataset and its parts back the names of its source: what has none there is a blank node again."""

    own: str  # the IRI that the draft has for the dataset
    origin: str

    @classmethod
    def of(cls, base: str, draft: Draft) -> Self:
        own = f"{base}{KIND['dataset'].path}{draft.slug}"
        graph = turtle.parse(draft.text.encode(), base, draft.slug)
        is_named = bool(draft.origin) and (URIRef(own), OWL.sameAs, URIRef(draft.origin)) in graph
        return cls(own, draft.origin if is_named else own)

    def node(self, node: Node) -> Node:
        """A term of a graph."""
        if isinstance(node, URIRef) and node.startswith(f"{self.own}#"):
            return BNode(_LABEL.sub("", node.removeprefix(self.own)))
        if isinstance(node, Literal) and str(node) == self.own:
            return Literal(self.origin, datatype=node.datatype)
        return URIRef(self.origin) if node == URIRef(self.own) else node

    def in_json(self, value: Any) -> Any:
        """Values of JSON-LD, or of other JSON."""
        if isinstance(value, Mapping):
            return {key: self.in_json(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.in_json(each) for each in value]
        if isinstance(value, str) and value.startswith(f"{self.own}#"):
            return f"_:{_LABEL.sub('', value.removeprefix(self.own))}"
        return value.replace(self.own, self.origin) if isinstance(value, str) else value

    def in_text(self, content: bytes) -> bytes:
        """A document that is a text."""
        return content.replace(self.own.encode(), self.origin.encode())


_LABEL: Final = re.compile(r"[^A-Za-z0-9]")


def _one_graph(found: Catalogue, drafts: Iterable[Draft], form: Representation, syntax: Syntax) -> bytes:
    together = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        together.bind(prefix, namespace)
    for draft in drafts:
        names, record = _Names.of(found.base, draft), record_of(draft)
        graph = found.graph(record) if form.lossless else dcat_ap.graph(describe(found, record, {}))
        for triple in graph:
            subject, predicate, value = map(names.node, triple)
            if not (predicate == OWL.sameAs and subject == value):
                together.add((subject, predicate, value))
    return syntax.write(together)


def _one_element(documents: Sequence[tuple[_Names, bytes]]) -> bytes:
    roots = [etree.fromstring(names.in_text(content)) for names, content in documents]
    whole = roots[0]
    if len(roots) > 1:
        whole = etree.Element("records")
        whole.extend(roots)
    return bytes(etree.tostring(whole, xml_declaration=True, encoding="UTF-8", pretty_print=True))
