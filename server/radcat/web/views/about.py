"""What this registry is, how to harvest and query it, and where its documentation is."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from rdflib import FOAF, URIRef

from radcat import model
from radcat.formats import PROFILES, representations_of
from radcat.publishing.indexing import CATALOG
from radcat.web.navigation import HARVESTS, RECORDS, SERVICES
from radcat.web.responses import whole
from radcat.web.state import Site, site
from radcat.web.views.descriptions import limits
from radcat.web.views.lists import FOLDERS

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """What the registry is, and where everything is."""
    here = site()
    version = here.registry.ledger.published(CATALOG)
    catalog = here.catalogue.dataset(version.record) if version else None
    profiles = [*PROFILES.values(), None]
    rows = representations_of("dataset")
    html = render_template(
        "about.html",
        title=here.catalogue.title,
        catalog=catalog,
        homepage=_homepage(here),
        counted=[(entry, sum(map(here.registry.ledger.count, FOLDERS[entry.path]))) for entry in RECORDS],
        harvests=HARVESTS,
        services=SERVICES,
        formats=[(profile, [row for row in rows if row.profile == profile]) for profile in profiles],
        limits=limits(here),
        writes=here.registry.settings.writes,
    )
    return whole(html, "text/html", vary=False)


@blueprint.get("/docs")
@blueprint.get("/help")
def guessed() -> Response:
    """The addresses that people guess."""
    return redirect(f"{request.script_root}/about", 308)  # type: ignore[return-value]  # werkzeug's own class


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """Where browsers look for an icon that no page has named yet."""
    return redirect(f"{request.script_root}/static/icon.svg", 308)  # type: ignore[return-value]


def _homepage(here: Site) -> str | None:
    graph = here.catalogue.lookup(CATALOG)
    found = graph.objects(URIRef(here.base + CATALOG), FOAF.homepage) if graph is not None else ()
    return next((str(page) for page in model.in_order(found)), None)
