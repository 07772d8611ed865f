"""Asking a saved query with values for its parameters.

A query's text is whole: each parameter stands in it as `VALUES ?name { default }`, so that programs that know nothing
of parameters can ask it. A value is looked up first, and written in place of the default as a term of its own; what a
visitor sent is never pasted into a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final
from urllib.parse import urlencode

from rdflib import SKOS, URIRef

from radcat import model
from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.close_names import close
from radcat.errors import MalformedRequest, QuerySyntaxError
from radcat.model import KIND
from radcat.saved_queries import Parameter, SavedQuery
from radcat.search.labels import code
from radcat.sparql.lexer import tokens

MOST_CHOICES: Final = 500  # that a drop-down offers; with more there is a field to write in
LONGEST: Final = 200  # characters of a text
WORKS: Final = tuple(KIND[kind].path for kind in ("dataset", "external"))
_NAME: Final = re.compile(r"[\w.~/-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter can have."""

    value: str  # as addresses carry it
    label: str
    term: str  # as a query holds it


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter with its value."""

    parameter: Parameter
    choice: Choice


@dataclass(frozen=True, slots=True)
class Asked:
    """A saved query with a value for each of its parameters."""

    query: SavedQuery
    given: tuple[Given, ...]

    @property
    def text(self) -> str:
        """The query's text with the values in it.

        Raises:
            QuerySyntaxError: the text has no place for one of them.
        """
        return bound(self.query.text, {g.parameter.name: g.choice.term for g in self.given})

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """The names of the parameters and their values, as an address carries them."""
        return tuple((g.parameter.name, g.choice.value) for g in self.given)

    @property
    def iri(self) -> str:
        """The address of this question with these values."""
        return f"{self.query.iri}?{urlencode(self.values)}" if self.given else self.query.iri


def ask(catalogue: Catalogue, query: SavedQuery, values: Mapping[str, str]) -> Asked:
    """Give the parameters of *query* their *values*; one that is missing or empty keeps its default.

    Raises:
        MalformedRequest: the query has no such parameter, or the parameter can't have that value.
    """
    names = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in names:
            known = f"its parameters are {', '.join(names)}" if names else "it has none"
            raise MalformedRequest(f"the question {query.slug} has no parameter {name[:40]!r}; {known}.")
    return Asked(
        query,
        tuple(Given(p, _choice(catalogue, p, values.get(p.name, "").strip() or p.default)) for p in query.parameters),
    )


def choices(catalogue: Catalogue, parameter: Parameter) -> list[Choice]:
    """List the values that *parameter* can have, by their labels; none where it is a text, or where they are many."""
    if parameter.scheme:
        found = list(_concepts(catalogue, parameter.scheme).values())
    elif parameter.is_dataset and catalogue.ledger.count("dataset") <= MOST_CHOICES:
        found = list(_datasets(catalogue, catalogue.ledger.position_of(["dataset"])))
    else:
        return []
    return (
        sorted(found, key=lambda choice: (choice.label.casefold(), choice.value)) if len(found) <= MOST_CHOICES else []
    )


@lru_cache(maxsize=4)
def _datasets(catalogue: Catalogue, _position: int) -> tuple[Choice, ...]:
    """Every dataset; read once until one of them changes."""
    names = catalogue.ledger.names("dataset")
    catalogue.ledger.hold(names)
    return tuple(_work(catalogue, name) for name in names)


def bound(text: str, terms: Mapping[str, str]) -> str:
    """Write *terms*, by the names of their variables, in place of the defaults in *text*.

    Raises:
        QuerySyntaxError: it has not exactly one place for each.
    """
    found, places = list(tokens(text)), dict[str, list[tuple[int, int]]]()
    for word, variable, opening, term, closing in zip(*(islice(found, n, None) for n in range(5)), strict=False):
        if word[1].upper() == "VALUES" and (opening[1], closing[1]) == ("{", "}") and variable[0] == "variable":
            places.setdefault(variable[1][1:], []).append((term[2], term[2] + len(term[1])))
    wrong = next((name for name in terms if len(places.get(name, ())) != 1), None)
    if wrong is not None:
        raise QuerySyntaxError(f"the query needs exactly one VALUES ?{wrong} {{ … }} with one value, the default.")
    for name in sorted(terms, key=lambda name: places[name], reverse=True):
        ((start, end),) = places[name]
        text = text[:start] + terms[name] + text[end:]
    return text


def _choice(catalogue: Catalogue, parameter: Parameter, value: str) -> Choice:
    if parameter.scheme:
        return _concept(catalogue, parameter, value)
    return _dataset(catalogue, parameter, value) if parameter.is_dataset else _text(parameter, value)


def _dataset(catalogue: Catalogue, parameter: Parameter, value: str) -> Choice:
    name = value.removeprefix(catalogue.base)
    name = name if "/" in name else f"{WORKS[0]}{name}"
    if name.startswith(WORKS) and _NAME.fullmatch(name) and catalogue.ledger.published(name):
        return _work(catalogue, name)
    if value == parameter.default:  # it was withdrawn since
        return Choice(_short(value, catalogue.base), _short(value, catalogue.base), f"<{name}>")
    slugs = [known.removeprefix(WORKS[0]) for known in catalogue.ledger.names("dataset", limit=MOST_CHOICES)]
    near = close(value[:LONGEST], slugs)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the list of datasets is at {catalogue.base}{WORKS[0]}."
    raise MalformedRequest(
        f"{parameter.name}={value[:60]} names no dataset of this catalogue; "
        f"give the last part of its address, such as {_short(parameter.default, catalogue.base)}; {hint}"
    )


def _work(catalogue: Catalogue, name: str) -> Choice:
    label = catalogue.label(catalogue.version(name).record)
    return Choice(name.removeprefix(WORKS[0]), label, f"<{name}>")


def _short(iri: str, base: str) -> str:
    return iri.removeprefix(base).removeprefix(WORKS[0])


def _concept(catalogue: Catalogue, parameter: Parameter, value: str) -> Choice:
    known = _concepts(catalogue, str(parameter.scheme))
    wanted = value.removeprefix(catalogue.base)
    for choice in known.values():
        if wanted in (choice.value, choice.term[1:-1]):
            return choice
    offered = ", ".join(sorted(choice.value for choice in known.values())[:30])
    raise MalformedRequest(f"{parameter.name}={value[:60]} is not one of its values; choose one of {offered}.")


def _concepts(catalogue: Catalogue, scheme: str) -> dict[str, Choice]:
    graph = catalogue.merged(*VOCABULARIES)
    return {
        str(node): Choice(
            code(graph, str(node)),
            model.label(graph, node),
            f"<{str(node).removeprefix(catalogue.base)}>",
        )
        for node in graph.subjects(SKOS.inScheme, URIRef(scheme))
        if isinstance(node, URIRef)
    }


def _text(parameter: Parameter, value: str) -> Choice:
    # A backslash could begin an escape that some engines read before they know where the text ends.
    if len(value) > LONGEST or "\\" in value or not value.isprintable():
        raise MalformedRequest(
            f"{parameter.name} takes up to {LONGEST} printable characters without line breaks and backslashes."
        )
    quoted = value.replace('"', '\\"')
    return Choice(value, value, f'"{quoted}"')
