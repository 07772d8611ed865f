"""The SPARQL endpoint's pages: a form for people, and the description of the endpoint for programs.

Whoever asks a query and wants no page is answered by web/direct.py, in front of this.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from radcat.sparql import guard
from radcat.sparql import request as protocol
from radcat.sparql.request import GRAPH_FORMATS
from radcat.web import update
from radcat.web.state import site
from radcat.web.views import descriptions, query_page

blueprint = Blueprint("sparql", __name__)


# Every method, so that one we do not answer is refused in our own words.
@blueprint.route("/sparql", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def sparql() -> Response:
    """Answer on a page, or describe the endpoint to who asks nothing."""
    if update.is_meant():
        return update.answer()
    query_page.keep_typed()
    asked = protocol.parse(request.method, request.query_string, request.content_type or "", request.get_data())
    if asked is None:
        accept = request.headers.get("Accept", "")
        if query_page.is_wanted(accept, None, GRAPH_FORMATS):
            return query_page.blank()
        return descriptions.answer(descriptions.describe_site(site()), accept)
    guard.check(asked.text, site().registry.settings.service_allowed)
    return query_page.answered(asked)
