"""The survey narrowed to some datasets: what is chosen as on the search page, and charts whose bars choose more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from radcat.errors import StoreUnavailable
from radcat.search import requests
from radcat.search.facets import Facet
from radcat.search.offered import facets
from radcat.search.overview import Chart
from radcat.search.reader import View
from radcat.search.results import Presenter, ShownFacet, Value
from radcat.search.searching import search
from radcat.web import language, texts
from radcat.web.state import Site
from radcat.wording import translatable

BARS: Final = 8
LONG: Final = 32  # characters of a label; a longer one is called by its code
TELLING: Final = 2  # charts of facets that tell datasets apart in every field
ALSO: Final = ("year", "licence", "access", "use", "evidence")  # those of these that the catalogue has
# Shares of the points that the first method of quality gives: bounds in percent, and how a bar is called.
CLASSES: Final = ("0–24 %", "25–49 %", "50–74 %", "75–100 %")
DESCRIBED: Final = translatable("How well it is described")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that is chosen, and the query without it."""

    title: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which datasets are shown."""

    names: frozenset[str] | None  # IRIs; None where all are shown
    charts: tuple[Chart, ...]
    chosen: tuple[Chosen, ...]
    text: str
    fields: Sequence[tuple[str, str]]  # the choice, for a form


def narrowed(here: Site, given: Mapping[str, Sequence[str]], carried: Mapping[str, str]) -> Narrowed | None:
    """Read a choice from parameters; None while nobody can search and nothing is chosen.

    Addresses of other choices have the parameters *carried*.

    Raises:
        MalformedRequest: a parameter is not known, or has a value that it can't have.
        StoreUnavailable: nobody can search, and something is chosen.
    """

    def read(view: View) -> Narrowed:
        offered = facets(here.catalogue)
        asked = requests.read(view, here.catalogue, offered, given, limit=BARS)
        found = search(view, asked)
        presenter = Presenter(view, here.catalogue, offered, asked, language.wanted(), texts.WORDING, carried)
        shown = {facet.name: facet for facet in presenter.facets(found, all_=True)}
        charts = [_chart(shown[name], presenter) for name in _charted(offered) if name in shown]
        is_all = not asked.selection and not asked.unknown and not asked.text.strip()
        names = None if is_all else frozenset(here.base + name for name in view.rows.names(list(found.matching)))
        chosen = tuple(
            Chosen(facet.title, value.label, presenter.addresses.toggled(facet.name, value.code))
            for facet in shown.values()
            for value in facet.selected
        )
        return Narrowed(
            names,
            tuple(chart for chart in charts if chart.bars),
            chosen,
            asked.text,
            presenter.addresses.parameters,
        )

    found = here.searched(read, None)
    if found is None and any(value for values in given.values() for value in values):
        raise StoreUnavailable("the search index is not there, so that nothing can be chosen")  # and not all shown
    return found


def described(here: Site, names: frozenset[str] | None = None) -> Chart | None:
    """How many datasets have which share of the points of the first method of quality; None where none is measured.

    Of all datasets, or of those whose IRIs are among *names*.
    """
    chosen = None if names is None else [name.removeprefix(here.base) for name in names]
    counts = here.registry.measuring.scores.spread(len(CLASSES), chosen)
    if not any(counts):
        return None
    return Chart.of(DESCRIBED, ((label, count, "sort=quality") for label, count in zip(CLASSES, counts, strict=True)))


def _charted(offered: Sequence[Facet]) -> list[str]:
    telling = [facet.name for facet in offered if facet.is_telling][:TELLING]
    return [*telling, *(facet.name for name in ALSO for facet in offered if facet.name == name and name not in telling)]


def _chart(facet: ShownFacet, presenter: Presenter) -> Chart:
    values = [value for value in facet.values if value.count][:BARS]
    return Chart.of(
        facet.title,
        ((_named(value), value.count, presenter.addresses.toggled(facet.name, value.code)) for value in values),
    )


def _named(value: Value) -> str:
    return value.label if len(value.label) <= LONG else value.code
