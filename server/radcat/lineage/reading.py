"""Reading as much of the graph of lineage as a question needs, in one question to the ledger."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from radcat.catalogue import Catalogue
from radcat.errors import UnknownRecord
from radcat.ledger import lineages
from radcat.lineage import selection
from radcat.lineage.selection import Choice
from radcat.lineage.works import Work, Works


def chosen(catalogue: Catalogue, texts: Sequence[str]) -> tuple[Works, list[Choice]]:
    """Find the works that selections or IRIs mean, with all that they came from.

    Raises:
        BadSelection: a selection has another form.
        UnknownRecord: there is no such dataset.
        WithdrawnRecord: there is one no more.
        UnknownPart: a dataset has no such version or split.
    """
    names = list(dict.fromkeys(_record(catalogue, text) for text in texts))
    found = lineages.ancestry(catalogue.ledger.engine, names)
    _check(catalogue, names, found)
    works = Works.of(found)
    return works, [_choice(catalogue, works, text) for text in texts]


def surroundings(catalogue: Catalogue, text: str) -> tuple[Works, Work]:
    """Find the work that a selection or an IRI means, with all that it came from and all that was made from it.

    Raises:
        BadSelection: the selection has another form.
        UnknownRecord: there is no such dataset.
        WithdrawnRecord: there is one no more.
        UnknownPart: the dataset has no such version or split.
    """
    names = [_record(catalogue, text)]
    found = lineages.relatives(catalogue.ledger.engine, names)
    _check(catalogue, names, found)
    works = Works.of(found)
    return works, _choice(catalogue, works, text).work


def _record(catalogue: Catalogue, text: str) -> str:
    if text.strip().startswith(catalogue.base):
        return text.strip().removeprefix(catalogue.base).partition("#")[0]
    return f"datasets/{selection.parse(text)[0]}"


def _choice(catalogue: Catalogue, works: Works, text: str) -> Choice:
    if text.strip().startswith(catalogue.base):
        return selection.named(works, text.strip().removeprefix(catalogue.base))
    return selection.resolve(works, text)


def _check(catalogue: Catalogue, names: Iterable[str], found: Container[str]) -> None:
    for name in names:
        if name not in found:
            catalogue.dataset_version(name)  # says what became of it, or which may be meant
            raise UnknownRecord(name)
