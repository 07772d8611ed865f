"""What lies in a folder of addresses: every record of its kinds, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Final, TypeVar

from flask import Blueprint, Response, render_template, request
from rdflib import DCTERMS, RDFS, SKOS

from radcat import model
from radcat.errors import MalformedRequest, UnknownRecord
from radcat.ledger import references
from radcat.model import KIND, KINDS, Record
from radcat.web import language, ordering
from radcat.web.responses import whole
from radcat.web.state import Site, site
from radcat.wording import translatable

blueprint = Blueprint("lists", __name__)

PARAMETERS: Final = ("page", language.PARAMETER)
MOST_PARTS: Final = 100  # datasets that point at one in a list, and are looked at
LIST: Final = "list"  # what a list of pages is called where a record is left out of it
Row = TypeVar("Row")
_LONGEST: Final = 40  # characters of a foreign parameter that are shown
# Datasets have a table of their own, questions stand in groups, and findings are narrowed by their kind.
FOLDERS: Final = {kind.path: [k.name for k in KINDS if k.path == kind.path] for kind in KINDS if not kind.single}
LISTED: Final = sorted(path.strip("/") for path in FOLDERS if path not in ("datasets/", "findings/", "queries/"))
TITLES: Final = {
    "agents": translatable("People and organisations"),
    "evidence": translatable("Evidence"),
    "externals": translatable("Works outside the catalogue"),
    "ns": translatable("Vocabularies"),
    "references": translatable("References"),
    "shapes": translatable("Shapes"),
    "sources": translatable("Sources"),
}


COUNTED: Final = frozenset({"agents"})  # folders whose lists say how many datasets point at each record
BY_NAME, BY_USE = "name", "datasets"
COMMENTING: Final = (RDFS.comment, DCTERMS.description, SKOS.definition)


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in a list."""

    iri: str
    label: str
    comment: str | None
    datasets: int | None = None  # that point at it, where its list counts them


@blueprint.get(f"/<any({', '.join(LISTED)}):folder>/")
def listing(folder: str) -> Response:
    """The records below an address, in the order of their names."""
    here = site()
    kinds, size = FOLDERS[f"{folder}/"], here.registry.settings.page_size
    wanted = language.wanted()
    total = sum(map(here.registry.ledger.count, kinds))
    pages = max(1, ceil(total / size))
    is_counted = folder in COUNTED
    page = page_number(f"{folder}/", pages, ("sort",) if is_counted else ())
    by_use, engine = is_counted and order_of((BY_NAME, BY_USE)) == BY_USE, here.registry.ledger.engine
    if by_use:
        names = references.most_used(engine, kinds, size, (page - 1) * size)
    else:
        names = ordering.names(here.catalogue, kinds, wanted, size, (page - 1) * size)
    numbers = references.numbers(engine, names) if is_counted else None
    here.registry.ledger.hold(names)
    html = render_template(
        "list.html",
        title=TITLES[folder],
        folder=folder,
        rows=listed(names, lambda record: _listed(record, wanted, numbers)),
        sorts=((BY_NAME, not by_use), (BY_USE, by_use)) if is_counted else (),
        address=f"{request.script_root}/{folder}/" + (f"?sort={BY_USE}" if by_use else ""),
        total=total,
        page=page,
        pages=pages,
    )
    return whole(html, "text/html", vary=False)


def order_of(orders: Sequence[str]) -> str:
    """Read in which of its *orders* a list is asked for; the first where that is not said.

    Raises:
        MalformedRequest: there is no such order.
    """
    wanted = request.args.get("sort", orders[0])
    if wanted not in orders:
        raise MalformedRequest(f"sort={wanted[:_LONGEST]} is no order of this list; it has: {', '.join(orders)}.")
    return wanted


def page_number(place: str, pages: int, others: Sequence[str] = (), several: Collection[str] = ()) -> int:
    """Read `?page=` of a list at *place* that has so many *pages*.

    Raises:
        MalformedRequest: it is not a page number, or the list is asked for something that it has no parameter for.
        UnknownRecord: it lies behind the last page.
    """
    refuse_others(place, (*PARAMETERS, *others), several)
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise MalformedRequest(f"page={text} is not a page; pages are numbered from 1 to {pages}.")
    if len(text) > 18 or int(text) > pages:  # Python refuses to read thousands of digits
        raise UnknownRecord(f"{place}?page={text[:20]}")
    return int(text)


def refuse_others(place: str, known: Sequence[str], several: Collection[str] = ()) -> None:
    """Refuse parameters that would be passed over: a whole list looks like an answer to what was asked.

    Raises:
        MalformedRequest: one is not among the *known*, or is given more than once and not one of *several*.
    """
    for name, values in request.args.lists():
        if name not in known:
            shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
            raise MalformedRequest(
                f"/{place} has no parameter {shown!r}, so that it can't be searched, filtered or sorted that way. "
                f"It has: {', '.join(known)}."
            )
        if len(values) > 1 and name not in several:
            raise MalformedRequest(f"{name} is given {len(values)} times; give it once.")


def hold_rows(here: Site, names: Sequence[str], others: Sequence[str] = ()) -> None:
    """Read at once what the rows of datasets show: what they point at, their parts, and the evidence for them.

    With them, the records *others*, of which the page shows no more than names.
    """
    folder = KIND["dataset"].path
    evidence = [KIND["evidence"].path + name.removeprefix(folder) for name in names]
    here.registry.ledger.hold([*names, *evidence, *others, KIND["catalog"].path], around=True)
    here.registry.ledger.hold_referring(names, MOST_PARTS)


def listed(names: Sequence[str], read: Callable[[Record], Row]) -> list[Row]:
    """Read the rows of a list; a record that can't be read is left out."""
    catalogue = site().catalogue
    found = [catalogue.version(name).record for name in names]
    rows = (catalogue.omissions.attempt(record, LIST, partial(read, record)) for record in found)
    return [row for row in rows if row is not None]


def _listed(record: Record, wanted: Sequence[str], numbers: Mapping[str, int] | None) -> Listed:
    here = site()
    scope, iri = here.catalogue.scope(record, wanted), record.iri(here.base)
    described = (model.value(scope, o) for p in COMMENTING for o in model.said(scope, iri, p))
    datasets = numbers.get(record.name, 0) if numbers is not None else None
    return Listed(str(iri), model.label(scope, iri), next(described, None), datasets)
