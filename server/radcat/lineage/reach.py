"""What a work's images belong to and came from, by whatever many steps, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from radcat.lineage.works import Kind, Link, Relation, Works

Path = tuple[Link, ...]


class _Way(IntEnum):
    """What kind of way led to a work; the lower, the more it says."""

    FROM = 0  # back through derivations: the images, or some of them, are images of that work
    UP = 1  # and then up to wholes: they still are
    BELONGING = 2  # up from a part that states its own sources: what the whole was made from says nothing of it
    BEHIND = 3  # back from a whole: what that was made from may have gone into another part of it


_FAR: Final = len(_Way)  # worse than any kind of way
_At = tuple[str, _Way]  # a work, and the kind of way that led there


class _Paths(Mapping[str, Path]):
    """The shortest way to each of many works, put together when somebody asks for it."""

    def __init__(
        self, ends: Mapping[str, _At], came: Mapping[_At, tuple[_At, Link]], begin: Mapping[str, Path]
    ) -> None:
        self._ends, self._came, self._begin = ends, came, begin

    def __getitem__(self, name: str) -> Path:
        at, links = self._ends[name], list[Link]()
        while at in self._came:
            at, link = self._came[at]
            links.append(link)
        return (*self._begin[at[0]], *reversed(links))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ends)

    def __len__(self) -> int:
        return len(self._ends)

    def __contains__(self, name: object) -> bool:
        return name in self._ends


@dataclass(frozen=True)
class Reach:
    """All works that the images of one may be images of, with the shortest way to each."""

    start: str
    inside: Mapping[str, Path]  # itself and its parts, with the steps from each up to it
    sure: Mapping[str, Path]  # it holds images of these
    maybe: Mapping[str, Path]  # it may do so; those that are sure are among them
    upwards: frozenset[str]  # it is, or is a part of, each of these
    resting: frozenset[str]  # records that have to say where their images come from, for all of its own to be known

    @classmethod
    def of(cls, works: Works, name: str) -> Reach:
        """Follow *name* through *works*; a circle is gone round once."""
        begin = works.within(name)
        pending: list[_At] = [(part, _Way.FROM) for part in begin]
        sure, seen = {at[0]: at for at in pending}, dict(pending)
        maybe, came = dict(sure), dict[_At, tuple[_At, Link]]()
        while pending:
            ahead = list[_At]()
            for at in pending:
                for link in works.links.get(at[0], ()):
                    onward = _onward(works, link, at[1])
                    if onward is None or seen.get(link.to, _FAR) <= onward:
                        continue
                    seen[link.to], to = onward, (link.to, onward)
                    came[to] = (at, link)
                    maybe.setdefault(link.to, to)
                    if onward is not _Way.BEHIND:
                        sure.setdefault(link.to, to)
                    ahead.append(to)
            pending = ahead
        is_part = works.work(name).kind in (Kind.VERSION, Kind.SPLIT)
        ways = (_Way.FROM, _Way.BEHIND) if is_part else (_Way.FROM,)
        resting = {works.work(work).record for work, way in seen.items() if way in ways}
        upwards = _upwards(works, name)
        return cls(name, begin, _Paths(sure, came, begin), _Paths(maybe, came, begin), upwards, frozenset(resting))


def _upwards(works: Works, name: str) -> frozenset[str]:
    found, pending = {name}, [name]
    while pending:
        for link in works.links.get(pending.pop(), ()):
            if link.relation is Relation.PART and link.to not in found:
                found.add(link.to)
                pending.append(link.to)
    return frozenset(found)


def _onward(works: Works, link: Link, way: _Way) -> _Way | None:
    """Say what kind of way it is with one step more; None where that leads to nothing that says anything."""
    if way is _Way.BEHIND:
        return _Way.BEHIND
    if link.relation is Relation.PART:
        return _Way.BELONGING if way is _Way.BELONGING or states_sources(works, link.of) else _Way.UP
    return {_Way.FROM: _Way.FROM, _Way.UP: _Way.BEHIND}.get(way)


def states_sources(works: Works, name: str) -> bool:
    """Whether a version or a split states derivations: then it states all of them, and takes none from its whole."""
    if works.work(name).kind not in (Kind.VERSION, Kind.SPLIT):
        return False
    return bool(works.derivations(name))
