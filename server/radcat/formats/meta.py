"""What the head of a dataset's page says in meta elements: Dublin Core, Highwire Press and Open Graph.

https://www.dublincore.org/specifications/dublin-core/dcq-html/, https://scholar.google.com/intl/en/scholar/inclusion.html,
https://ogp.me/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from radcat.formats import dates, oai_dc
from radcat.formats.datacite import doi
from radcat.formats.texts import cut, tag
from radcat.model import Dataset, Text
from radcat.rdf.xml_text import writable

LONGEST: Final = 300  # characters of a description that is shown beside a link

Tag = tuple[str, str, str]  # attribute, its value, content


def tags(dataset: Dataset, site: str) -> tuple[Tag, ...]:
    """List the elements of a dataset's page on *site*; what no source states has none."""
    found = (*_dublin_core(dataset), *_highwire(dataset), *_open_graph(dataset, site))
    return tuple((attribute, name, _line(content)) for attribute, name, content in found if content)


def _line(text: str) -> str:
    return Text(writable(" ".join(text.split())), language=tag(text))


def _dublin_core(dataset: Dataset) -> Iterator[Tag]:
    for name, value in oai_dc.elements(dataset):
        yield "name", f"DC.{name}", cut(value, LONGEST) if name == "description" else value


def _highwire(dataset: Dataset) -> Iterator[Tag]:
    yield "name", "citation_title", dataset.title or ""
    yield from (("name", "citation_author", oai_dc.name_of(agent)) for agent in dataset.authors)
    issued = dates.read(dataset.issued)
    yield "name", "citation_publication_date", issued.day_text if issued else ""
    yield "name", "citation_publisher", oai_dc.name_of(dataset.publisher) if dataset.publisher else ""
    found = next((bare for identifier in dataset.other_identifiers if (bare := doi(identifier))), "")
    yield "name", "citation_doi", found
    yield "name", "citation_public_url", dataset.iri
    yield from (("name", "citation_keywords", keyword) for keyword in dict.fromkeys(dataset.keywords))


def _open_graph(dataset: Dataset, site: str) -> Iterator[Tag]:
    yield "property", "og:type", "website"
    yield "property", "og:title", dataset.title or ""
    yield "property", "og:description", cut(dataset.description or "", LONGEST)
    yield "property", "og:url", dataset.iri
    yield "property", "og:site_name", site
