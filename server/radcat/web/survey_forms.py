"""The survey as files: its table, the numbers of its charts, what changed, and how to cite it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from radcat.errors import UnknownRecord
from radcat.formats import citation
from radcat.model import Dataset
from radcat.rdf.syntaxes import JSON_LD, TURTLE
from radcat.saved_queries import Solutions
from radcat.search.overview import Chart
from radcat.survey import editions as surveys
from radcat.survey import tables
from radcat.survey.comparing import NOTHING
from radcat.survey.differences import as_json
from radcat.survey.parts import TABLE
from radcat.survey.reading import Shown
from radcat.web import language, survey_citing, texts
from radcat.web.narrowing import Narrowed, described
from radcat.web.state import Site

SORT, SINCE, UNTIL = "sort", "since", "until"


class Asked(NamedTuple):
    """What a file of the survey is written from."""

    here: Site
    built: Shown
    choice: Narrowed | None

    @property
    def table(self) -> Solutions:
        """The rows that are wanted."""
        return self.built.tables[TABLE][0]


class Form(NamedTuple):
    """How the survey is written as a file."""

    media_type: str
    write: Callable[[Asked], bytes | str]
    takes: frozenset[str]  # parameters of the page; CHOICE stands for all that narrow it
    title: str = "its table"


CHOICE: Final = "facets"
_ROWS: Final = frozenset({CHOICE, SORT})
TABLES: Final[dict[str, Form]] = {
    "csv": Form("text/csv", lambda asked: tables.to_csv(asked.table), _ROWS),
    "csv-metadata.json": Form("application/csvm+json", lambda asked: _metadata(asked.built), _ROWS),
    "tsv": Form("text/tab-separated-values", lambda asked: tables.to_tsv(asked.table), _ROWS),
    "json": Form("application/json", lambda asked: tables.to_json(asked.table), _ROWS),
    "md": Form("text/markdown", lambda asked: tables.to_markdown(tables.without_iris(asked.table)), _ROWS),
    "tex": Form("application/x-tex", lambda asked: tables.to_latex(tables.without_iris(asked.table)), _ROWS),
    "ttl": Form(str(TURTLE.media_type), lambda asked: TURTLE.write(_cube(asked)), _ROWS),
    "jsonld": Form(str(JSON_LD.media_type), lambda asked: JSON_LD.write(_cube(asked)), _ROWS),
}
_OTHERS: Final[dict[str, Form]] = {
    "charts.json": Form(
        "application/json",
        lambda asked: _json(_charts(asked)),
        frozenset({CHOICE, language.PARAMETER}),
        "the numbers of its charts",
    ),
    "changes.json": Form(
        "application/json", lambda asked: _json(_changes(asked.built)), frozenset({SINCE, UNTIL}), "what changed"
    ),
}
CITATIONS: Final[dict[str, Form]] = {
    "bib": Form(str(citation.BIBTEX.media_type), lambda asked: citation.entry(*_work(asked)) + "\n", frozenset()),
    "ris": Form(str(citation.RIS.media_type), lambda asked: citation.tagged(*_work(asked)), frozenset()),
    "csl.json": Form(
        str(citation.CSL_JSON.media_type), lambda asked: citation.listed(*_work(asked)), frozenset(), "how to cite it"
    ),
}
FORMS: Final = {**TABLES, **_OTHERS, **CITATIONS}  # by suffix


def _cube(asked: Asked) -> Any:
    """The table as a data cube, with what the record of its edition says."""
    cube = tables.to_cube(asked.table, asked.built.iri)
    if (version := asked.here.registry.ledger.latest(surveys.NAME)) is not None:
        cube += asked.here.catalogue.graph(version.record)
    return cube


def _metadata(built: Shown) -> str:
    number = built.edition.number if built.edition else ""
    return tables.csvw_metadata(built.tables[TABLE][0], f"{built.iri}.csv", built.title, number)


def _json(found: object) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _charts(asked: Asked) -> dict[str, Any]:
    names = asked.choice.names if asked.choice else None
    quality = described(asked.here, names)
    found = [*(asked.choice.charts if asked.choice else ()), *([quality] if quality else [])]
    return {"datasets": asked.built.rows, "generation": asked.built.generation, "charts": list(map(_chart, found))}


def _chart(chart: Chart) -> dict[str, Any]:
    bars = [{"label": texts.say(bar.label), "count": bar.count} for bar in chart.bars]
    return {"title": texts.say(chart.title), "bars": bars}


def _changes(built: Shown) -> dict[str, Any]:
    compared = built.comparison
    since, until = (compared.since, compared.until) if compared else (None, None)
    changes = compared.changes if compared else NOTHING
    return {"since": since, "until": until, "generation": built.generation, **as_json(changes)}


def _work(asked: Asked) -> tuple[Dataset, str]:
    found = survey_citing.work(asked.here, asked.built)
    if found is None:
        raise UnknownRecord(surveys.NAME)
    return found, survey_citing.KEY
