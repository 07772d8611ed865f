"""Measuring datasets after they are published: their scores follow the ledger, outside the lock of who publishes.

What changed since the last time is measured in batches. Each batch goes into the scores, then into the store, and the
progress is noted last, so that what is interrupted is done again and nothing is passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from radcat import __version__, processes
from radcat.catalogue import Catalogue
from radcat.errors import WithdrawnRecord
from radcat.ledger.faults import Fault, Faults
from radcat.ledger.link_checks import Answer, Book
from radcat.ledger.scores import Progress, Score, Scores
from radcat.ledger.versions import Status
from radcat.model import KIND
from radcat.publishing.affected import affected
from radcat.publishing.gate import Publisher
from radcat.publishing.locking import trying
from radcat.quality import dqv, reading, score
from radcat.quality.base import Assessment
from radcat.stores.base import GraphChange
from radcat.validation.review import Progress as Report
from radcat.validation.review import silent

log = logging.getLogger(__name__)
DATASET = KIND["dataset"].path
UNMEASURED = "measurements"  # the source of faults
BATCH: Final = 500  # datasets that are measured together, and go into the store together
MANY: Final = 2000  # datasets that several processes measure: each takes a second to be ready
BASIS: Final = sha256(
    "\n".join([__version__, *(metric.name for method in score.METHODS for metric in method.METRICS)]).encode()
).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What was measured together; what can't be measured has no scores, and is a fault."""

    names: tuple[str, ...]
    scores: tuple[Score, ...]
    graphs: tuple[GraphChange, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a process needs to measure; it is pickled, and what was opened is opened there anew."""

    catalogue: Catalogue
    answers: Mapping[str, Answer]


class Measuring:
    """Measures what has changed since it did last; one process at a time."""

    def __init__(
        self,
        catalogue: Catalogue,
        links: Callable[[], Book],
        publisher: Publisher,
        lock: Path,
        tell: Callable[[Sequence[Score]], None] = lambda _: None,
    ) -> None:
        """Measure the datasets of *catalogue*, with what *links* answered, publish what is found, and *tell* of it."""
        self._catalogue, self._links, self._publisher, self._lock = catalogue, links, publisher, lock
        self._tell = tell
        self._ledger = catalogue.ledger
        self.scores, self._faults = Scores(self._ledger.engine), Faults(self._ledger.engine)

    @property
    def is_due(self) -> bool:
        """Whether something was published since the last measuring."""
        return self.scores.progress(BASIS).generation < self._ledger.generation

    def run(self, report: Report = silent) -> str | None:
        """Measure what is due; say why the store does not show it, if it does not.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with trying(self._lock) as ours:
            while ours and self.is_due:
                if behind := self._follow(report):
                    return behind
        return None

    def measure(self, names: Sequence[str]) -> str | None:
        """Measure the published datasets *names* anew, whatever was measured before; see `run`."""
        behind = None
        for batch in self._batches(names):
            self.scores.keep(batch.scores)
            self._tell(batch.scores)
            behind = self._publisher.refresh(batch.graphs)
        return behind

    def _follow(self, report: Report) -> str | None:
        progress = self.scores.progress(BASIS)
        if progress.target <= progress.generation:
            progress = replace(progress, target=self._ledger.generation, done="")
            self.scores.move(progress)
        changed = self._ledger.changed(after=progress.generation)
        gone = [head.name for head in changed if head.kind == "dataset" and head.status is Status.WITHDRAWN]
        names = [name for name in affected(self._catalogue, changed) if name > progress.done]
        graphs = [_graph(self._catalogue, name, None) for name in gone]
        if not progress.generation:  # the store was begun anew, or other metrics are used
            base = self._catalogue.base
            graphs.append(GraphChange(dqv.name_of(base), dqv.metrics(base), base))
        self.scores.keep((), gone)
        self._faults.note(UNMEASURED, (), gone)
        if graphs and (behind := self._publisher.refresh(graphs)):
            return behind
        done = 0
        for batch in self._batches(names):
            report("measuring", done, len(names))
            self.scores.keep(batch.scores)
            self._tell(batch.scores)
            if behind := self._publisher.refresh(batch.graphs):
                return behind
            done += len(batch.graphs)
            self.scores.move(replace(progress, done=names[done - 1]))
        report("measuring", done, len(names))
        self.scores.move(Progress(BASIS, progress.target, progress.target))
        return None

    def _batches(self, names: Sequence[str]) -> Iterator[_Batch]:
        """Measure datasets, in several processes where there are many, and note what can't be measured."""
        tasks = (names[start : start + BATCH] for start in range(0, len(names), BATCH))
        basis = _Basis(self._catalogue, self._links().answers())
        several = len(names) >= MANY and processes.available() > 1
        found = processes.share_out(_measure, basis, tasks) if several else map(_measure(basis), tasks)
        for batch in found:
            self.scores.keep((), [fault.name for fault in batch.faults])
            self._faults.note(UNMEASURED, batch.faults, batch.names)
            yield batch


def _measure(basis: _Basis) -> Callable[[Sequence[str]], _Batch]:
    catalogue, answers = basis.catalogue, basis.answers
    return lambda names: _measured(catalogue, names, reading.Reader.of(catalogue, answers))


def _measured(catalogue: Catalogue, names: Sequence[str], reader: reading.Reader) -> _Batch:
    scores, graphs, failed = list[Score](), list[GraphChange](), list[Fault]()
    for name in names:
        text: bytes | None = None
        try:
            subject = reader.read(name)
            assessments = score.assess(subject)
            text = dqv.summary(catalogue.base, _slug(name), assessments, subject.answers.values())
            scores.append(scored(name, assessments))
        except WithdrawnRecord:
            pass  # since the names were listed: its own change comes next
        except Exception:  # whatever it is: a record that can't be measured is published all the same
            log.exception("%s can't be measured and has no scores", name)
            summary = f"{name} can't be measured and has no scores; the log says why."
            failed.append(Fault(UNMEASURED, name, summary))
        graphs.append(_graph(catalogue, name, text))  # and not that of an earlier version
    return _Batch(tuple(names), tuple(scores), tuple(graphs), tuple(failed))


def scored(name: str, assessments: Sequence[Assessment]) -> Score:
    """Keep of *assessments* what a page of the catalogue shows."""
    judged = (found for each in assessments for found in each.measurements if found.checked)
    shares = {found.metric.name: found.share for found in judged if found.share is not None}
    return Score(name, tuple(each.percent for each in assessments), shares)


def _slug(name: str) -> str:
    return name.removeprefix(DATASET)


def _graph(catalogue: Catalogue, name: str, text: bytes | None) -> GraphChange:
    return GraphChange(dqv.name_of(catalogue.base, _slug(name)), text, catalogue.base)
