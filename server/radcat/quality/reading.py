"""Reading from the catalogue what metrics look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TypeVar

from radcat import dataset_findings
from radcat.catalogue import Catalogue
from radcat.formats import dcat_ap, schema_org
from radcat.ledger.link_checks import Answer, Book
from radcat.model import KIND, Dataset
from radcat.publishing.indexing import CATALOG
from radcat.quality.base import Subject

Verdict = TypeVar("Verdict")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one dataset after the other; what they have in common was read once."""

    catalogue: Catalogue
    answers: Mapping[str, Answer]  # by address
    broken: Set[str]  # names of records that do not conform
    catalog_name: str

    @classmethod
    def of(cls, catalogue: Catalogue, answers: Mapping[str, Answer]) -> Reader:
        """Read what all datasets have in common."""
        return cls(catalogue, answers, {finding.name for finding in catalogue.ledger.findings()}, catalogue.title)

    def read(self, name: str) -> Subject:
        """Read the dataset *name* as metrics look at it.

        Raises:
            UnknownRecord: no dataset of that name was ever published.
            WithdrawnRecord: it was, and is no longer.
        """
        record = self.catalogue.version(name).record
        dataset = self.catalogue.dataset(record)
        found = dataset_findings.about(self.catalogue, name)
        catalog, language = self.catalogue.base + CATALOG, self.catalogue.language
        markup = schema_org.dataset(dataset, self.catalog_name, catalog, language, found)
        asked = {address: self.answers[address] for address in addresses(dataset) if address in self.answers}
        conforms = name not in self.broken
        return Subject(dataset, self.catalogue.graph(record), dcat_ap.fitted(dataset), markup, conforms, asked)


def subject(catalogue: Catalogue, slug: str, book: Book) -> Subject:
    """Read the dataset *slug*, with what its addresses answered; see `Reader.read`."""
    name = KIND["dataset"].path + slug
    dataset = catalogue.dataset(catalogue.version(name).record)
    broken = {name} if catalogue.ledger.has_finding(name) else set[str]()
    return Reader(catalogue, book.answers(addresses(dataset)), broken, catalogue.title).read(name)


def judged(catalogue: Catalogue, book: Book, judge: Callable[[Subject], Verdict]) -> Iterator[tuple[str, Verdict]]:
    """Judge every published dataset, with its slug; one that can't be judged is left out."""
    reader = Reader.of(catalogue, book.answers())
    for name in catalogue.ledger.names("dataset"):

        def read(name: str = name) -> Verdict:
            return judge(reader.read(name))

        verdict = catalogue.omissions.attempt(catalogue.version(name).record, "quality", read)
        if verdict is not None:
            yield name.removeprefix(KIND["dataset"].path), verdict


def addresses(dataset: Dataset) -> tuple[str, ...]:
    """List the addresses at which the dataset is said to be found."""
    found = [dataset.landing_page, *(a for d in dataset.distributions for a in (d.access_url, d.download_url))]
    return tuple(dict.fromkeys(address for address in found if address))
