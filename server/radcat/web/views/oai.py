"""The OAI-PMH repository, by GET and by POST; all errors of the protocol come with status 200, as it wants."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from radcat.harvest.contact import admin_email
from radcat.harvest.formats import formats
from radcat.harvest.oai_pmh import PATH, Repository
from radcat.web.state import site

blueprint = Blueprint("oai", __name__)


@blueprint.route(f"/{PATH}", methods=["GET", "POST"])
def oai() -> Response:
    """Answer a harvester."""
    here = site()
    repository = Repository(
        here.catalogue,
        here.chronicle,
        formats(here.catalogue, here.registry.jsonld_context),
        here.catalogue.title,
        here.registry.settings.admin_email or admin_email(here.catalogue),
        here.registry.settings.harvest_page_size,
        here.renderings,
    )
    response = Response(repository.answer(_pairs(), datetime.now(UTC)), content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"  # it says when it was given
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _pairs() -> list[tuple[str, str]]:
    """Read the arguments in the order they came; what is not UTF-8 becomes U+FFFD and names nothing."""
    encoded = request.query_string
    if request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded":
        encoded = encoded + b"&" + request.get_data() if encoded else request.get_data()
    return parse_qsl(encoded.decode("ascii", "replace"), keep_blank_values=True, errors="replace")
