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
from radcat.web.views.lists import listed, page_number

blueprint = Blueprint("home", __name__)

MOST_LISTED: Final = 100  # sources, and vocabularies, that the home page names


@blueprint.get("/")
def home() -> Response:
    """What this catalogue is, and its first datasets; in RDF, the root of a FAIR Data Point."""
    if in_rdf := data_point.answer():
        return in_rdf
    here = site()
    version = here.registry.ledger.latest(CATALOG)
    wanted = language.wanted()
    scope = here.catalogue.scope(version.record, wanted) if version else None
    catalog = model.read(Dataset, scope, version.record.iri(here.base)) if version and scope else None
    datasets = _datasets(0, wanted)
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
        vocabularies=_listed(wanted, "ontology", "scheme", "shapes"),
        sources=_listed(wanted, "source"),
        markup=schema_org.catalog(title, description, here.base + CATALOG, members, catalog, here.catalogue.language),
    )
    return whole(html, "text/html", vary=True)


@blueprint.get("/datasets/")
def datasets() -> Response:
    """All datasets, a page at a time."""
    size, total = site().registry.settings.page_size, site().registry.ledger.count("dataset")
    pages = max(1, ceil(total / size))
    page = page_number("datasets/", pages)
    html = render_template(
        "datasets.html",
        datasets=_datasets((page - 1) * size, language.wanted()),
        total=total,
        page=page,
        pages=pages,
    )
    return whole(html, "text/html", vary=False)


def _datasets(offset: int, wanted: Sequence[str]) -> list[Dataset]:
    here = site()
    names = ordering.names(here.catalogue, ("dataset",), wanted, here.registry.settings.page_size, offset)
    here.registry.ledger.hold(names, around=True)
    return listed(names, lambda record: here.catalogue.dataset(record, wanted))


def _versions(scope: Scope | None) -> tuple[language.Version, ...]:
    """The languages that the catalogue is described in."""
    base = site().base
    if scope is None:
        return ()
    return language.versions(model.languages_of(scope, URIRef(base + CATALOG)), scope.languages[0], base)


def _listed(wanted: Sequence[str], *kinds: str) -> list[tuple[str, str]]:
    """IRIs and labels of all records of *kinds*."""
    here = site()

    def read(record: Record) -> tuple[str, str]:
        return str(record.iri(here.base)), here.catalogue.label(record, wanted)

    names = ordering.names(here.catalogue, kinds, wanted, MOST_LISTED)
    here.registry.ledger.hold(names)
    return listed(names, read)
