"""A saved query's page: its answer as the registry stands, its text, and how to cite the one with the other."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, redirect, render_template, request

from radcat.asking import Asked, Choice, ask, choices
from radcat.errors import MalformedRequest, NotAcceptable, QueryError, QuerySyntaxError, StoreError
from radcat.formats.escaping import latex
from radcat.ledger.versions import Version
from radcat.rdf.syntaxes import SYNTAXES
from radcat.saved_queries import SavedQuery, saved
from radcat.sparql.request import QueryForm, names_dataset
from radcat.stores.base import Query
from radcat.web import language
from radcat.web.middleware.clients import client_name
from radcat.web.responses import head, whole
from radcat.web.state import site
from radcat.web.views.query_page import MOST_ROWS

log = logging.getLogger(__name__)

LABELS = {
    "json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV",
    "csv-safe": "CSV for spreadsheets", "tsv-safe": "TSV for spreadsheets",
    **{syntax.name: syntax.title for syntax in SYNTAXES},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite an answer: which query, of which state of which registry."""

    title: str
    slug: str
    iri: str  # with the values of its parameters
    registry: str
    base: str
    generation: int
    date: str  # xsd:dateTime, when the registry came to that state

    @property
    def text(self) -> str:
        """One sentence for a list of references."""
        return (
            f"“{self.title}” Answer to the saved query <{self.iri}> by {self.registry} <{self.base}>, "
            f"generation {self.generation} of {self.date}."
        )

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX."""
        key = f"{self.slug}-{self.generation}"
        rows = {
            "title": f"{{{latex(self.title)}}}",
            "howpublished": f"\\url{{{self.iri}}}",
            "publisher": latex(self.registry),
            "year": self.date[:4],
            "note": f"Answer to a saved query; generation {self.generation} of the registry, {self.date}",
        }
        fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in rows.items())
        return f"@misc{{{key},\n{fields}\n}}"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as the form of its question shows it."""

    name: str
    label: str
    hint: str | None
    value: str
    choices: tuple[Choice, ...]  # none where it is written, and not chosen


def page(version: Version, headers: dict[str, str], shown: dict[str, Any]) -> Response:
    """Show a saved query with its answer; where it has none, why."""
    if request.method == "HEAD":
        return head("text/html", headers)
    here = site()
    query = saved(here.catalogue, version.record.slug)
    asked = ask(here.catalogue, query, _values())
    found: dict[str, Any] = {}
    text = query.text
    try:
        text = asked.text
        found = _answer(query, text)
    except (QueryError, StoreError) as error:
        found = {"failure": current_app.extensions["radcat.redaction"](_placed(error))}
        if error.public != str(error):
            log.warning("%s %s: %s", request.method, request.path, error)
    formats = (*query.form.formats, *query.form.other_formats) if query.is_query else ()
    html = render_template(
        "query.html",
        query=query,
        formats=[(row.name, LABELS[row.name], row.media_type) for row in formats],
        text=text,
        ask=urlencode({"query": text}),
        fields=_fields(asked),
        carried=urlencode(asked.values),
        citation=_citation(asked),
        **found,
        **shown,
    )
    response = whole(html, "text/html", vary=True, headers=headers, is_dated=False)
    if "failure" in found:
        response.headers["Cache-Control"] = "no-store"
    return response


def _values() -> dict[str, str]:
    """Read the values of the parameters off the address.

    Raises:
        MalformedRequest: one is given more than once.
    """
    found = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise MalformedRequest(f"{name[:40]} is given {len(values)} times; give it once.")
        if name not in ("format", language.PARAMETER) and not name.startswith("_"):  # _profile and _mediatype
            found[name] = values[0]
    return found


def _fields(asked: Asked) -> list[Field]:
    catalogue, found = site().catalogue, []
    for parameter, choice in ((given.parameter, given.choice) for given in asked.given):
        offered = choices(catalogue, parameter)
        if offered and choice.value not in [known.value for known in offered]:  # such as a work outside the catalogue
            offered.insert(0, choice)
        label = parameter.label or parameter.name
        found.append(Field(parameter.name, label, parameter.comment, choice.value, tuple(offered)))
    return found


def _placed(error: QueryError | StoreError) -> str:
    """What visitors read, with the place in the query, which the page shows nowhere else."""
    if isinstance(error, QuerySyntaxError) and error.line:
        return f"error at {error.line}:{error.column}: {error.public}"
    return error.public


def result(slug: str, wanted: str) -> Response:
    """Lead to the answer in the format *wanted*: the endpoint gives it, as it gives every other.

    Raises:
        UnknownRecord: there is no such query.
        NotAcceptable: its answer can't have that format.
        MalformedRequest: a parameter can't have the value given.
    """
    query = saved(site().catalogue, slug)
    asked = ask(site().catalogue, query, _values())
    offered = [row.name for row in (*query.form.formats, *query.form.other_formats)]
    if wanted not in offered:
        raise NotAcceptable(wanted, offered)
    parameters = urlencode({"query": asked.text, "format": wanted})
    return redirect(f"{request.script_root}/sparql?{parameters}", 303)  # type: ignore[return-value]  # werkzeug's own


def _answer(query: SavedQuery, text: str) -> dict[str, Any]:
    is_graph = query.form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)
    asked = Query(
        text,
        str(query.form.formats[0].media_type),
        names_dataset=names_dataset(text),
        client=client_name(request.environ),
    )
    pieces = site().endpoint.query(asked)
    body, too_large = next(pieces, b""), next(pieces, None) is not None
    pieces.close()
    if too_large:
        return {"too_large": True}
    if is_graph:
        return {"graph": body.decode()}
    answered = json.loads(body)
    rows = answered.get("results", {}).get("bindings", [])
    return {
        "boolean": answered.get("boolean"),
        "variables": answered["head"].get("vars"),
        "rows": rows[:MOST_ROWS],
        "total": len(rows),
    }


def _citation(asked: Asked) -> Citation:
    here = site()
    position, ledger = here.endpoint.position, here.registry.ledger
    generation = position.generation if position else ledger.generation
    at = next(iter(ledger.changes(after=generation - 1)), None)
    query, date = asked.query, at.date if at else ""
    return Citation(query.label, query.slug, asked.iri, here.catalogue.title, here.base, generation, date)
