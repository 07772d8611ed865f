"""Keeping the graphs of measurements in step with what they are made of: records, and link checks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from radcat.catalogue import Catalogue
from radcat.ledger import Status, Version
from radcat.links.book import Book
from radcat.model import KIND
from radcat.quality import dqv, reading, score
from radcat.reviewing import JUDGES_ALL
from radcat.store.base import GraphChange

log = logging.getLogger(__name__)
DATASET = KIND["dataset"].path


def changes(catalogue: Catalogue, book: Book, versions: Sequence[Version]) -> Iterator[GraphChange]:
    """Measure anew what may have changed with *versions*: those datasets, and those that point at one of them."""
    if not versions:
        return
    yield _graph(catalogue, None, dqv.metrics(catalogue.base))
    own = {v.record.name: v.status for v in versions if v.record.kind == "dataset"}
    for name, status in own.items():
        if status is Status.WITHDRAWN:
            yield _graph(catalogue, name, None)
    if {version.record.kind for version in versions} & JUDGES_ALL:
        yield from measured(catalogue, book, catalogue.ledger.names("dataset"))
        return
    others = [version.record.name for version in versions if version.record.kind != "dataset"]
    pointing = {name for name in catalogue.ledger.referring(*others) if name.startswith(DATASET)}
    yield from measured(catalogue, book, sorted({n for n, s in own.items() if s is Status.PUBLISHED} | pointing))


def measured(catalogue: Catalogue, book: Book, names: Iterable[str]) -> Iterator[GraphChange]:
    """Measure the published datasets *names*."""
    reader = reading.Reader.of(catalogue, book.answers())
    for name in names:
        try:
            subject = reader.read(name)
            slug = name.removeprefix(DATASET)
            text = dqv.measurements(catalogue.base, slug, score.assess(subject), subject.answers.values())
        except Exception:  # whatever it is: a record that can't be measured is published all the same
            log.exception("%s can't be measured", name)
            continue
        yield _graph(catalogue, name, text)


def _graph(catalogue: Catalogue, name: str | None, text: bytes | None) -> GraphChange:
    slug = name.removeprefix(DATASET) if name else None
    return GraphChange(dqv.name_of(catalogue.base, slug), text, catalogue.base)
