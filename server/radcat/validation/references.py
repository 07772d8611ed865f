"""References to records of this catalogue that lead nowhere: what is missing, what was likely meant, what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rdflib import Graph, URIRef

from radcat.folder import records
from radcat.model import KIND

Lookup = Callable[[str], Graph | None]
_SERVED: Final = frozenset({"ns/context.jsonld"})  # answered by the program, with no record behind it
_CLOSE: Final = 0.6
_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]|$)", re.IGNORECASE)  # begins like the address of a site
_MOST_COMPARED: Final = 2000  # names: comparing more takes longer than a curator waits


class References:
    """Says of an IRI under *base* why nothing is known of it."""

    def __init__(
        self, base: str, lookup: Lookup, fate: Callable[[str], str], names_of: Callable[[str], Iterable[str]]
    ) -> None:
        """Find records by *lookup*; *fate* says what became of one, *names_of* lists those of a kind."""
        self._base, self._lookup, self._fate, self._names_of = base, lookup, fate, names_of
        self._verdicts: dict[str, str | None] = {}
        self._listed: dict[str, list[str]] = {}

    def fault(self, iri: str) -> str | None:
        """Say what is wrong with a reference to *iri*; None where it is described, or not ours to describe."""
        if not iri.startswith(self._base) or iri.removeprefix(self._base) in _SERVED:
            return None
        if iri not in self._verdicts:
            self._verdicts[iri] = self._judge(iri, iri.removeprefix(self._base))
        return self._verdicts[iri]

    def _judge(self, iri: str, name: str) -> str | None:
        holders = [holder for holder in records.owner_names(name) if records.kinds_of(holder)]
        for holder in holders:
            if (graph := self._lookup(holder)) is not None:
                return None if (URIRef(iri), None, None) in graph else self._undescribed(name, holder, graph)
        for holder in holders:
            if said := self._fate(holder):
                return f"{said}."
        if _HOST.match(name):
            return f"<{name}> is relative, and so an address of this catalogue. Write <https://{name}>."
        return self._missing(holders[0]) if holders else None

    def _undescribed(self, name: str, holder: str, graph: Graph) -> str | None:
        """A record says nothing of a part that it should hold."""
        described = sorted(
            str(s).removeprefix(self._base) for s in graph.subjects() if str(s).startswith(self._base + holder)
        )
        kind = records.kinds_of(holder)[-1]
        place = f"{kind.folder}/{kind.single or holder.removeprefix(kind.path)}.ttl"
        meant = _meant(name, described)
        remedy = f"Or add it to {place}." if "?" in meant else f"Add it to {place}, or mend the name."
        return f"{holder} does not describe {name}{meant} {remedy}"

    def _missing(self, name: str) -> str:
        kind = records.kinds_of(name)[-1]
        place = f"{kind.folder}/{kind.single or name.removeprefix(kind.path)}.ttl"
        meant = _meant(name, self._near(name, kind.name))
        return f"{name} does not exist{meant} {'Or create' if '?' in meant else 'Create'} {place}."

    def _near(self, name: str, kind: str) -> Sequence[str]:
        """The names of a kind that may be meant; of very many, those that begin or end alike."""
        if kind not in self._listed:
            alike = [k.name for k in KIND.values() if k.path == KIND[kind].path]
            self._listed[kind] = sorted({n for k in alike for n in self._names_of(k)})
        names = self._listed[kind]
        if len(names) > _MOST_COMPARED:
            slug = name.rpartition("/")[2]
            names = [n for n in names if n.rpartition("/")[2][:4] == slug[:4] or n[-4:] == slug[-4:]]
        return names[:_MOST_COMPARED]


def _meant(name: str, known: Sequence[str]) -> str:
    slug = name.rpartition("/")[2]
    by_slug = {other.rpartition("/")[2]: other for other in known}
    close = difflib.get_close_matches(slug, by_slug, 1, _CLOSE)
    return f"; did you mean {by_slug[close[0]]}?" if close else "."
