"""The web face: a Flask application over one open registry."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from wsgiref.types import WSGIApplication

from flask import Flask, Response, g, request
from rdflib import VOID

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web import one_state, problems, templating
from radcat.web.direct import QueryOperation
from radcat.web.keeping_up import keep_up
from radcat.web.middleware import cors
from radcat.web.middleware.cache import ResponseCache
from radcat.web.middleware.compression import Compression
from radcat.web.middleware.gate import Gate
from radcat.web.middleware.mount import Addressed, mounted
from radcat.web.redaction import Redaction
from radcat.web.responses import GUARDS
from radcat.web.state import Site, site
from radcat.web.views import (
    about,
    cite,
    compare,
    descriptions,
    docs,
    dumps,
    event_stream,
    facts,
    feeds,
    findings,
    graph_store,
    health,
    history,
    home,
    licences,
    lineage,
    lists,
    oai,
    openapi,
    pages,
    quality,
    questions,
    search,
    sparql,
    survey,
)
from radcat.web.warming import warm

Layer = Callable[[WSGIApplication], WSGIApplication]  # puts something in front of an application
MEGABYTE: Final = 1024 * 1024


def create_app(registry: Registry) -> Flask:
    """Make the application for *registry*, with query workers of its own."""
    app = Flask("radcat.web")
    app.url_map.strict_slashes = True
    endpoint = registry.endpoint()
    app.extensions["radcat"] = Site(registry, endpoint)
    app.extensions["radcat.redaction"] = Redaction(registry.settings, registry.base)
    for module in (
        home,
        search,
        compare,
        openapi,
        about,
        docs,
        survey,
        quality,
        cite,
        history,
        licences,
        lineage,
        lists,
        findings,
        questions,
        pages,
        sparql,
        descriptions,
        health,
        oai,
        feeds,
        dumps,
        event_stream,
        facts,
    ):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(graph_store.reading)
    if registry.settings.writes:
        # A registry that is not written over HTTP does not route what writes: nothing has to remember to refuse.
        app.register_blueprint(graph_store.writing)
        app.extensions["radcat.writer"] = registry.writer()
    one_state.register(app)
    app.after_request(_guarded)
    problems.register(app)
    templating.register(app)
    app.after_request(cors.opened)
    _, always = _passed(app)
    app.wsgi_app = _behind(always, app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def _passed(app: Flask) -> tuple[list[Layer], list[Layer]]:
    """List what a request passes before the pages, from the outside in: where it is served, and then always."""
    here: Site = app.extensions["radcat"]
    registry, endpoint, limits = here.registry, here.endpoint, here.registry.settings
    served: list[Layer] = [
        lambda inner: mounted(inner, registry.base),  # the path of the base IRI is cut off
        lambda inner: Gate(  # who asks, how often, how large and how slowly
            inner,
            body_bytes=limits.body_mb * MEGABYTE,
            rate=limits.rate,
            proxies=limits.trusted_proxies,
            proxy_header=limits.proxy_header,
            streams=limits.long_answers,
        ),
        Compression,
        lambda inner: ResponseCache(inner, lambda: endpoint.state, limits.cache_mb * MEGABYTE),
    ]
    always: list[Layer] = [
        lambda inner: Addressed(inner, registry.base),  # host and scheme are the base IRI's
        lambda _: QueryOperation(app, endpoint, here.holding, limits.service_allowed),  # SPARQL, which needs no Flask
    ]
    return served, always


def _behind(layers: list[Layer], app: WSGIApplication) -> WSGIApplication:
    for layer in reversed(layers):
        app = layer(app)
    return app


def _guarded(response: Response) -> Response:
    """Tell browsers that nothing here runs scripts, is framed or comes from elsewhere; a page may say what else."""
    response.headers.update(GUARDS)
    if g.get("by_language"):
        response.vary.add("Accept-Language")
    if tag := g.get("spoken"):
        response.headers["Content-Language"] = tag
    if policy := g.get("policy"):
        response.headers["Content-Security-Policy"] = policy
    if response.mimetype == "text/html":  # where what is shown here can be asked for as data (RFC 8631; VoID, 6.1)
        root = request.script_root
        response.headers.add("Link", f'<{root}/{descriptions.ENDPOINT}>; rel="service-desc"; type="text/turtle"')
        response.headers.add("Link", f'<{root}/{descriptions.VOID}>; rel="{VOID.inDataset}"')
    if request.path.startswith("/static/vendor/") and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # its folder names its version
    return response


def serve_from_environment() -> WSGIApplication:
    """Open the registry that the environment describes; what a server process loads."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    registry = Registry.open(settings.read())
    app = create_app(registry)
    here: Site = app.extensions["radcat"]
    endpoint = here.endpoint
    atexit.register(endpoint.close)
    if writer := app.extensions.get("radcat.writer"):
        atexit.register(writer.close)
    if not registry.settings.read_only:
        keep_up(registry, endpoint, lambda: here.findings.read_ahead(here.catalogue, endpoint))
    warm(app)
    served, _ = _passed(app)
    return _behind(served, app.wsgi_app)


__all__ = ["create_app", "serve_from_environment", "site"]
