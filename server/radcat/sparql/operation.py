"""HTTP parts of operations that write, as plain values: updates and whole graphs.

SPARQL 1.1 Protocol, section 2.2, and SPARQL 1.1 Graph Store HTTP Protocol, sections 4 and 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from radcat.errors import MalformedRequest, MethodRefused
from radcat.rdf.media import MediaType
from radcat.rdf.syntaxes import ANSWERS
from radcat.sparql.characters import without_mark
from radcat.sparql.multipart import parts
from radcat.sparql.parameters import FORM, pairs, read_content_type, says, utf8

UPDATE: Final = "application/sparql-update"
UPDATE_METHODS: Final = ("POST", "OPTIONS")
GRAPH_METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
MULTIPART: Final = "multipart/form-data"
# What a graph may be sent in; what other names clients have for it.
RDF_TYPES: Final = tuple(str(syntax.media_type) for syntax in ANSWERS)
_ALIASES: Final = {"application/x-turtle": "text/turtle", "application/turtle": "text/turtle"}

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")  # SPARQL 1.1, IRIREF, with a scheme


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update operation."""

    text: str
    using_graphs: tuple[str, ...]  # IRIs of `using-graph-uri`
    using_named_graphs: tuple[str, ...]  # IRIs of `using-named-graph-uri`


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """An operation on one whole graph."""

    method: str
    graph: str | None  # IRI; None is the default graph


@dataclass(frozen=True, slots=True)
class Document:
    """RDF as it was sent: one graph in one syntax."""

    media_type: str  # one of RDF_TYPES
    content: bytes


def is_update(method: str, query_string: bytes, content_type: str, body: bytes) -> bool:
    """Tell whether a request to an endpoint that takes both means an update; a GET never does.

    Raises:
        MalformedRequest: a parameter is not UTF-8.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if method != "POST" or media_type == UPDATE:
        return method == "POST"
    forms = (query_string, body) if media_type == FORM else (query_string,)
    return any(name == "update" for form in forms if form for name, _ in pairs(form))


def parse_update(method: str, query_string: bytes, content_type: str, body: bytes) -> UpdateRequest:
    """Read an update operation (SPARQL 1.1 Protocol, section 2.2).

    Raises:
        MethodRefused: the method is not POST.
        UnsupportedMedia: the body is neither a form nor an update, or not UTF-8 by its own word.
        MalformedRequest: the update is missing, doubled or not UTF-8, a graph has no IRI for a name, or both the
            request and the text say what the update is asked of.
    """
    if method != "POST":
        raise MethodRefused(method, UPDATE_METHODS)
    parameters = pairs(query_string)
    if read_content_type(content_type, (FORM, UPDATE)) == FORM:
        parameters += pairs(body)
    elif any(name == "update" for name, _ in parameters):
        raise MalformedRequest("an update belongs in the body of a POST, not in its address.")
    else:
        parameters.append(("update", utf8(body)))
    if any(name == "query" for name, _ in parameters):
        raise MalformedRequest("this is a query and an update at once; send one of them.")
    texts = [without_mark(value) for name, value in parameters if name == "update"]
    if len(texts) != 1:
        raise MalformedRequest(f"send one update; there are {len(texts)}.")
    using = tuple(_graph_iri(value) for name, value in parameters if name == "using-graph-uri")
    using_named = tuple(_graph_iri(value) for name, value in parameters if name == "using-named-graph-uri")
    if (using or using_named) and says(texts[0], ("USING", "WITH")):
        raise MalformedRequest(
            "the update says USING or WITH, and the request using-graph-uri or using-named-graph-uri; keep one of them."
        )
    return UpdateRequest(texts[0], using, using_named)


def parse_graph(method: str, query_string: bytes, path_iri: str | None = None, base: str = "") -> GraphRequest:
    """Read which graph is meant: by `?graph=`, by `?default`, or by its own address, which is *path_iri*.

    Where there is a *base*, the name may be relative to it.

    Raises:
        MethodRefused: graphs are not asked by that method.
        MalformedRequest: none or more than one graph is named, or its name is no whole IRI.
    """
    if method not in GRAPH_METHODS:
        raise MethodRefused(method, GRAPH_METHODS)
    parameters = pairs(query_string)
    named: list[str | None] = [_resolved(value, base) for name, value in parameters if name == "graph"]
    named += [None for name, _ in parameters if name == "default"]
    if path_iri is not None:
        named.append(path_iri)
    if len(named) != 1:
        raise MalformedRequest(f"name one graph, by ?graph=IRI or by ?default; there are {len(named)}.")
    return GraphRequest(method, None if named[0] is None else _graph_iri(named[0]))


def read_media_type(content_type: str) -> str:
    """Read which of the RDF_TYPES, or MULTIPART, a body is in.

    Raises:
        UnsupportedMedia: none of them, or not UTF-8 by its own word.
    """
    return read_content_type(content_type, (*RDF_TYPES, MULTIPART), _ALIASES)


def documents(content_type: str, body: bytes) -> tuple[Document, ...]:
    """Read the RDF of a PUT or POST: the body itself, or each part of a form (Graph Store Protocol, section 5.5).

    Raises:
        UnsupportedMedia: the body or a part of it is not in one of the RDF_TYPES.
        MalformedRequest: the form can't be taken apart, or is beyond our limits.
    """
    media_type = read_media_type(content_type)
    if media_type != MULTIPART:
        return (Document(media_type, body),)
    boundary = MediaType.parse(content_type).parameters.get("boundary", "")
    found = []
    for part in parts(boundary, body):
        if part.content_type.strip().lower().startswith("multipart/"):
            raise MalformedRequest("a part of the form is a form itself; send one document a part.")
        found.append(Document(read_content_type(part.content_type, RDF_TYPES, _ALIASES), part.content))
    return tuple(found)


def _resolved(text: str, base: str) -> str:
    try:
        return urljoin(base, text)
    except ValueError:  # such as of half an IPv6 address
        return text


def _graph_iri(text: str) -> str:
    if not _IRI.fullmatch(text):
        raise MalformedRequest(f"{text!r} names no graph; write a whole IRI, such as http://example.org/g.")
    return text
