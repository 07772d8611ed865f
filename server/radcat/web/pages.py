"""Every record at its own address: a page for people, RDF for programs, chosen by Accept or by suffix."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import DCTERMS, URIRef

from radcat import media, model
from radcat.errors import NotAcceptable, WithdrawnRecord
from radcat.indexing import CATALOG
from radcat.insights.claims import evidence
from radcat.ledger import Status, Version
from radcat.media import MediaType
from radcat.representations import BY_SUFFIX, REPRESENTATIONS, schema_org
from radcat.representations.base import Described, Representation
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Page:
    """HTML, as an offer beside the representations."""

    media_type: MediaType


PAGE: Final = Page(MediaType("text", "html"))
MOST_REFERRING: Final = 100
REFERRING: Final = {
    "dataset": "Datasets that point here",
    "source": "Sources that speak of it",
    "evidence": "Evidence",
}
# What the head of a dataset's page says already.
SHOWN_ABOVE: Final = frozenset({DCTERMS.title, DCTERMS.alternative, DCTERMS.description})
FOLDERS: Final = {kind.path.partition("/")[0] for kind in model.KINDS if not kind.single}
OFFERS: Final[tuple[Page | Representation, ...]] = (PAGE, *REPRESENTATIONS)


@blueprint.get("/ns/context.jsonld")
def context() -> Response:
    """The JSON-LD context of every record."""
    return whole(json.dumps(site().registry.jsonld_context, indent=2), "application/ld+json", vary=False)


@blueprint.get(f"/<any({', '.join(sorted(FOLDERS))}):kind>/<path:rest>")
def record(kind: str, rest: str) -> Response:
    """A record, or a concept or part that a record holds."""
    return _show(f"{kind}/{rest}")


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>")
def catalog(suffix: str | None = None) -> Response:
    """The catalogue's record, with the datasets it holds."""
    return _show(f"{CATALOG}.{suffix}" if suffix else CATALOG)


def _show(address: str) -> Response:
    name, representation = _split(address)
    try:
        version = site().catalogue.owner(name)
    except WithdrawnRecord as gone:
        return _tombstone(gone)
    if representation:
        return _write(version, representation, vary=False)
    offer = media.choose(OFFERS, request.headers.get("Accept", ""))
    if offer is None:
        raise NotAcceptable(request.headers.get("Accept", ""), [str(o.media_type) for o in OFFERS])
    return _write(version, offer, vary=True) if isinstance(offer, Representation) else _page(version, name)


def _split(address: str) -> tuple[str, Representation | None]:
    """Take a known suffix off an address; a dot may as well belong to the slug."""
    stem, dot, suffix = address.rpartition(".")
    if dot and suffix in BY_SUFFIX:
        return stem, BY_SUFFIX[suffix]
    if dot and site().registry.ledger.latest(address) is None and site().registry.ledger.latest(stem) is not None:
        raise NotAcceptable(f".{suffix}", [f".{row.suffix}" for row in REPRESENTATIONS])
    return address, None


def _write(version: Version, representation: Representation, *, vary: bool) -> Response:
    here = site()
    found = here.catalogue.as_served(version.record)
    described = Described(found, here.catalogue.graph(found), here.base, here.registry.jsonld_context)
    body = representation.write(described)
    return whole(body, str(representation.media_type), vary=vary, headers=_headers(version))


def _headers(version: Version, canonical: str | None = None) -> dict[str, str]:
    """Link to the record in all its formats; the page of a part or concept is canonical for that part."""
    iri = version.record.iri(site().base)
    links = [f'<{canonical or iri}>; rel="canonical"']
    links += [f'<{iri}.{row.suffix}>; rel="alternate"; type="{row.media_type}"' for row in REPRESENTATIONS]
    return {"Link": ", ".join(links)}


def _page(version: Version, name: str) -> Response:
    here, found = site(), version.record
    own, node = found.iri(here.base), URIRef(here.base + name)
    scope, layout = here.catalogue.scope(found), here.layout
    shown: dict[str, Any] = {
        "version": version,
        "iri": str(node),
        "title": model.label(scope, node),
        "groups": layout.outline(scope, node),
        "representations": REPRESENTATIONS,
        "referring": _referring(name),
    }
    if found.kind == "dataset" and node == own:
        dataset = model.read(model.Dataset, scope, node)
        catalog_name = here.registry.catalog_name
        markup = schema_org.dataset(dataset, catalog_name, here.base + CATALOG)
        proof = evidence(here.catalogue, found.slug)
        html = render_template(
            "dataset.html", dataset=dataset, markup=markup, hidden=_hidden(dataset), evidence=proof, **shown
        )
    else:
        held = layout.parts(scope, own) if node == own else ()
        html = render_template("record.html", held=held, members=_members(found.kind), **shown)
    return whole(html, "text/html", vary=True, headers=_headers(version, str(node)))


def _hidden(dataset: model.Dataset) -> frozenset[URIRef]:
    """Choose what its rows need not repeat: the head of the page, and creators in no order beside their list."""
    return SHOWN_ABOVE | {DCTERMS.creator} if dataset.author_order else SHOWN_ABOVE


def _referring(name: str) -> Mapping[str, list[tuple[str, str]]]:
    """Who points here: IRIs and labels, under a heading each kind has; a well used concept has too many to list."""
    here, found = site(), dict[str, list[tuple[str, str]]]()
    for other in here.registry.ledger.referring(name, limit=MOST_REFERRING):
        record = here.catalogue.version(other).record
        label = model.label(here.catalogue.graph(record), record.iri(here.base))
        heading = REFERRING.get(record.kind, "Records that point here")
        found.setdefault(heading, []).append((str(record.iri(here.base)), label))
    return found


def _members(kind: str) -> int | None:
    return site().registry.ledger.count("dataset") if kind == "catalog" else None


def _tombstone(gone: WithdrawnRecord) -> Response:
    """Answer 410 with what is known: the last version is in the ledger still."""
    if media.choose(OFFERS, request.headers.get("Accept", "")) is not PAGE:
        raise gone
    here = site()
    *_, last = (v for v in here.registry.ledger.history(gone.name) if v.status is Status.PUBLISHED)
    scope = here.catalogue.scope(last.record)
    node = last.record.iri(here.base)
    html = render_template(
        "tombstone.html",
        gone=gone,
        title=model.label(scope, node),
        iri=str(node),
        last=last,
        groups=here.layout.outline(scope, node),
    )
    response = make_response(html, HTTPStatus.GONE)
    response.vary.add("Accept")
    return response
