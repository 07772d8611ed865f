"""Which datasets are compared, and what is wrong with a choice of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from radcat.catalogue import Catalogue, slug_of
from radcat.errors import MalformedRequest, RegistryError, UnknownRecord, WithdrawnRecord
from radcat.model import KIND, Record

LEAST: Final = 2
MOST: Final = 8
FOLDER: Final = KIND["dataset"].path


@dataclass(frozen=True, slots=True)
class Choice:
    """The datasets that were chosen, each once, and what was asked for beside them."""

    records: tuple[Record, ...]
    unknown: tuple[UnknownRecord, ...] = ()
    withdrawn: tuple[WithdrawnRecord, ...] = ()
    repeated: tuple[tuple[str, int], ...] = ()  # slugs, and how often each was named
    named: int = 0  # different datasets

    @property
    def fault(self) -> RegistryError | None:
        """What is wrong with what was asked, the first of it; too few are no fault while somebody still chooses."""
        if self.named > MOST:
            reason = f"{self.named} datasets were named, and a comparison has room for {MOST}; leave some out."
            return MalformedRequest(reason)
        if self.unknown or self.withdrawn:
            return (*self.unknown, *self.withdrawn)[0]
        for slug, times in self.repeated:
            return MalformedRequest(f"{slug} was named {times} times; name each dataset once.")
        return None

    def check(self) -> None:
        """Refuse a choice with a fault, and one of fewer datasets than a comparison needs.

        Raises:
            UnknownRecord: no dataset has one of the names.
            WithdrawnRecord: one was published and is no longer.
            MalformedRequest: a dataset is named twice, or there are too many of them, or too few.
        """
        if (fault := self.fault) is not None:
            raise fault
        if len(self.records) < LEAST:
            named = f"only {self.records[0].slug} was named" if self.records else "none was named"
            raise MalformedRequest(f"a comparison takes {LEAST} to {MOST} datasets, and {named}; name more of them.")


def choose(catalogue: Catalogue, names: Iterable[str]) -> Choice:
    """Find the datasets with the *names*, which are slugs, names or IRIs; empty ones are left out.

    Of too many the first are looked at.
    """
    given = Counter(slug for name in names if (slug := slug_of(name, catalogue.base)))
    slugs = list(given)[:MOST]
    catalogue.ledger.hold([FOLDER + slug for slug in slugs], around=True)
    catalogue.ledger.hold([KIND["evidence"].path + slug for slug in slugs])
    records, unknown, withdrawn = list[Record](), list[UnknownRecord](), list[WithdrawnRecord]()
    for slug in slugs:
        try:
            records.append(catalogue.dataset_version(slug).record)
        except UnknownRecord as error:
            unknown.append(error)
        except WithdrawnRecord as gone:
            withdrawn.append(gone)
    repeated = tuple((slug, given[slug]) for slug in slugs if given[slug] > 1)
    return Choice(tuple(records), tuple(unknown), tuple(withdrawn), repeated, len(given))
