"""What crawlers, feed readers and language models look for at addresses they know: sitemap, robots, feed, llms.txt."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, request

from radcat.errors import MalformedRequest, UnknownRecord
from radcat.harvest import feed, llms, sitemap
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("feeds", __name__)

_XML: Final = "application/xml"
_SEQUENCE: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """The sitemap, or the index of the sitemaps."""
    return whole(sitemap.sitemap(site().chronicle, site().base), _XML, vary=False)


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One sitemap of several."""
    body = sitemap.part(site().chronicle, site().base, number) if number < 10**9 else None
    if body is None:
        raise UnknownRecord(request.path.lstrip("/"))
    return whole(body, _XML, vary=False)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read, and where the sitemap is."""
    return whole(sitemap.robots(site().base), "text/plain", vary=False)


@blueprint.get("/llms.txt")
def llms_txt() -> Response:
    """What the catalogue is, for language models."""
    return whole(llms.llms(site().catalogue, site().catalogue.title), "text/plain", vary=False)


@blueprint.get(f"/{feed.PATH}")
def atom() -> Response:
    """The feed of changes, or an older page of it."""
    here, before = site(), request.args.getlist("before")
    if len(before) > 1 or (before and not _SEQUENCE.fullmatch(before[0])):
        raise MalformedRequest("before is one number, as the feed's links have it; begin at the feed's first page.")
    body = feed.feed(here.chronicle, here.catalogue, here.catalogue.title, int(before[0]) if before else None)
    return whole(body, "application/atom+xml", vary=False)
