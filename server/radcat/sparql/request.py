"""HTTP parts of a query operation, as plain values (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from radcat.errors import MalformedRequest, MethodRefused, NotAcceptable, QuerySyntaxError
from radcat.rdf import media
from radcat.rdf.media import MediaType
from radcat.rdf.syntaxes import ANSWERS
from radcat.sparql import diagnosis
from radcat.sparql.characters import place, without_mark
from radcat.sparql.lexer import tokens, unescape, words
from radcat.sparql.parameters import FORM, pairs, read_content_type, says, utf8

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
# Tables whose cells no spreadsheet takes for formulas; for who asks for them by name or parameter.
SPREADSHEET_FORMATS: Final = (
    ResultFormat("csv-safe", MediaType("text", "csv", {"safe": "1"})),
    ResultFormat("tsv-safe", MediaType("text", "tab-separated-values", {"safe": "1"})),
)
BOOLEAN_FORMATS: Final = SOLUTION_FORMATS[:2]
GRAPH_FORMATS: Final = tuple(ResultFormat(syntax.name, syntax.media_type) for syntax in ANSWERS)
# Media types that clients ask for and mean one of these by.
_OTHER_TYPES: Final = {
    "json": (MediaType("application", "json"),),
    "xml": (MediaType("application", "xml"), MediaType("text", "xml")),
    **{syntax.name: syntax.also for syntax in ANSWERS},
}
# Names that clients give to `format=`. A graph in XML is RDF/XML; a table has a format of that name.
_OTHER_NAMES: Final = {"srj": "json", "srx": "xml", **{name: row.name for row in ANSWERS for name in row.names}}
_LONGEST: Final = 1024  # characters of an Accept header whose choice is remembered
# Their answer is another one each time, or comes from elsewhere.
# Words that an update begins with.
UPDATES: Final = frozenset({"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
_UNSETTLED: Final = ("RAND", "NOW", "UUID", "BNODE")


# A query as nearly all are written: the form after prefixes in plain letters, read in one go. It may say less than the
# lexer, and nothing else.
_PLAIN_FORM: Final = re.compile(
    r"\s*+(?:PREFIX\s++(?:[A-Z][\w-]*+)?:\s*+<[^<>\"{}|^`\\\x00-\x20]*+>\s*+)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{*?$<])",
    re.ASCII | re.IGNORECASE,
)


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
        if plain := _PLAIN_FORM.match(text):
            return cls[plain[1].upper()]
        following = iter(words(unescape(text)))
        word = ""
        for word in following:
            if word in cls.__members__:
                return cls[word]
            if word not in ("PREFIX", "BASE"):
                break
            # What is declared may look like a keyword: PREFIX select: <…>
            while next(following, "<iri>") != "<iri>":
                pass
        raise _no_query(text, word)

    @property
    def formats(self) -> Sequence[ResultFormat]:
        """The formats of its answer, in the order in which the server prefers them."""
        if self is QueryForm.SELECT:
            return SOLUTION_FORMATS
        return BOOLEAN_FORMATS if self is QueryForm.ASK else GRAPH_FORMATS

    @property
    def other_formats(self) -> Sequence[ResultFormat]:
        """The formats of its answer that nobody is sent who does not ask for them alone."""
        return SPREADSHEET_FORMATS if self is QueryForm.SELECT else ()


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query operation."""

    text: str
    form: QueryForm
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    names_dataset: bool  # in its text, by FROM
    wanted: str | None  # a format asked for by `format=`
    is_settled: bool = True  # whether text, dataset and state of the store settle the answer

    def choose_format(self, accept: str) -> ResultFormat:
        """Choose the format of the answer: what `format=` names, else what *accept* welcomes most.

        Raises:
            NotAcceptable: neither is one that this form's answer can have.
            MalformedRequest: the Accept header can't be read.
        """
        formats = self.form.formats
        chosen = self._by_name([*formats, *self.form.other_formats]) if self.wanted else _of_form(self.form, accept)
        if chosen is None:
            raise NotAcceptable(self.wanted or accept, [str(offer.media_type) for offer in formats])
        return chosen

    def _by_name(self, formats: Sequence[ResultFormat]) -> ResultFormat | None:
        wanted = (self.wanted or "").lower().replace(" ", "+")  # a plus sign that nobody escaped
        names = {wanted, _OTHER_NAMES.get(wanted)}
        return next(
            (
                f
                for f in formats
                if f.name in names or wanted in map(str, (f.media_type, *_OTHER_TYPES.get(f.name, ())))
            ),
            None,
        )


