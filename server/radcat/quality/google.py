"""What Google Dataset Search requires and recommends of a dataset's markup, each property a point.

https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from radcat.quality.base import Effort, Metric, Subject, yes

METHOD: Final = "Google Dataset Search"
SOURCE: Final = "https://developers.google.com/search/docs/appearance/structured-data/dataset"
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


def _named_catalog(markup: Mapping[str, Any]) -> bool:
    return bool((markup.get("includedInDataCatalog") or {}).get("name"))


def _metric(
    name: str, dimension: str, remedy: str, effort: Effort, test: Callable[[Mapping[str, Any]], object]
) -> Metric:
    question = f"Is {name} {'there, as it has to be' if dimension == REQUIRED else 'given'}?"
    return Metric(name, question, dimension, 1, SOURCE, remedy, effort, _of_markup(test))


def _of_markup(test: Callable[[Mapping[str, Any]], object]) -> Callable[[Subject], float]:
    return yes(lambda subject: test(subject.markup))


# A row is read in one go.
# fmt: off
METRICS: Final[tuple[Metric, ...]] = (
    _metric("name", REQUIRED, "Give dcterms:title.", WRITE, _given("name")),
    _metric("description", REQUIRED, f"Describe it in {SHORTEST} to {LONGEST} characters.", WRITE,
            lambda m: SHORTEST <= len(m.get("description") or "") <= LONGEST),
    _metric("distribution.contentUrl", REQUIRED,
            "Give each distribution in the markup an address from which the file comes.", PUBLISHER, _downloads),
    _metric("includedInDataCatalog.name", REQUIRED, "Give the catalogue a title.", WRITE, _named_catalog),
    _metric("alternateName", RECOMMENDED, "Give dcterms:alternative, if it has another name.", LOOK_UP,
            _given("alternateName")),
    _metric("citation", RECOMMENDED, "Give the papers about the data as dcterms:isReferencedBy.", LOOK_UP,
            _given("citation")),
    _metric("creator", RECOMMENDED, "Give dcterms:creator, each a record of its own.", LOOK_UP, _typed("creator")),
    _metric("funder", RECOMMENDED, "Name who paid for it, where a source says so.", LOOK_UP, _given("funder")),
    _metric("identifier", RECOMMENDED, "Give dcterms:identifier.", WRITE, _given("identifier")),
    _metric("isAccessibleForFree", RECOMMENDED, "Give dcterms:accessRights.", LOOK_UP,
            lambda m: isinstance(m.get("isAccessibleForFree"), bool)),
    _metric("keywords", RECOMMENDED, "Give dcat:keyword.", WRITE, _given("keywords")),
    _metric("license", RECOMMENDED, "Give the licence that the publisher states.", PUBLISHER, _given("license")),
    _metric("measurementTechnique", RECOMMENDED, "Give schema:measurementTechnique.", LOOK_UP,
            _given("measurementTechnique")),
    _metric("sameAs", RECOMMENDED, "Give dcat:landingPage, the page that settles what it is.", LOOK_UP,
            _given("sameAs")),
    _metric("spatialCoverage", RECOMMENDED, "Say where the images were taken, where a source does.", LOOK_UP,
            _given("spatialCoverage")),
    _metric("temporalCoverage", RECOMMENDED, "Say when the images were taken, where a source does.", LOOK_UP,
            _given("temporalCoverage")),
    _metric("variableMeasured", RECOMMENDED, "Give schema:variableMeasured: what its labels tell apart.", LOOK_UP,
            _given("variableMeasured")),
    _metric("version", RECOMMENDED, "Give dcat:version, where the publisher counts them.", LOOK_UP,
            _given("version")),
    _metric("url", RECOMMENDED, "The registry does it for every record.", WRITE, _given("url")),
)
# fmt: on
