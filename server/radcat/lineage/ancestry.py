"""What a work was made from and what was made from it: one step, and all steps with how many they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from radcat.lineage.reach import Path, Reach
from radcat.lineage.works import Kind, Link, Relation, Work, Works, comparison


@dataclass(frozen=True, slots=True)
class Relative:
    """A work that images came from or went to, with the shortest way there."""

    work: Work
    path: Path
    is_sure: bool = True  # not so where only a whole that the work belongs to is known to be related

    @property
    def steps(self) -> int:
        """How many derivations the way has; what is a part of what is no step."""
        return sum(link.relation is Relation.DERIVED for link in self.path)


@dataclass(frozen=True, slots=True)
class Family:
    """The relatives of a work."""

    work: Work
    parts: tuple[Work, ...]  # its versions and splits, and datasets that are parts of it
    wholes: tuple[Work, ...]
    made_from: tuple[Link, ...]  # its own derivations, and those of its versions and splits
    used_in: tuple[Link, ...]  # likewise
    ancestors: tuple[Relative, ...]  # the nearest first
    descendants: tuple[Relative, ...]  # datasets; likewise
    compared: tuple[Link, ...] = ()

    def relative(self, name: str) -> Relative | None:
        """The ancestor or descendant of that name."""
        return next((each for each in (*self.ancestors, *self.descendants) if each.work.name == name), None)


def family(works: Works, work: Work) -> Family:
    """Find the relatives of *work* in a graph that holds all that it came from and all that was made from it."""
    reach = Reach.of(works, work.name)
    inside = reach.inside
    wholes = sorted(reach.upwards - {work.name})
    ancestors = [
        Relative(works.work(name), path, name in reach.sure)
        for name, path in reach.maybe.items()
        if name not in inside and name not in reach.upwards and works.work(name).record != work.record
    ]
    return Family(
        work,
        tuple(works.work(name) for name in sorted(inside.keys() - {work.name})),
        tuple(works.work(name) for name in wholes),
        tuple(works.derivations(work.name)),
        tuple(link for part in inside for link in works.uses.get(part, ()) if link.of not in inside),
        tuple(sorted(ancestors, key=_nearest)),
        tuple(sorted(_descendants(works, work), key=_nearest)),
        tuple(comparison(shared) for shared in works.shared if inside.keys() & set(shared.between)),
    )


def _descendants(works: Works, work: Work) -> Iterator[Relative]:
    """Go from a work to what was made from it, or from a part of it, and to what that is a part of."""
    pending: list[tuple[str, Path]] = [(name, ()) for name in works.within(work.name)]
    seen = {name for name, _ in pending}
    while pending:
        ahead = list[tuple[str, Path]]()
        for name, steps in pending:
            wholes = [link for link in works.links.get(name, ()) if link.relation is Relation.PART]
            onward = [(link.of, link) for link in works.uses.get(name, ())]
            onward += [(link.to, link) for link in wholes] if steps else []
            for to, link in onward:
                if to not in seen:
                    seen.add(to)
                    path = (link, *steps)
                    ahead.append((to, path))
                    if works.work(to).kind is Kind.DATASET and works.work(to).record != work.record:
                        yield Relative(works.work(to), path)
        pending = ahead


def _nearest(relative: Relative) -> tuple[int, str]:
    return relative.steps, relative.work.name
