"""The search index on disk: words and rows in one folder, and a file that names the folder readers open.

    search/current      which folder, and what it was made with
    search/1/words/     the words of documents, and the numbers of their values
    search/1/rows.db    documents, values, bitmaps, and the generation of the ledger that all of it shows

Words are committed first: what the rows do not know of yet is nobody's hit, and is dropped if a crash leaves it so.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final

from radcat import __version__
from radcat.errors import StoreDamaged, StoreUnavailable
from radcat.folder import files
from radcat.search.bits import Bits
from radcat.search.documents import STEMMED, Document
from radcat.search.facets import NOT_STATED
from radcat.search.rows import Rows
from radcat.search.words import WordsReader, WordsWriter, stemmer

LAYOUT: Final = 3  # of words, rows and values; an index of another layout is made anew
MANY: Final = 100  # documents: from so many on, the engine gets more memory, and two threads
_MERGED: Final = 1000  # changed rows that readers take up one by one, at the least
_SHARE: Final = 20  # as many of them as this part of all, before bitmaps are written anew


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the file `current` says."""

    folder: str
    base: str  # the base IRI that values stand under
    basis: str  # what the index was made with

    @classmethod
    def read(cls, folder: Path) -> Pointer | None:
        """Read it; None where there is no index that can be used.

        Raises:
            StoreUnavailable: it can't be read now.
        """
        try:
            return cls(**json.loads((folder / "current").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return None  # an index costs nothing but the time to make it
        except OSError as error:
            raise StoreUnavailable(f"{folder / 'current'} can't be read now: {error}") from error

    def write(self, folder: Path) -> None:
        """Put it in its place in one step, durably."""
        files.write_file(folder / "current", json.dumps(asdict(self)))


def _pointer(folder: str, base: str, facets: Iterable[str]) -> Pointer:
    """Point at *folder*; the program, and which facets there are, decide about every document."""
    return Pointer(folder, base, f"{LAYOUT}/radcat {__version__}/{' '.join(facets)}")


class SearchIndex:
    """The writing side; whoever holds it sees to it that nobody else does."""

    def __init__(self, folder: Path, pointer: Pointer, facets: Sequence[str], *, is_new: bool) -> None:
        """Write to what *pointer* names below *folder*; see `existing` and `begin`."""
        self._folder, self._pointer, self._facets, self._is_new = folder, pointer, tuple(facets), is_new
        self._rows = Rows(self._path / "rows.db", writes=True)

    @classmethod
    def existing(cls, folder: Path, base: str, facets: Sequence[str]) -> SearchIndex | None:
        """Open the index in *folder*; None where there is none under that *base* with those *facets*.

        Raises:
            StoreDamaged: it can't be used as it is.
            StoreUnavailable: it can't be used now.
        """
        found = Pointer.read(folder)
        if found is None or found != _pointer(found.folder, base, facets):
            return None
        return cls(folder, found, facets, is_new=False)

    @classmethod
    def begin(cls, folder: Path, base: str, facets: Sequence[str]) -> SearchIndex:
        """Begin an empty index; readers keep what they have until something is published."""
        number = next(n for n in count(1) if not (folder / str(n)).exists())
        (folder / str(number)).mkdir(parents=True)
        return cls(folder, _pointer(str(number), base, facets), facets, is_new=True)

    @property
    def _path(self) -> Path:
        return self._folder / self._pointer.folder

    @property
    def generation(self) -> int:
        """The generation of the ledger that it shows; 0 for an empty index."""
        return self._rows.state().generation

    def check(self) -> None:
        """See that readers can read it.

        Raises:
            StoreDamaged: they can't.
        """
        with self._rows.transaction():
            found = Bits.load(self._rows)
        words = WordsReader(self._path / "words")
        if len(found.live) > words.size:
            raise StoreDamaged("the search index lacks words of datasets that it has")

    def close(self) -> None:
        """Let go of it."""
        self._rows.close()

    def apply(self, documents: Sequence[Document], gone: Sequence[str], scores: Mapping[str, float]) -> None:
        """Replace *documents* and drop those named *gone*; readers of the folder see all of it or nothing.

        A document without a score among *scores* keeps the one that it had.
        """
        state = self._rows.state()
        revision = state.revision + 1
        if state.next and not (self._path / "words").is_dir():
            raise StoreDamaged("the search index has lost its words")
        with closing(WordsWriter(self._path / "words", many=len(documents) >= MANY)) as words:
            words.forget_from(state.next)
            with self._rows.transaction(writes=True):
                numbers, known = self._rows.end([*(d.name for d in documents), *gone], revision)
                pairs = [self._values(document) for document in documents]
                ids = self._rows.number_values(pair for values in pairs for pair in values)
                added = [
                    (
                        number,
                        document,
                        [ids[pair] for pair in values],
                        scores.get(document.name, known.get(document.name)),
                    )
                    for number, document, values in zip(count(state.next), documents, pairs, strict=False)
                ]
                for number, document, values, _ in added:
                    words.add(number, document, values)
                words.commit()  # before the rows name it
                self._rows.add(added, revision)
                self._rows.add_languages(_languages(documents))
                self._rows.move(replace(state, revision=revision, next=state.next + len(added)))
            words.forget(numbers)  # committed with the next change: until then no row names them

    def _values(self, document: Document) -> list[tuple[str, str]]:
        found = ((facet, document.values.get(facet, (NOT_STATED,))) for facet in self._facets)
        return [(facet, value) for facet, values in found for value in values]

    def publish(self, generation: int) -> None:
        """Note that it shows *generation*, and let readers open it, if they do not yet."""
        with self._rows.transaction(writes=True):
            self._rows.move(replace(self._rows.state(), generation=generation))
        if not (self._path / "words").is_dir():
            WordsWriter(self._path / "words", many=False).close()
        if self._is_new:
            self._pointer.write(self._folder)
            self._is_new = False
            for other in self._folder.iterdir():
                if other.name.isdigit() and other.name != self._pointer.folder:
                    shutil.rmtree(other, ignore_errors=True)

    def score(self, scores: Mapping[str, float]) -> None:
        """Note the scores of documents, by the names of their datasets."""
        with self._rows.transaction(writes=True):
            self._rows.score(scores)

    @property
    def is_scattered(self) -> bool:
        """Whether so much has changed since bitmaps were written that readers should get new ones."""
        state = self._rows.state()
        changed = self._rows.changed_count(state.base)
        return changed > max(_MERGED, state.next // _SHARE)

    def merge(self) -> None:
        """Write the bitmaps anew, so that a reader need not take up every change one by one."""
        with self._rows.transaction(writes=True):
            bits = Bits.load(self._rows)
            state = self._rows.state()
            self._rows.keep(bits.serialized())
            # Readers that have seen the last base still learn what ended since.
            self._rows.forget(state.base)
            self._rows.move(replace(state, base=bits.revision, floor=state.base))


def _languages(documents: Iterable[Document]) -> set[str]:
    found = {stemmer(words.language) for document in documents for words in document.words if words.field in STEMMED}
    return {language for language in found if language}
