"""Turtle: text to graph, graph to the one canonical text, and where in a text a statement stands.

Canonical means: one text for one graph, so that a diff shows what changed and nothing else.
IRIs under the base IRI are written relative to it, so that a file means the same wherever it is served.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.errors import RecordEncodingError, RecordSyntaxError, UnnamedNode
from radcat.rdf import turtle_faults
from radcat.rdf.graph import FrozenGraph, TripleTerm, read, relabelled, union
from radcat.rdf.prefixes import PREFIXES, curie

INDENT: Final = "    "
MEDIA_TYPE: Final = "text/turtle"

# rdflib's usual store keeps a context of each triple, which no record has; this one answers a page a third sooner.
PLAIN_STORE: Final = "SimpleMemory"

# What a reader looks for first comes first; what is not listed follows by name.
ORDER: Final = (
    "rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition", "skos:notation", "skos:scopeNote",
    "foaf:name", "foaf:homepage", "dcterms:title", "dcterms:alternative", "dcterms:description", "dcterms:identifier",
    "adms:identifier", "dcterms:publisher", "dcterms:creator", "bibo:authorList", "dcterms:contributor",
    "schema:countryOfOrigin", "dcat:landingPage", "dcat:theme", "dcat:keyword", "dcterms:license", "dcterms:rights",
    "dcterms:accessRights", "schema:conditionsOfAccess", "schema:measurementTechnique", "schema:variableMeasured",
    "schema:encodingFormat", "rdf:value",
)  # fmt: skip
_RANK: Final = {name: rank for rank, name in enumerate(ORDER)}

_LOCAL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_-])?")
# What Turtle writes without quotes.
BARE: Final = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}
_UNSAFE: Final = re.compile(r"[^/?#]*:|/|(?:[^?#]*/)?\.\.?(?:[/?#]|$)")  # begins a reference that resolves elsewhere
_UNWRITTEN: Final = re.compile(r"<<|\{\|")
_COMMENT: Final = re.compile(
    r"""<[^<>"\s]*> | \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \\. | (?P<comment>\#)""",
    re.VERBOSE | re.DOTALL,
)
_POSITION: Final = re.compile(r"Parser error (?:at|between) line [^:]*:? ?")


def parse(text: bytes, base: str, place: str, media_type: str = MEDIA_TYPE) -> FrozenGraph:
    """Read Turtle whose relative IRIs stand under *base*; *place* names it in errors.

    *media_type* is that of another syntax that Oxigraph's parser reads.
    Blank nodes are labelled by text, place and order, whatever the file calls them: the parser makes up labels for
    `[]`, different ones in each process, and keeps `_:a`, which in two files would become one node where graphs are
    merged. Labels that follow from the text make each format of a record the same bytes after a restart.

    Raises:
        RecordSyntaxError: it is not Turtle; the error has the line.
        RecordEncodingError: it is not UTF-8; the error has the line.
    """
    try:
        characters = text.decode()
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise RecordEncodingError(place, line, "this is not UTF-8; save the file in that encoding.") from error
    if text.startswith(BOM_UTF8):
        raise RecordEncodingError(place, 1, "the file begins with a byte order mark; save it as UTF-8 without one.")
    try:
        # rdflib's own parser lets spaces in IRIs pass and finds no column; Oxigraph's is strict and quicker.
        found = read(text, media_type, base)
    except SyntaxError as error:  # the parser's own choice of class for a bad document
        said = _POSITION.sub("", error.msg)
        if media_type != MEDIA_TYPE:
            raise RecordSyntaxError(place, error.lineno or 1, said) from error
        line, reason = turtle_faults.explain(characters, error.lineno or 1, error.offset or 1, said)
        raise RecordSyntaxError(place, line, reason) from error
    except TripleTerm as error:
        written = _UNWRITTEN.search(characters)
        line = characters.count("\n", 0, written.start()) + 1 if written else 1
        raise RecordSyntaxError(
            place, line, "triple terms of RDF 1.2 are not read here; give the statement an IRI."
        ) from error
    return relabelled(found, "b" + sha256(place.encode() + b"\0" + text).hexdigest()[:8])


def merge(graphs: Iterable[Graph]) -> FrozenGraph:
    """Read *graphs* as one graph; no two that were parsed from different texts share a blank node."""
    return union(graphs)


def copy(graphs: Iterable[Graph]) -> Graph:
    """Put *graphs* into one new graph that can be changed."""
    together = Graph(PLAIN_STORE, bind_namespaces="none")
    for one in graphs:
        for triple in one:
            together.add(triple)
    return together


def canonical(graph: Graph, base: str, place: str, own_prefixes: dict[str, str]) -> str:
    """Write *graph* in the one form that its records are kept in.

    *own_prefixes* maps the catalogue's own prefixes to namespaces under *base*.

    Raises:
        UnnamedNode: a blank node is shared, or loops, so that it can't be written in place.
    """
    return _Writer(graph, base, place, own_prefixes).text()


