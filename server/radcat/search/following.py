"""The search index follows the ledger: what changed since it last looked, and what shows what changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from rdflib import URIRef

from radcat import dataset_findings
from radcat.catalogue import Catalogue
from radcat.errors import StoreDamaged, StoreUnavailable
from radcat.ledger.scores import Score, Scores
from radcat.ledger.versions import Head, Status, Version
from radcat.model import KIND
from radcat.publishing.affected import affected
from radcat.search.documents import Document, read
from radcat.search.facets import Described, Facet
from radcat.search.index import SearchIndex
from radcat.search.offered import facets

log = logging.getLogger(__name__)

DATASET, EVIDENCE = KIND["dataset"].path, KIND["evidence"].path
BATCH: Final = 2000  # documents that are read and written together


class Follower:
    """Brings the index in a folder up to the ledger of *catalogue*; whoever asks it to holds the writer's lock."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue, self._folder = catalogue, folder

    def catch_up(self) -> str | None:
        """Follow the ledger; say why the index is behind, where it can't be written now.

        What can't be read is begun anew. Whatever goes wrong, what is published stays published.
        """
        try:
            try:
                self._follow()
            except StoreDamaged as error:
                log.warning("%s; making it anew from the ledger", error)
                self._follow(anew=True)
        except (StoreDamaged, StoreUnavailable, OSError, MemoryError) as error:
            reason = str(error) or type(error).__name__
        else:
            return None
        log.warning("the search index is behind: %s", reason)
        return reason

    def score(self, scores: Sequence[Score]) -> None:
        """Note what datasets scored; where it can't be done now, they keep what they had until they change."""
        try:
            if index := self._existing():
                with closing(index):
                    index.score({score.name: score.percents[0] for score in scores if score.percents})
        except (StoreDamaged, StoreUnavailable, OSError) as error:
            log.warning("scores are not in the search index: %s", error)

    @property
    def is_scattered(self) -> bool:
        """Whether so much has changed that the bitmaps should be written anew."""
        if index := self._existing():
            with closing(index):
                return index.is_scattered
        return False

    def merge(self) -> None:
        """Write the bitmaps anew."""
        if index := self._existing():
            with closing(index):
                index.merge()

    def _existing(self) -> SearchIndex | None:
        return SearchIndex.existing(self._folder, self._catalogue.base, self._facets)

    @property
    def _facets(self) -> list[str]:
        return [facet.name for facet in facets(self._catalogue)]

    def _follow(self, *, anew: bool = False) -> None:
        ledger, generation = self._catalogue.ledger, self._catalogue.ledger.generation
        known = None if anew else self._existing()
        if known is None and not generation:
            return  # nothing was ever published
        with closing(known or SearchIndex.begin(self._folder, self._catalogue.base, self._facets)) as index:
            after = index.generation
            if after == generation:
                index.check()
                return
            if after > generation:
                raise StoreDamaged("the search index is ahead of the ledger, which was brought back from a copy")
            changed = ledger.changed(after=after)
            gone = [head.name for head in changed if head.kind == "dataset" and head.status is Status.WITHDRAWN]
            names = _affected(self._catalogue, changed) if after else ledger.names("dataset")
            offered, scores = facets(self._catalogue), Scores(ledger.engine)
            for start in range(0, max(1, len(names)), BATCH):
                some = names[start : start + BATCH]
                documents = list(_documents(self._catalogue, some, offered))
                unread = set(some) - {document.name for document in documents}
                index.apply(documents, [*(gone if not start else ()), *unread], scores.first(some))
            index.publish(generation)
            if len(names) >= BATCH:
                index.merge()


def _affected(catalogue: Catalogue, changed: Sequence[Head]) -> list[str]:
    """Name the published datasets whose documents may differ: those that show a change, or that it is evidence for."""
    claimed = [DATASET + head.name.removeprefix(EVIDENCE) for head in changed if head.kind == "evidence"]
    return sorted({*affected(catalogue, changed), *catalogue.ledger.positions(claimed)})


def _documents(catalogue: Catalogue, names: Sequence[str], offered: Sequence[Facet]) -> Iterator[Document]:
    """Read the documents of *names*; one that can't be read is left out, and the log says so."""
    versions = {version.record.name: version for version in catalogue.ledger.several(names)}
    claims = [EVIDENCE + name.removeprefix(DATASET) for name in names]
    evidence = {version.record.name: version for version in catalogue.ledger.several(claims)}
    problems = dataset_findings.kinds(catalogue, names)
    for name in names:
        if name in versions:
            try:
                claimed = evidence.get(EVIDENCE + name.removeprefix(DATASET))
                yield _document(catalogue, versions[name], claimed, problems[name], offered)
            except Exception:  # whatever it is: a record that can't be read for search is published all the same
                log.exception("%s can't be searched for", name)


def _document(
    catalogue: Catalogue, version: Version, claims: Version | None, problems: Sequence[str], offered: Sequence[Facet]
) -> Document:
    record = version.record
    iri: URIRef = record.iri(catalogue.base)
    graph = catalogue.graph(claims.record) if claims else None
    return read(Described(catalogue.scope(record), iri, catalogue.base, graph, problems), record.name, offered)
