"""Similar datasets: what they have in common, and how rare that is."""

from __future__ import annotations

from pathlib import Path

from rdflib import URIRef
from tests.search.conftest import Fed, document

from radcat.search.facets import NOT_STATED, Stated
from radcat.search.similar import similar

FACETS = (
    Stated("modality", "Modality", URIRef("https://example.org/modality"), is_telling=True),
    Stated("task", "Task", URIRef("https://example.org/task"), is_telling=True),
    Stated("country", "Country", URIRef("https://example.org/country")),
)


def index(tmp_path: Path) -> Fed:
    fed = Fed(tmp_path / "search", ["modality", "task", "country"])
    rows = {
        "own": {"modality": ["ct"], "task": ["masks", "labels"], "country": ["NO"]},
        "twin": {"modality": ["ct"], "task": ["masks", "labels"]},
        "near": {"modality": ["ct"], "task": ["masks"]},
        "common": {"modality": ["ct"], "task": ["labels"]},
        "other": {"modality": ["x-ray"], "task": ["labels"]},
        "far": {"modality": ["mri"], "task": [NOT_STATED], "country": ["NO"]},
        "far-2": {"modality": ["x-ray"], "task": ["labels"], "country": ["NO"]},
    }
    fed.feed([document(slug, values=values) for slug, values in rows.items()])
    return fed


def test_what_has_most_and_the_rarest_in_common_comes_first(tmp_path: Path) -> None:
    with index(tmp_path).reader.view() as view:
        found = similar(view, FACETS, "datasets/own")
    assert [each.hit.name for each in found] == ["datasets/twin", "datasets/near", "datasets/common"]
    assert found[0].shared[0] == ("task", "masks")
    assert {facet for each in found for facet, _ in each.shared} == {"modality", "task"}


def test_nothing_is_similar_to_what_says_nothing_or_is_not_there(tmp_path: Path) -> None:
    with index(tmp_path).reader.view() as view:
        assert similar(view, FACETS, "datasets/far") == ()
        assert similar(view, FACETS, "datasets/unknown") == ()


def test_no_more_than_is_asked_for(tmp_path: Path) -> None:
    with index(tmp_path).reader.view() as view:
        assert len(similar(view, FACETS, "datasets/own", 1)) == 1
