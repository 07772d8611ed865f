"""How many records may be withdrawn because their files are gone, before somebody has to say that this is meant.

A folder that is not mounted, or only half checked out, looks like a folder whose records were removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from radcat.model import KIND

FRACTION: Final = 0.1  # of the published records of a kind
SHOWN: Final = 5  # names in a message


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be withdrawn at once, of each kind."""

    fraction: float = FRACTION
    number: int = 0  # as many in any case; what --allow-withdrawals says

    def of(self, published: int) -> float:
        """The most withdrawals of a kind of which *published* records are published."""
        return max(1, self.fraction * published, self.number)


@dataclass(frozen=True, slots=True)
class Withheld:
    """The withdrawals of one kind that are not carried out: all of them, or none."""

    kind: str
    names: tuple[str, ...]
    published: int
    folder_is_missing: bool

    @property
    def summary(self) -> str:
        """What would go, why it does not, and what to do."""
        count, folder = len(self.names), KIND[self.kind].folder
        named = ", ".join(self.names[:SHOWN]) + (f" and {count - SHOWN} more" if count > SHOWN else "")
        fault = f"{count} of {self.published} published records of the kind {self.kind} would be withdrawn ({named})"
        if self.folder_is_missing:
            return (
                f"{fault}, since the folder {folder}/ is missing. They stay published. Bring the folder back; or, to "
                f"withdraw them, create it empty and run `radcat sync --allow-withdrawals {count}`."
            )
        return (
            f"{fault}, since their files in {folder}/ are gone. They stay published. Bring the files back; or, to "
            f"withdraw them, run `radcat sync --allow-withdrawals {count}`."
        )


def decide(
    gone: Mapping[str, Sequence[str]], published: Mapping[str, int], missing: Set[str], allowance: Allowance
) -> tuple[list[str], list[Withheld]]:
    """Choose which of the records *gone* from the folder are withdrawn, kind by kind: these names, and what is not.

    *published* counts the published records of each kind, *missing* lists the kinds whose folder is not there.
    """
    withdraw: list[str] = []
    withheld: list[Withheld] = []
    for kind, names in gone.items():
        if names and (kind in missing or len(names) > allowance.of(published[kind])):
            withheld.append(Withheld(kind, tuple(names), published[kind], kind in missing))
        else:
            withdraw += names
    return withdraw, withheld


def by_kind(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Sort pairs of kind and name by kind."""
    found: dict[str, list[str]] = {}
    for kind, name in names:
        found.setdefault(kind, []).append(name)
    return found
