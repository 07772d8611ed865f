"""A search as an address or a command line writes it: parameters to what is asked, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlencode

from radcat.catalogue import Catalogue
from radcat.errors import MalformedRequest
from radcat.search.facets import Facet
from radcat.search.labels import codes
from radcat.search.reader import View
from radcat.search.searching import SORTS, Asked

PER_PAGE: Final = 20
MOST_PER_PAGE: Final = 100
LAST_PAGE: Final = 100_000
MOST_VALUES: Final = 100  # of one facet, in an address
_LONGEST: Final = 60  # characters of what is wrong that are shown


def read(
    view: View,
    catalogue: Catalogue,
    facets: Sequence[Facet],
    parameters: Mapping[str, Sequence[str]],
    *,
    others: Iterable[str] = (),
    limit: int | None = None,
) -> Asked:
    """Read what is asked; parameters named in *others* are somebody else's.

    Raises:
        MalformedRequest: a parameter is not known, or has a value that it can't have.
    """
    names = {facet.name for facet in facets}
    selection, unknown = dict[str, tuple[str, ...]](), dict[str, tuple[str, ...]]()
    for name, given in parameters.items():
        if name in names:
            known = codes(catalogue, view.bits, name)
            wanted = list(dict.fromkeys(value.strip() for value in given if value.strip()))
            if len(wanted) > MOST_VALUES:
                raise MalformedRequest(f"{name} is given {len(wanted)} values; give it {MOST_VALUES} at most.")
            found = [(value, known.value(value)) for value in wanted]
            if wanted:
                selection[name] = tuple(dict.fromkeys(value for _, value in found if value is not None))
            if missing := tuple(value for value, found_ in found if found_ is None):
                unknown[name] = missing
        elif name not in ("q", "page", "per_page", "sort", *others):
            raise MalformedRequest(
                f"a search has no parameter {_short(name)!r}. It has q, sort, page, per_page and the facets "
                f"{', '.join(facet.name for facet in facets)}."
            )
    sort = _one(parameters, "sort") or None
    if sort is not None and sort not in SORTS:
        raise MalformedRequest(f"sort={_short(sort)} is not an order; choose one of {', '.join(SORTS)}.")
    return Asked(
        " ".join(parameters.get("q", ())),
        selection,
        sort,
        _number(parameters, "page", 1, LAST_PAGE),
        _number(parameters, "per_page", PER_PAGE, MOST_PER_PAGE),
        [facet.name for facet in facets],
        limit,
        unknown,
    )


def _one(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    given = parameters.get(name, ())
    if len(given) > 1:
        raise MalformedRequest(f"{name} is given {len(given)} times; give it once.")
    return given[0].strip() if given else ""


def _number(parameters: Mapping[str, Sequence[str]], name: str, default: int, most: int) -> int:
    text = _one(parameters, name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= most:
        raise MalformedRequest(f"{name}={_short(text)} is not a number from 1 to {most}; correct it or leave it out.")
    return int(text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class Addresses:
    """Addresses of searches: that of one that was asked, and of those that are a click away."""

    def __init__(
        self,
        view: View,
        catalogue: Catalogue,
        facets: Sequence[Facet],
        asked: Asked,
        carried: Mapping[str, str] | None = None,
    ) -> None:
        """Write addresses of searches like *asked*, each with the parameters *carried*."""
        self._asked, self._carried = asked, dict(carried or {})
        self._chosen: dict[str, list[str]] = {}
        for name in (facet.name for facet in facets if facet.name in asked.selection):
            known = codes(catalogue, view.bits, name).by_value
            chosen = [known.get(value, value) for value in asked.selection[name]]
            self._chosen[name] = [*chosen, *asked.unknown.get(name, ())]

    def query(self, *, page: int = 1, sort: str | None = None, **others: str) -> str:
        """The query of this search, on another page or in another order."""
        return self._write(self._chosen, page, sort, others)

    def only(self, facet: str, code: str) -> str:
        """The query with one value of *facet* chosen, and no other."""
        return self._write({**self._chosen, facet: [code]})

    def toggled(self, facet: str, code: str) -> str:
        """The query with a value of *facet* chosen, or no longer chosen."""
        chosen = {name: list(values) for name, values in self._chosen.items()}
        values = chosen.setdefault(facet, [])
        if code in values:
            values.remove(code)
        else:
            values.append(code)
        return self._write(chosen)

    def without(self, facet: str) -> str:
        """The query with nothing chosen of *facet*."""
        return self._write({name: values for name, values in self._chosen.items() if name != facet})

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What is chosen, and what every address carries, for the fields of a form."""
        chosen = [(name, value) for name, values in self._chosen.items() for value in values]
        return [*chosen, *self._carried.items()]

    def _write(
        self,
        chosen: Mapping[str, Sequence[str]],
        page: int = 1,
        sort: str | None = None,
        others: Mapping[str, str] | None = None,
    ) -> str:
        pairs = [("q", self._asked.text)] if self._asked.text else []
        pairs += [(name, value) for name, values in chosen.items() for value in values]
        if order := sort or self._asked.sort:
            pairs.append(("sort", order))
        if page > 1:
            pairs.append(("page", str(page)))
        pairs += [(name, value) for name, value in {**(others or {}), **self._carried}.items() if value]
        return urlencode(pairs, quote_via=quote)
