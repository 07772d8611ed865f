"""The home page and the list of datasets."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, Response, render_template

from radcat import model
from radcat.indexing import CATALOG
from radcat.model import Dataset
from radcat.representations import schema_org
from radcat.web import data_point
from radcat.web.lists import page_number
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response:
    """What this catalogue is, and its first datasets; in RDF, the root of a FAIR Data Point."""
    if in_rdf := data_point.answer():
        return in_rdf
    here = site()
    version = here.registry.ledger.latest(CATALOG)
    scope = here.catalogue.scope(version.record) if version else None
    catalog = model.read(Dataset, scope, version.record.iri(here.base)) if version and scope else None
    datasets = _datasets(offset=0)
    members = [(dataset.iri, dataset.title or dataset.iri) for dataset in datasets]
    title = (catalog.title if catalog else None) or here.catalogue.title
    description = catalog.description if catalog else None
    html = render_template(
        "home.html",
        title=title,
        description=description,
        datasets=datasets,
        total=here.registry.ledger.count("dataset"),
        counts={kind: here.registry.ledger.count(kind) for kind in ("agent", "source", "external", "scheme")},
        vocabularies=_listed("ontology", "scheme", "shapes"),
        sources=_listed("source"),
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
        datasets=_datasets((page - 1) * size),
        total=total,
        page=page,
        pages=pages,
        by_name=site().order.by_name(("dataset",)),
    )
    return whole(html, "text/html", vary=False)


def _datasets(offset: int) -> list[Dataset]:
    here = site()
    names = here.order.names(("dataset",))[offset : offset + here.registry.settings.page_size]
    return [here.catalogue.dataset(here.catalogue.version(name).record) for name in names]


def _listed(*kinds: str) -> list[tuple[str, str]]:
    """IRIs and labels of all records of *kinds*."""
    here = site()
    found = [here.catalogue.version(name).record for name in here.order.names(kinds)]
    return [(str(r.iri(here.base)), model.label(here.catalogue.graph(r), r.iri(here.base))) for r in found]
