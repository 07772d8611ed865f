"""The home page and the list of datasets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import Blueprint, Response, g, render_template
from rdflib import URIRef

from radcat import model
from radcat.catalogue import Scope
from radcat.formats import schema_org
from radcat.model import Dataset, Record
from radcat.publishing.indexing import CATALOG
from radcat.search.overview import overview
from radcat.web import language, ordering
from radcat.web.responses import WITH_SCRIPT, whole
from radcat.web.state import Site, site
from radcat.web.views import data_point
from radcat.web.views.lists import hold_rows, listed, page_number

blueprint = Blueprint("home", __name__)

CHANGED: Final = 6  # datasets
QUESTIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Changed:
    """A dataset that was published lately."""

    iri: str
    title: str
    date: str


@blueprint.get("/")
def home() -> Response:
    """What this catalogue is, how to find something in it, and what changed; in RDF, the root of a FAIR Data Point."""
    if in_rdf := data_point.answer():
        return in_rdf
    here = site()
    wanted = language.wanted()
    ledger = here.registry.ledger
    changed, questions = _newest(here), ledger.names("query", limit=QUESTIONS)
    ledger.hold([*changed, *questions, CATALOG])
    version = here.registry.ledger.latest(CATALOG)
    scope = here.catalogue.scope(version.record, wanted) if version else None
    catalog = model.read(Dataset, scope, version.record.iri(here.base)) if version and scope else None
    shown = [name for name in changed if ledger.published(name)][:CHANGED]  # what is withdrawn since is not shown
    lately = listed(shown, lambda record: _changed(here, record, wanted))
    title = (catalog.title if catalog else None) or here.catalogue.title
    description = catalog.description if catalog else None
    members = [(dataset.iri, dataset.title) for dataset in lately if dataset]
    html = render_template(
        "home.html",
        title=title,
        language=language.of(title),
        versions=_versions(scope),
        description=description,
        overview=here.searched(lambda view: overview(view, here.catalogue, wanted), None),
        lately=lately,
        findings=here.findings.of(here.catalogue, here.endpoint),
        questions=_listed(questions, wanted),
        total=here.registry.ledger.count("dataset"),
        markup=schema_org.catalog(title, description, here.base + CATALOG, members, catalog, here.catalogue.language),
    )
    return whole(html, "text/html", vary=True)


def _newest(here: Site) -> list[str]:
    """Name the datasets that changed last, each once."""
    return list(dict.fromkeys(v.record.name for v in here.chronicle.newest("dataset", None, 4 * CHANGED)))


def _changed(here: Site, record: Record, wanted: Sequence[str]) -> Changed | None:
    version = here.registry.ledger.published(record.name)
    if version is None:
        return None
    return Changed(str(record.iri(here.base)), here.catalogue.label(record, wanted), version.date[:10])


@blueprint.get("/datasets/")
def datasets() -> Response:
    """All datasets, a page at a time."""
    size, total = site().registry.settings.page_size, site().registry.ledger.count("dataset")
    pages = max(1, ceil(total / size))
    page = page_number("datasets/", pages)
    wanted = language.wanted()
    names = ordering.names(site().catalogue, ("dataset",), wanted, size, (page - 1) * size)
    hold_rows(site(), names)
    g.policy = WITH_SCRIPT
    html = render_template(
        "datasets.html",
        datasets=_datasets(names, wanted),
        total=total,
        page=page,
        pages=pages,
    )
    return whole(html, "text/html", vary=False)


def _datasets(names: Sequence[str], wanted: Sequence[str]) -> list[Dataset]:
    catalogue = site().catalogue
    return listed(names, lambda record: catalogue.dataset(record, wanted))


def _versions(scope: Scope | None) -> tuple[language.Version, ...]:
    """The languages that the catalogue is described in."""
    base = site().base
    if scope is None:
        return ()
    named = model.label(scope, URIRef(base + CATALOG))
    return language.versions(model.languages_of(scope, URIRef(base + CATALOG)), language.of(named), base)


def _listed(names: Sequence[str], wanted: Sequence[str]) -> list[tuple[str, str]]:
    """IRIs and labels of the records *names*."""
    here = site()

    def read(record: Record) -> tuple[str, str]:
        return str(record.iri(here.base)), here.catalogue.label(record, wanted)

    return listed(names, read)
