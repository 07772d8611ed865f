"""All findings about datasets, the gravest first, or those of one kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import Blueprint, Response, render_template, request
from rdflib import URIRef

from radcat import dataset_findings, model
from radcat.dataset_findings import DATASET_FINDING, SCHEME, DatasetFinding
from radcat.errors import MalformedRequest
from radcat.formats.quality_annotations import as_json
from radcat.ledger import references
from radcat.web import language
from radcat.web.responses import whole
from radcat.web.state import Site, site
from radcat.web.views.lists import page_number, refuse_others

blueprint = Blueprint("findings", __name__)

_FOLDER: Final = DATASET_FINDING.path
_LONGEST: Final = 40  # characters of a foreign kind that are shown


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind that the list can be narrowed to."""

    code: str
    name: str
    count: int
    is_chosen: bool


@blueprint.get("/findings/")
def listing() -> Response:
    """The findings, a page at a time; `kind=` narrows the list."""
    here, wanted = site(), language.wanted()
    size = here.registry.settings.page_size
    by_kind = _by_kind(here)
    kind = _chosen(by_kind)
    names = by_kind[kind] if kind else [name for found in by_kind.values() for name in found]
    pages = max(1, ceil(len(names) / size))
    page = page_number(_FOLDER, pages, ("kind",))
    shown = names[(page - 1) * size : page * size]
    here.registry.ledger.hold(shown, around=True)
    found = dataset_findings.read(here.catalogue, map(here.catalogue.version, shown), wanted)
    scope = here.catalogue.scope_of(URIRef(iri) for each in found for iri in each.targets)
    scope.languages = (*wanted, *scope.languages)
    html = render_template(
        "findings_list.html",
        findings=found,
        targets={iri: dataset_findings.target(scope, iri, here.base) for each in found for iri in each.targets},
        choices=_choices(here, by_kind, kind),
        kind=kind,
        total=len(names),
        address=f"{request.script_root}/{_FOLDER}" + (f"?kind={kind}" if kind else ""),
        page=page,
        pages=pages,
    )
    return whole(html, "text/html", vary=False)


@blueprint.get("/api/findings")
def api() -> Response:
    """The findings about one dataset, or about all, for programs."""
    refuse_others("api/findings", ("set", language.PARAMETER))
    here, wanted = site(), language.wanted()
    if slug := request.args.get("set", ""):
        dataset = here.catalogue.dataset_version(slug).record
        found: Sequence[DatasetFinding] = dataset_findings.about(here.catalogue, dataset.name, wanted)
    else:
        ledger = here.registry.ledger
        versions = ledger.several(ledger.names(DATASET_FINDING.name))
        found = dataset_findings.read(here.catalogue, versions, wanted)
    document = {"findings": [as_json(each) for each in found], "generation": here.registry.ledger.generation}
    return whole(json.dumps(document, ensure_ascii=False, indent=1), "application/json", vary=False)


def _by_kind(here: Site) -> dict[str, list[str]]:
    """Name the published findings by the code of their kind, the gravest first; without a code, what has no such."""
    prefix = f"{here.base}{SCHEME}/"
    kinds = [iri.removeprefix(prefix) for iri in dataset_findings.gravity(here.catalogue) if iri.startswith(prefix)]
    ledger = here.registry.ledger
    pointing = references.names(ledger.engine, [f"{SCHEME}/{kind}" for kind in kinds], DATASET_FINDING.name)
    found = {kind: pointing[f"{SCHEME}/{kind}"] for kind in kinds}
    known = {name for names in found.values() for name in names}
    return {**found, "": [name for name in ledger.names(DATASET_FINDING.name) if name not in known]}


def _chosen(by_kind: dict[str, list[str]]) -> str:
    """Read the kind that is asked for; empty where all are.

    Raises:
        MalformedRequest: there is no such kind.
    """
    kind = request.args.get("kind", "")
    if kind not in by_kind:
        known = ", ".join(filter(None, by_kind))
        raise MalformedRequest(f"kind={kind[:_LONGEST]} is no kind of finding; there are: {known or 'none'}.")
    return kind


def _choices(here: Site, by_kind: dict[str, list[str]], chosen: str) -> list[Choice]:
    scope = here.catalogue.scope_of(())
    scope.languages = (*language.wanted(), *scope.languages)
    return [
        Choice(kind, model.label(scope, URIRef(f"{here.base}{SCHEME}/{kind}")), len(names), kind == chosen)
        for kind, names in by_kind.items()
        if kind and (names or kind == chosen)
    ]
