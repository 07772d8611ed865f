"""Keeping the graphs of measurements in step with what they are made of: records, and link checks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from radcat.catalogue import Catalogue
from radcat.ledger.faults import Fault, Faults
from radcat.ledger.link_checks import Book
from radcat.ledger.versions import Head, Status
from radcat.model import KIND
from radcat.quality import dqv, reading, score
from radcat.stores.base import GraphChange
from radcat.validation.review import JUDGES_ALL

log = logging.getLogger(__name__)
DATASET = KIND["dataset"].path
UNMEASURED = "measurements"  # the source of faults


def changes(catalogue: Catalogue, book: Book, changed: Sequence[Head]) -> Iterator[GraphChange]:
    """Measure anew what may have changed with the records *changed*: datasets of those, and datasets that name them."""
    if not changed:
        return
    yield _graph(catalogue, None, dqv.metrics(catalogue.base))
    own = {head.name: head.status for head in changed if head.kind == "dataset"}
    for name, status in own.items():
        if status is Status.WITHDRAWN:
            yield _graph(catalogue, name, None)
    if {head.kind for head in changed} & JUDGES_ALL:
        yield from measured(catalogue, book, catalogue.ledger.names("dataset"))
        return
    others = [head.name for head in changed if head.kind != "dataset"]
    pointing = {name for name in catalogue.ledger.referring(*others) if name.startswith(DATASET)}
    yield from measured(catalogue, book, sorted({n for n, s in own.items() if s is Status.PUBLISHED} | pointing))


def measured(catalogue: Catalogue, book: Book, names: Iterable[str]) -> Iterator[GraphChange]:
    """Measure the published datasets *names*; what can't be measured has no scores, and is noted as a fault."""
    reader = reading.Reader.of(catalogue, book.answers())
    asked, failed = list(names), []
    for name in asked:
        try:
            subject = reader.read(name)
            slug = name.removeprefix(DATASET)
            text: bytes | None = dqv.measurements(catalogue.base, slug, score.assess(subject), subject.answers.values())
        except Exception:  # whatever it is: a record that can't be measured is published all the same
            log.exception("%s can't be measured; it has no scores until it can", name)
            text = None  # and not those of an earlier version
            failed.append(Fault(UNMEASURED, name, f"{name} can't be measured, and has no scores; the log says why."))
        yield _graph(catalogue, name, text)
    Faults(catalogue.ledger.engine).note(UNMEASURED, failed, asked)


def _graph(catalogue: Catalogue, name: str | None, text: bytes | None) -> GraphChange:
    slug = name.removeprefix(DATASET) if name else None
    return GraphChange(dqv.name_of(catalogue.base, slug), text, catalogue.base)
