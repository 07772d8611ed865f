"""The JSON addresses of the registry, in one OpenAPI document (OpenAPI Specification 3.1.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, Response

from radcat import __version__
from radcat.comparison.choice import LEAST, MOST
from radcat.comparison.requests import DIFFERENCES
from radcat.comparison.table import State
from radcat.formats import representations_of
from radcat.licences.conflicts import Kind
from radcat.lineage.verdicts import Verdict
from radcat.search.facets import Facet
from radcat.search.offered import facets
from radcat.search.requests import LAST_PAGE, MOST_PER_PAGE, PER_PAGE
from radcat.search.searching import SORTS
from radcat.web import language
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.survey_forms import CHOICE, SINCE, SORT, UNTIL
from radcat.web.survey_forms import FORMS as SURVEY
from radcat.web.views.quality import FORMS as SCORES
from radcat.web.views.search import MOST_VALUES

blueprint = Blueprint("openapi", __name__)

PROBLEM: Final = {"$ref": "#/components/responses/Problem"}
_ANY: Final = {"type": ["object", "array"]}  # what a format's own specification says
TEXT: Final = {"type": "string"}
_NO_TEXT: Final = {"type": ["string", "null"]}
NUMBER: Final = {"type": "integer", "minimum": 0}
SELECTION: Final = "a dataset, or a version or a split of one: dataset, dataset@version, dataset@version/split"

# What the lineage of a set always has.
_FAMILY: Final = ["iri", "title", "made_from", "used_in", "compared", "ancestors", "descendants", "citation"]


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe what programs can ask for as JSON."""
    here = site()
    described = openapi(here.catalogue.title, here.base, facets(here.catalogue), has_survey=_has(here, "survey"))
    return whole(json.dumps(described, ensure_ascii=False, indent=1), "application/json", vary=False)


def _has(here: Any, kind: str) -> bool:
    return kind in here.registry.ledger.tallies


