"""The saved queries as their files hold them, and the names that their tests share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDFS, SH, URIRef

from radcat.rdf import turtle
from radcat.rdf.namespaces import SCHEMA
from radcat.sparql.request import QueryForm

REPOSITORY: Final = Path(__file__).parents[2]
BASE: Final = "http://127.0.0.1:8000/"
RADCAT: Final = BASE + "ns/radcat#"
SLUGS: Final = sorted(path.stem for path in (REPOSITORY / "records" / "queries").glob("*.ttl"))
DATASETS: Final = sorted(path.stem for path in (REPOSITORY / "records" / "datasets").glob("*.ttl"))
SURVEY_COLUMNS: Final = "ct xray mrt ultrasound metadata caseReviews"
PROPERTIES: Final = {QueryForm.SELECT: SH.select, QueryForm.ASK: SH.ask, QueryForm.CONSTRUCT: SH.construct}

Row = Mapping[str, str]  # a solution: column to text, our IRIs without the base, no entry where it is unbound
Answer = list[Row]


@dataclass(frozen=True)
class Saved:
    """A query as its file holds it."""

    slug: str
    form: QueryForm
    text: str
    comment: str
    keywords: frozenset[str]
    defaults: Mapping[str, str]  # of its parameters, as terms of a query

    @classmethod
    def read(cls, slug: str) -> Saved:
        place = f"records/queries/{slug}.ttl"
        graph, iri = turtle.parse((REPOSITORY / place).read_bytes(), BASE, place), URIRef(f"{BASE}queries/{slug}")
        (form, text), *more = [(f, str(o)) for f, p in PROPERTIES.items() for o in graph.objects(iri, p)]
        assert not more, f"{place}: one query a record"
        keywords = frozenset(map(str, graph.objects(iri, SCHEMA.keywords)))
        defaults = {
            str(p).rpartition("#")[2]: graph.value(p, SH.defaultValue).n3().replace(f"<{BASE}", "<")  # type: ignore[union-attr]  # the shapes see to it
            for p in graph.objects(iri, SH.parameter)
        }
        return cls(slug, form, text, str(graph.value(iri, RDFS.comment)), keywords, defaults)
