"""Works and references by the names that readers know them by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from rdflib import URIRef

from radcat import model
from radcat.catalogue import Catalogue
from radcat.lineage import selection
from radcat.lineage.works import Kind, Link, Work, Works
from radcat.model.lineage import Texts
from radcat.rdf import languages


class Names:
    """Names the works of one graph, for a reader who welcomes the languages *wanted*."""

    def __init__(self, catalogue: Catalogue, works: Works, wanted: Sequence[str] = ()) -> None:
        """Read titles off *works*, and those of references and units off *catalogue*."""
        self._catalogue, self._works, self._wanted = catalogue, works, (*wanted, catalogue.language)
        self._references = dict[str, str]()

    def iri(self, name: str) -> str:
        """The IRI of *name*, which is relative to the base IRI unless it is outside it."""
        return name if "://" in name else self._catalogue.base + name

    def text(self, texts: Texts) -> str | None:
        """The best of *texts*."""
        best = min(texts, key=lambda tag: languages.rank(tag, self._wanted), default=None)
        return None if best is None else model.Text(texts[best], language=best or None)

    def title(self, work: Work) -> str:
        """What to call *work*: its title, for a split behind that of its dataset; else its IRI."""
        own = self.text(work.titles) or self.iri(work.name)
        if work.kind is not Kind.SPLIT:
            return own
        return f"{self.title(self._works.work(work.record))}: {own}"

    def selected(self, work: Work) -> str:
        """How *work* is chosen, such as covidx-cxr@V9A/test."""
        return selection.written(self._works, work)

    def load(self, references: Iterable[str]) -> None:
        """Read the titles of *references* at once; each would cost a look into the ledger by itself."""
        nodes = {name: URIRef(self.iri(name)) for name in references if name not in self._references}
        scope = self._catalogue.scope_of(nodes.values())
        scope.languages = self._wanted
        self._references |= {name: model.label(scope, node) for name, node in nodes.items()}

    def load_sources(self, links: Iterable[Link]) -> None:
        """Read the titles of all references that state *links*."""
        said = (each for link in links for each in self._works.sources(link))
        self.load({source for each in said for source in each.sources})

    def reference(self, name: str) -> str:
        """What a reference is called."""
        if name not in self._references:
            self.load([name])
        return self._references[name]

    @cached_property
    def citation(self) -> str:
        """How to cite the state of the catalogue that an answer was read off."""
        ledger = self._catalogue.ledger
        date = (ledger.date or "")[:10]
        return f"{self._catalogue.title}, generation {ledger.generation} ({date}), {self._catalogue.base}"