def _no_query(text: str, word: str) -> QuerySyntaxError:
    """Say what stands where a query form should."""
    if found := diagnosis.diagnose_beginning(text):
        return QuerySyntaxError(f"this is not a query: {found.message}", found.line, found.column)
    start = next((offset for kind, token, offset in tokens(text) if kind == "word" and token.upper() == word), 0)
    expected = "after PREFIX and BASE, SELECT, ASK, CONSTRUCT or DESCRIBE is expected"
    if word in UPDATES:
        expected = f"{word} begins an update, which is sent as the parameter update, or as application/sparql-update"
    elif word.isalpha() and word not in ("PREFIX", "BASE"):
        meant = diagnosis.near_miss(word, tuple(QueryForm))
        expected += f", and not {text[start : start + len(word)][:40]}" + (f"; did you mean {meant}?" if meant else "")
    end = "" if expected.endswith("?") else "."
    return QuerySyntaxError(f"this is not a query: {expected}{end}", *place(text, start))


def names_dataset(text: str) -> bool:
    """Tell whether the query itself says what it is asked of, by FROM (SPARQL 1.1, section 13.2)."""
    return "from" in unescape(text).lower() and says(text, ("FROM",))


def is_settled(text: str) -> bool:
    """Tell whether the query has the same answer as long as the store has the same content."""
    reading = unescape(text)
    if not any(word in reading.upper() for word in (*_UNSETTLED, "SERVICE")):  # as nearly always
        return True
    found = list(words(reading))
    return not any(
        (following == "(" and word.endswith(_UNSETTLED)) or "SERVICE" in word
        for word, following in pairwise([*found, ""])
    )


def parse(method: str, query_string: bytes, content_type: str, body: bytes) -> QueryRequest | None:
    """Read a query operation; None for a GET that has no query, which asks about the endpoint.

    Raises:
        MethodRefused: the method is neither GET, HEAD nor POST.
        UnsupportedMedia: a POST whose body is neither a form nor a query, or not UTF-8 by its own word.
        MalformedRequest: the query is missing, doubled or not UTF-8.
        QuerySyntaxError: the text is not a query.
    """
    if method not in METHODS:
        raise MethodRefused(method, METHODS)
    parameters = pairs(query_string)
    if method == "POST":
        if read_content_type(content_type, (FORM, QUERY)) == FORM:
            parameters += pairs(body)
        else:
            parameters.append(("query", utf8(body)))
    texts = [without_mark(value) for name, value in parameters if name == "query"]
    if any(name == "update" for name, _ in parameters):
        raise MalformedRequest("this endpoint answers queries; it takes no updates.")
    # A page may be asked for in a language; no parameter of the protocol is called so.
    if not texts and method != "POST" and all(name == "lang" for name, _ in parameters):
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
        is_settled(texts[0]),
    )


def choose_graph_format(accept: str) -> ResultFormat:
    """Choose the format of a whole graph: what *accept* welcomes most.

    Raises:
        NotAcceptable: it is not one of the four.
        MalformedRequest: the Accept header can't be read.
    """
    chosen = _by_accept(GRAPH_FORMATS, accept)
    if chosen is None:
        raise NotAcceptable(accept, [str(offer.media_type) for offer in GRAPH_FORMATS])
    return chosen


def _of_form(form: QueryForm, accept: str) -> ResultFormat | None:
    # Clients say the same each time; what is too long to be said by many is not remembered.
    return _remembered(form, accept) if len(accept) <= _LONGEST else _by_form(form, accept)


@lru_cache(maxsize=256)
def _remembered(form: QueryForm, accept: str) -> ResultFormat | None:
    return _by_form(form, accept)


def _by_form(form: QueryForm, accept: str) -> ResultFormat | None:
    # What has a parameter comes last, so that only who names that gets it.
    return _by_accept([*form.formats, *form.other_formats], accept)


def _by_accept(formats: Sequence[ResultFormat], accept: str) -> ResultFormat | None:
    others = [ResultFormat(f.name, other) for f in formats for other in _OTHER_TYPES.get(f.name, ())]
    chosen = media.choose((*formats, *others), accept)
    return next((offer for offer in formats if chosen and offer.name == chosen.name), None)
