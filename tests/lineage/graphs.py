"""Small graphs of lineage, written as text: one statement a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from radcat.lineage.verdicts import Judge, Pair
from radcat.lineage.works import Works
from radcat.model.lineage import Amount, Derived, Lineage, Part, Shared

UNITS = ("image", "patient")


def name(text: str) -> str:
    """A dataset is written by its slug, a version behind @, a split behind /; a capital is outside the catalogue."""
    slug, _, part = text.replace("@", "/").partition("/")
    record = f"externals/{slug.lower()}" if slug[0].isupper() else f"datasets/{slug}"
    return f"{record}#{part.replace('/', '-')}" if part else record


def works(text: str) -> Works:
    """Read a graph.

    `a is own` states a composition, `a from b 20` a derivation with how many images, `a in b` a whole,
    `a has 100` a size, and `a shares b 5 2` what a comparison found, images and patients.
    """
    graph = _Graph()
    for line in filter(None, map(str.strip, text.splitlines())):
        of, verb, *rest = line.split()
        graph.mention(of)
        if verb in ("from", "in", "shares"):
            graph.mention(rest[0])
        getattr(graph, f"say_{verb}")(of, *rest)
    return Works.of(graph.found)


def judged(text: str, train: str, test: str) -> Pair:
    """The verdict on two works of a graph."""
    graph = works(text)
    return Judge(graph).pair(graph.work(name(train)), graph.work(name(test)))


def _amounts(numbers: tuple[str, ...]) -> tuple[Amount, ...]:
    return tuple(Amount(int(number), unit, "exact") for number, unit in zip(numbers, UNITS, strict=False))


class _Graph:
    def __init__(self) -> None:
        self.found: dict[str, Lineage] = {}

    def mention(self, of: str) -> None:
        record = name(of).partition("#")[0]
        known = self.found.setdefault(record, Lineage(record, {"en": record}))
        if "#" not in name(of) or any(part.name == name(of) for part in known.parts):
            return
        whole, is_split = (of.rpartition("/")[0], True) if "/" in of else (of.partition("@")[0], False)
        self.mention(whole)
        part = Part(name(of), {"en": of}, (name(whole),))
        part = (
            replace(part, notation=of.rpartition("/")[2]) if is_split else replace(part, version=of.partition("@")[2])
        )
        self._put(of, parts=(*self.found[record].parts, part))

    def say_is(self, of: str, composition: str) -> None:
        self._put(of, composition=composition)

    def say_from(self, of: str, source: str, *numbers: str) -> None:
        known = self._of(of).derived
        derived = Derived(name(of), name(source), f"{self._of(of).name}#d{len(known)}", _amounts(numbers))
        self._put(of, derived=(*known, derived))

    def say_in(self, of: str, whole: str) -> None:
        if "#" not in name(of):  # a part was mentioned as one
            self._put(of, wholes=(*self._of(of).wholes, name(whole)))

    def say_has(self, of: str, number: str) -> None:
        size = _amounts((number,))
        if "#" not in name(of):
            self._put(of, amounts=size)
        else:
            parts = self._of(of).parts
            self._put(of, parts=tuple(replace(p, amounts=size) if p.name == name(of) else p for p in parts))

    def say_shares(self, of: str, other: str, *numbers: str) -> None:
        known = self._of(of).shared
        shared = Shared(f"{self._of(of).name}#o{len(known)}", (name(of), name(other)), _amounts(numbers))
        self._put(of, shared=(*known, shared))

    def _of(self, of: str) -> Lineage:
        return self.found[name(of).partition("#")[0]]

    def _put(self, of: str, **said: Any) -> None:
        record = name(of).partition("#")[0]
        self.found[record] = replace(self.found[record], **said)
