"""What this registry is, and how to read, query and harvest it: pages that no record describes."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request
from rdflib import FOAF, SKOS, URIRef

from radcat import model
from radcat.catalogue import VOCABULARIES
from radcat.errors import UnknownRecord
from radcat.formats import PROFILES, representations_of
from radcat.model import Concept
from radcat.publishing.indexing import CATALOG
from radcat.web.navigation import GUIDES, HARVESTS, RECORDS, SERVICES
from radcat.web.responses import whole
from radcat.web.state import Site, site
from radcat.web.views.descriptions import limits
from radcat.web.views.lists import FOLDERS

blueprint = Blueprint("about", __name__)

# What a portal speaks, the address to give it, and what it gets there.
WAYS: Final = (
    (
        "DCAT-AP",
        "catalog.dcat-ap.ttl",
        "All datasets in the European profile, in pages; also .rdf and .jsonld.",
    ),
    ("CKAN with ckanext-dcat", "catalog.dcat-ap.rdf", "The same in RDF/XML, which its harvester reads as it is."),
    (
        "OAI-PMH",
        "oai?verb=Identify",
        "Dublin Core, DataCite and DCAT, with sets and deleted records.",
    ),
    ("data.gov and those that follow it", "data.json", "All datasets in DCAT-US 3.0; /data-1.1.json has 1.1."),
    (
        "Linked Data Event Streams",
        "ldes",
        "Every version of every dataset, in pages that never change once full.",
    ),
    ("FAIR Data Point", "", "The root of the registry answers as one where a client asks for RDF."),
    (
        "A crawler",
        "sitemap.xml",
        "The addresses of all pages, with the day of their last change.",
    ),
    ("Anything else", "dump.nq.gz", "Everything in one file."),
)


@blueprint.get("/about")
def about() -> Response:
    """What the registry is, and where everything is."""
    here = site()
    html = render_template(
        "about/about.html",
        homepage=_homepage(here),
        counted=[(entry, sum(map(here.registry.ledger.count, FOLDERS[entry.path]))) for entry in RECORDS],
        harvests=HARVESTS,
        services=SERVICES,
        guides=GUIDES,
        **_common(here),
    )
    return whole(html, "text/html", vary=False)


@blueprint.get("/about/<name>")
def guide(name: str) -> Response:
    """One of the pages that explain the registry.

    Raises:
        UnknownRecord: there is none of that name.
    """
    if f"about/{name}" not in [entry.path for entry in GUIDES]:
        raise UnknownRecord(f"about/{name}")
    here = site()
    html = render_template(
        f"about/{name}.html", confidences=_confidences(here), example=_example(here), ways=WAYS, **_common(here)
    )
    return whole(html, "text/html", vary=False)


@blueprint.get("/help")
def guessed() -> Response:
    """The address that people guess."""
    return redirect(f"{request.script_root}/about/help", 308)  # type: ignore[return-value]  # werkzeug's own class


@blueprint.get("/favicon.ico")
def icon() -> Response:
    """Where browsers look for an icon that no page has named yet."""
    return redirect(f"{request.script_root}/static/icon.svg", 308)  # type: ignore[return-value]


def _common(here: Site) -> dict[str, Any]:
    version = here.registry.ledger.published(CATALOG)
    profiles, rows = [*PROFILES.values(), None], representations_of("dataset")
    return {
        "title": here.catalogue.title,
        "catalog": here.catalogue.dataset(version.record) if version else None,
        "formats": [(profile, [row for row in rows if row.profile == profile]) for profile in profiles],
        "limits": limits(here),
        "writes": here.registry.settings.writes,
    }


def _confidences(here: Site) -> list[Concept]:
    """The degrees of confidence that the catalogue has, as its scheme orders them."""
    vocabulary, scheme = here.catalogue.merged(*VOCABULARIES), URIRef(f"{here.base}ns/confidence")
    nodes = sorted(vocabulary.subjects(SKOS.inScheme, scheme), key=str)
    return [model.read(Concept, vocabulary, node) for node in nodes]


def _example(here: Site) -> str:
    """The IRI of a dataset; of an empty catalogue, what one would look like."""
    name = next(iter(here.registry.ledger.names("dataset", limit=1)), "datasets/example")
    return here.base + name


def _homepage(here: Site) -> str | None:
    graph = here.catalogue.lookup(CATALOG)
    found = graph.objects(URIRef(here.base + CATALOG), FOAF.homepage) if graph is not None else ()
    return next((str(page) for page in model.in_order(found)), None)
