"""Unqualified Dublin Core, as every OAI-PMH repository offers it.

http://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from radcat.formats import dates, markup
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.texts import bcp47, distinct, tag
from radcat.model import Agent, Blank, Dataset
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import IANA
from radcat.rdf.xml_text import writable

NAMESPACE: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
ELEMENTS: Final = "http://purl.org/dc/elements/1.1/"
SCHEMA: Final = f"{NAMESPACE} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
PROFILE: Final = Profile("oai_dc", NAMESPACE, "Dublin Core, unqualified")


def write(described: Described) -> bytes:
    """Write the fifteen elements, as many as the record has values for."""
    whole = markup.root(f"{{{NAMESPACE}}}dc", {"oai_dc": NAMESPACE, "dc": ELEMENTS}, SCHEMA)
    for name, value in elements(described.dataset):
        element = etree.SubElement(whole, f"{{{ELEMENTS}}}{name}")
        element.text = writable(value)
        if language := tag(value):
            element.set(markup.LANG, language)
    return markup.document(whole)


def elements(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """List the elements with their values, in the order of the standard's list."""
    return ((name, value) for name, value in _elements(dataset) if value)


def _elements(dataset: Dataset) -> Iterator[tuple[str, str]]:
    yield from (("title", title) for title in distinct((*dataset.titles, *dataset.alternatives)))
    yield from (("creator", name_of(agent)) for agent in dataset.authors)
    subjects = (*dataset.keywords, *(c.name for c in (*dataset.themes, *dataset.techniques, *dataset.variables)))
    yield from (("subject", subject) for subject in distinct(subjects))
    yield from (("description", description) for description in dataset.descriptions)
    if dataset.publisher:
        yield "publisher", name_of(dataset.publisher)
    yield from (("contributor", name_of(agent)) for agent in dataset.contributors)
    yield from (("date", date) for value in (dataset.issued, dataset.modified) if (date := dates.iso(value)))
    yield "type", "Dataset"
    yield from (("format", text) for text in formats(dataset))
    yield "identifier", dataset.iri
    pages = (dataset.landing_page,) if dataset.landing_page else ()
    others = (*dataset.other_identifiers, *dataset.identifiers, *pages)
    yield from (("identifier", identifier) for identifier in dict.fromkeys(others))
    yield from (("source", iri) for iri in dataset.derived_from)
    yield from (("language", language) for language in bcp47(dataset.languages))
    yield from (("relation", iri) for iri in (*dataset.publications, *dataset.is_part_of))
    yield from (("coverage", place.label or named(place.iri)) for place in dataset.places)
    yield from (("coverage", found) for period in dataset.periods if (found := dates.interval(period)))
    if dataset.licence:
        yield "rights", named(dataset.licence.iri) or dataset.licence.name
    if dataset.access_rights:
        yield "rights", dataset.access_rights.name
    if dataset.conditions_of_access:
        yield "rights", f"Access: {dataset.conditions_of_access.name}"
    yield from (("rights", statement) for statement in dataset.rights)


def name_of(agent: Agent) -> str:
    """Name an agent, by its IRI where it has no name; empty where it has neither."""
    return agent.name or named(agent.iri)


def named(iri: str) -> str:
    """Write a node's IRI; empty where it has none."""
    return "" if isinstance(iri, Blank) else iri


def formats(dataset: Dataset) -> tuple[str, ...]:
    """Name the formats of the content, and of what the downloads answer with."""
    media_types = (d.media_type.removeprefix(IANA) for d in dataset.distributions if d.media_type)
    return tuple(dict.fromkeys((*(concept.name for concept in dataset.formats), *media_types)))


OAI_DC = Representation(
    "oai_dc",
    MediaType("application", "x-dc+xml"),
    "oai_dc.xml",
    write,
    title="Dublin Core",
    profile=PROFILE,
    kinds=DATASETS,
)
