"""A comparison as an address writes it: parameters to what is asked, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote, urlencode

from radcat.catalogue import slug_of
from radcat.errors import MalformedRequest

DIFFERENCES: Final = "differences"  # the only value of `only`
PARAMETERS: Final = ("d", "out", "only", "add")
_LONGEST: Final = 60  # characters of what is wrong that are shown


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    names: tuple[str, ...]  # slugs of datasets, as they were given
    out: tuple[str, ...] = ()  # of these, those that are taken out
    only_differences: bool = False
    add: str = ""  # the slug of one more, or words to find it by
    carried: Mapping[str, str] = field(default_factory=dict)  # parameters that every address has

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of those that are not taken out."""
        return tuple(name for name in self.names if name not in self.out)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The parameters, for the fields of a form and for an address."""
        pairs = [*(("d", name) for name in self.names), *(("out", name) for name in self.out)]
        pairs += [("only", DIFFERENCES)] if self.only_differences else []
        return [*pairs, *self.carried.items()]

    @property
    def query(self) -> str:
        """The query of the address."""
        return urlencode(self.fields, quote_via=quote)

    def without(self, name: str) -> str:
        """The query with the dataset *name* taken out; it can be put back."""
        return replace(self, out=(*self.out, name)).query

    def with_again(self, name: str) -> str:
        """The query with a dataset that was taken out put back."""
        return replace(self, out=tuple(each for each in self.out if each != name)).query

    def adding(self, name: str) -> str:
        """The query with one dataset more."""
        return replace(self, names=tuple(dict.fromkeys((*self.names, name)))).query

    def only(self, *, differences: bool) -> str:
        """The query with all rows, or with those that differ."""
        return replace(self, only_differences=differences).query

    @property
    def as_sets(self) -> list[tuple[str, str]]:
        """The same datasets as other questions name them."""
        return [("set", name) for name in self.shown]

    @property
    def of_shown(self) -> str:
        """The query of the same table as a file: what is taken out is not named."""
        return replace(self, names=self.shown, out=()).query


def read(parameters: Mapping[str, Sequence[str]], carried: Mapping[str, str], base: str) -> Asked:
    """Read what is asked of the catalogue under *base*; each address made of it has the parameters *carried*, too.

    Raises:
        MalformedRequest: a parameter is not known, or has a value that it can't have.
    """
    for name in parameters:
        if name not in PARAMETERS:
            known = "d for each dataset, out for those that are taken out, and only=differences"
            raise MalformedRequest(f"a comparison has no parameter {name[:_LONGEST]!r}. It has {known}.")
    only = [value for value in parameters.get("only", ()) if value]
    for value in only:
        if value != DIFFERENCES:
            raise MalformedRequest(f"only={value[:_LONGEST]} is not known; write only={DIFFERENCES} or leave it out.")
    names = tuple(slug for name in parameters.get("d", ()) if (slug := slug_of(name, base)))
    return Asked(
        names,
        tuple(dict.fromkeys(slug for name in parameters.get("out", ()) if (slug := slug_of(name, base)) in names)),
        bool(only),
        " ".join(parameters.get("add", ())).strip(),
        carried,
    )
