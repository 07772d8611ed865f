"""The home page and the list of datasets."""

from __future__ import annotations

from math import ceil

from flask import Blueprint, Response, render_template, request

from radcat import model
from radcat.errors import MalformedRequest, UnknownRecord
from radcat.indexing import CATALOG
from radcat.model import Dataset
from radcat.representations import schema_org
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response:
    """What this catalogue is, and its first datasets."""
    here = site()
    version = here.registry.ledger.latest(CATALOG)
    scope = here.catalogue.scope(version.record) if version else None
    catalog = model.read(Dataset, scope, version.record.iri(here.base)) if version and scope else None
    datasets = _datasets(offset=0)
    members = [(dataset.iri, dataset.title or dataset.iri) for dataset in datasets]
    title = (catalog.title if catalog else None) or here.registry.catalog_name
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
        markup=schema_org.catalog(title, description, here.base + CATALOG, members),
    )
    return whole(html, "text/html", vary=False)


@blueprint.get("/datasets/")
def datasets() -> Response:
    """All datasets, a page at a time."""
    size, total = site().registry.settings.page_size, site().registry.ledger.count("dataset")
    pages = max(1, ceil(total / size))
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise MalformedRequest(f"page={text} is no page; pages are numbered from 1 to {pages}.")
    if len(text) > 18 or int(text) > pages:  # Python refuses to read thousands of digits
        raise UnknownRecord(f"datasets/?page={text[:20]}")
    page = int(text)
    html = render_template("datasets.html", datasets=_datasets((page - 1) * size), total=total, page=page, pages=pages)
    return whole(html, "text/html", vary=False)


def _datasets(offset: int) -> list[Dataset]:
    here = site()
    names = here.registry.ledger.names("dataset", limit=here.registry.settings.page_size, offset=offset)
    return [here.catalogue.dataset(here.catalogue.version(name).record) for name in names]


def _listed(*kinds: str) -> list[tuple[str, str]]:
    """IRIs and labels of all records of *kinds*."""
    here = site()
    names = [name for kind in kinds for name in here.registry.ledger.names(kind)]
    found = [here.catalogue.version(name).record for name in names]
    return [(str(r.iri(here.base)), model.label(here.catalogue.graph(r), r.iri(here.base))) for r in found]
