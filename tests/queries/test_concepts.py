"""A question with a concept for a parameter: a drop-down of its scheme, and an answer that follows."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html
from rdflib import SKOS, URIRef

from radcat.asking import ask
from radcat.bootstrap import Registry
from radcat.catalogue import VOCABULARIES
from radcat.errors import MalformedRequest
from radcat.saved_queries import saved, select

SLUG = "lesion-masks-for-commercial-use"


def test_its_page_offers_every_concept_of_the_scheme(visitor: FlaskClient, catalogue_registry: Registry) -> None:
    page = html.fromstring(visitor.get(f"/queries/{SLUG}", headers={"Accept": "text/html"}).text)
    offered = page.xpath("//select[@name='annotation']/option/@value")
    vocabulary = catalogue_registry.catalogue.merged(*VOCABULARIES)
    scheme = set(vocabulary.subjects(SKOS.inScheme, URIRef(f"{catalogue_registry.base}ns/annotation")))
    assert len(offered) == len(set(offered)) == len(scheme)
    assert page.xpath("//select[@name='annotation']/option[@selected]/@value") == ["lesion-masks"]


def test_the_answer_follows_the_concept(catalogue_registry: Registry) -> None:
    catalogue, endpoint = catalogue_registry.catalogue, catalogue_registry.endpoint()
    try:
        query = saved(catalogue, SLUG)
        default = select(endpoint, ask(catalogue, query, {}).text)
        labels = select(endpoint, ask(catalogue, query, {"annotation": "image-level-labels"}).text)
    finally:
        endpoint.close()
    datasets = [{row[0].rpartition("/")[2] for row in found.rows if row[0]} for found in (default, labels)]
    assert "medseg-covid19-ct-1" in datasets[0]
    assert datasets[0] != datasets[1]


def test_a_concept_that_is_not_there_is_refused_with_one_that_is(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    catalogue = catalogue_registry.catalogue
    with pytest.raises(MalformedRequest, match="lesion-masks"):
        ask(catalogue, saved(catalogue, SLUG), {"annotation": "lesion-maks"})
    assert visitor.get(f"/queries/{SLUG}?annotation=%3E").status_code == 400
    assert visitor.get(f"/queries/{SLUG}?annotation=lung-masks").status_code == 200
