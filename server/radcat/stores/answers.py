"""Answers of a server elsewhere: read strictly as they come, and written in the format that was asked for.

Solutions are asked as SPARQL JSON and graphs as N-Triples whatever a visitor wants, since only there does an error
that the server wrote into the middle of an answer, with status 200 before it, break the syntax for certain.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain
from typing import Final, Protocol
from xml.sax.saxutils import escape, quoteattr

import ijson
from rdflib import Graph

from radcat.errors import PartialAnswer
from radcat.rdf import syntaxes
from radcat.rdf.prefixes import PREFIXES
from radcat.rdf.rdf_xml import rdf_xml
from radcat.rdf.xml_text import can_name, writable
from radcat.stores import spreadsheets
from radcat.stores.embedded import unnameable

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
NTRIPLES: Final = "application/n-triples"
TURTLE: Final = "text/turtle"
RDF_XML: Final = "application/rdf+xml"
HELD_BACK: Final = 1024 * 1024  # an answer that ends within these bytes is sent whole or not at all
PIECE: Final = 64 * 1024  # bytes
_TAIL: Final = 200  # bytes at the end of an answer, to look at and to show

Term = dict[str, str]  # as SPARQL JSON writes it: type, value, and xml:lang or datatype
Row = dict[str, Term]


class Source(Protocol):
    """Where bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Read some, at most *size*; none at the end."""
        ...


def boolean(source: Source) -> bool:
    """Read the answer of an ASK, as SPARQL has it or as Virtuoso 7 does: one row for true, none for false.

    Raises:
        PartialAnswer: it is neither.
    """
    try:
        found = json.loads(source.read())
        if "boolean" in found:
            return bool(found["boolean"])
        rows = found["results"]["bindings"]
        return bool(rows) and next(iter(rows[0].values()))["value"] not in ("0", "false")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PartialAnswer(f"the store's answer to ASK is none: {error!r}.") from error


def booleans(value: bool, media_type: str) -> bytes:
    """Write the answer of an ASK."""
    said = "true" if value else "false"
    if media_type == JSON:
        return f'{{"head":{{}},"boolean":{said}}}'.encode()
    if media_type == XML:
        return f"{_XML_BEGIN}<head></head><boolean>{said}</boolean></sparql>".encode()
    return said.encode()


def solutions(source: Source, media_type: str) -> Generator[bytes, None, None]:
    """Read solutions in SPARQL JSON and write them in *media_type*, as they come.

    Raises:
        PartialAnswer: they break off.
    """
    return in_pieces(SOLUTIONS[media_type](*_read(source)))


def _read(source: Source) -> tuple[list[str], Iterator[Row]]:
    """Read as far as the names of the variables, which come first."""
    batches = _batches(source)
    held: list[Row] = []
    for variables, rows in batches:
        held += rows
        if variables is not None:
            return variables, chain(held, chain.from_iterable(rows for _, rows in batches))
    raise PartialAnswer("the store's answer has no variables.")


def _batches(source: Source) -> Iterator[tuple[list[str] | None, list[Row]]]:
    """Yield the variables, where they are known already, and the rows that came with each read."""
    heads, rows = ijson.sendable_list(), ijson.sendable_list()
    readers = [ijson.items_coro(heads, "head.vars"), ijson.items_coro(rows, "results.bindings.item")]
    try:
        while piece := source.read(PIECE):
            for reader in readers:
                reader.send(piece)
            if heads and len(readers) == 2:
                readers.pop(0)
            yield (heads[0] if heads else None), list(rows)
            del rows[:]
        for reader in readers:
            reader.close()
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise PartialAnswer(f"the store's answer broke off: {error}.") from error
    yield (heads[0] if heads else None), list(rows)


def _json(variables: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{json.dumps(variables, separators=(",", ":"))}}},"results":{{"bindings":['
    comma = ""
    for row in rows:
        for term in row.values():
            if term["type"] == "typed-literal":  # of a draft; Virtuoso 7 says it still
                term["type"] = "literal"
        yield comma + json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        comma = ","
    yield "]}}"


_XML_BEGIN: Final = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(variables: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    declared = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    yield f"{_XML_BEGIN}<head>{declared}</head><results>"
    for row in rows:
        bound = "".join(f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in row.items())
        yield f"<result>{bound}</result>"
    yield "</results></sparql>"


def _xml_term(term: Term) -> str:
    kind, value = term["type"], escape(writable(term["value"]), {"\r": "&#13;"})
    if kind in ("uri", "bnode"):
        return f"<{kind}>{value}</{kind}>"
    said = f" xml:lang={quoteattr(term['xml:lang'])}" if "xml:lang" in term else ""
    said += f" datatype={quoteattr(term['datatype'])}" if "datatype" in term else ""
    return f"<literal{said}>{value}</literal>"


def _csv(variables: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 3: values alone, lines that end in CRLF."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(variables)
    for row in rows:
        table.writerow([_csv_cell(row.get(name)) for name in variables])
        if out.tell() > PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{_label(term)}" if term["type"] == "bnode" else term["value"]


def _tsv(variables: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 4: terms as Turtle writes them."""
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join(_tsv_cell(row.get(name)) for name in variables) + "\n"


