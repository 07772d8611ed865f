"""What templates may call."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, request
from markupsafe import Markup

from radcat import __version__
from radcat.insights.survey import NAME as SURVEY
from radcat.prefixes import curie
from radcat.web.state import site


def register(app: Flask) -> None:
    """Give *app*'s templates their filters and the few values every page shows."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.template_filter("href")(href)
    app.template_filter("local")(local)
    app.template_filter("shortened")(shortened)
    app.template_filter("json_ld")(json_ld)
    app.context_processor(_every_page)


def href(iri: str) -> str:
    """Turn one of our IRIs into a link on this site, wherever it is mounted; leave others as they are."""
    base = site().base
    if iri.startswith(base):
        return f"{request.script_root}/{iri.removeprefix(base)}"
    return iri if iri.startswith(("http://", "https://", "/", "#")) else "#"


def local(iri: str) -> str:
    """Take the last part of an IRI, behind its fragment mark or its last slash."""
    return iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]


def shortened(iri: str) -> str:
    """Write an IRI as a query would: with its prefix, or relative to the base IRI."""
    return curie(iri) if curie(iri) != iri else iri.removeprefix(site().base) or iri


def json_ld(document: dict[str, Any]) -> Markup:
    """Write JSON for a script element: nothing in it may end the element or begin a comment."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _every_page() -> dict[str, Any]:
    return {
        "has_survey": site().registry.ledger.latest(SURVEY) is not None,
        "base": site().base,
        "root": request.script_root,
        "software": __version__,
        "generation": site().registry.ledger.generation,
    }
