"""The catalogue in RDF, a page at a time, in DCAT and in DCAT-AP.

/catalog by Accept or by profile, /catalog.ttl and /catalog.dcat-ap.ttl by suffix, ?page= and ?modified_since=.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import Response, request
from werkzeug.datastructures import MultiDict

from radcat.catalogue import Catalogue
from radcat.errors import MalformedRequest
from radcat.formats import dcat_ap
from radcat.formats.base import Described, Representation
from radcat.harvest import dcat_ap_pages, pages
from radcat.harvest.pages import CATALOG, Page, PageRequest
from radcat.ledger.versions import Version
from radcat.model import Record
from radcat.rdf.graph import frozen
from radcat.rdf.rdf_xml import rdf_xml
from radcat.rdf.sorted_lines import document
from radcat.web.represent import content_profile
from radcat.web.responses import whole
from radcat.web.state import site

LARGEST: Final = 1000  # datasets on a page
_DIGITS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})?)?", re.ASCII)
# Today begins earlier in the east, and clocks differ: a date is in the future when it is so everywhere.
_AHEAD: Final = timedelta(days=1)


def are_meant(version: Version, representation: Representation) -> bool:
    """Tell whether *representation* writes the catalogue with all that it holds, which comes in pages."""
    return version.record.kind == "catalog" and (representation.lossless or representation.profile == dcat_ap.PROFILE)


def answer(representation: Representation, address: str, carried: Sequence[str] = ()) -> Response:
    """Answer with the page that the request asks for; *address* is the catalogue's, with the suffix asked for.

    The links to other pages repeat the parameters *carried*, which the format was chosen by.

    Raises:
        MalformedRequest: a parameter is wrong; the message says which.
        UnknownRecord: there is no such page.
    """
    here = site()
    asked = parse(request.args, here.registry.settings.harvest_page_size, datetime.now(UTC))
    asked = replace(asked, carried=tuple((name, request.args[name]) for name in carried if name in request.args))
    page = pages.read(here.chronicle, here.catalogue, asked, here.base + address)
    links, omissions = page.links, here.catalogue.omissions
    related = {"first": links.first, "prev": links.previous, "next": links.next, "last": links.last}
    said = [f'<{here.base}{CATALOG}>; rel="canonical"']
    said += [f'<{target}>; rel="{relation}"' for relation, target in related.items() if target]
    said.append('<http://www.w3.org/ns/ldp#RDFSource>; rel="type"')
    headers = {"Link": ", ".join(said), **content_profile(representation.profile)}
    form = f"{CATALOG}.{representation.suffix}"

    def write(versions: tuple[Version, ...]) -> bytes:
        lacking = here.chronicle.among(asked.span, omissions.names(form))
        return _write(representation, replace(page, datasets=versions, total=page.total - lacking), here.catalogue)

    body = omissions.together(page.datasets, form, write)
    return whole(body, str(representation.media_type), vary=False, headers=headers)


def _write(representation: Representation, page: Page, catalogue: Catalogue) -> bytes:
    if representation.profile == dcat_ap.PROFILE:
        return dcat_ap_pages.write(page, catalogue, site().registry.jsonld_context, representation)
    if writer := _WRITERS.get(representation.suffix):
        return writer(page, catalogue)
    record = Record("catalog", CATALOG, b"")
    graph = frozen(pages.whole(page, catalogue))
    return representation.write(Described(record, graph, catalogue.base, site().registry.jsonld_context))


_WRITERS: Final[dict[str, Callable[[Page, Catalogue], bytes]]] = {
    "ttl": lambda page, catalogue: pages.as_turtle(page, catalogue, site().renderings),
    "rdf": lambda page, catalogue: rdf_xml(pages.whole(page, catalogue)),
    "nt": lambda page, catalogue: document(pages.whole(page, catalogue)),
}


def parse(given: MultiDict[str, str], size: int, now: datetime) -> PageRequest:
    """Read which page is asked for; *size* is that of a page where none is asked for.

    Raises:
        MalformedRequest: a parameter is not a number or a date, or is given twice, or lies in the future.
    """
    for name in ("page", "page_size", "modified_since", "after"):
        if len(given.getlist(name)) > 1:
            raise MalformedRequest(f"{name} is given more than once.")
    since = _date(given["modified_since"], now) if "modified_since" in given else None
    after = given.get("after")
    if after is not None and since is not None and not _DIGITS.fullmatch(after):
        raise MalformedRequest(f"after={after[:40]} is none that a page here linked to; begin at the first page.")
    return PageRequest(
        _number(given, "page", 1, 10**12),
        _number(given, "page_size", size, LARGEST),
        after,
        since,
        size,
    )


def _number(given: MultiDict[str, str], name: str, default: int, most: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    if not _DIGITS.fullmatch(text) or not 1 <= int(text) <= most:
        raise MalformedRequest(f"{name}={text[:40]} is not a number from 1 to {most}.")
    return int(text)


def _date(text: str, now: datetime) -> str:
    """Read an ISO 8601 date or time, in UTC unless it says otherwise, as the ledger writes one."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        given = datetime.fromisoformat(text)
        moment = given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedRequest(
            f"modified_since={text[:40]} is not a date; write 2021-01-31 or 2021-01-31T12:00:00Z."
        ) from error
    if moment > now + _AHEAD:
        raise MalformedRequest(f"modified_since={text[:40]} lies in the future; it is now {now:%Y-%m-%dT%H:%M:%SZ}.")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
