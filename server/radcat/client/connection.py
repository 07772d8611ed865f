"""A connection to a catalogue, and the questions that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote

from rdflib import DCTERMS, Graph, URIRef

from radcat.client import solutions
from radcat.client.answers import Comparison, FacetValue, Fact, Finding, Hit, Leakage, Licences, Lineage, read
from radcat.client.transport import JSON, Answer, InProcess, OverHttp, Parameters, Question, Transport

if TYPE_CHECKING:
    import pandas

PER_PAGE: Final = 100  # hits of one answer
_RESULTS: Final = "application/sparql-results+json"
_TURTLE: Final = "text/turtle"


def connect(
    place: str | Path, *, data: str | Path | None = None, language: str | None = None, seconds: float = 60
) -> Connection:
    """Connect to the catalogue at *place*: the address of a registry, or a catalogue's folder.

    A folder is published first, as `radcat serve` does it, into its data folder or into *data*. Texts are in *language*
    where there are any in it. An answer over HTTP is waited for *seconds*.

    Raises:
        SettingError: the folder is none, or no catalogue.
        CatalogueUnreachable: nobody answers at the address.
        QuestionRefused: what answers there is no radcat.
    """
    is_address = isinstance(place, str) and place.startswith(("http://", "https://"))
    transport: Transport
    if is_address:
        transport = OverHttp(str(place), seconds)
    else:
        transport = InProcess.of(Path(place).expanduser(), Path(data) if data else None)
    made = Connection(transport, language)
    try:
        made.search(per_page=1)
    except BaseException:
        made.close()
        raise
    return made


class Connection:
    """Asks one catalogue; use it as a context manager, or close it."""

    def __init__(self, transport: Transport, language: str | None = None) -> None:
        """Ask by *transport*, for texts in *language*."""
        self._transport = transport
        self._carried = [("lang", language)] if language else []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give back connections and processes."""
        self._transport.close()

    def search(
        self, text: str = "", *, sort: str | None = None, per_page: int = PER_PAGE, **facets: str | Sequence[str]
    ) -> Hits:
        """Find datasets by words and facets; with neither, all there are.

        A facet takes a code or several, any of which will do: `modality="ct"`, `use=["commercial", "attribution"]`.
        A name with a hyphen is written with an underscore: `access_rights="PUBLIC"`.

        Raises:
            QuestionRefused: a facet, a value or an order is not known; the text says which there are.
        """
        asked = [("q", text)] if text else []
        asked += [("sort", sort)] if sort else []
        for name, given in facets.items():
            values = [given] if isinstance(given, str) else given
            asked += [(name.replace("_", "-"), value) for value in values]
        return Hits(self, tuple(asked), per_page)

    def __iter__(self) -> Iterator[Hit]:
        """All datasets, a page at a time."""
        return iter(self.search())

    def __len__(self) -> int:
        """How many datasets there are."""
        return len(self.search(per_page=1))

    def get(self, slug: str) -> Dataset:
        """Read the record of the dataset *slug*, which may be its whole IRI.

        Raises:
            QuestionRefused: there is none (404), or no more (410).
        """
        name = quote(slug.rstrip("/").rpartition("/")[2], safe="")
        return Dataset(self, name, self._ask(f"datasets/{name}.ttl", accept=_TURTLE).content.decode())

    def compare(self, *slugs: str) -> Comparison:
        """Put two to eight datasets side by side."""
        return read(Comparison, self._json("api/compare", [("d", slug) for slug in slugs]))

    def leakage(self, train: str | Sequence[str], test: str | Sequence[str]) -> Leakage:
        """Judge whether test sets leak into training sets; each is `dataset[@version][/split]`."""
        sides = (("train", train), ("test", test))
        asked = [(side, each) for side, given in sides for each in ([given] if isinstance(given, str) else given)]
        return read(Leakage, self._json("api/leakage", asked))

    def licences(self, *slugs: str) -> Licences:
        """Tell what the licences of datasets allow and ask for, together; it is no legal advice."""
        return read(Licences, self._json("api/licences", [("set", slug) for slug in slugs]))

    def facts(self, slug: str) -> tuple[Fact, ...]:
        """Read what is stated of a dataset, fact by fact, with who says so and who contradicts it."""
        return read(tuple[Fact, ...], self._json("api/facts", [("set", slug)])["facts"])

    def findings(self, slug: str | None = None) -> tuple[Finding, ...]:
        """Read what others found in a dataset, or in all of them, the gravest first; none found is no proof."""
        asked = [("set", slug)] if slug else []
        return read(tuple[Finding, ...], self._json("api/findings", asked)["findings"])

    def lineage(self, selected: str) -> Lineage:
        """Read what a dataset, version or split was made from, was used in and was compared with."""
        return read(Lineage, self._json(f"lineage/{quote(selected, safe='@/')}.json", language=False))

    def select(self, query: str) -> list[dict[str, Any]]:
        """Ask a SPARQL SELECT; a dictionary a solution, with None where a variable has no value.

        Raises:
            QuestionRefused: it does not parse (400), or asks for too much (503).
        """
        return solutions.solutions(self._solved(query))[1]

    def query(self, query: str) -> pandas.DataFrame:
        """Ask a SPARQL SELECT; a column a variable. It needs pandas: `pip install 'radcat[pandas]'`.

        Raises:
            MissingExtra: pandas is not installed.
            QuestionRefused: it does not parse (400), or asks for too much (503).
        """
        return solutions.frame(self._solved(query))

    def ask(self, query: str) -> bool:
        """Ask a SPARQL ASK."""
        return bool(self._solved(query)["boolean"])

    def graph(self, query: str) -> Graph:
        """Ask a SPARQL CONSTRUCT or DESCRIBE."""
        answer = self._ask("sparql", accept=_TURTLE, body=[("query", query)])
        return Graph().parse(data=answer.content, format="turtle")

    def _solved(self, query: str) -> Mapping[str, Any]:
        document: Mapping[str, Any] = self._ask("sparql", accept=_RESULTS, body=[("query", query)]).json()
        return document

    def _json(self, path: str, parameters: Parameters = (), *, language: bool = True) -> Any:
        carried = self._carried if language else []
        return self._ask(path, [*parameters, *carried], accept=JSON).json()

    def _ask(self, path: str, parameters: Parameters = (), *, accept: str, body: Parameters | None = None) -> Answer:
        return self._transport.ask(Question(path, parameters, accept, body))


