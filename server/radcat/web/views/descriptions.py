"""What the endpoint says of itself, to whoever asks it nothing else, and at the well-known address of VoID."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from rdflib import DCTERMS, RDFS, URIRef

from radcat.errors import NotAcceptable
from radcat.harvest import dump
from radcat.publishing.indexing import CATALOG
from radcat.rdf import media
from radcat.rdf.syntaxes import BY_NAME as SYNTAX
from radcat.saved_queries import saved_queries
from radcat.sparql.description import Example, Facts, Limit, describe
from radcat.sparql.request import GRAPH_FORMATS, ResultFormat
from radcat.web.responses import whole
from radcat.web.state import Site, site
from radcat.web.views import query_page

blueprint = Blueprint("descriptions", __name__)

VOID: Final = ".well-known/void"
ENDPOINT: Final = "sparql"
PORTALS: Final = f"{CATALOG}.dcat-ap.ttl"  # where data portals harvest
MOST_EXAMPLES: Final = 3  # of resources; every saved query is shown


@blueprint.get(f"/{VOID}")
def well_known_void() -> Response:
    """The description of the dataset, where clients look for it (RFC 8615; VoID, section 7.2)."""
    wanted, accept = request.args.get("format"), request.headers.get("Accept", "")
    facts = describe_site(site())
    if query_page.is_wanted(accept, wanted, GRAPH_FORMATS):
        return _page(facts, vary=not wanted)
    return answer(facts, accept, wanted)


@blueprint.get("/void")
def void() -> Response:
    """The address that people guess."""
    return redirect(f"{request.script_root}/{VOID}", 308)  # type: ignore[return-value]  # werkzeug's own class


def describe_site(here: Site) -> Facts:
    """Gather what this registry can say of itself now."""
    registry, endpoint = here.registry, f"{here.base}{ENDPOINT}"
    settings, ledger = registry.settings, registry.ledger
    catalog = here.catalogue.lookup(CATALOG)
    said = catalog.predicate_objects(URIRef(here.base + CATALOG)) if catalog is not None else ()
    names = ledger.names("dataset", limit=MOST_EXAMPLES)
    return Facts(
        endpoint=endpoint,
        dataset=f"{here.base}{VOID}#dataset",
        base=here.base,
        updates=settings.writes,
        graph_store=f"{here.base}store",
        services=settings.service_allowed,
        limits=limits(here),
        statistics=here.counter.statistics(),
        examples=tuple(
            Example(q.iri, q.label, q.comment, q.text, str(q.form)) for q in saved_queries(here.catalogue) if q.is_query
        ),
        about=(
            *((p, o) for p, o in said if isinstance(p, URIRef) and p.startswith(str(DCTERMS))),
            (RDFS.seeAlso, URIRef(f"{here.base}{PORTALS}")),
        ),
        root_resources=(f"{here.base}{CATALOG}",) if catalog is not None else (),
        dumps=tuple(f"{here.base}dump.{suffix}.gz" for suffix in dump.FORMS),
        example_resources=tuple(f"{here.base}{name}" for name in names),
    )


def limits(here: Site) -> tuple[Limit, ...]:
    """The limits that a query runs under; none is named that is not set."""
    bounds, settings = here.endpoint.limits, here.registry.settings
    rate = settings.rate
    rows = (
        ("RADCAT_QUERY_TIMEOUT", "time that a query may take", bounds.seconds, "s"),
        ("RADCAT_QUERY_MEMORY_MB", "memory that a query may take", bounds.memory_mb, "MB"),
        ("RADCAT_QUERY_OUTPUT_MB", "length of an answer", bounds.output_mb, "MB"),
        ("RADCAT_QUERY_WORKERS", "queries that are evaluated at once in each process", bounds.workers, "queries"),
        ("RADCAT_QUERY_QUEUE", "queries that may wait in each process", bounds.queue, "queries"),
        ("RADCAT_RATE_LIMIT", "requests of one address", *((rate.quota, f"/ {rate.window} s") if rate else (0, ""))),
        ("RADCAT_BODY_MB", "length of a request", settings.body_mb, "MB"),
    )
    return tuple(Limit(name, description, value, unit) for name, description, value, unit in rows if value)


def answer(facts: Facts, accept: str, wanted: str | None = None) -> Response:
    """Write the description in the RDF format that *wanted* names, or that *accept* welcomes most.

    Raises:
        NotAcceptable: it is none of the four.
    """
    named = {name: row for row in GRAPH_FORMATS for name in (row.name, str(row.media_type))}
    chosen = named.get(wanted) if wanted else media.choose(GRAPH_FORMATS, accept)
    if chosen is None:
        raise NotAcceptable(wanted or accept, [str(row.media_type) for row in GRAPH_FORMATS])
    return _written(facts, chosen, vary=not wanted)


def _page(facts: Facts, *, vary: bool) -> Response:
    """Show the description to people."""
    formats = [(row.name, SYNTAX[row.name].title, row.media_type) for row in GRAPH_FORMATS]
    html = render_template("void.html", facts=facts, title=site().catalogue.title, formats=formats)
    return _kept(whole(html, "text/html", vary=vary), facts)


def _written(facts: Facts, chosen: ResultFormat, *, vary: bool) -> Response:
    return _kept(whole(SYNTAX[chosen.name].write(describe(facts)), str(chosen.media_type), vary=vary), facts)


def _kept(response: Response, facts: Facts) -> Response:
    if facts.dataset and facts.statistics is None:
        response.headers["Cache-Control"] = "no-store"  # the counts come later
    return response
