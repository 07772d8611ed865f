"""The home page and the list of datasets."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from flask import Blueprint, Response, render_template
from rdflib import URIRef

from radcat import model
from radcat.catalogue import Scope
from radcat.formats import schema_org
from radcat.model import Dataset, Record
from radcat.publishing.indexing import CATALOG
from radcat.web import language, ordering
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views import data_point
from radcat.web.views.lists import hold_rows, listed, page_number

blueprint = Blueprint("home", __name__)

VOCABULARIES: Final = ("ontology", "scheme", "shapes")
MOST_LISTED: Final = 100  # sources, and vocabularies, that the home page names


@blueprint.get("/")
def home() -> Response:
    """What this catalogue is, and its first datasets; in RDF, the root of a FAIR Data Point."""
    if in_rdf := data_point.answer():
        return in_rdf
    here = site()
    wanted = language.wanted()
    asked = ((("dataset",), here.registry.settings.page_size), (VOCABULARIES, MOST_LISTED), (("source",), MOST_LISTED))
    shown, vocabularies, sources = ordering.lists(here.catalogue, asked, wanted)
    hold_rows(here, shown, [*vocabularies, *sources])
    version = here.registry.ledger.latest(CATALOG)
    scope = here.catalogue.scope(version.record, wanted) if version else None
    catalog = model.read(Dataset, scope, version.record.iri(here.base)) if version and scope else None
    datasets = _datasets(shown, wanted)
    members = [(dataset.iri, dataset.title or dataset.iri) for dataset in datasets]
    title = (catalog.title if catalog else None) or here.catalogue.title
    description = catalog.description if catalog else None
    html = render_template(
        "home.html",
        title=title,
        language=language.of(title),
        versions=_versions(scope),
        description=description,
        datasets=datasets,
        total=here.registry.ledger.count("dataset"),
        counts={kind: here.registry.ledger.count(kind) for kind in ("agent", "source", "external", "scheme")},
        vocabularies=_listed(vocabularies, wanted),
        sources=_listed(sources, wanted),
        markup=schema_org.catalog(title, description, here.base + CATALOG, members, catalog, here.catalogue.language),
    )
    return whole(html, "text/html", vary=True)


@blueprint.get("/datasets/")
def datasets() -> Response:
    """All datasets, a page at a time."""
    size, total = site().registry.settings.page_size, site().registry.ledger.count("dataset")
    pages = max(1, ceil(total / size))
    page = page_number("datasets/", pages)
    wanted = language.wanted()
    names = ordering.names(site().catalogue, ("dataset",), wanted, size, (page - 1) * size)
    hold_rows(site(), names)
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
    return language.versions(model.languages_of(scope, URIRef(base + CATALOG)), scope.languages[0], base)


def _listed(names: Sequence[str], wanted: Sequence[str]) -> list[tuple[str, str]]:
    """IRIs and labels of the records *names*."""
    here = site()

    def read(record: Record) -> tuple[str, str]:
        return str(record.iri(here.base)), here.catalogue.label(record, wanted)

    return listed(names, read)