def comments(text: str) -> tuple[str, int | None]:
    """Read the comment lines at the head of *text*, and the line of the first comment after them, if any."""
    lines = text.split("\n")
    head = 0
    while head < len(lines) and (lines[head].startswith("#") or not lines[head].strip()):
        head += 1
    body = "\n".join(lines[head:])
    later = next((found.start() for found in _COMMENT.finditer(body) if found["comment"]), None)
    return (
        "".join(f"{line.rstrip()}\n" for line in lines[:head] if line.startswith("#")),
        None if later is None else head + body.count("\n", 0, later) + 1,
    )


def own_prefixes(text: bytes, base: str) -> dict[str, str]:
    """Read the prefixes that *text* declares for relative namespaces: `@prefix tides: <ns/tides#>`."""
    found = re.findall(r"^\s*(?:@prefix|PREFIX)\s+([A-Za-z][\w-]*):\s*<(ns/[^>:]*)>", text.decode(), re.MULTILINE)
    return {prefix: base + namespace for prefix, namespace in found}


class _Writer:
    """Writes one graph; holds what every term needs to be written."""

    def __init__(self, graph: Graph, base: str, place: str, own: dict[str, str]) -> None:
        self.graph, self.base, self.place = graph, base, place
        self.namespaces = sorted(({**PREFIXES, **own}).items(), key=lambda item: -len(item[1]))
        self.own = own
        self.used: set[str] = set()
        self.writing: set[BNode] = set()

    def text(self) -> str:
        """Write prefixes, then the subjects: those of this registry first, each with all it says."""
        subjects = {s for s in self.graph.subjects() if isinstance(s, URIRef)}
        loose = {s for s in self.graph.subjects() if isinstance(s, BNode)} - set(self.graph.objects())
        blocks = [self.block(s) for s in sorted(subjects, key=lambda s: (not s.startswith(self.base), s))]
        blocks += sorted(f"{self.in_brackets(s, 0)} .\n" for s in loose)
        self.refuse_unwritten()
        declared = "".join(
            f"@prefix {p}: <{self.relative(n)}> .\n" for p, n in sorted(self.namespaces) if p in self.used
        )
        return "\n".join([declared, *blocks] if declared else blocks)

    def block(self, subject: URIRef) -> str:
        return f"{self.term(subject, 0)}\n{self.statements(subject, 1)} .\n"

    def statements(self, subject: Node, depth: int) -> str:
        indent = INDENT * depth
        lines = []
        for predicate in sorted(set(self.graph.predicates(subject)), key=self.rank):
            verb = "a" if predicate == RDF.type else self.iri(str(predicate))
            nodes = list(self.graph.objects(subject, predicate))
            objects = sorted(self.term(o, depth + (len(nodes) > 1)) for o in nodes)
            if len(objects) == 1:
                lines.append(f"{indent}{verb} {objects[0]}")
            else:
                lines.append(f"{indent}{verb}\n" + " ,\n".join(f"{indent}{INDENT}{o}" for o in objects))
        return " ;\n".join(lines)

    def rank(self, predicate: Node) -> tuple[int, str]:
        name = curie(str(predicate))
        return (_RANK.get(name, len(_RANK)), name)

    def term(self, node: Node, depth: int) -> str:
        if isinstance(node, Literal):
            return self.literal(node)
        if isinstance(node, BNode):
            return self.blank(node, depth)
        return "()" if node == RDF.nil else self.iri(str(node))

    def iri(self, iri: str) -> str:
        for prefix, namespace in self.namespaces:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{self.relative(iri)}>"

    def relative(self, iri: str) -> str:
        # The base itself is written in full: <> would be read as the same, but reads as "this file".
        reference = iri.removeprefix(self.base)
        return iri if not reference or _UNSAFE.match(reference) else reference

    def literal(self, node: Literal) -> str:
        if node.datatype in BARE and BARE[node.datatype].fullmatch(str(node)):
            return str(node)
        text = quoted(str(node))
        if node.language:
            return f"{text}@{node.language}"
        return text if node.datatype in (None, XSD.string) else f"{text}^^{self.iri(str(node.datatype))}"

    def blank(self, node: BNode, depth: int) -> str:
        if node in self.writing or len(list(self.graph.triples((None, None, node)))) > 1:
            raise UnnamedNode(self.place, 1, "a blank node is used in two places; give it an IRI such as <…#name>.")
        if not (cells := self.cells(node)):
            return self.in_brackets(node, depth)
        self.writing.update(cells)
        members = (member for cell in cells for member in self.graph.objects(cell, RDF.first))
        lines = "\n".join(f"{INDENT * (depth + 1)}{self.term(member, depth + 1)}" for member in members)
        return f"(\n{lines}\n{INDENT * depth})"

    def in_brackets(self, node: BNode, depth: int) -> str:
        self.writing.add(node)
        statements = self.statements(node, depth + 1)
        return f"[\n{statements}\n{INDENT * depth}]" if statements else "[]"

    def cells(self, node: Node) -> list[BNode]:
        """List the cells of the rdf:List at *node*; none where brackets would not say all that the graph does."""
        found: dict[BNode, None] = {}
        while node != RDF.nil:
            said = sorted(map(str, self.graph.predicates(node)))
            if not isinstance(node, BNode) or node in found or said != [str(RDF.first), str(RDF.rest)]:
                return []
            if found and len(list(self.graph.triples((None, None, node)))) > 1:
                return []
            found[node] = None
            node = next(self.graph.objects(node, RDF.rest))
        return list(found)

    def refuse_unwritten(self) -> None:
        if {s for s in self.graph.subjects() if isinstance(s, BNode)} - self.writing:
            raise UnnamedNode(
                self.place,
                1,
                "blank nodes point at each other in a circle; give one an IRI such as <…#name>.",
            )


