"""Every record at its own address: a page for people, RDF for programs, chosen by Accept or by suffix."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from rdflib import URIRef

from radcat import dataset_findings, model
from radcat.catalogue import VOCABULARIES
from radcat.dataset_findings import DATASET_FINDING
from radcat.errors import NotAcceptable, WithdrawnRecord
from radcat.folder import records
from radcat.formats import (
    PROFILES,
    REPRESENTATIONS,
    alternates,
    dcat,
    negotiation,
    representations_of,
)
from radcat.formats.base import Representation
from radcat.ledger.versions import Status, Version
from radcat.model.listing import collation
from radcat.publishing.indexing import CATALOG
from radcat.rdf import media
from radcat.web import evidence, findings, language, relations, represent, vocabulary, works
from radcat.web.landing import page as landing
from radcat.web.responses import whole
from radcat.web.rules import rules
from radcat.web.state import site
from radcat.web.views import catalog_pages, queries
from radcat.web.views.quality import scored
from radcat.wording import translatable

blueprint = Blueprint("pages", __name__)

MOST_REFERRING: Final = 100
REFERRING: Final = {
    "dataset": translatable("Datasets that point here"),
    "source": translatable("Mentioned in"),
    "evidence": translatable("Evidence"),
    "dataset-finding": relations.FINDINGS,
}
FOLDERS: Final = {kind.path.partition("/")[0] for kind in model.KINDS if not kind.single}
PAGES: Final = (dcat.PROFILE, alternates.PROFILE)  # what is shown as a page, too


@blueprint.get("/ns/context.jsonld")
def context() -> Response:
    """The JSON-LD context of every record."""
    return whole(json.dumps(site().registry.jsonld_context, indent=2), "application/ld+json", vary=False)


@blueprint.get(f"/<any({', '.join(sorted(FOLDERS))}):kind>/<path:rest>")
def record(kind: str, rest: str) -> Response:
    """A record, or a concept or part that a record holds; `format=` asks a saved query for its result."""
    if kind == "queries" and (wanted := request.args.get("format")):
        return queries.result(rest, wanted)
    return _show(f"{kind}/{rest}")


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>")
def catalog(suffix: str | None = None) -> Response:
    """The catalogue's record, with the datasets it holds."""
    return _show(f"{CATALOG}.{suffix}" if suffix else CATALOG)


def _show(address: str) -> Response:
    name, representation = _split(address)
    _hold(name)
    try:
        version = site().catalogue.owner(name)
    except WithdrawnRecord as gone:
        return _tombstone(gone)
    rows = representations_of(version.record.kind)
    if representation:
        if representation not in rows:
            raise NotAcceptable(f".{representation.suffix}", [f".{row.suffix}" for row in rows])
        if catalog_pages.are_meant(version, representation):
            return catalog_pages.answer(representation, address)
        return represent.written(version, representation)
    choice = negotiation.choose(rows, represent.wish(), PAGES)
    if choice.representation and catalog_pages.are_meant(version, choice.representation):
        return represent.varied(catalog_pages.answer(choice.representation, name, represent.CHOOSING))
    if choice.representation:
        return represent.varied(represent.written(version, choice.representation, choice.media_type))
    if choice.profile == alternates.PROFILE:
        return represent.varied(_alternates(version))
    others = [str(row.media_type) for row in rows]
    return represent.varied(represent.in_words(version, "page", lambda: _page(version, name), others))


def _hold(name: str) -> None:
    """Read at once what a page about *name* shows: its record, what that points at, the evidence, the findings."""
    owners = list(records.owner_names(name))
    folder, _, slug = owners[0].partition("/")
    pointing = None
    if f"{folder}/" == model.KIND["dataset"].path:
        owners.append(f"{model.KIND['evidence'].path}{slug}")
        pointing = dataset_findings.beside(f"{folder}/{slug}")
    site().registry.ledger.hold([*owners, CATALOG], around=True, pointing=pointing)


def _split(address: str) -> tuple[str, Representation | None]:
    """Take a known suffix off an address; a dot may as well belong to the slug."""
    stem, representation = represent.suffixed(address)
    if representation:
        return stem, representation
    stem, dot, suffix = address.rpartition(".")
    ledger = site().registry.ledger
    if dot and ledger.latest(address) is None and (known := ledger.latest(stem)) is not None:
        raise NotAcceptable(f".{suffix}", [f".{row.suffix}" for row in representations_of(known.record.kind)])
    return address, None