class Hits(Sequence[Hit]):
    """What a search found: as long as all hits, of which a page is read when it is asked for."""

    def __init__(self, connection: Connection, asked: Parameters, per_page: int) -> None:
        """Read the first page of what *asked* finds."""
        self._connection, self._asked, self._per_page = connection, asked, per_page
        self._pages: dict[int, tuple[Hit, ...]] = {}
        first = self._read(1)
        self.total: int = first["total"]
        # How the search was widened where nothing has all words (respelled, dropped, least, among); None where not.
        self.relaxed: Mapping[str, Any] | None = first["relaxed"]
        self.facets: Mapping[str, tuple[FacetValue, ...]] = read(
            dict[str, tuple[FacetValue, ...]], first.get("facets", {})
        )

    def __len__(self) -> int:
        """How many datasets were found."""
        return self.total

    def __getitem__(self, place: Any) -> Any:
        """One hit, or several."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(self.total))]
        if not -self.total <= place < self.total:
            raise IndexError(f"there are {self.total} hits")
        page, rest = divmod(place % self.total, self._per_page)
        if page + 1 not in self._pages:
            self._read(page + 1)
        return self._pages[page + 1][rest]

    def _read(self, page: int) -> Mapping[str, Any]:
        shown = [("page", str(page)), ("per_page", str(self._per_page))]
        document: Mapping[str, Any] = self._connection._json("api/search", [*self._asked, *shown])
        self._pages[page] = read(tuple[Hit, ...], document["hits"])
        return document


@dataclass(frozen=True)
class Dataset:
    """A dataset's record: its graph is the truth, and every format is read when it is asked for."""

    connection: Connection
    slug: str
    turtle: str  # the record, as it was published

    @cached_property
    def graph(self) -> Graph:
        """All that the record says."""
        return Graph().parse(data=self.turtle, format="turtle")

    @cached_property
    def iri(self) -> URIRef:
        """Its IRI."""
        nodes = (node for node in self.graph.subjects(DCTERMS.identifier) if isinstance(node, URIRef))
        return next(node for node in nodes if node.endswith(f"/{self.slug}"))

    @property
    def title(self) -> str:
        """Its title."""
        return self._text(DCTERMS.title) or str(self.iri)

    @property
    def description(self) -> str | None:
        """What its record tells of it."""
        return self._text(DCTERMS.description)

    def values(self, property_: str) -> list[str]:
        """IRIs and texts that the record states of a property, which is named by its IRI."""
        return sorted(map(str, self.graph.objects(self.iri, URIRef(property_))))

    def written(self, suffix: str) -> str:
        """The dataset in another format, by its suffix: `bib`, `croissant.json`, `dcat-ap.ttl`, `schema.jsonld`.

        Raises:
            QuestionRefused: there is no such format (404).
        """
        return self.connection._ask(f"datasets/{self.slug}.{suffix}", accept="*/*").content.decode()

    def _text(self, property_: URIRef) -> str | None:
        return next((str(o) for o in self.graph.objects(self.iri, property_)), None)
