"""An answer in plain values, for pages, JSON, tables and terminals alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rdflib import SKOS, URIRef

from radcat import model
from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.rdf import languages
from radcat.search.bits import Counted
from radcat.search.facets import NOT_STATED, Facet, reached
from radcat.search.judgements import DISPUTED, DISPUTED_LABEL
from radcat.search.labels import Codes, Labels, codes
from radcat.search.reader import View
from radcat.search.requests import Addresses
from radcat.search.rows import Hit
from radcat.search.searching import Asked, Found
from radcat.search.snippets import Piece, marked, snippet
from radcat.wording import ENGLISH, Wording, plural

BADGES: Final = ("access", "licence", "status")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, with the number of hits that its click gives."""

    code: str
    label: str
    count: int
    is_selected: bool
    depth: int = 0  # below how many shown values it stands


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """A facet beside the hits."""

    name: str
    title: str
    values: tuple[Value, ...]
    left_out: int  # values that anybody has at all and that are not listed
    is_open: bool

    @property
    def selected(self) -> tuple[Value, ...]:
        """What is chosen."""
        return tuple(value for value in self.values if value.is_selected)


@dataclass(frozen=True, slots=True)
class Badge:
    """A value that decides whether a dataset can be used."""

    title: str
    labels: tuple[str, ...]
    is_warning: bool

    @property
    def label(self) -> str:
        """All in one, where nobody asks for their languages."""
        return ", ".join(self.labels)


@dataclass(frozen=True, slots=True)
class Line:
    """A hit as a list shows it."""

    iri: str
    name: str
    title: str
    pieces: tuple[Piece, ...]  # of the title
    excerpt: tuple[Piece, ...]  # of the description
    description: str | None
    facts: tuple[tuple[str, ...], ...]  # counts, and the values of each telling facet
    badges: tuple[Badge, ...]
    values: Mapping[str, tuple[str, ...]]  # codes by facet
    issued: str | None
    counts: tuple[tuple[int, str], ...]  # with the unit's label