def _alternates(version: Version) -> Response:
    """List the formats in which a record is available."""
    here = site()
    iri = str(version.record.iri(here.base))
    rows = representations_of(version.record.kind)
    title = here.catalogue.label(version.record, language.wanted())
    html = render_template("alternates.html", iri=iri, title=title, representations=rows, profiles=PROFILES.values())
    headers = represent.page_headers(version, iri, None, alternates.PROFILE)
    return whole(html, "text/html", vary=False, headers=headers)


def _page(version: Version, name: str) -> Response:
    here, found = site(), version.record
    own, node = found.iri(here.base), URIRef(here.base + name)
    wanted = language.wanted()
    scope = here.catalogue.scope(found, wanted, node)
    layout = here.layout_in(scope.languages)
    title = model.label(scope, node)
    shown: dict[str, Any] = {
        "version": version,
        "iri": str(node),
        "title": title,
        "language": language.of(title),
        "versions": language.versions(model.languages_of(scope, node), language.of(title), here.base),
        "groups": layout.outline(scope, node),
        "representations": [r for r in representations_of(found.kind) if r.profile != alternates.PROFILE],
        "referring": _referring(name, wanted),
        "omissions": represent.omissions(found),
    }
    dataset = None
    if found.kind == "dataset" and node == own:
        html, dataset = landing.page(version, scope, wanted, scored(here, found.slug), shown)
    elif found.kind == "query" and node == own:
        return queries.page(version, represent.page_headers(version, str(own), None, dcat.PROFILE), shown)
    elif found.kind == "evidence" and node == own:
        return evidence.page(version, scope, represent.page_headers(version, str(own), None, dcat.PROFILE), shown)
    elif found.kind == DATASET_FINDING.name and node == own:
        return findings.page(version, scope, represent.page_headers(version, str(own), None, dcat.PROFILE), shown)
    else:
        held = layout.parts(scope, own) if node == own else ()
        schemes = vocabulary.schemes(here, scope) if node == own and found.kind in VOCABULARIES else ()
        if schemes:
            held = tuple(part for part in held if not vocabulary.SHOWN & set(part.name.split(", ")))
        html = render_template(
            "record.html",
            held=held,
            members=_members(found.kind),
            schemes=schemes,
            rules=rules(scope.graph) if node == own and found.kind == "shapes" else (),
            hidden=vocabulary.IN_TREE if schemes else (),
            usages=vocabulary.used_by(here, [str(node)]).get(str(node), ()),
            works=works.facts(here, shown["referring"], wanted),
            **shown,
        )
    headers = represent.page_headers(version, str(node), dataset, dcat.PROFILE)
    return whole(html, "text/html", vary=False, headers=headers)


def _referring(name: str, wanted: Sequence[str]) -> Mapping[str, list[tuple[str, str]]]:
    """Who points here: IRIs and labels, under a heading each kind has; a well used concept has too many to list."""
    here, found = site(), dict[str, list[tuple[str, str]]]()
    for other in here.registry.ledger.versions_referring(name, MOST_REFERRING):
        record = other.record
        label = here.catalogue.omissions.attempt(record, "link to it", partial(here.catalogue.label, record, wanted))
        if label is None:
            continue
        heading = REFERRING.get(record.kind, translatable("Records that point here"))
        if record.kind == "dataset":
            pointing = here.catalogue.scope(record, wanted)
            heading = relations.heading(pointing, URIRef(here.base + name), record.iri(here.base)) or heading
        found.setdefault(heading, []).append((str(record.iri(here.base)), label))
    for names in found.values():
        names.sort(key=lambda pair: (collation(pair[1]), pair[0]))
    return found


def _members(kind: str) -> int | None:
    return site().registry.ledger.count("dataset") if kind == "catalog" else None


def _tombstone(gone: WithdrawnRecord) -> Response:
    """Answer 410 with what is known: the last version is in the ledger still."""
    others = (negotiation.Choice(row.media_type, row.profile, row) for row in REPRESENTATIONS)
    offers = (negotiation.Choice(negotiation.HTML, None), *others)
    if media.choose(offers, request.headers.get("Accept", "")) is not offers[0]:
        raise gone
    here = site()
    *_, last = (v for v in here.registry.ledger.history(gone.name) if v.status is Status.PUBLISHED)
    scope = here.catalogue.scope(last.record, language.wanted())
    node = last.record.iri(here.base)
    title = model.label(scope, node)
    html = render_template(
        "tombstone.html",
        gone=gone,
        title=title,
        language=language.of(title),
        iri=str(node),
        last=last,
        groups=here.layout.outline(scope, node),
    )
    response = make_response(html, HTTPStatus.GONE)
    response.vary.add("Accept")
    return response
