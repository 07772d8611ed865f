"""A finding about datasets as people read it: what was found, in what, who says so, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template

from radcat import dataset_findings
from radcat.catalogue import Scope
from radcat.formats import quality_annotations
from radcat.formats.bibliography import STYLES
from radcat.ledger.versions import Version
from radcat.web.landing import citing
from radcat.web.responses import whole
from radcat.web.state import site


def page(version: Version, scope: Scope, headers: dict[str, str], shown: Mapping[str, Any]) -> Response:
    """Show one finding, in the languages of *scope*."""
    here = site()
    (found,) = dataset_findings.read(here.catalogue, [version], scope.languages)
    targets = [dataset_findings.target(scope, iri, here.base) for iri in found.targets]
    works = [(each.iri, each.label) for each in targets]
    item = citing.of_record(here, version, found.title)
    html = render_template(
        "finding.html",
        finding=found,
        targets=targets,
        markup={"@context": "https://schema.org/", **quality_annotations.claim(found, here.catalogue.language, works)},
        cited=[(style, citing.cited({citing.RECORD: item}, style)[0].text) for style in STYLES],
        **shown,
    )
    return whole(html, "text/html", vary=False, headers=headers)
