"""What templates may call."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from flask import Flask, request
from markupsafe import Markup
from rdflib import DCTERMS, XSD

from radcat import __version__
from radcat.comparison.choice import MOST
from radcat.formats.outline import Row
from radcat.model import KIND, Dataset
from radcat.rdf import languages
from radcat.rdf.prefixes import curie
from radcat.survey.claims import disputed
from radcat.web import language, texts
from radcat.web.navigation import in_footer
from radcat.web.state import site
from radcat.web.views.lists import MOST_PARTS

_WHOLE: Final = frozenset(map(str, (XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.int, XSD.long)))
_DIGITS: Final = re.compile("[0-9]{1,300}", re.ASCII)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACRONYMS: Final = frozenset({"ap", "api", "dcat", "doi", "http", "iri", "pid", "uri", "url", "rdf"})
_SHORT: Final = 48  # characters
_NUMBERS: Final = frozenset(map(str, (XSD.integer, XSD.decimal, XSD.double, XSD.float)))


def register(app: Flask) -> None:
    """Give *app*'s templates their filters and the few values every page shows."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.template_filter("href")(href)
    app.template_filter("local")(local)
    app.template_filter("shortened")(shortened)
    app.template_filter("json_ld")(json_ld)
    app.template_filter("address")(address)
    app.template_filter("arrangement")(arrangement)
    app.template_filter("contact")(contact)
    app.template_filter("grouped")(grouped)
    app.template_filter("spelled")(spelled)
    app.template_filter("quoted")("“{}”".format)
    app.template_filter("attributes")(language.attributes)
    app.template_filter("tagged")(language.tagged)
    app.template_filter("tagged_all")(language.tagged_all)
    app.template_filter("language_of")(language.language_of)
    app.template_filter("direction")(languages.direction)
    app.template_test("measured_in")(measured_in)
    app.template_test("licensed_by_part")(licensed_by_part)
    app.template_test("with_contents")(with_contents)
    app.template_test("disputed_in_licence")(disputed_in_licence)
    app.template_filter("number")(texts.number)
    app.template_filter("inside")(texts.inside)
    app.template_filter("kept")(language.kept)
    app.template_global("say")(texts.say)
    app.template_global("spoken")(language.spoken)
    app.template_global("chosen_language")(language.carried)
    app.template_global("language_choices")(language.choices)
    app.jinja_env.globals["most_compared"] = MOST
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.config[language.OFFERED] = texts.known()
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


def address(iri: str) -> str:
    """Write a web address as people read it: without its scheme."""
    return iri.partition("://")[2] or iri


def contact(address: str) -> str:
    """Turn a contact's address into a link; one that no browser should follow leads nowhere."""
    return address if address.startswith("mailto:") else href(address)


def grouped(text: str) -> str:
    """Group the thousands of a number that is one by its datatype; a year, a code and a version are none."""
    is_whole = getattr(text, "datatype", None) in _WHOLE and _DIGITS.fullmatch(text)
    return f"{int(text):,}" if is_whole else text


def spelled(name: str) -> str:
    """Write a name of a program as words: downloadUrlStatus is "download URL status"."""
    if _DIGITS.search(name):  # FsF-F1-01D is the code that its authors give it
        return name
    words = _CAMEL.sub(" ", name).replace("-", " ").replace("_", " ").lower().split()
    return " ".join(word.upper() if word in _ACRONYMS else word for word in words)


def arrangement(row: Row) -> str:
    """How several values of a property stand: short ones in a line, those that lead nowhere as chips."""
    if any(len(value.text) > _SHORT for value in row.values):
        return "plain"
    return "inline" if any(value.href for value in row.values) else "chips"


def measured_in(variable: str, rows: list[dict[str, dict[str, str]]]) -> bool:
    """Tell whether solutions in SPARQL's JSON have numbers for *variable*, and nothing else."""
    terms = [row[variable] for row in rows if variable in row]
    return bool(terms) and all(term.get("datatype", "") in _NUMBERS for term in terms)


def licensed_by_part(dataset: Dataset) -> bool:
    """Tell whether a dataset has no licence of its own, while its files or the datasets that are part of it do."""
    if dataset.licence:
        return False
    if any(distribution.licence for distribution in dataset.distributions):
        return True
    here = site()
    found = here.registry.ledger.datasets_referring(dataset.iri.removeprefix(here.base), MOST_PARTS)
    parts = [here.catalogue.dataset(version.record) for version in found]
    return any(part.licence and dataset.iri in part.is_part_of for part in parts)


def with_contents(row: Row) -> bool:
    """Tell whether a row of a page shows anything: a heading with nothing below it promises what is not there."""
    values = (value for cells in row.table.rows for cell in cells for value in cell) if row.table else iter(row.values)
    return any(value.text.strip() for value in values)


def disputed_in_licence(dataset: Dataset) -> bool:
    """Tell whether a source contradicts the licence that a dataset's record states."""
    here = site()
    return disputed(here.catalogue, dataset.iri.removeprefix(here.base + KIND["dataset"].path), DCTERMS.license)


def json_ld(document: dict[str, Any]) -> Markup:
    """Write JSON for a script element: nothing in it may end the element or begin a comment."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _every_page() -> dict[str, Any]:
    return {
        "footer": in_footer(site()),
        "catalogue_title": site().title,
        "has_queries": bool(site().registry.ledger.count("query")),
        "has_survey": "survey" in site().registry.ledger.tallies,
        "base": site().base,
        "root": request.script_root,
        "software": __version__,
        "asked": language.asked(),  # where ?lang= says so
        "versions": (),  # in other languages
        "generation": site().registry.ledger.generation,
    }
