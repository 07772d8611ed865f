"""What is stated of a dataset, fact by fact, for programs."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from radcat.errors import MalformedRequest
from radcat.survey.facts import facts
from radcat.web import language
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import refuse_others

blueprint = Blueprint("facts", __name__)


@blueprint.get("/api/facts")
def api() -> Response:
    """The claims about one dataset, with confidence and sources."""
    refuse_others("api/facts", ("set", language.PARAMETER))
    if not (slug := request.args.get("set", "")):
        raise MalformedRequest("set is missing; name the dataset by its slug: set=covidx-cxr.")
    document = facts(site().catalogue, slug, language.wanted())
    return whole(json.dumps(document, ensure_ascii=False, indent=1), "application/json", vary=False)
