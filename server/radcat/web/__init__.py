"""The web face: a Flask application over one open registry."""

from __future__ import annotations

import atexit
import logging
from wsgiref.types import WSGIApplication

from flask import Flask, Response

from radcat import settings
from radcat.registry import Registry
from radcat.web import health, home, pages, problems, sparql, survey, templating
from radcat.web.cache import ResponseCache
from radcat.web.state import Site, site

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(registry: Registry) -> Flask:
    """Make the application for *registry*, with query workers of its own."""
    app = Flask("radcat.web")
    app.url_map.strict_slashes = True
    app.extensions["radcat"] = Site(registry, registry.endpoint())
    for blueprint in (home.blueprint, survey.blueprint, pages.blueprint, sparql.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    app.after_request(_guarded)
    problems.register(app)
    templating.register(app)
    return app


def _guarded(response: Response) -> Response:
    """Tell browsers that nothing here runs scripts, is framed or comes from elsewhere."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer-when-downgrade"
    return response


def serve_from_environment() -> WSGIApplication:
    """Open the registry that the environment describes and put the cache in front; what a server process loads."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    registry = Registry.open(settings.read())
    app = create_app(registry)
    endpoint = app.extensions["radcat"].endpoint
    atexit.register(endpoint.close)
    return ResponseCache(app.wsgi_app, lambda: endpoint.position, registry.settings.cache_mb * 1024 * 1024)


__all__ = ["create_app", "serve_from_environment", "site"]
