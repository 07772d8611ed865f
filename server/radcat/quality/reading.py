"""Reading from the catalogue what metrics look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from radcat import model
from radcat.catalogue import Catalogue
from radcat.indexing import CATALOG
from radcat.links.answer import Answer
from radcat.model import Dataset
from radcat.quality.base import Subject
from radcat.representations import schema_org


def subject(catalogue: Catalogue, slug: str, answers: Mapping[str, Answer]) -> Subject:
    """Read the dataset *slug* as metrics look at it, with what addresses answered.

    Raises:
        UnknownRecord: no dataset of that slug was ever published.
        WithdrawnRecord: it was, and is no longer.
    """
    record = catalogue.version(f"datasets/{slug}").record
    dataset = model.read(Dataset, catalogue.scope(record), record.iri(catalogue.base))
    markup = schema_org.dataset(dataset, _catalog_name(catalogue), catalogue.base + CATALOG)
    broken = {finding.name for finding in catalogue.ledger.findings()}
    works = {address: answer.works for address, answer in answers.items()}
    return Subject(dataset, catalogue.graph(record), markup, record.name not in broken, works)


def subjects(catalogue: Catalogue, answers: Mapping[str, Answer]) -> Iterator[tuple[str, Subject]]:
    """Read every published dataset, with its slug."""
    for name in catalogue.ledger.names("dataset"):
        slug = name.rpartition("/")[2]
        yield slug, subject(catalogue, slug, answers)


def _catalog_name(catalogue: Catalogue) -> str:
    record = catalogue.version(CATALOG).record
    return model.label(catalogue.graph(record), record.iri(catalogue.base))