def quoted(text: str) -> str:
    """Write a text in quotes, in three of them where it has lines."""
    escaped = text.replace("\\", "\\\\").replace("\r", "\\r")
    if "\n" not in text:
        return '"' + escaped.replace('"', '\\"') + '"'
    # Within three quotes a quote needs no escape unless three of them meet, or it meets the closing ones.
    return '"""' + re.sub(r'"""|"\Z', lambda found: found[0].replace('"', '\\"'), escaped) + '"""'


_ENDS: Final = re.compile(r"""(?:^|[\s"'>\])])\.\s*$""")  # the dot of a statement, and not that of a sentence


def locate(text: str, subject: str, predicate: str | None, base: str, value: str | None = None) -> int | None:
    """Find the line (from 1) where *text* speaks of *subject* and, where it does, of its *predicate* and *value*.

    A search over lines, not a parse: it serves reports, and returns None rather than guess.
    """
    spelling = _Spelling(text, base)
    lines = text.split("\n")
    names = spelling.of(subject)
    start = next((n for n, line in enumerate(lines, 1) if _first_word(line) in names and _begins(lines, n)), None)
    if predicate is None:
        return start
    if start is None:  # of a blank node only a value that stands in one place can be found
        found = [n for n, line in enumerate(lines, 1) if spelling.writes(line, value)] if value else []
        return found[0] if len(found) == 1 else None
    verbs = {"a"} if predicate == str(RDF.type) else spelling.of(predicate)
    for number, line in enumerate(lines[start - 1 :], start):
        if any(word in verbs for word in _verbs(line, is_first=number == start)):
            return _line_of_value(lines, number, value, spelling)
        if _ENDS.search(line):
            break
    return start


def find(text: str, start: int, predicate: str, value: str | None, base: str) -> int | None:
    """Find the first line from *start* on that has *predicate*, with *value* if one is given."""
    spelling = _Spelling(text, base)
    verbs = spelling.of(predicate)
    for number, line in enumerate(text.split("\n")[start - 1 :], start):
        if verbs & set(re.split(r"[\s;,\[\]()]+", line)) and (value is None or spelling.writes(line, value)):
            return number
    return None


class _Spelling:
    """The ways in which a text may write an IRI: in full, below the base, or with a prefix that it declares."""

    def __init__(self, text: str, base: str) -> None:
        self._base = base
        declared = re.findall(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>\s]*)>", text, re.MULTILINE | re.IGNORECASE)
        self._prefixes = [(prefix, iri if _UNSAFE.match(iri) else base + iri) for prefix, iri in declared]

    def of(self, iri: str) -> set[str]:
        """All ways to write *iri*."""
        names = {f"<{iri}>", f"<{iri.removeprefix(self._base)}>", curie(iri)}
        return names | {f"{p}:{iri[len(ns) :]}" for p, ns in self._prefixes if iri.startswith(ns)}

    def writes(self, line: str, value: str | None) -> bool:
        """Whether *line* holds *value*: an IRI, or the text of a literal."""
        if not value:
            return False
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        if any(form in line for form in (f'"{escaped}"', f"'{value}'", f"<{value}>")):
            return True
        return bool(({*self.of(value), value}) & set(re.split(r"[\s,;]+", line)))


def _first_word(line: str) -> str:
    return next(iter(line.split(None, 1)), "")


def _begins(lines: list[str], number: int) -> bool:
    """Whether a statement begins in this line: at its very start, or where the one before has ended."""
    if not lines[number - 1][:1].isspace():
        return True
    before = next(
        (line.strip() for line in reversed(lines[: number - 1]) if _first_word(line)[:1] not in ("", "#")), "."
    )
    return before == "." or _ENDS.search(before) is not None


def _verbs(line: str, *, is_first: bool) -> list[str]:
    """The words of *line* that may be properties: the first, and those behind a semicolon."""
    found = [_first_word(part) for part in line.split(";")]
    return [*found, *line.split()[1:2]] if is_first else found


def _line_of_value(lines: list[str], first: int, value: str | None, spelling: _Spelling) -> int:
    """Find *value* among the objects that begin in line *first*; that line where it is not written in one."""
    for number, line in enumerate(lines[first - 1 :], first):
        if spelling.writes(line, value):
            return number
        if line.rstrip().endswith(";") or _ENDS.search(line):
            break
    return first
