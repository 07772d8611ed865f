"""Where a dataset's files are, under which condition, and whether the address answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

from radcat.ledger.link_checks import Answer
from radcat.model import Dataset, Distribution
from radcat.rdf.iris import parts
from radcat.wording import Message, translatable

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class Place:
    """One way to the files."""

    distribution: Distribution
    address: str
    host: str
    size: str | None
    answer: Answer | None  # None where the address was never asked

    @property
    def checked(self) -> str:
        """What came of asking the address."""
        if self.answer is None:
            return translatable("address not checked yet")
        day = self.answer.date[:10]
        if self.answer.works:
            return Message("address answered on %(date)s", date=day)
        if self.answer.wants_login:
            return Message("address asked for a login on %(date)s", date=day)
        return Message("address did not answer on %(date)s", date=day)


def places(dataset: Dataset, answers: Mapping[str, Answer]) -> tuple[Place, ...]:
    """List the distributions that have an address."""
    found = []
    for distribution in dataset.distributions:
        address = distribution.download_url or distribution.access_url
        if address:
            size = human(distribution.byte_size) if distribution.byte_size is not None else None
            found.append(Place(distribution, address, parts(address).netloc, size, answers.get(address)))
    return tuple(found)


def human(size: int) -> str:
    """Write a number of bytes with a decimal prefix: 1.2 GB."""
    number, unit = float(size), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{format_decimal(round(number, 1 if unit else 0), locale='en')} {_UNITS[unit]}"
