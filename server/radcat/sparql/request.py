"""HTTP parts of a query operation, as plain values (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl

from radcat import media
from radcat.errors import MalformedRequest, MethodRefused, NotAcceptable, QuerySyntaxError, UnsupportedMedia
from radcat.media import MediaType
from radcat.sparql.lexer import unescape, words

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")


@dataclass(frozen=True, slots=True)
class ResultFormat:
    """A format that answers come in, and the short name by which `format=` asks for it."""

    name: str
    media_type: MediaType


SOLUTION_FORMATS: Final = (
    ResultFormat("json", MediaType("application", "sparql-results+json")),
    ResultFormat("xml", MediaType("application", "sparql-results+xml")),
    ResultFormat("csv", MediaType("text", "csv")),
    ResultFormat("tsv", MediaType("text", "tab-separated-values")),
)
BOOLEAN_FORMATS: Final = SOLUTION_FORMATS[:2]
GRAPH_FORMATS: Final = (
    ResultFormat("turtle", MediaType("text", "turtle")),
    ResultFormat("ntriples", MediaType("application", "n-triples")),
    ResultFormat("rdfxml", MediaType("application", "rdf+xml")),
    ResultFormat("jsonld", MediaType("application", "ld+json")),
)
# Names and media types that clients use for these formats and that are not the ones registered for them.
_ALIASES: Final = {
    "application/json": "json",
    "srj": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "srx": "xml",
    "ttl": "turtle",
    "nt": "ntriples",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    "json-ld": "jsonld",
    "n3": "turtle",
    # Of a graph; a table has a format of that name.
    "xml": "rdfxml",
    "json": "jsonld",
}


class QueryForm(StrEnum):
    """What kind of answer a query asks for, which decides the formats that it can have."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @classmethod
    def of(cls, text: str) -> QueryForm:
        """Read the form off the first keyword after the prologue.

        The rest is not parsed: the store does that, and its message is the one worth showing.

        Raises:
            QuerySyntaxError: no query form is there.
        """
        following = iter(words(unescape(text)))
        for word in following:
            if word in cls.__members__:
                return cls[word]
            if word not in ("PREFIX", "BASE"):
                break
            # What is declared may look like a keyword: PREFIX select: <…>
            while next(following, "<iri>") != "<iri>":
                pass
        raise QuerySyntaxError(
            "this is no query: after PREFIX and BASE comes SELECT, ASK, CONSTRUCT or DESCRIBE.", 1, 1
        )

    @property
    def formats(self) -> Sequence[ResultFormat]:
        """The formats of its answer, in the order in which the server prefers them."""
        if self is QueryForm.SELECT:
            return SOLUTION_FORMATS
        return BOOLEAN_FORMATS if self is QueryForm.ASK else GRAPH_FORMATS


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query operation."""

    text: str
    form: QueryForm
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    names_dataset: bool  # in its text, by FROM
    wanted: str | None  # a format asked for by `format=`

    def choose_format(self, accept: str) -> ResultFormat:
        """Choose the format of the answer: what `format=` names, else what *accept* welcomes most.

        Raises:
            NotAcceptable: neither is one that this form's answer can have.
            MalformedRequest: the Accept header can't be read.
        """
        formats = self.form.formats
        chosen = self._by_name(formats) if self.wanted else media.choose(formats, _plain_types(accept, formats))
        if chosen is None:
            raise NotAcceptable(self.wanted or accept, [str(offer.media_type) for offer in formats])
        return chosen

    def _by_name(self, formats: Sequence[ResultFormat]) -> ResultFormat | None:
        wanted = (self.wanted or "").lower()
        names = {wanted, _ALIASES.get(wanted)}
        return next((offer for offer in formats if offer.name in names or str(offer.media_type) == wanted), None)


def names_dataset(text: str) -> bool:
    """Tell whether the query itself says what it is asked of, by FROM (SPARQL 1.1, section 13.2)."""
    found = list(words(unescape(text)))
    pairs = list(zip(found, [*found[1:], ""], strict=True))
    # `FROM:x` asks of :x, unless somebody called a prefix `from`.
    is_prefix = any(
        word == "PREFIX" and pair == ("FROM", "<name>") for word, pair in zip(found, pairs[1:], strict=False)
    )
    return any(word == "FROM" and not (is_prefix and following == "<name>") for word, following in pairs)


def parse(method: str, query_string: bytes, content_type: str, body: bytes) -> QueryRequest | None:
    """Read a query operation; None for a GET that has no query, which asks about the endpoint.

    Raises:
        MethodRefused: the method is neither GET, HEAD nor POST.
        UnsupportedMedia: a POST whose body is neither a form nor a query.
        MalformedRequest: the query is missing, doubled or not UTF-8.
        QuerySyntaxError: the text is no query.
    """
    if method not in METHODS:
        raise MethodRefused(method, METHODS)
    parameters = _pairs(query_string)
    if method == "POST":
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type == FORM:
            parameters += _pairs(body)
        elif media_type == QUERY:
            parameters.append(("query", _utf8(body)))
        else:
            raise UnsupportedMedia(media_type, (FORM, QUERY))
    texts = [value for name, value in parameters if name == "query"]
    if any(name == "update" for name, _ in parameters):
        raise MalformedRequest("this endpoint answers queries; it takes no updates.")
    if not texts and method != "POST" and not parameters:
        return None
    if len(texts) != 1:
        raise MalformedRequest(f"send one query parameter; there are {len(texts)}.")
    return QueryRequest(
        texts[0],
        QueryForm.of(texts[0]),
        tuple(value for name, value in parameters if name == "default-graph-uri"),
        tuple(value for name, value in parameters if name == "named-graph-uri"),
        names_dataset(texts[0]),
        next(
            (value for name, value in parameters if name in ("format", "output", "_mediatype") and value),
            None,
        ),
    )


def _pairs(form: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_utf8(form), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:  # of what stands behind a percent sign
        raise MalformedRequest("a parameter is not UTF-8.") from error


def _utf8(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise MalformedRequest(f"the request is not UTF-8 (byte {error.start}).") from error


def _plain_types(accept: str, formats: Sequence[ResultFormat]) -> str:
    """Let the general types that some clients send stand for the format that they mean."""
    for plain, name in _ALIASES.items():
        meant = next((str(offer.media_type) for offer in formats if offer.name == name), None)
        if "/" in plain and meant and meant not in accept:
            accept = accept.replace(plain, meant)
    return accept
