"""Is the process alive, and can it answer? For load balancers and for whoever wonders why a record is not there."""

from __future__ import annotations

import json
from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, Response

from radcat.web.state import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process is up."""
    return _json({"status": "alive"}, HTTPStatus.OK)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether pages and queries can be answered, at which generation, and which files are not published."""
    ledger, position = site().registry.ledger, site().endpoint.position
    findings = [asdict(finding) for finding in ledger.findings()]
    return _json(
        {
            "status": "ready" if position else "nothing published yet",
            "generation": ledger.generation,
            "store_generation": position.generation if position else None,
            "not_published": [finding for finding in findings if not finding["published"]],
            "no_longer_conforming": [finding for finding in findings if finding["published"]],
        },
        HTTPStatus.OK if position else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _json(members: dict[str, object], status: HTTPStatus) -> Response:
    response = Response(json.dumps(members, indent=2), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
