"""What Google Dataset Search requires and recommends of a dataset's markup, each property a point.

https://developers.google.com/search/docs/appearance/structured-data/dataset. What not every dataset has, such as a
funder, a version or a paper, is asked for only where the record states it: the markup is to carry it then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from radcat.model import Dataset
from radcat.quality.base import Effort, Metric, yes

FRAGMENT: Final = "Google"
METHOD: Final = "Google Dataset Search"
SOURCE: Final = "https://developers.google.com/search/docs/appearance/structured-data/dataset"
UNKNOWN: Final = "not asked for, since no source states them"
SHORTEST, LONGEST = 50, 5000  # characters of a description
DIMENSIONS: Final = ("Required", "Recommended")
REQUIRED, RECOMMENDED = DIMENSIONS
WRITE, LOOK_UP, PUBLISHER = Effort


def _given(name: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda markup: markup.get(name) not in (None, "", [], (), {})


def _typed(name: str) -> Callable[[Mapping[str, Any]], bool]:
    def test(markup: Mapping[str, Any]) -> bool:
        nodes = _nodes(markup, name)
        return bool(nodes) and all(isinstance(node, Mapping) and node.get("@type") for node in nodes)

    return test


def _downloads(markup: Mapping[str, Any]) -> bool:
    return all(isinstance(node, Mapping) and node.get("contentUrl") for node in _nodes(markup, "distribution"))


def _nodes(markup: Mapping[str, Any], name: str) -> Sequence[Any]:
    """The values of a property, of which JSON-LD writes a single one without brackets."""
    found = markup.get(name) or ()
    return found if isinstance(found, list | tuple) else (found,)


def _text(node: Any) -> str:
    return str(node.get("@value", "")) if isinstance(node, Mapping) else str(node)


def _named_catalog(markup: Mapping[str, Any]) -> bool:
    return bool((markup.get("includedInDataCatalog") or {}).get("name"))


def _open_or_unsaid(dataset: Dataset) -> bool:
    """Whether access costs nothing, or nobody has said yet: of what is not open to all, no term says if it costs."""
    return dataset.access_rights is None or dataset.access_rights.iri.endswith("/PUBLIC")


def _always(_dataset: Dataset) -> bool:
    return True


def _metric(
    name: str,
    dimension: str,
    remedy: str,
    effort: Effort,
    test: Callable[[Mapping[str, Any]], object],
    where: Callable[[Dataset], object] = _always,
) -> Metric:
    question = f"{dimension}: {name}"
    given = yes(lambda subject: test(subject.markup))
    return Metric(
        name, question, dimension, 1, SOURCE, remedy, effort, lambda s: given(s) if where(s.dataset) else None
    )


_CARRY: Final = "Write what the record states in a form that the markup can carry."
# A row is read in one go.
# fmt: off
METRICS: Final[tuple[Metric, ...]] = (
    _metric("name", REQUIRED, "Give dcterms:title.", WRITE, _given("name")),
    _metric("description", REQUIRED, f"Describe it in {SHORTEST} to {LONGEST} characters.", WRITE,
            lambda m: any(SHORTEST <= len(_text(node)) <= LONGEST for node in _nodes(m, "description"))),
    _metric("distribution.contentUrl", REQUIRED,
            "Give each distribution in the markup an address from which the file comes.", PUBLISHER, _downloads),
    _metric("includedInDataCatalog.name", REQUIRED, "Give the catalogue a title.", WRITE, _named_catalog),
    _metric("alternateName", RECOMMENDED, _CARRY, WRITE, _given("alternateName"), lambda d: d.alternatives),
    _metric("citation", RECOMMENDED, _CARRY, WRITE, _given("citation"), lambda d: d.publications),
    _metric("creator", RECOMMENDED, "Give dcterms:creator, each a record of its own.", LOOK_UP, _typed("creator")),
    _metric("funder", RECOMMENDED, _CARRY, WRITE, _typed("funder"), lambda d: d.funders),
    _metric("identifier", RECOMMENDED, "Give dcterms:identifier.", WRITE, _given("identifier")),
    _metric("isAccessibleForFree", RECOMMENDED, "Give dcterms:accessRights.", LOOK_UP,
            lambda m: isinstance(m.get("isAccessibleForFree"), bool), _open_or_unsaid),
    _metric("isBasedOn", RECOMMENDED, _CARRY, WRITE, _given("isBasedOn"), lambda d: d.derived_from),
    _metric("isPartOf", RECOMMENDED, _CARRY, WRITE, _given("isPartOf"), lambda d: d.is_part_of),
    _metric("keywords", RECOMMENDED, "Give dcat:keyword.", WRITE, _given("keywords")),
    _metric("license", RECOMMENDED, "Give the licence that the publisher states.", PUBLISHER, _given("license")),
    _metric("measurementTechnique", RECOMMENDED, "Give schema:measurementTechnique.", LOOK_UP,
            _given("measurementTechnique")),
    _metric("sameAs", RECOMMENDED, "Give dcat:landingPage, the page that settles what it is.", LOOK_UP,
            _given("sameAs")),
    _metric("spatialCoverage", RECOMMENDED, _CARRY, WRITE, _given("spatialCoverage"), lambda d: d.places),
    _metric("temporalCoverage", RECOMMENDED, _CARRY, WRITE, _given("temporalCoverage"), lambda d: d.periods),
    _metric("variableMeasured", RECOMMENDED, "Give schema:variableMeasured: what its labels tell apart.", LOOK_UP,
            _given("variableMeasured")),
    _metric("version", RECOMMENDED, _CARRY, WRITE, _given("version"), lambda d: d.version),
    _metric("url", RECOMMENDED, "The registry does it for every record.", WRITE, _given("url")),
)
# fmt: on