def openapi(title: str, base: str, offered: Sequence[Facet], *, has_survey: bool) -> dict[str, Any]:
    """The document of a catalogue with that *title*, whose search has the facets *offered*."""
    paths: dict[str, Any] = {
        "/api/search": _get(
            "search",
            "Search datasets by words and facets",
            _search_parameters(offered),
            {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}},
        ),
        "/api/suggest": _get(
            "suggest",
            "The first hits for words that are being typed",
            [_query("q", "What is typed so far; the last word may be only begun.", TEXT)],
            {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Named"}}}},
        ),
        "/api/leakage": _get(
            "leakage",
            "Whether test sets leak into training sets",
            [
                _sets("train", "Training"),
                _sets("test", "Test"),
                _query("lang", "The language of titles, as a tag.", TEXT),
            ],
            {"application/json": {"schema": {"$ref": "#/components/schemas/Leakage"}}},
        ),
        "/api/licences": _get(
            "licences",
            "What the licences of datasets allow and ask for, together",
            [_sets("set", "The"), _query("lang", "The language of titles, as a tag.", TEXT)],
            {"application/json": {"schema": {"$ref": "#/components/schemas/Licences"}}},
        ),
        "/api/facts": _get(
            "facts",
            "What is stated of a dataset, fact by fact, with confidence and sources",
            [_query("set", "The slug of a dataset.", TEXT, required=True)],
            {
                "application/json": {
                    "schema": _object(
                        {
                            "iri": TEXT,
                            "title": TEXT,
                            "facts": _list(
                                {"type": "object", "required": ["property", "values", "confidence", "sources"]}
                            ),
                            "generation": NUMBER,
                        }
                    )
                }
            },
        ),
        "/api/findings": _get(
            "findings",
            "What others found in a dataset, or in all of them, the gravest first",
            [_query("set", "The slug of a dataset.", TEXT)],
            {
                "application/json": {
                    "schema": _object(
                        {
                            "findings": _list({"type": "object", "required": ["iri", "title", "about", "sources"]}),
                            "generation": NUMBER,
                        }
                    )
                }
            },
        ),
        "/lineage/{set}.json": _get(
            "lineage",
            "What a set was made from, what was made from it, and what it was compared with",
            [_path("set", SELECTION)],
            {"application/json": {"schema": {"type": "object", "required": _FAMILY}}},
        ),
        **{
            path: _get(
                name,
                "Two to eight datasets side by side: a row a property, a cell a dataset",
                _comparison_parameters(),
                {"application/json": {"schema": {"$ref": "#/components/schemas/Comparison"}}},
            )
            for path, name in (("/api/compare", "compare"), ("/compare.json", "compare_json"))
        },
        "/datasets/{slug}": _get(
            "dataset",
            "A dataset's record; the media type is chosen by Accept, and a profile by Accept-Profile",
            [_slug(), _query("_profile", "The token or IRI of a profile.", TEXT)],
            {str(row.media_type): {"schema": _ANY} for row in _json_rows()},
        ),
        "/quality/{slug}.json": _get(
            "scores",
            "A dataset's scores by each method",
            [_slug()],
            {SCORES["json"][0]: {"schema": {"type": "object"}}},
        ),
        "/ns/context.jsonld": _get(
            "context",
            "The JSON-LD context of every record",
            [],
            {"application/ld+json": {"schema": {"type": "object"}}},
        ),
        "/sparql": _get(
            "query",
            "Ask a SPARQL 1.1 query; other answers than JSON are chosen by Accept",
            [_query("query", "A SELECT or ASK query.", TEXT, required=True)],
            {"application/sparql-results+json": {"schema": {"type": "object", "required": ["head"]}}},
        ),
        "/healthz": _get(
            "alive", "Whether the process is up", [], {"application/json": {"schema": {"type": "object"}}}
        ),
        "/readyz": _get(
            "ready",
            "Whether the registry can answer, and everything that is wrong with it",
            [],
            {"application/json": {"schema": {"$ref": "#/components/schemas/Readiness"}}},
        ),
    }
    for row in _json_rows():
        paths[f"/datasets/{{slug}}.{row.suffix}"] = _get(
            f"dataset_{row.name.replace('-', '_')}",
            f"A dataset's record as {row.title or row.name}",
            [_slug()],
            {str(row.media_type): {"schema": _ANY}},
        )
    if has_survey:
        paths |= _survey(offered)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": title,
            "version": __version__,
            "summary": "What programs can ask this registry for as JSON",
            "description": f"Other addresses (OAI-PMH, DCAT-AP, dumps, feeds) are listed at {base}about.",
        },
        "servers": [{"url": base.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": _SCHEMAS, "responses": _RESPONSES},
    }


def _json_rows() -> list[Any]:
    return [row for row in representations_of("dataset") if "json" in str(row.media_type)]


def _get(name: str, summary: str, parameters: list[Any], content: Mapping[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": "The answer", "content": content}}
    if parameters:
        answers |= {"400": PROBLEM, "404": PROBLEM}
    answers |= {"429": PROBLEM, "503": PROBLEM}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}}


def _query(name: str, description: str, schema: Mapping[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _slug() -> dict[str, Any]:
    return _path("slug", "The last part of a dataset's address, such as those that /api/search lists.")


def _path(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": TEXT, "description": description}


def _sets(name: str, kind: str) -> dict[str, Any]:
    several = {"type": "array", "items": TEXT, "minItems": 1}
    return _query(name, f"{kind} sets, each {SELECTION}.", several, required=True) | {"explode": True}


def _search_parameters(offered: Sequence[Facet]) -> list[Any]:
    words = 'Words, "phrases", beginnings*, field:word, -word; all have to be there.'
    chosen = "Values of one facet: any of them. Write a value as the answer does; not-stated finds what has none."
    several = {"type": "array", "items": {"type": "string"}}
    return [
        _query("q", words, TEXT),
        *(_query(facet.name, f"{facet.title}. {chosen}", several) | {"explode": True} for facet in offered),
        _query("sort", "The order of the hits.", {"type": "string", "enum": list(SORTS)}),
        _query("page", "From 1 on.", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}),
        _query(
            "per_page",
            "Hits on a page.",
            {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
        ),
        _query(
            "values", "How many values of a facet are listed.", NUMBER | {"maximum": 10_000, "default": MOST_VALUES}
        ),
        _query("sparql", "Whether the answer has the same search as a SPARQL query.", {"enum": ["true", "false"]}),
        _query("lang", "The language of labels, as a tag such as de.", TEXT),
    ]


def _survey(offered: Sequence[Facet]) -> dict[str, Any]:
    """The files of the survey that are JSON."""
    choice = _search_parameters(offered)[: 1 + len(offered)]
    edition = "The number of an edition whose table is kept"
    others = {
        SORT: _query(SORT, "A column of the table, with a minus before it to turn its order round.", TEXT),
        SINCE: _query(SINCE, f"{edition}; else the newest that says something else than the records.", TEXT),
        UNTIL: _query(UNTIL, f"{edition}, later than that of since; else the records as they are.", TEXT),
        language.PARAMETER: _query(language.PARAMETER, "The language of labels, as a tag such as de.", TEXT),
    }
    found = {}
    for suffix, form in SURVEY.items():
        if "json" in suffix:
            parameters = (choice if CHOICE in form.takes else []) + [p for n, p in others.items() if n in form.takes]
            name = f"survey_{suffix.replace('.json', '')}".replace("-", "_").replace(".", "_").replace("_json", "")
            content = {form.media_type: {"schema": _ANY}}
            found[f"/survey.{suffix}"] = _get(name, f"The survey: {form.title}", parameters, content)
    return found


def _comparison_parameters() -> list[Any]:
    several = {"type": "array", "items": TEXT}
    datasets = several | {"minItems": LEAST, "maxItems": MOST, "uniqueItems": True}
    return [
        _query("d", "The slug of a dataset, once for each.", datasets, required=True) | {"explode": True},
        _query("out", "The slugs of those that are left out.", several) | {"explode": True},
        _query("only", "Leave out the rows that are the same for all.", {"enum": [DIFFERENCES]}),
        _query("lang", "The language of labels, as a tag such as de.", TEXT),
    ]


def _object(properties: Mapping[str, Any], required: Sequence[str] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties if required is None else required)}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_SCHEMAS: Final[dict[str, Any]] = {
    "Named": _object({"iri": {"type": "string", "format": "iri"}, "title": TEXT}),
    "Hit": _object(
        {
            "iri": {"type": "string", "format": "iri"},
            "title": TEXT,
            "excerpt": TEXT,
            "issued": {"type": ["string", "null"], "description": "A date, or the year or month alone."},
            "counts": _list(_object({"number": NUMBER, "unit": TEXT})),
            "values": {"type": "object", "additionalProperties": _list(TEXT), "description": "Values by facet."},
        }
    ),
    "Value": _object({"value": TEXT, "label": TEXT, "count": NUMBER, "selected": {"type": "boolean"}}),
    "Answer": _object(
        {
            "total": NUMBER,
            "page": NUMBER,
            "per_page": NUMBER,
            "sort": TEXT,
            "hits": _list({"$ref": "#/components/schemas/Hit"}),
            "facets": {
                "type": "object",
                "additionalProperties": _list({"$ref": "#/components/schemas/Value"}),
                "description": "By facet. A count is the number of hits with that value alone chosen of its facet.",
            },
            "left_out": {
                "type": "object",
                "additionalProperties": NUMBER,
                "description": "Values that are not listed.",
            },
            "notes": _list(TEXT),
            "relaxed": {"type": ["object", "null"], "description": "How the search was widened, where it was."},
            "without": _list(_object({"facet": TEXT, "count": NUMBER})),
            "generation": NUMBER,
            "sparql": TEXT,
        },
        [
            "total",
            "page",
            "per_page",
            "sort",
            "hits",
            "facets",
            "left_out",
            "notes",
            "relaxed",
            "without",
            "generation",
        ],
    ),
    "Leakage": _object(
        {
            "verdict": {"enum": list(Verdict)},
            "train": _list(TEXT),
            "test": _list(TEXT),
            "pairs": _list(
                _object(
                    {
                        "train": TEXT,
                        "test": TEXT,
                        "verdict": {"enum": list(Verdict)},
                        "images": {"type": ["integer", "null"], "description": "Shared; null where not known."},
                        "patients": {"type": ["integer", "null"]},
                        "paths": _list(_list({"type": "object", "required": ["of", "relation", "to", "sources"]})),
                        "unknown": _list({"type": "object", "required": ["iri", "title", "reason"]}),
                        "sentence": TEXT,
                    }
                )
            ),
            "ways_out": _list({"type": "object", "required": ["leave_out", "of", "pair"]}),
            "clean_test_sets": {"type": ["object", "null"]},
            "generation": NUMBER,
            "citation": TEXT,
        }
    ),
    "Licences": _object(
        {
            "sets": _list({"type": "object", "required": ["set", "licences", "is_stated", "statements"]}),
            "actions": _list(
                {"type": "object", "required": ["action", "iri", "label", "together", "sets"]},
            ),
            "duties": _list({"type": "object", "required": ["action", "iri", "label", "sets"]}),
            "conflicts": _list(
                _object(
                    {
                        "kind": {"enum": list(Kind)},
                        "action": {"type": ["string", "null"]},
                        "between": _list(_list({"type": "object", "required": ["code", "sets"]})),
                        "reason": TEXT,
                    }
                )
            ),
            "common_terms": _list({"type": "object", "required": ["iri", "code"]}),
            "freer_than_source": _list({"type": "object", "required": ["set", "source", "reasons", "path"]}),
            "unstated_sources": _list({"type": "object", "required": ["set", "source", "path"]}),
            "unknown": _list(TEXT),
            "sentence": TEXT,
            "notice": TEXT,
            "generation": NUMBER,
            "citation": TEXT,
        }
    ),
    "Comparison": _object(
        {
            "datasets": _list(_object({"slug": TEXT, "iri": {"type": "string", "format": "iri"}, "title": TEXT})),
            "rows": _list(
                _object(
                    {
                        "group": TEXT,
                        "property": {"type": "string", "format": "iri"},
                        "part": _NO_TEXT
                        | {"description": "A property of the parts, or the unit of a count, as an IRI."},
                        "name": TEXT,
                        "differs": {"type": "boolean"},
                        "cells": _list({"$ref": "#/components/schemas/Cell"}),
                    }
                )
            ),
        }
    ),
    "Cell": _object(
        {
            "state": {
                "enum": [state.value for state in State],
                "description": "Unknown: the record says that no source decides it. Not stated: it says nothing.",
            },
            "disputed": {"type": "boolean", "description": "Whether sources contradict each other about it."},
            "only_parts": {"type": "boolean", "description": "Whether numbers are stated of its parts alone."},
            "values": _list(
                _object(
                    {
                        "text": TEXT,
                        "iri": _NO_TEXT,
                        "number": {"type": ["integer", "null"]},
                        "precision": _NO_TEXT,
                        "of": _NO_TEXT,
                        "remark": _NO_TEXT,
                    }
                )
            ),
        }
    ),
    "Readiness": _object({"status": TEXT, "generation": NUMBER}),
    "Problem": _object({"title": TEXT, "status": {"type": "integer"}, "detail": TEXT}, ["title", "status"]),
}
_RESPONSES: Final[dict[str, Any]] = {
    "Problem": {
        "description": "What is wrong, and what to do (RFC 9457)",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
