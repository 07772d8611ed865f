"""Answers that write a record in one of its representations, with the links that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from flask import Response, current_app, request

from radcat.errors import MalformedRequest, NotAcceptable, RegistryError, UnwritableRecord
from radcat.formats import BY_SUFFIX, dcat, describe, links, representations_of
from radcat.formats.base import Profile, Representation
from radcat.formats.negotiation import Wish
from radcat.ledger.omissions import MACHINE, Omission
from radcat.ledger.versions import Version
from radcat.model import Dataset, Record
from radcat.rdf.media import MediaType
from radcat.web.responses import whole
from radcat.web.state import moment, site

Body = TypeVar("Body")
CHOOSING: Final = ("_profile", "_mediatype")  # parameters that choose a representation


def wish() -> Wish:
    """Read what this request says of the representation it wants.

    Raises:
        MalformedRequest: an argument is given twice.
    """
    for name in CHOOSING:
        if len(request.args.getlist(name)) > 1:
            raise MalformedRequest(f"{name} is given more than once; name one, or several with commas between.")
    return Wish(
        request.headers.get("Accept", ""),
        request.headers.get("Accept-Profile", ""),
        request.args.get("_mediatype"),
        request.args.get("_profile"),
    )


def varied(response: Response) -> Response:
    """Name the headers that the choice of this answer rested on: those that no argument outweighed."""
    if "_mediatype" not in request.args:
        response.vary.add("Accept")
    if "_profile" not in request.args:
        response.vary.add("Accept-Profile")
    return response


def suffixed(address: str) -> tuple[str, Representation | None]:
    """Take the longest known suffix off an address: x.datacite.xml is x, as DataCite XML."""
    head, _, last = address.rpartition("/")
    stem, *rest = last.split(".")
    for start in range(len(rest)):
        row = BY_SUFFIX.get(".".join(rest[start:]))
        if row:
            name = ".".join((stem, *rest[:start]))
            return (f"{head}/{name}" if head else name), row
    return address, None


def written(version: Version, representation: Representation, media_type: MediaType | None = None) -> Response:
    """Write a record; *media_type* is the name under which the client asked for it."""
    here = site()
    rows, iri = representations_of(version.record.kind), str(version.record.iri(here.base))

    def write() -> bytes:
        return representation.write(describe(here.catalogue, version.record, here.registry.jsonld_context))

    others = [str(row.media_type) for row in rows if row is not representation]
    body = in_words(version, representation.name, write, others)
    found = links.of_document(iri, rows, representation.profile)
    headers = {"Link": links.header(found), **content_profile(representation.profile)}
    # Whether nothing else goes into it: the catalogue's record lists datasets, and JSON-LD has the catalogue's context.
    own = (
        representation.profile == dcat.PROFILE and version.record.kind != "catalog" and representation.name != "jsonld"
    )
    modified = moment(version.date) if own else None
    return whole(body, str(media_type or representation.media_type), vary=False, headers=headers, modified=modified)


def in_words(version: Version, form: str, write: Callable[[], Body], others: Sequence[str] = ()) -> Body:
    """Write one record; a fault is noted as in lists, and said to the reader in words.

    Raises:
        UnwritableRecord: something went wrong, whatever it was.
        RegistryError: what *write* raises itself.
    """
    kept, record = site().catalogue.omissions, version.record
    try:
        body = write()
    except NotAcceptable as fault:
        kept.note(record, form, fault)
        raise
    except (RegistryError, *MACHINE):
        raise
    except Exception as fault:
        raise UnwritableRecord(record.name, form, kept.note(record, form, fault), others) from fault
    kept.forget(record, form)
    return body


def omissions(record: Record) -> list[Omission]:
    """List the formats that a record can't be written in, for visitors."""
    redact = current_app.extensions["radcat.redaction"]
    return [replace(found, reason=redact(found.reason)) for found in site().catalogue.omissions.of(record)]


def page_headers(version: Version, canonical: str, dataset: Dataset | None, profile: Profile | None) -> dict[str, str]:
    """Link a page to whatever belongs to it; the page of a part or concept is canonical for that part."""
    iri = str(version.record.iri(site().base))
    rows = representations_of(version.record.kind)
    found = links.of_page(iri, canonical, rows, dataset, profile)
    return {"Link": links.header(found), **content_profile(profile)}


def content_profile(profile: Profile | None) -> dict[str, str]:
    """Say which profile an answer conforms to."""
    return {"Content-Profile": f"<{profile.iri}>"} if profile else {}