def _tsv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    value = term["value"]
    if term["type"] == "uri":
        return f"<{value}>"
    if term["type"] == "bnode":
        return f"_:{_label(term)}"
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        value = value.replace(character, written)
    if "xml:lang" in term:
        return f'"{value}"@{term["xml:lang"]}'
    return f'"{value}"^^<{term["datatype"]}>' if "datatype" in term else f'"{value}"'


def _label(term: Term) -> str:
    return term["value"].removeprefix("nodeID://")  # Virtuoso's


Writer = Callable[[Sequence[str], Iterator[Row]], Iterator[str]]


def _inert_csv(variables: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    return spreadsheets.csv_lines(variables, ([_csv_cell(row.get(name)) for name in variables] for row in rows))


def _inert_tsv(variables: Sequence[str], rows: Iterator[Row]) -> Iterator[str]:
    return _tsv(variables, ({name: _inert(term) for name, term in row.items()} for row in rows))


def _inert(term: Term) -> Term:
    is_literal = term["type"] not in ("uri", "bnode")
    return {**term, "value": spreadsheets.inert(term["value"])} if is_literal else term


SOLUTIONS: Final[dict[str, Writer]] = {
    JSON: _json,
    XML: _xml,
    "text/csv": _csv,
    "text/tab-separated-values": _tsv,
    spreadsheets.CSV: _inert_csv,
    spreadsheets.TSV: _inert_tsv,
}
BOOLEANS: Final = tuple(SOLUTIONS)
# What rdflib calls them; Turtle and N-Triples are written here as well where there is too much to hold.
GRAPHS: Final = {str(syntax.media_type): syntax.engine for syntax in syntaxes.ANSWERS}


def statements(source: Source) -> Iterator[bytes]:
    """Read N-Triples, a line at a time.

    Raises:
        PartialAnswer: they break off, or are none.
    """
    rest = b""
    while piece := source.read(PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        yield from filter(None, map(_statement, lines))
    if last := _statement(rest):
        yield last


def _statement(line: bytes) -> bytes:
    line = line.strip()
    if not line or line.startswith(b"#"):
        return b""
    if not line.endswith(b".") or line[:1] not in b"<_":
        raise PartialAnswer(f"the store's answer is not whole: it says {line[-300:].decode(errors='replace')!r}.")
    return line + b"\n"


def graphs(lines: Iterator[bytes], media_type: str, most: int) -> Generator[bytes, None, None]:
    """Write statements in *media_type*: N-Triples, and much Turtle, as they come; the rest when they are there.

    Raises:
        PartialAnswer: they break off.
    """
    if media_type == NTRIPLES:
        return in_pieces(lines)
    held, size = [], 0
    for line in lines:
        held.append(line)
        size += len(line)
        if media_type == TURTLE and size > most:
            # N-Triples are Turtle, if not the prettiest.
            return in_pieces(chain(held, lines))
    return in_pieces(iter([_serialized(b"".join(held), media_type)]))


def _serialized(ntriples: bytes, media_type: str) -> bytes:
    graph = Graph("SimpleMemory", bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    try:
        graph.parse(data=ntriples, format="ox-nt")
    except (SyntaxError, ValueError) as error:
        raise PartialAnswer(f"the store's answer is not N-Triples: {error}.") from error
    if media_type == RDF_XML and (unwritable := [name for name in map(str, graph.predicates()) if not can_name(name)]):
        raise unnameable(min(unwritable))
    if media_type == RDF_XML:  # Oxigraph's writer makes no XML of a class whose name does not end in an XML name
        return rdf_xml(graph)
    return graph.serialize(format=GRAPHS[media_type], encoding="utf-8")


def in_pieces(texts: Iterator[str] | Iterator[bytes]) -> Generator[bytes, None, None]:
    """Join short texts to pieces worth sending."""
    held, size = [], 0
    for text in texts:
        piece = text.encode() if isinstance(text, str) else text
        held.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def unchanged_json(source: Source) -> Generator[bytes, None, None]:
    """Pass SPARQL JSON on as it is, having seen that it begins and ends as it has to.

    Raises:
        PartialAnswer: it does not end well: what servers write after it began, they write at its end.
    """
    first, tail = True, b""
    while piece := source.read(PIECE):
        if first and not piece.lstrip().startswith(b"{"):
            break
        first = False
        tail = (tail + piece)[-_TAIL:]
        yield piece
    if not b"".join(tail.split()).endswith(b"]}}"):
        raise PartialAnswer(f"the store's answer broke off: it ends {tail.decode(errors='replace')!r}.")
