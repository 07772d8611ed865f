"""What two manifests have in common, exactly and nearly.

Exactly: the same checksum where both have one, else the same name, letter by letter, or the same SOP Instance UID.
Nearly: the same name without folder, extension and case, or pictures whose perceptual hashes differ in at most four of
64 bits. What is the same exactly is so nearly, too.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from radcat.errors import UnreadableManifest
from radcat.overlap.manifests import CHECKSUM, INSTANCE, NAME, PATIENT, PICTURE, Manifest, stem

DISTANCE: Final = 4  # bits
_BITS: Final = 64
_BANDS: Final = 6  # of two hashes that differ in four bits, two bands at least are equal


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of one manifest that is one of the other, as far as names and checksums tell."""

    a: str
    b: str
    is_exact: bool
    by: str  # the column, or "stem"

    @property
    def kind(self) -> str:
        """How good it is, in a word."""
        return "exact" if self.is_exact else "near"


@dataclass(frozen=True, slots=True)
class Overlap:
    """What manifest *a* has in common with *b*: numbers of distinct entries of *a*."""

    a: Manifest
    b: Manifest
    entries_a: int
    entries_b: int
    exact: int
    near: int
    patients: int | None  # that both have; None where one of them names none
    matches: tuple[Match, ...]


def compare(a: Manifest, b: Manifest, *, listed: bool = False) -> Overlap:
    """Compare two manifests; *listed* matches name each pair.

    Raises:
        UnreadableManifest: they have no column in common.
    """
    if not (a.columns.keys() & b.columns.keys() - {PATIENT} or (a.hashes.values and b.hashes.values)):
        have, has = " and ".join(a.columns), " and ".join(b.columns)
        raise UnreadableManifest(b.title, f"it lists {has} and {a.title} lists {have}, so nothing can be compared")
    entries_a, entries_b = a.entries(), b.entries()
    exact, near = set[int](), set[int]()
    matches = list[Match]()
    for is_exact, by, keys_a, keys_b in _ways(a, b):
        found = exact if is_exact else near
        for number, others in _joined(keys_a, keys_b, listed=listed):
            found.add(number)
            if listed:
                matches += [Match(entries_a[number], entries_b[other], is_exact, by) for other in others]
    for number, other in _alike(a, b, listed=listed):
        near.add(number)
        if listed:
            matches.append(Match(entries_a[number], entries_b[other], is_exact=False, by=PICTURE))
    return Overlap(
        a,
        b,
        len({entry for entry in entries_a if entry}),
        len({entry for entry in entries_b if entry}),
        len({entries_a[number] for number in exact}),
        len({entries_a[number] for number in near | exact}),
        _patients(a, b),
        _once(matches),
    )


Keys = Iterator[tuple[int, str]]


def _ways(a: Manifest, b: Manifest) -> Iterator[tuple[bool, str, Keys, Keys]]:
    """Each way to compare: whether it is exact, by what, and the keys on either side."""
    both = a.columns.keys() & b.columns.keys()
    decides = CHECKSUM if CHECKSUM in both else NAME  # files that differ may have one name in two folders
    for column in (decides, INSTANCE):
        if column in both:
            yield True, column, a.values(column), b.values(column)
    if CHECKSUM in both:
        yield False, CHECKSUM, _folded(a.values(CHECKSUM)), _folded(b.values(CHECKSUM))
    if NAME in both:
        yield False, "stem", _stems(a), _stems(b)


def _folded(keys: Keys) -> Keys:
    return ((number, key.casefold()) for number, key in keys)


def _stems(manifest: Manifest) -> Keys:
    return ((number, stem(name)) for number, name in manifest.values(NAME))


def _joined(a: Keys, b: Keys, *, listed: bool) -> Iterator[tuple[int, Sequence[int]]]:
    """The entries of *a* whose key *b* has, with those of *b*; with the first of them only, unless *listed*."""
    if not listed:
        known = {key for _, key in b}
        yield from ((number, ()) for number, key in a if key in known)
        return
    places: dict[str, list[int]] = {}
    for number, key in b:
        places.setdefault(key, []).append(number)
    yield from ((number, places[key]) for number, key in a if key in places)


def _alike(a: Manifest, b: Manifest, *, listed: bool) -> Iterator[tuple[int, int]]:
    """Pairs of pictures that look alike, once an entry of *a* unless *listed*.

    Two hashes within four bits of each other are equal in two of six bands at least, so that a look at each pair of
    bands finds them all without comparing every picture with every other.
    """
    done = set[tuple[int, int]]()
    pending: Sequence[int] = range(len(a.hashes.values) if b.hashes.values else 0)
    for mask in _masks() if pending else ():
        first, following = _chains(b.hashes.values, mask)
        found = set[int]()
        for place in pending:
            hash_ = a.hashes.values[place]
            other = first.get(hash_ & mask, 0)
            while other:
                if (hash_ ^ b.hashes.values[other - 1]).bit_count() <= DISTANCE and (place, other) not in done:
                    yield a.hashes.entries[place], b.hashes.entries[other - 1]
                    if not listed:
                        found.add(place)
                        break
                    done.add((place, other))
                other = following[other]
        pending = [place for place in pending if place not in found] if found else pending


def _chains(hashes: Sequence[int], mask: int) -> tuple[dict[int, int], Sequence[int]]:
    """Where each value of the bits in *mask* stands: its last place, and for each place the one before; from 1."""
    first: dict[int, int] = {}
    following = array("L", [0]) * (len(hashes) + 1)
    for place, hash_ in enumerate(hashes, 1):
        key = hash_ & mask
        following[place] = first.get(key, 0)
        first[key] = place
    return first, following


def _masks() -> Iterator[int]:
    edges = [round(band * _BITS / _BANDS) for band in range(_BANDS + 1)]
    bands = [(1 << end) - (1 << start) for start, end in pairwise(edges)]
    return (one | other for one, other in combinations(bands, 2))


def _patients(a: Manifest, b: Manifest) -> int | None:
    known: list[set[str]] = [{value for _, value in each.values(PATIENT)} for each in (a, b)]
    return len(known[0] & known[1]) if all(known) else None


def _once(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Each pair of entries once, for the first reason that was found; the exact ones come first."""
    found: Mapping[tuple[str, str], Match] = {(match.a, match.b): match for match in reversed(matches)}
    return tuple(sorted(found.values(), key=lambda match: (not match.is_exact, match.a, match.b)))
