"""Is the process alive, and can it answer? For load balancers and for whoever wonders why a record is not there."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, Response, current_app

from radcat import status
from radcat.errors import StoreRefused, StoreUnavailable
from radcat.stores.base import Position
from radcat.web.state import site

log = logging.getLogger(__name__)

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process is up."""
    return _json({"status": "alive"}, HTTPStatus.OK)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether pages and queries can be answered, at which generation, and everything that is wrong.

    Anybody may ask this, so that it names no path of the machine and no address inside a network.
    """
    registry = site().registry
    ledger = registry.ledger
    position, fault = _position()
    # With the store elsewhere away, all but queries is answered from the ledger, so that we are of use still.
    is_ready = bool(position or (fault and ledger.generation))
    findings = [asdict(finding) for finding in ledger.findings()]
    faults = [{"source": f.source, "name": f.name, "summary": f.summary} for f in status.faults(registry)]
    return _json(
        {
            "status": _status(is_ready, fault, bool(faults)),
            "generation": ledger.generation,
            "store_generation": position.generation if position else None,
            "store_fault": fault,
            "search_generation": registry.search.generation,
            "queries_without_network": site().endpoint.isolated,
            "not_published": [finding for finding in findings if not finding["published"]],
            "no_longer_conforming": [finding for finding in findings if finding["published"]],
            "faults": faults,
            "left_out": [asdict(omission) for omission in site().catalogue.omissions.current()],
        },
        HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _position() -> tuple[Position | None, str | None]:
    """Where the store stands, or why it can't be asked where it is elsewhere."""
    try:
        return site().endpoint.position, None
    except (StoreUnavailable, StoreRefused) as error:
        if error.public != str(error):
            log.warning("the store can't be asked: %s", error)
        return None, error.public


def _json(members: dict[str, object], status: HTTPStatus) -> Response:
    redact = current_app.extensions["radcat.redaction"]  # findings and faults may name files of this machine
    response = Response(json.dumps(redact.within(members), indent=2), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _status(is_ready: bool, store_fault: str | None, has_faults: bool) -> str:
    if not is_ready:
        return store_fault or "nothing published yet"
    if store_fault:
        return "ready, but for queries"
    return "ready, with faults" if has_faults else "ready"
