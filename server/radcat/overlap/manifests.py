"""A manifest: the entries of one list, column by column, since a list may have a million."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

NAME: Final = "name"
CHECKSUM: Final = "sha256"
INSTANCE: Final = "sop_instance_uid"
PICTURE: Final = "phash"  # 64 bits, as 16 hexadecimal digits
PATIENT: Final = "patient"
COLUMNS: Final = (NAME, CHECKSUM, INSTANCE, PICTURE, PATIENT)  # in the order in which `radcat manifest` writes them

_FOLDERS: Final = re.compile(r".*[/\\]", re.DOTALL)
# An extension has a letter in it, so that the last number of a UID (1.2.840.3) is none.
_EXTENSION: Final = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hashes:
    """The perceptual hashes of a list, as numbers: a text of each would take four times the memory."""

    entries: Sequence[int]  # the number of the entry that each is of
    values: Sequence[int]


NO_HASHES: Final = Hashes((), ())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries of a list; a column that it has not is missing, and one that an entry has not is empty there."""

    title: str  # where it was read
    columns: Mapping[str, Sequence[str]]
    hashes: Hashes = NO_HASHES
    notes: tuple[str, ...] = field(default=())  # what whoever reads the comparison should know

    def __len__(self) -> int:
        """How many entries there are, those that are there twice counted twice."""
        return len(next(iter(self.columns.values()), ()))

    def entries(self) -> Sequence[str]:
        """What tells each entry from others: its name, else its checksum or UID."""
        return next(self.columns[each] for each in (NAME, CHECKSUM, INSTANCE, PATIENT) if each in self.columns)

    def values(self, column: str) -> Iterator[tuple[int, str]]:
        """The values of a column, each with the number of its entry; empty ones are left out."""
        return ((number, value) for number, value in enumerate(self.columns.get(column, ())) if value)


def stem(name: str) -> str:
    """A name without its folder, extension and case."""
    bare = _FOLDERS.sub("", name.rstrip("/\\"))
    return (_EXTENSION.sub("", bare) or bare).casefold()