class Presenter:
    """Puts an answer into words for one reader."""

    def __init__(
        self,
        view: View,
        catalogue: Catalogue,
        facets: Sequence[Facet],
        asked: Asked,
        wanted: Sequence[str],
        wording: Wording = ENGLISH,
        carried: Mapping[str, str] | None = None,
    ) -> None:
        """Present to a reader of *wanted* languages in a *wording*; all addresses have the parameters *carried*."""
        self._view, self._catalogue, self._asked, self._wording = view, catalogue, asked, wording
        self._facets = {facet.name: facet for facet in facets}
        self._codes: dict[str, Codes] = {}
        self._vocabulary = catalogue.merged(*VOCABULARIES)
        self._above: dict[str, list[str]] = {}
        self.labels = Labels(catalogue, wanted, wording)
        self.addresses = Addresses(view, catalogue, facets, asked, carried)

    def _code(self, facet: str, value: str) -> str:
        if facet not in self._codes:
            self._codes[facet] = codes(self._catalogue, self._view.bits, facet)
        return self._codes[facet].by_value.get(value, value)

    def facets(self, found: Found, *, all_: bool = False) -> tuple[ShownFacet, ...]:
        """The facets with their values; one that tells no dataset from another is left out, unless *all_* are meant."""
        self.labels.of(counted.value for values in found.counted.values() for counted in values)
        shown = []
        for name, counted in found.counted.items():
            chosen = self._asked.selection.get(name, ())
            if all_ or found.distinct[name] > 1 or name in self._asked.selection:
                values = tuple(self._value(name, each, depth) for each, depth in self._as_tree(counted))
                values += tuple(Value(code, code, 0, is_selected=True) for code in self._asked.unknown.get(name, ()))
                facet = self._facets[name]
                left_out = found.distinct[name] - len(counted) if self._is_cut(counted) else 0
                is_open = bool(chosen) or facet.is_telling or name in (*BADGES, "use")
                shown.append(ShownFacet(name, self.labels.title(facet), values, max(0, left_out), is_open))
        return tuple(shown)

    def _as_tree(self, counted: Sequence[Counted]) -> list[tuple[Counted, int]]:
        """Values in their order, each followed by those that are narrower, with how deep they stand."""
        shown = {each.value: each for each in counted}
        below: dict[str | None, list[Counted]] = {}
        for each in counted:
            above = next((value for value in self._broader(each.value) if value in shown), None)
            below.setdefault(above, []).append(each)
        found: list[tuple[Counted, int]] = []
        pending = [(each, 0) for each in reversed(below.get(None, ()))]
        while pending:
            each, depth = pending.pop()
            found.append((each, depth))
            pending += [(child, depth + 1) for child in reversed(below.pop(each.value, []))]
        placed = {each.value for each, _ in found}
        return found + [(each, 0) for each in counted if each.value not in placed]  # concepts that are below themselves

    def _broader(self, value: str) -> list[str]:
        """The concepts above *value*, the nearest first; a page asks for the same ones again and again."""

        def above(value: str) -> list[str]:
            return sorted(map(str, self._vocabulary.objects(URIRef(value), SKOS.broader))) if ":" in value else []

        if value not in self._above:
            self._above[value] = [other for other in reached([value], above) if other != value]
        return self._above[value]

    def _is_cut(self, counted: Sequence[Counted]) -> bool:
        return self._asked.limit is not None and len(counted) >= self._asked.limit

    def _value(self, facet: str, counted: Counted, depth: int) -> Value:
        code = self._code(facet, counted.value)
        return Value(
            code,
            self.labels.name(self._facets[facet], counted.value),
            counted.count,
            counted.value in self._asked.selection.get(facet, ()),
            depth,
        )

    def lines(self, found: Found) -> tuple[Line, ...]:
        """The hits."""
        values = [value for hit in found.hits for _, value in self._view.bits.held(hit.values)]
        units = [unit for hit in found.hits for _, unit, _ in hit.card["counts"]]
        self.labels.of([*values, *units])
        return tuple(self._line(hit, found) for hit in found.hits)

    def _line(self, hit: Hit, found: Found) -> Line:
        values: dict[str, list[str]] = {}
        for facet, value in self._view.bits.held(hit.values):
            values.setdefault(facet, []).append(value)
        stemmed = self._view.languages
        title = self.labels.text(hit.card["titles"]) or model.Text(hit.name)
        description = self.labels.text(hit.card["descriptions"])
        counts = tuple((number, self.labels.of([unit]).get(unit, unit)) for number, unit, _ in hit.card["counts"])
        return Line(
            self._catalogue.base + hit.name,
            hit.name,
            title,
            marked(title, found.words, stemmed),
            snippet(description, found.words, stemmed) if description else (),
            description,
            self._facts(hit.card, counts, values),
            self._badges(values),
            {name: tuple(self._code(name, value) for value in found_) for name, found_ in values.items()},
            hit.card["issued"],
            counts,
        )

    def _facts(
        self, card: Mapping[str, Any], counts: Sequence[tuple[int, str]], values: Mapping[str, Sequence[str]]
    ) -> tuple[tuple[str, ...], ...]:
        told = [self._names(name, values.get(name, ())) for name, facet in self._facets.items() if facet.is_telling]
        numbers = [(counted(number, unit, self._wording),) for number, unit in counts[:3]]
        issued = (str(card["issued"])[:4],) if card["issued"] else ()
        return tuple(filter(None, (*numbers, *told, issued)))

    def _names(self, facet: str, values: Sequence[str]) -> tuple[str, ...]:
        stated = [value for value in values if value != NOT_STATED]
        above = {broader for value in stated for broader in self._broader(value)}
        return tuple(self.labels.name(self._facets[facet], value) for value in stated if value not in above)

    def _badges(self, values: Mapping[str, Sequence[str]]) -> tuple[Badge, ...]:
        badges = []
        for name in BADGES:
            if name in self._facets and self._view.bits.facets.get(name, {}).keys() != {NOT_STATED}:
                stated = values.get(name, (NOT_STATED,))
                is_disputed = name == "licence" and DISPUTED in values.get("use", ())
                labels = tuple(self._short(name, value) for value in stated)
                is_warning = is_disputed or (name == "licence" and NOT_STATED in stated)
                if is_disputed:
                    labels += (self._wording.say(DISPUTED_LABEL),)
                badges.append(Badge(self.labels.title(self._facets[name]), labels, is_warning))
        return tuple(badges)

    def _short(self, facet: str, value: str) -> str:
        if facet == "licence" and value != NOT_STATED:
            return self._code(facet, value)
        return self.labels.name(self._facets[facet], value)


def counted(number: int, unit: str, wording: Wording = ENGLISH) -> str:
    """A number with what was counted: 1,262 slices; of a word of another language we don't know the plural."""
    tag = getattr(unit, "language", None)
    if tag and not languages.is_english(tag):
        return model.Text(f"{unit}: {wording.number(number)}", language=tag)
    return model.Text(f"{wording.number(number)} {plural(unit.lower(), number)}", language=tag)


def as_json(
    asked: Asked,
    found: Found,
    facets: Sequence[ShownFacet],
    lines: Sequence[Line],
    sparql: str | None,
    wording: Wording = ENGLISH,
) -> dict[str, Any]:
    """The answer as an object for JSON."""
    shown = {
        facet.name: [
            {"value": value.code, "label": value.label, "count": value.count, "selected": value.is_selected}
            for value in facet.values
        ]
        for facet in facets
    }
    hits = [
        {
            "iri": line.iri,
            "title": line.title,
            "excerpt": "".join(piece.text for piece in line.excerpt),
            "issued": line.issued,
            "counts": [{"number": number, "unit": unit} for number, unit in line.counts],
            "values": line.values,
        }
        for line in lines
    ]
    relaxed = found.relaxed
    answer: dict[str, Any] = {
        "total": found.total,
        "page": asked.page,
        "per_page": asked.per_page,
        "sort": asked.order,
        "hits": hits,
        "facets": shown,
        "left_out": {facet.name: facet.left_out for facet in facets if facet.left_out},
        "notes": [wording.say(note) for note in found.typed.notes],
        "relaxed": relaxed
        and {
            "respelled": relaxed.respelled,
            "dropped": relaxed.dropped,
            "least": relaxed.least,
            "among": relaxed.among,
        },
        "without": [{"facet": each.facet, "count": each.count} for each in found.without],
    }
    if sparql is not None:
        answer["sparql"] = sparql
    return answer
