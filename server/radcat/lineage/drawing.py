"""A picture of lineage: three lanes with a box a work and a line a derivation, which a page writes as SVG.

A list beside it says the same, so that the picture needs no words of its own for who can't see it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from radcat.lineage.naming import Names
from radcat.lineage.works import Kind, Link, Relation, Works
from radcat.wording import translatable

LANES: Final = (translatable("Outside the catalogue"), translatable("Sources"), translatable("Compilations"))
MOST: Final = 60  # works in a picture; with more of them it says nothing that the list does not say better
_WIDTH, _HEIGHT, _GAP, _BETWEEN, _TOP = 232, 44, 14, 90, 34
_CHARACTERS, _LINES = 30, 2


@dataclass(frozen=True, slots=True)
class Box:
    """A work in its lane."""

    name: str
    title: str
    lines: tuple[str, ...]
    x: int
    y: int
    is_centre: bool
    is_on_path: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A derivation, or that one work is a part of another: from what was used to what was made of it."""

    of: str  # names of records
    to: str
    path: str  # data of an SVG path
    is_part: bool
    is_on_path: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, in a box of a *width* and *height*."""

    width: int
    height: int
    lanes: tuple[tuple[str, int], ...]  # headings, and where they stand
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box: tuple[int, int] = (_WIDTH, _HEIGHT)


def drawing(
    works: Works, links: Iterable[Link], centre: str, names: Names, focus: Sequence[Link] = ()
) -> Drawing | None:
    """Draw *links* between records around the record *centre*; None where there is too much of it, or nothing.

    A version or a split stands in the box of its dataset. *focus* is the way that is brought out.
    """
    pairs = _pairs(links)
    records = sorted({centre, *(name for pair in pairs for name in pair[:2])})
    if not pairs or len(records) > MOST:
        return None
    lanes = [[name for name in records if _lane(works, name) == lane] for lane in range(len(LANES))]
    used = [lane for lane, names_ in enumerate(lanes) if names_]
    xs = {lane: place * (_WIDTH + _BETWEEN) for place, lane in enumerate(used)}
    tallest = max(len(lane) for lane in lanes)
    at: dict[str, tuple[int, int]] = {}
    for lane in used:
        start = _TOP + (tallest - len(lanes[lane])) * (_HEIGHT + _GAP) // 2
        at |= {name: (xs[lane], start + place * (_HEIGHT + _GAP)) for place, name in enumerate(lanes[lane])}
    on_path = _pairs(focus)
    chosen = {name for pair in on_path for name in pair[:2]}
    boxes = tuple(
        Box(name, title, _wrapped(title), *at[name], name == centre, name in chosen)
        for name in records
        for title in [names.title(works.work(name))]
    )
    lines = tuple(
        Line(of, to, _curve(at[to], at[of]), part, (of, to, part) in on_path) for of, to, part in sorted(pairs)
    )
    width = len(used) * (_WIDTH + _BETWEEN)
    height = _TOP + tallest * (_HEIGHT + _GAP)
    return Drawing(width, height, tuple((LANES[lane], xs[lane]) for lane in used), boxes, lines)


def _pairs(links: Iterable[Link]) -> set[tuple[str, str, bool]]:
    found = set()
    for link in links:
        of, to = link.of.partition("#")[0], link.to.partition("#")[0]
        if of != to and link.relation is not Relation.OVERLAP:
            found.add((of, to, link.relation is Relation.PART))
    return found


def _lane(works: Works, name: str) -> int:
    work = works.work(name)
    if work.kind is Kind.EXTERNAL:
        return 0
    is_made = any(works.work(link.of).record == name for link in works.derivations(name))
    return 2 if is_made else 1


def _wrapped(title: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(title, _CHARACTERS, max_lines=_LINES, placeholder="…"))


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A line from the right of one box to the left of another; within a lane, around its right side."""
    x, y = start[0] + _WIDTH, start[1] + _HEIGHT // 2
    if start[0] < end[0]:
        to_x, to_y = end[0], end[1] + _HEIGHT // 2
        middle = (x + to_x) // 2
        return f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x - 6} {to_y}"
    to_x, to_y = end[0] + _WIDTH, end[1] + _HEIGHT // 2
    bend = max(x, to_x) + _BETWEEN // 2
    return f"M{x} {y}C{bend} {y} {bend} {to_y} {to_x + 6} {to_y}"
